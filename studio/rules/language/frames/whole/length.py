"""Frames for the length of the video."""

from studio.model.edits.record import Exact, Plus, Times
from studio.model.edits.whole import SetLength
from studio.model.reading import Residue
from studio.rules.language.frames.registry import frame
from studio.rules.language.frames.whole.glue import GLUE, LONGEST
from studio.rules.language.grammar.amounts import degree
from studio.rules.language.grammar.clause import Clause, Outcome


@frame("length", "duration", "time")
def length(c: Clause) -> Outcome | None:
    """Reads "30 seconds", "make it a 1 minute video", "at most 45 s"."""
    if c.seen(
        "clips",
        "shots",
        "photo",
        "title",
        "quote",
        "caption",
        "song",
        "songs",
        "transition",
        "each",
        "span",
        "interval",
        "fade_in",
        "fade_out",
        "verb.freeze",
        "songpart",
        "clip_sound",
        "intro_card",
        "outro_card",
        "photo_one",
        "verb.shift",
        "logo",
        "this_clip",
        "shot",
    ) and not c.seen("song_length"):
        return None
    if len([t for t in c.tokens if t.has("duration", "time")]) != 1:
        return None
    more = (
        c.seen("adj.long")
        and any(t.has("adj.long") and t.has("compared") for t in c.tokens)
    ) or c.seen("verb.lengthen")
    less = any(t.has("adj.short") for t in c.tokens) or c.seen("verb.shorten")
    told = c.seen("length_noun", "verb.shorten", "at_most")
    if not (told or c.seen("duration")) and c.seen("at", "cuts", "verb.start", "from"):
        return None
    if c.seen("moment") and not told:
        return None
    off = _taken_off(c)
    seconds = c.value("duration")
    if seconds is None:
        seconds = c.value("time")
    if seconds is None or c.seen("minus", "between", "from"):
        return None
    if off:
        c.take_all(
            "verb.trim",
            "verb.remove",
            "verb.lower",
            "less",
            "more",
            "off",
            "edge_end",
            "last_place",
            *GLUE,
        )
        return [SetLength(length=Plus(delta=-seconds))]
    words = {c.surface(t) for t in c.tokens}
    if words & {
        "add",
        "another",
        "extra",
        "加",
        "增加",
        "多加",
        "加多",
        "additional",
    } and not c.seen("at_most", "at_least"):
        c.take_all("verb.add", "other", "more", *GLUE)
        return [SetLength(length=Plus(delta=seconds))]
    aims = c.seen("to", "at_most") or any(
        "到" in c.surface(t) or "成" in c.surface(t) or "为" in c.surface(t)
        for t in c.tokens
    )
    if (c.seen("by") or not aims) and _changes(c, more, less):
        c.take_all("by", "adj.short", "more", "less", "verb.remove")
        c.take_all(*GLUE)
        return [SetLength(length=Plus(delta=-seconds if less else seconds))]
    c.take_all("adj.short")
    rule = (
        "at_most"
        if c.take_all("at_most")
        else "at_least"
        if c.take_all("at_least")
        else "exact"
    )
    if rule == "at_most":
        c.take_all("not", "more", "less", "than")
    c.take_all(*GLUE)
    if not 1 <= seconds <= LONGEST:
        return Residue(c.words(), "length", "out_of_range", f"{seconds:g}")
    return [SetLength(length=Exact(value=float(seconds)), rule=rule)]  # type: ignore[arg-type]


def _taken_off(c: Clause) -> bool:
    """Whether seconds go off the video: "shave 5 seconds off", "剪掉5秒"."""
    n = next(c.indexes("duration"), None)
    if n is None or c.seen("to", "at_most"):
        return False
    verb = next(c.indexes("verb.trim", "verb.remove", "less", "verb.lower"), None)
    words = [
        c.surface(t)
        for t in c.tokens
        if t.has("verb.trim", "verb.remove", "less", "verb.lower")
    ]
    strong = any(
        w.startswith(
            (
                "shave",
                "lop",
                "chop",
                "snip",
                "lose",
                "剪掉",
                "去掉",
                "砍",
                "减",
                "cut",
                "take off",
                "remove",
            )
        )
        for w in words
    )
    return (
        verb is not None and (verb < n or c.seen("off")) and (strong or c.seen("off"))
    )


