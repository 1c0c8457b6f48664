"""Frames for stretches of a clip: trims by its clock, and splits."""

from studio.model.edits.footage import (
    SplitShot,
    TrimClip,
)
from studio.model.media import MediaKind
from studio.model.reading import Residue
from studio.rules.language.frames.footage.glue import GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.places import Span
from studio.rules.language.grammar.scopes import clips, moment, resolve


@frame("trim_clip", "span", "duration", "verb.trim", "half", "time")
def trim_clip(c: Clause) -> Outcome | None:
    """Reads "only 0:05 to 0:10 of clip 2", "cut the first 3 seconds off the dog"."""
    if c.seen(
        "song",
        "title",
        "quote",
        "caption",
        "percent",
        "speed.slow_motion",
        "fade_in",
        "fade_out",
        "logo",
        "clip_sound",
        "factor",
        "transition",
        "verb.mute",
        "verb.freeze",
        "verb.reverse",
    ):
        return None
    if any(
        x.startswith(("look.", "adj.slow", "adj.fast", "adj.bright"))
        for t in c.tokens
        for x in t.concepts
    ):
        return None
    n = next(c.indexes("span"), None)
    if n is None:
        return _trim_from(c)
    span: Span = c.tokens[n].value("span")
    if span.owner == "song":
        return None
    by_id = {x.id: x for x in c.view.clips}
    ids = resolve(c, span.clips) if span.clips else clips(c, pronouns=True)
    if not ids:
        return None
    removing = c.seen("verb.remove", "not") or (
        c.seen("verb.trim") and not c.seen("only", "verb.use", "to")
    )
    if not (
        removing
        or c.seen(
            "only",
            "verb.use",
            "verb.trim",
            "verb.keep",
            "verb.play",
            "verb.show",
            "verb.start",
        )
        or span.owner
    ):
        return None
    if (
        any(
            c.surface(t).startswith(
                ("trim", "only", "use", "只", "保留", "截取", "用", "keep", "取")
            )
            for t in c.tokens
            if t.has("verb.trim", "only", "verb.keep", "verb.use")
        )
        and span.start
        and span.start > 0
        and span.end
    ):
        removing = removing and not c.seen("verb.keep", "only")
        if any(c.surface(t).startswith(("trim", "crop")) for t in c.tokens):
            removing = False
    start, end = span.start, span.end
    seconds = min((by_id[i].seconds for i in ids if by_id[i].seconds), default=0.0)
    if span.shares:
        if not seconds:
            return None
        start, end = (round(x * seconds, 3) for x in span.shares)
    c.used.add(n)
    c.take_all(
        "verb.trim",
        "verb.remove",
        "not",
        "only",
        "off",
        "down",
        "edge_start",
        "edge_end",
        "verb.start",
        "shot",
        "in_full",
        *GLUE,
    )
    if seconds and max(abs(start or 0), abs(end or 0)) > seconds + 0.5:
        return Residue(
            c.words(),
            "trim_clip",
            "out_of_range",
            f"{max(abs(start or 0), abs(end or 0)):g}",
        )
    if removing:
        if not start and end is not None:
            start, end = end, None
        elif (start or 0) < 0 and end is None:
            start, end = 0.0, start
        else:
            return Residue(c.words(), "trim_clip", "middle")
    return [TrimClip(clips=ids, start=start or 0.0, end=end)]


def _trim_from(c: Clause) -> Outcome | None:
    """Reads "IMG_2041 from 0:10 on", "海边从第10秒开始用"."""
    if (
        not c.has("clips")
        or not c.seen("from", "after", "verb.start")
        or not c.has("time", "duration")
    ):
        return None
    if (
        c.seen("verb.swap", "shot", "each", "interval", "photo")
        or len([t for t in c.tokens if t.has("time", "duration")]) != 1
    ):
        return None
    token = c.take("time", "duration")
    seconds = (
        token.value("time")
        if token and token.has("time")
        else token.value("duration")
        if token
        else 0.0
    )
    ids = clips(c)
    by_id = {x.id: x for x in c.view.clips}
    if not ids or any(by_id[i].kind is not MediaKind.VIDEO for i in ids):
        return None
    c.take_all(
        "from",
        "after",
        "verb.start",
        "verb.like",
        "to_end",
        "mark_noun",
        "verb.use",
        "only",
        "verb.trim",
        "moment",
        "on",
        "at",
        *GLUE,
    )
    return [TrimClip(clips=ids, start=float(seconds))]


@frame("split", "verb.split")
def split(c: Clause) -> Outcome | None:
    """Reads "split at 0:08", "split shot 3"."""
    if c.seen("song", "title", "screen", "transition"):
        return None
    where = moment(c)
    if where is None:
        return None
    c.take_all("verb.split", "shot", "half", "verb.trim", "time", *GLUE)
    return [SplitShot(moment=where)]
