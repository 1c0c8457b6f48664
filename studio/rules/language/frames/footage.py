"""Frames for which footage is shown and in which order."""

from studio.model.edits.footage import (
    BanMoment,
    Include,
    KeepMoment,
    LeaveOut,
    OrderMode,
    PlaceClip,
    RepeatClip,
    ReplaceShot,
    SetOrder,
    SetPhotoMotion,
    SetShotLength,
    SplitShot,
    SwapShots,
    TrimClip,
    UseOnly,
)
from studio.model.edits.record import WHOLE, Edit, OfClips, OfShots
from studio.model.media import AssetId, MediaKind
from studio.model.reading import Residue
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.places import Span
from studio.rules.language.grammar.scopes import clips, moment, resolve, scope, shots

_GLUE = (
    "verb.make",
    "verb.add",
    "verb.use",
    "verb.play",
    "verb.move",
    "verb.show",
    "with",
    "as",
    "to",
    "for",
    "at",
    "video",
    "clip",
    "verb.create",
    "from",
    "of",
    "it",
    "photo_one",
    "verb.keep",
    "clip_one",
    "position.top",
)
_BUSY = (
    "quote",
    "title",
    "caption",
    "percent",
    "factor",
    "look_noun",
    "fade_in",
    "fade_out",
    "speed_noun",
    "clip_sound",
    "verb.mute",
    "logo",
)


@frame("order", "order.", "verb.shuffle", "order_noun")
def order(c: Clause) -> Outcome | None:
    """Reads "in the order I sent", "shuffle", "reverse order", "by date"."""
    mode = c.prefixed("order.")
    if mode is None and c.take_all("verb.shuffle"):
        mode = "auto" if c.take_all("not") else "shuffled"
    if mode is None:
        if c.seen("order_noun") and c.has("verb.keep", "old", "normal"):
            mode = "as_sent"
        elif c.seen("order_noun") and c.has("verb.reverse", "verb.swap"):
            c.take_all("verb.reverse", "verb.swap")
            mode = "reversed"
        else:
            return None
    c.take_all(
        "order_noun",
        "order.as_sent",
        "order.reversed",
        "verb.shuffle",
        "all",
        "photo",
        "clips",
        "verb.sync",
        "back",
        "old",
        "normal",
        "verb.undo",
        "not" if mode == "as_sent" else "order_noun",
        "shot",
        "longest",
        *_GLUE,
    )
    return [SetOrder(mode=OrderMode(mode))]


@frame("order", "clips")
def listed(c: Clause) -> Outcome | None:
    """Reads "start with clip 2 then clip 1", "order: dog, beach, city"."""
    refs = list(c.indexes("clips"))
    ids: list[AssetId] = []
    for n in refs:
        ids += resolve(c, c.tokens[n].value("clips"))
    if (
        len(ids) < 2
        or len(set(ids)) != len(ids)
        or not (
            c.seen("then", "order_noun", "listed")
            and c.seen("order_noun", "verb.start", "first_place", "then")
        )
    ):
        return None
    if c.seen(
        *_BUSY,
        "verb.swap",
        "verb.remove",
        "last_place",
        "after",
        "before",
        "join.dissolve",
        "not",
        "only",
        "duration",
        "songs",
    ):
        return None
    c.used.update(refs)
    c.take_all(
        "then",
        "order_noun",
        "verb.start",
        "first_place",
        "and",
        "comma",
        "last_place",
        "verb.end",
        *_GLUE,
    )
    return [SetOrder(mode=OrderMode.LISTED, clips=tuple(ids))]


