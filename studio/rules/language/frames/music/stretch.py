"""Frames for the part of the song that plays."""

from studio.model.edits.music import (
    TrimMusic,
)
from studio.model.edits.record import SongLabel
from studio.model.media import MediaKind
from studio.rules.language.frames.music.glue import GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome


@frame("trim_music", "skip_intro")
def skip_intro(c: Clause) -> Outcome | None:
    if c.seen("title", "intro_card"):
        return None
    c.take_all("skip_intro", "excess", "adj.long", "song", "of", *GLUE)
    return [TrimMusic(start=SongLabel.VERSE)]


@frame("trim_music", "songpart", "span", "moment", "duration", "time")
def trim_music(c: Clause) -> Outcome | None:
    """Reads "start the song at 0:30", "start at the chorus", "only the chorus"."""
    song = c.has("song", "songs") and not c.seen("clip_sound")
    if c.seen(
        "title",
        "quote",
        "caption",
        "transition",
        "clips",
        "shots",
        "fade_in",
        "fade_out",
        "percent",
        "adj.loud",
        "adj.quiet",
        "speed.slow_motion",
        "verb.mute",
        "logo",
        "photo",
    ):
        return None
    owned = next(
        (n for n in c.indexes("span") if c.tokens[n].value("span").owner == "song"),
        None,
    )
    if owned is not None:
        return _owned(c, owned)
    if c.has("songpart"):
        return _part(c)
    if not song:
        return None
    start = c.peek("span")
    if start is not None and start.shares is None:
        if c.seen("verb.mute", "off"):
            return None
        c.take("span")
        _finish(c)
        if (start.start or 0) < 0:
            return None
        return [TrimMusic(start=start.start, end=start.end)]
    if not c.seen(
        "verb.start",
        "from",
        "verb.trim",
        "at",
        "verb.use",
        "verb.end",
        "verb.play",
        "to",
    ):
        return None
    seconds = _point(c)
    if seconds is None:
        return None
    ending = c.take_all("verb.end") and not c.has("verb.start")
    cut_off = c.seen("verb.trim", "verb.remove") and not c.seen(
        "verb.start", "from", "at"
    )
    if cut_off:
        return None
    _finish(c)
    return [TrimMusic(end=seconds)] if ending else [TrimMusic(start=seconds)]


def _point(c: Clause) -> float | None:
    if c.has("time"):
        value = c.value("time")
        return float(value)
    value = c.value("duration")
    return None if value is None else float(value)


def _finish(c: Clause) -> None:
    c.take_all(
        "song",
        "verb.start",
        "verb.end",
        "verb.trim",
        "verb.remove",
        "only",
        "edge_start",
        "first_place",
        "of",
        "length_noun",
        "time",
        "moment",
        "verb.switch_shots",
        "in",
        "up",
        "between",
        "verb.keep",
        "to_end",
        "clip",
        "cuts",
        *GLUE,
    )


def _owned(c: Clause, n: int) -> Outcome | None:
    span = c.tokens[n].value("span")
    c.used.add(n)
    if span.shares is not None:
        return None
    removing = c.take_all("verb.remove", "not") or (
        c.seen("verb.trim") and not c.seen("only", "verb.use")
    )
    start, end = span.start, span.end
    if (start or 0) < 0:
        length = next(
            (x.seconds for x in c.view.clips if x.kind is MediaKind.AUDIO), 0.0
        )
        if not length:
            return None
        start = length + (start or 0)
        if removing:
            start, end = None, start
    elif removing and not start and end is not None:
        start, end = end, None
    _finish(c)
    if start == 0.0:
        start = 0.0
    return [TrimMusic(start=start, end=end)]


def _part(c: Clause) -> Outcome | None:
    n = next(c.indexes("songpart"))
    label, number = c.tokens[n].value("songpart")
    starts = c.seen("verb.start", "from") or any(
        "始" in c.surface(t) or "起" in c.surface(t) for t in c.tokens
    )
    only = c.seen("only") or (
        c.seen("verb.use", "verb.keep", "verb.play") and not starts
    )
    if c.seen("verb.remove", "not") and not only and not starts:
        return None
    if not starts and not only:
        return None
    if starts and (c.seen("join.", "speed_noun", "verb.ramp")):
        return None
    c.used.add(n)
    c.take_all("only")
    _finish(c)
    many = number if number > 0 else 1
    if starts and not c.seen("only"):
        return [TrimMusic(start=label, number=many)]
    return [TrimMusic(only=label, number=many)]
