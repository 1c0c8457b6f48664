"""Frames for the length, the shape, the size and the rate of the whole video."""

from studio.model.edits.picture import FitMode, SetAspect, SetFit
from studio.model.edits.record import Exact, Plus, Times
from studio.model.edits.whole import SetFrameRate, SetLength, SetLoop, SetResolution
from studio.model.reading import Residue
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.amounts import degree
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import scope

LONGEST = 600.0
"""Seconds; longer videos are not made."""
_SHAPES = {
    "vertical": (9, 16),
    "horizontal": (16, 9),
    "square": (1, 1),
    "cinema": (21, 9),
}
_PLATFORMS = {
    "vertical": (9, 16),
    "horizontal": (16, 9),
    "portrait": (4, 5),
    "square": (1, 1),
}
_GLUE = (
    "verb.make",
    "verb.create",
    "verb.add",
    "verb.use",
    "verb.move",
    "to",
    "for",
    "video",
    "with",
    "as",
    "length_noun",
    "verb.shorten",
    "verb.lengthen",
    "verb.trim",
    "adj.long",
    "all",
    "exactly",
    "verb.show",
    "verb.play",
    "verb.last",
    "from",
    "cuts",
    "at",
    "clip",
    "verb.keep",
    "verb.end",
    "in_full",
)


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
    off = _taken_off(c)
    seconds = c.value("duration")
    if seconds is None:
        seconds = c.value("time")
    if seconds is None or c.seen("minus", "between", "from"):
        return None
    if off:
        c.take_all("verb.trim", "verb.remove", "off", "edge_end", "last_place", *_GLUE)
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
        c.take_all("verb.add", "other", "more", *_GLUE)
        return [SetLength(length=Plus(delta=seconds))]
    aims = c.seen("to", "at_most") or any(
        "到" in c.surface(t) or "成" in c.surface(t) or "为" in c.surface(t)
        for t in c.tokens
    )
    if (c.seen("by") or not aims) and _changes(c, more, less):
        c.take_all("by", "adj.short", "more", "less", "verb.remove")
        c.take_all(*_GLUE)
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
    c.take_all(*_GLUE)
    if not 1 <= seconds <= LONGEST:
        return Residue(c.words(), "length", "out_of_range", f"{seconds:g}")
    return [SetLength(length=Exact(value=float(seconds)), rule=rule)]  # type: ignore[arg-type]