@frame(
    "place",
    "first_place",
    "last_place",
    "verb.start",
    "verb.end",
    "after",
    "before",
    "clips",
    "edge_start",
    "edge_end",
)
def place(c: Clause) -> Outcome | None:
    """Reads "dog last", "start with the beach", "put clip 3 after clip 1", "dog on the drop"."""
    if c.seen(
        *_BUSY,
        "songs",
        "not",
        "verb.swap",
        "duration",
        "span",
        "transition",
        "verb.reverse",
        "verb.freeze",
        "only",
        "verb.trim",
    ) and not c.seen(
        "first_place",
        "last_place",
        "verb.start",
        "verb.end",
        "after",
        "before",
        "songpart",
    ):
        return None
    if c.seen(
        *_BUSY,
        "transition",
        "duration",
        "span",
        "verb.freeze",
        "speed.slow_motion",
        "verb.zoom",
    ):
        return None
    refs = list(c.indexes("clips"))
    if not refs and not c.has("it"):
        return None
    beside = _beside(c, refs)
    if beside is not None:
        return beside
    if c.has("between") and len(refs) == 2:
        first = resolve(c, c.tokens[refs[0]].value("clips"))
        around = resolve(c, c.tokens[refs[1]].value("clips"))
        if len(first) == 1 and len(around) == 2:
            c.used.update(refs)
            c.take_all("between", *_GLUE)
            return [PlaceClip(clip=first[0], where="after", other=around[0])]
        return None
    ids = clips(c, pronouns=True)
    if not ids:
        return None
    edge = _edge(c)
    if (
        edge == ""
        and c.seen("songpart", "moment")
        and len(ids) == 1
        and not any(
            x.startswith(("look.", "speed.", "pulse.", "join.", "adj.", "verb.ramp"))
            for t in c.tokens
            for x in t.concepts
        )
    ):
        where = moment(c)
        if where is None or c.seen("verb.split", "verb.trim", "verb.start"):
            return None
        c.take_all("verb.start", "beat", "verb.sync", "exactly", *_GLUE)
        return [PlaceClip(clip=ids[0], where="at", moment=where)]
    if not edge or (
        c.seen("verb.remove") and not c.seen("verb.move", "verb.start", "verb.end")
    ):
        return None
    c.take_all(
        "first_place",
        "last_place",
        "edge_start",
        "edge_end",
        "verb.start",
        "verb.end",
        "ordinal",
        "shot",
        "only_place",
        "verb.last",
        "all",
        "verb.include",
        "photo",
        "then",
        *_GLUE,
    )
    out: list[Edit] = [
        PlaceClip(clip=i, where=edge)  # type: ignore[arg-type]
        for i in (reversed(ids) if edge == "first" else ids)
    ]
    return out


def _beside(c: Clause, refs: list[int]) -> Outcome | None:
    """Reads "clip 3 after clip 1": the reference behind the word is the other one."""
    n = next(c.indexes("after", "before"), None)
    if n is None or len(refs) < 2:
        return None
    where = "after" if c.tokens[n].has("after") else "before"
    han = not c.surface(c.tokens[n]).isascii()
    ids = [resolve(c, c.tokens[k].value("clips")) for k in refs[:2]]
    if any(len(i) != 1 for i in ids):
        return None
    behind = [k for k in refs if k > n]
    if (han and len(behind) != 1) or (not han and refs[0] > n):
        first, other = (ids[0][0], ids[1][0])
        if not han:
            first, other = other, first
    else:
        first, other = ids[0][0], ids[1][0]
    c.used.update(refs[:2])
    c.take_all(
        "after", "before", "verb.swap", "edge_start", "edge_end", "exactly", *_GLUE
    )
    return [PlaceClip(clip=first, where=where, other=other)]  # type: ignore[arg-type]


def _edge(c: Clause) -> str:
    if c.seen("verb.start") and not c.seen("last_place", "edge_end"):
        return "first"
    if c.seen("verb.end") and not c.seen("first_place", "edge_start"):
        return "last"
    last, first = c.seen("last_place", "edge_end"), c.seen("first_place", "edge_start")
    if last and not first:
        return "last"
    return "first" if first and not last else ""


@frame("swap", "verb.swap")
def swap(c: Clause) -> Outcome | None:
    """Reads "swap shots 3 and 4", "switch the dog and the beach"."""
    if c.seen(*_BUSY, "songs", "song"):
        return None
    numbers: list[int] = []
    for token in c.tokens:
        if token.has("shots"):
            numbers += token.value("shots")
    if len(numbers) == 2:
        c.take_all("shots", "verb.swap", "and", "with", *_GLUE)
        return [SwapShots(shots=(numbers[0], numbers[1]))]
    ids = clips(c)
    if len(ids) == 2:
        c.take_all("verb.swap", "and", "with", "position_word", "order_noun", *_GLUE)
        return [SwapShots(clips=(ids[0], ids[1]))]
    plain = [
        t.value("number") for t in c.tokens if t.has("number") and not t.has("duration")
    ]
    ordinals = [t.value("ordinal") for t in c.tokens if t.has("ordinal")]
    both = plain if len(plain) == 2 else ordinals
    if len(both) == 2 and not ids:
        c.take_all(
            "number",
            "ordinal",
            "verb.swap",
            "and",
            "with",
            "shot",
            "position_word",
            "order_noun",
            "first_place",
            "last_place",
            "edge_start",
            *_GLUE,
        )
        return [SwapShots(shots=(int(both[0]), int(both[1])))]
    return None