@frame("length", "fraction", "half", "percent")
def scaled_length(c: Clause) -> Outcome | None:
    """Reads "cut it down by a third", "make it 20 % shorter"."""
    if c.seen(
        "song",
        "sound",
        "speed_noun",
        "clips",
        "pacing",
        "photo",
        "title",
        "zoom",
        "look_noun",
        "span",
        "logo",
        "shots",
        "adj.fast",
        "adj.slow",
        "shot",
        "verb.reverse",
    ):
        return None
    if any(c.surface(t) in {"cuts", "many", "often"} for t in c.tokens):
        return None
    shorter = c.seen("adj.short", "verb.shorten", "verb.trim") and not c.seen(
        "adj.long"
    )
    longer = any(t.has("adj.long") and t.has("compared") for t in c.tokens) or c.seen(
        "verb.lengthen"
    )
    if not (shorter or longer) or not (
        c.seen("by") or c.seen("compared", "verb.shorten", "verb.lengthen")
    ):
        return None
    percent = c.value("percent")
    share = percent / 100 if percent is not None else c.value("fraction")
    if share is None and c.take("half"):
        share = 0.5
    if share is None or (shorter and share >= 1):
        return None
    c.take_all("by", "down", "adj.short", "adj.long", "half", "fraction", *GLUE)
    return [
        SetLength(length=Times(factor=round(1 + share if longer else 1 - share, 4)))
    ]


def _changes(c: Clause, more: bool, less: bool) -> bool:
    """Whether a duration is a difference ("5 seconds longer", "再长10秒")."""
    if any(t.has("adj.long", "adj.short") and t.has("compared") for t in c.tokens):
        return True
    return (
        ((more or less or c.seen("adj.long")) and c.seen("by", "more", "less"))
        or (
            any(t.has("adj.long", "adj.short") for t in c.tokens)
            and c.seen("more", "less", "verb.lengthen", "degree.bit")
        )
        or any(
            c.surface(t)
            in {"缩短", "延长", "加长", "shorten", "extend", "lengthen", "减短", "剪短"}
            for t in c.tokens
        )
    )


@frame("length", "adj.long", "adj.short", "verb.shorten", "verb.lengthen")
def relative_length(c: Clause) -> Outcome | None:
    """Reads "shorter", "a bit longer", "half as long", "the video is too long"."""
    if c.seen(
        "clips",
        "shots",
        "photo",
        "title",
        "quote",
        "caption",
        "song",
        "songs",
        "transition",
        "each",
        "span",
        "duration",
        "songpart",
        "shot",
        "clip",
        "cuts",
        "beats",
        "number",
        "intro_card",
        "outro_card",
        "clip_sound",
        "percent",
    ) and not c.seen("length_noun"):
        return None
    if c.seen("duration", "number"):
        return None
    longer = c.has("verb.lengthen") or any(t.has("adj.long") for t in c.tokens)
    shorter = c.has("verb.shorten") or any(t.has("adj.short") for t in c.tokens)
    if c.seen("half", "double") and c.seen("adj.long", "length_noun", "adj.short"):
        factor = 0.5 if c.take("half") or c.seen("adj.short") else 2.0
        c.take_all("double", "adj.long", "adj.short", "as", *GLUE)
        return [SetLength(length=Times(factor=factor))]
    compared = any(
        t.has("compared") and t.has("adj.long", "adj.short") for t in c.tokens
    )
    if not (
        compared
        or c.seen(
            "excess",
            "lack",
            "degree.bit",
            "verb.shorten",
            "verb.lengthen",
            "more",
            "degree.much",
            "not",
            "less",
        )
    ) or (
        c.seen("verb.trim")
        and not compared
        and not any(
            c.surface(t) in {"缩短", "剪短", "shorten", "tighten", "condense"}
            for t in c.tokens
        )
    ):
        return None
    sign = 1 if longer and not shorter else -1
    if compared:
        sign = (
            1 if any(t.has("adj.long") and t.has("compared") for t in c.tokens) else -1
        )
    if c.take_all("lack"):
        c.take_all("not")
    elif c.take_all("excess", "not", "less"):
        sign = -sign
    c.take_all(
        "adj.long",
        "adj.short",
        "verb.shorten",
        "verb.lengthen",
        "length_noun",
        "verb.slow_down",
    )
    step = degree(c)
    c.take_all(*GLUE)
    return [SetLength(length=Times(factor=step if sign > 0 else round(1 / step, 4)))]


@frame("length", "song_length", "footage_length", "auto_length")
def fitted_length(c: Clause) -> Outcome | None:
    """Reads "as long as the song", "all clips in full"."""
    for rule in ("song", "footage", "auto"):
        if c.take_all(f"{rule}_length"):
            c.take_all("song", *GLUE)
            return [SetLength(rule=rule)]
    return None