def _taken_off(c: Clause) -> bool:
    """Whether seconds go off the video: "shave 5 seconds off", "剪掉5秒"."""
    n = next(c.indexes("duration"), None)
    if n is None or c.seen("to", "at_most"):
        return False
    verb = next(c.indexes("verb.trim", "verb.remove", "less"), None)
    words = [
        c.surface(t) for t in c.tokens if t.has("verb.trim", "verb.remove", "less")
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
    c.take_all("by", "down", "adj.short", "adj.long", "half", "fraction", *_GLUE)
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
        c.take_all("double", "adj.long", "adj.short", "as", *_GLUE)
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
    c.take_all(*_GLUE)
    return [SetLength(length=Times(factor=step if sign > 0 else round(1 / step, 4)))]


@frame("length", "song_length", "footage_length", "auto_length")
def fitted_length(c: Clause) -> Outcome | None:
    """Reads "as long as the song", "all clips in full"."""
    for rule in ("song", "footage", "auto"):
        if c.take_all(f"{rule}_length"):
            c.take_all("song", *_GLUE)
            return [SetLength(rule=rule)]
    return None


@frame("aspect", "ratio", "aspect.", "platform.", "pixels")
def aspect(c: Clause) -> Outcome | None:
    """Reads "vertical", "9:16", "for TikTok"; not "post this to YouTube"."""
    if c.seen("landscape_clip", "portrait_clip", "clips", "shots"):
        return None
    if c.seen("title", "logo") and not c.seen("ratio"):
        return None
    negative = c.seen("not", "verb.remove", "excess")
    if negative and c.seen("aspect.vertical", "aspect.horizontal", "aspect.square"):
        c.prefixed_all("aspect.")
        c.take_all("not", "verb.remove", *_GLUE)
        return []
    if negative or c.seen("q.is"):
        return None
    pair = _pair(c)
    if pair is None:
        return None
    c.take_all(
        "aspect_noun",
        "back",
        "song_one",
        "verb.undo",
        "verb.turn",
        "verb.mirror",
        "fraction",
        *_GLUE,
    )
    if c.has("publish"):
        c.take_all("publish", "at")
    out: list[SetAspect | SetResolution] = [SetAspect(width=pair[0], height=pair[1])]
    other = next(
        (_SHAPES[s] for s in c.prefixed_all("aspect.") if _SHAPES[s] != pair), None
    )
    if other is not None and not c.seen("verb.undo", "back"):
        out.append(SetAspect(width=other[0], height=other[1]))
    if (lines := c.value("lines")) is not None and 144 <= lines <= 2160:
        c.take_all("resolution_noun")
        out.append(SetResolution(lines=lines))
    return list(out)


def _pair(c: Clause) -> tuple[int, int] | None:
    ratio: tuple[int, int] | None = c.value("ratio")
    if (pixels := c.value("pixels")) is not None:
        width, height = pixels
        for known in (
            (9, 16),
            (16, 9),
            (1, 1),
            (4, 5),
            (4, 3),
            (3, 4),
            (21, 9),
            (5, 4),
        ):
            if abs(width / height - known[0] / known[1]) < 0.02:
                c.context.edits.append(SetResolution(lines=min(width, height)))
                return known
    platform = c.prefixed_all("platform.")
    shape = c.prefixed("aspect.")
    if ratio is not None:
        return ratio
    if shape:
        return _SHAPES[shape]
    if platform:
        return _PLATFORMS[platform[0]]
    return None


@frame("resolution", "lines", "resolution_noun", "pixels")
def resolution(c: Clause) -> Outcome | None:
    """Reads "1080p", "in 4K", "lower the quality to 720"."""
    lines = c.value("lines")
    if lines is None and c.seen("resolution_noun") and (value := c.value("number")):
        lines = int(value)
    if lines is None:
        return None
    if c.seen("clips", "each"):
        return None
    c.take_all(
        "resolution_noun", "verb.export", "verb.raise", "verb.lower", "up", *_GLUE
    )
    if not 240 <= lines <= 2160:
        return Residue(c.words(), "resolution", "out_of_range", str(lines))
    return [SetResolution(lines=lines)]


@frame("frame_rate", "fps", "unit.fps")
def frame_rate(c: Clause) -> Outcome | None:
    """Reads "60 fps", "24 frames per second", "fps 25"."""
    rate = c.value("fps")
    if rate is None and c.take("unit.fps"):
        value = c.value("number")
        rate = (
            None
            if value is None
            else {23.976: "24000/1001", 29.97: "30000/1001", 59.94: "60000/1001"}.get(
                value, str(int(value))
            )
        )
    if rate is None or (c.seen("frames", "verb.freeze") and c.seen("verb.freeze")):
        return None
    c.take_all("unit.fps", "unit.frame", *_GLUE)
    number = float(rate.split("/")[0]) / (
        float(rate.split("/")[1]) if "/" in rate else 1
    )
    if not 10 <= number <= 120:
        return Residue(c.words(), "frame_rate", "out_of_range", f"{number:g}")
    return [SetFrameRate(rate=rate)]


@frame("loop", "verb.loop")
def loop(c: Clause) -> Outcome | None:
    """Reads "make it loop", "end runs into the beginning"; songs loop elsewhere."""
    if c.seen("song", "songs", "clips"):
        return None
    c.take_all("verb.loop")
    off = bool(c.take_all("not", "verb.remove", "off"))
    c.take_all("edge_start", "edge_end", "join.cut", "adj.calm", "verb.match", *_GLUE)
    return [SetLoop(on=not off)]


@frame("fit", "verb.crop", "verb.pad", "verb.blur_fill", "verb.whole_picture")
def fit(c: Clause) -> Outcome | None:
    """Reads "blurred bars", "crop to fill", "don't crop"."""
    if c.seen("bars", "title", "duration", "span", "bar_ratio"):
        return None
    negative = c.seen("not", "verb.remove", "off")
    cutting = any(
        w in c.words().lower()
        for w in ("no black", "no bars", "去黑边", "不要黑边", "无黑边", "去掉黑边")
    )
    if c.take_all("verb.blur_fill"):
        mode = FitMode.BLUR if not negative else FitMode.CROP
    elif c.take_all("verb.pad") or (False):
        mode = FitMode.PAD if not negative else FitMode.CROP
    elif c.take_all("verb.whole_picture"):
        mode = FitMode.BLUR
    elif c.has("verb.crop"):
        mode = FitMode.CROP if not negative or cutting else FitMode.BLUR
    else:
        return None
    where = scope(c, SetFit)
    c.take_all(
        "verb.crop",
        "verb.pad",
        "verb.whole_picture",
        "not",
        "verb.remove",
        "off",
        "shot",
        "edge_start",
        "black",
        "photo",
        "background",
        "between",
        "adj.blurry",
        "face",
        "cuts",
        "verb.trim",
        *_GLUE,
    )
    return [SetFit(mode=mode, scope=where)]