@frame("only", "excepted")
def all_but(c: Clause) -> Outcome | None:
    """Reads "everything except the dog"."""
    if not c.seen("all", "verb.use", "verb.keep"):
        return None
    ids = clips(c)
    c.take_all("all", "verb.include", "only", *_GLUE)
    return [UseOnly(clips=ids)] if ids else None


@frame("only", "only")
def use_only(c: Clause) -> Outcome | None:
    """Reads "only use the dog and the beach", "只用照片"."""
    if c.seen(
        *_BUSY, "songs", "duration", "songpart", "not", "first_place", "span", "shots"
    ) and not c.seen("verb.use"):
        return None
    if c.seen("span", "duration", "beats", "once", "quote", "title"):
        return None
    ids = clips(c, pronouns=True)
    if not ids:
        return None
    if any(
        x.startswith(
            (
                "look.",
                "speed.",
                "adj.",
                "verb.reverse",
                "verb.zoom",
                "verb.freeze",
                "join.",
            )
        )
        for t in c.tokens
        for x in t.concepts
        if not t.has("clips")
    ):
        return None
    if not c.take_all("only"):
        return None
    c.take_all("verb.include", "not", "other", "photo", "all", *_GLUE)
    return [UseOnly(clips=ids)]


@frame("leave_out", "verb.remove", "not", "verb.ban", "but")
def leave_out(c: Clause) -> Outcome | None:
    """Reads "without clip 2", "leave out the dog", "把狗删了"."""
    if c.seen(
        *_BUSY,
        "songs",
        "span",
        "moment",
        "duration",
        "shots",
        "transition",
        "songpart",
        "first_place",
        "last_place",
        "verb.crop",
        "verb.swap",
        "verb.reverse",
        "speed.slow_motion",
    ) and not c.seen("verb.ban"):
        return None
    if c.seen(*_BUSY, "span", "moment", "duration", "songpart", "first_place"):
        return None
    if any(
        x.startswith(("look.", "speed.", "verb.zoom", "verb.stabilise", "join."))
        for t in c.tokens
        for x in t.concepts
        if not t.has("clips", "verb.remove")
    ):
        return None
    strong = [t for t in c.tokens if t.has("verb.remove", "not", "verb.ban")]
    if not strong:
        return None
    ids = clips(c, pronouns=True)
    if not ids:
        return None
    c.take_all(
        "verb.remove",
        "not",
        "verb.ban",
        "verb.include",
        "photo",
        "all",
        "verb.keep",
        "shot",
        "excess",
        "again",
        *_GLUE,
    )
    return [LeaveOut(clips=ids)]


@frame("include", "verb.include", "back", "verb.use", "all")
def include(c: Clause) -> Outcome | None:
    """Reads "use the dog too", "put clip 3 back in", "use all clips"."""
    if c.seen(
        *_BUSY,
        "not",
        "verb.remove",
        "songs",
        "span",
        "moment",
        "songpart",
        "first_place",
        "last_place",
        "only",
        "between",
        "verb.swap",
        "verb.start",
        "verb.end",
        "after",
        "before",
        "duration",
        "shots",
        "edge_end",
        "edge_start",
        "each",
    ):
        return None
    if any(
        x.startswith(
            (
                "look.",
                "speed.",
                "adj.",
                "verb.reverse",
                "verb.zoom",
                "verb.freeze",
                "join.",
                "verb.turn",
                "verb.mirror",
                "verb.stabilise",
                "verb.crop",
            )
        )
        for t in c.tokens
        for x in t.concepts
        if not t.has("clips", "verb.include")
    ):
        return None
    if (
        c.has("all")
        and c.has("verb.use", "verb.include")
        and c.seen("clip", "clips")
        and not c.seen("photo")
    ):
        every = tuple(
            x.id for x in c.view.clips if x.kind is not MediaKind.AUDIO and x.number
        )
        if every and not c.has("clips"):
            c.take_all(
                "all",
                "verb.use",
                "verb.include",
                "verb.show",
                "each",
                *_GLUE,
            )
            return [Include(clips=every)]
    ids = clips(c)
    if not ids or not c.seen("verb.include", "verb.use", "back", "verb.add"):
        return None
    c.take_all(
        "verb.include",
        "verb.use",
        "back",
        "again",
        "too",
        "verb.add",
        "all",
        "more",
        *_GLUE,
    )
    c.cost += 0.3
    return [Include(clips=ids)]


@frame("repeat", "once", "twice", "triple", "verb.repeat", "unit.step", "factor")
def repeat(c: Clause) -> Outcome | None:
    """Reads "show the dog twice", "each clip only once", "don't repeat clips"."""
    if c.seen(
        *(
            "title",
            "quote",
            "caption",
            "duration",
            "song",
            "songs",
            "interval",
            "speed_noun",
            "beat",
            "verb.undo",
            "cuts",
            "transition",
        )
    ):
        return None
    times, at_most = 0, False
    if c.take_all("once"):
        times, at_most = 1, True
    elif c.take_all("triple"):
        times = 3
    elif c.take_all("twice", "double"):
        times = 2
        c.take_all("factor")
    elif c.seen("verb.repeat") and c.seen("steps", "factor"):
        value = c.value("steps") or c.value("factor")
        times = int(value or 0)
    elif (
        c.seen("verb.repeat")
        and c.seen("not")
        and any(
            w in c.surface(t)
            for t in c.tokens
            if t.has("verb.repeat")
            for w in ("repeat", "reuse", "duplicate", "重", "recur")
        )
    ):
        c.take_all("not")
        times, at_most = 1, True
    if not 1 <= times <= 20:
        return None
    ids = clips(c)
    if not ids and times > 1 and not c.seen("all", "each"):
        return None
    if c.take_all("at_most", "only"):
        at_most = True
    c.take_all(
        "verb.repeat",
        "each",
        "all",
        "clip",
        "photo",
        "shot",
        "only",
        "same",
        "again",
        *_GLUE,
    )
    return [RepeatClip(clips=ids, times=times, at_most=at_most)]


@frame("trim_clip", "span", "duration", "verb.trim", "half")
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
        *_GLUE,
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
        *_GLUE,
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
    c.take_all("verb.split", "shot", "half", "verb.trim", "time", *_GLUE)
    return [SplitShot(moment=where)]


def _shown(
    c: Clause, edit: type[BanMoment] | type[KeepMoment]
) -> BanMoment | KeepMoment | None:
    """A ban, a pin or a replacement of shots, or of what is at a moment."""
    numbers = shots(c)
    if numbers:
        return edit(scope=OfShots(numbers=numbers))
    where = scope(c, edit)
    return None if where == WHOLE else edit(scope=where)


@frame("ban", "verb.ban", "verb.remove", "verb.trim")
def ban(c: Clause) -> Outcome | None:
    """Reads "the shot at 8 seconds is bad", "cut out 0:05 to 0:10"."""
    if c.seen(
        "verb.keep",
        "song",
        "title",
        "quote",
        "caption",
        "look_noun",
        "logo",
        "clips",
        "transition",
        "percent",
        "pauses",
        "clip_sound",
        "songs",
        "speed.slow_motion",
        "cuts" if not c.seen("shots", "shot", "span") else "quote",
        "verb.like",
    ):
        return None
    if not c.seen("shots", "shot", "span", "moment") or not c.seen(
        "verb.ban", "verb.remove", "not", "verb.trim"
    ):
        return None
    if any(t.has("span") and t.value("span").owner for t in c.tokens):
        return None
    if c.seen("shots") and c.seen("moment"):
        return None
    found = _shown(c, BanMoment)
    if found is None:
        return None
    c.take_all(
        "verb.ban",
        "verb.remove",
        "verb.trim",
        "not",
        "shot",
        "off",
        "excess",
        "degree.much",
        "down",
        "adj.blurry",
        "adj.shaky",
        "adj.dark",
        "adj.boring",
        "this_clip",
        *_GLUE,
    )
    return [found]


@frame("keep", "verb.keep", "verb.like")
def keep(c: Clause) -> Outcome | None:
    """Reads "keep shot 3", "I love the shot at 0:12"."""
    if c.seen(
        "song",
        "title",
        "quote",
        "clip_sound",
        "look_noun",
        "speech",
        "only",
        "order_noun",
        "length_noun",
        "caption",
        "sound",
        "logo",
        "verb.focus",
        "not",
        "first_place",
        "last_place",
        "edge_end",
        "duration",
    ):
        return None
    if not c.seen("shots", "shot", "moment", "this_clip", "clips", "span"):
        return None
    found = _shown(c, KeepMoment)
    if found is None:
        return None
    c.take_all(
        "verb.keep",
        "verb.like",
        "shot",
        "same",
        "all",
        "thanks",
        "degree.much",
        "this_clip",
        *_GLUE,
    )
    return [found]


@frame("replace", "verb.replace", "other")
def replace(c: Clause) -> Outcome | None:
    """Reads "replace shot 3 with the dog", "something else at 0:08"."""
    if c.seen(
        "song",
        "title",
        "quote",
        "songs",
        "look_noun",
        "caption",
        "background",
        "transition",
    ):
        return None
    numbers = shots(c)
    where = OfShots(numbers=numbers) if numbers else None
    ids = clips(c)
    if where is None:
        found = scope(c, ReplaceShot)
        if found == WHOLE:
            return None
        where = found  # type: ignore[assignment]
    c.take_all("verb.replace", "other", "shot", "verb.ban", "not", "verb.swap", *_GLUE)
    if len(ids) > 1:
        return None
    return [ReplaceShot(scope=where, clip=ids[0] if ids else None)]  # type: ignore[arg-type]


@frame("shot_length", "duration", "in_full", "beats", "each", "adj.long", "adj.short")
def shot_length(c: Clause) -> Outcome | None:
    """Reads "each photo 2 seconds", "the beach for 2 seconds only", "clip 1 in full"."""
    if c.seen(
        "title",
        "quote",
        "caption",
        "song",
        "songs",
        "fade_in",
        "fade_out",
        "transition",
        "logo",
        "verb.freeze",
        "percent",
        "speed_noun",
        "speed.slow_motion",
        "span",
        "intro_card",
        "outro_card",
        "verb.trim" if not c.seen("to", "in_full", "only") else "quote",
        "verb.start",
        "verb.zoom",
        "verb.slow_zoom",
    ):
        return None
    photos = c.seen("photo", "photo_one") and any(
        t.has("photo") or (t.has("clips") and t.value("clips").photos) for t in c.tokens
    )
    in_full = bool(c.seen("in_full")) and not c.seen("duration", "beats")
    named = c.seen("clips", "shots")
    if not (
        named
        or photos
        or c.seen("each", "all", "clip")
        or (in_full and c.seen("clip", "video", "all"))
    ):
        return None
    seconds = c.value("duration")
    beats = None
    if seconds is None and (found := c.value("beats") or c.value("interval")):
        beats = found[0] * (4 if found[1] == "bar" else 1)
        if found[1] == "second":
            seconds, beats = found[0], None
    if seconds is None and beats is None and not in_full:
        return None
    if not named and not photos and not in_full and not c.seen("each"):
        return None
    every_photo = photos and (
        c.seen("each", "all")
        or all(len(t.value("clips").ids) != 1 for t in c.tokens if t.has("clips"))
    )
    if every_photo:
        every = [n for n in c.indexes("clips") if c.tokens[n].value("clips").photos]
        c.used.update(every)
    where = scope(c, SetShotLength)
    c.take_all(
        "photo",
        "each",
        "all",
        "in_full",
        "only",
        "shot",
        "verb.last",
        "at_most",
        "exactly",
        "adj.long",
        "adj.short",
        "verb.shorten",
        "verb.lengthen",
        "verb.freeze",
        "verb.trim",
        "length_noun",
        "beat",
        "cuts",
        "verb.switch_shots",
        "same",
        "by",
        "not" if in_full else "photo",
        *_GLUE,
    )
    if seconds is not None and not 0.1 <= seconds <= 3600:
        return Residue(c.words(), "shot_length", "out_of_range", f"{seconds:g}")
    if isinstance(where, OfClips) and seconds:
        by_id = {x.id: x for x in c.view.clips}
        longest = max(
            (
                by_id[i].seconds
                for i in where.assets
                if by_id[i].kind is MediaKind.VIDEO
            ),
            default=0,
        )
        if longest and seconds > longest + 0.5:
            return Residue(c.words(), "shot_length", "out_of_range", f"{seconds:g}")
    return [
        SetShotLength(
            seconds=seconds,
            beats=beats,
            in_full=in_full,
            photos=bool(every_photo),
            scope=where,
        )
    ]


@frame("photo_motion", "photo_motion", "still_photos")
def photo_motion(c: Clause) -> Outcome | None:
    """Reads "ken burns on", "photos should stay still"."""
    still = c.seen("still_photos")
    if (
        still
        and not c.seen("photo")
        and not any(
            "photo" in c.surface(t) or "照片" in c.surface(t) or "图片" in c.surface(t)
            for t in c.tokens
        )
    ):
        return None
    if c.seen("title", "quote"):
        return None
    off = bool(c.take_all("not", "verb.remove", "off")) or (
        still and not c.seen("photo_motion")
    )
    c.take_all(
        "still_photos",
        "photo_motion",
        "all",
        "verb.slow_zoom",
        "verb.zoom",
        "adj.slow",
        "on",
        "degree.bit",
    )
    every = [
        n
        for n in c.indexes("clips")
        if c.tokens[n].value("clips").photos
        and len(c.tokens[n].value("clips").ids) != 1
    ]
    c.used.update(every)
    where = scope(c, SetPhotoMotion)
    c.take_all("photo", "each", "verb.stabilise", *_GLUE)
    return [SetPhotoMotion(on=not off, scope=where)]
