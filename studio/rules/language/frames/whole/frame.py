"""Frames for the shape of the picture, its lines, its rate and its loop."""

from studio.model.edits.picture import SetAspect
from studio.model.edits.whole import SetFrameRate, SetLoop, SetResolution
from studio.model.reading import Residue
from studio.rules.language.frames.registry import frame
from studio.rules.language.frames.whole.glue import GLUE
from studio.rules.language.grammar.clause import Clause, Outcome

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
    "tall": (3, 4),
    "square": (1, 1),
}


@frame("aspect", "ratio", "aspect.", "platform.", "pixels")
def aspect(c: Clause) -> Outcome | None:
    """Reads "vertical", "9:16", "for TikTok"; not "post this to YouTube"."""
    if c.seen("landscape_clip", "portrait_clip", "clips", "shots"):
        return None
    if c.seen("title", "logo") and not c.seen("ratio"):
        return None
    negative = c.seen("not", "verb.remove") or any(
        t.has("excess") and c.surface(t) != "so" for t in c.tokens
    )
    if negative and c.seen("aspect.vertical", "aspect.horizontal", "aspect.square"):
        c.prefixed_all("aspect.")
        c.take_all("not", "verb.remove", *GLUE)
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
        *GLUE,
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
        "resolution_noun", "verb.export", "verb.raise", "verb.lower", "up", *GLUE
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
    c.take_all("unit.fps", "unit.frame", *GLUE)
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
    c.take_all("edge_start", "edge_end", "join.cut", "adj.calm", "verb.match", *GLUE)
    return [SetLoop(on=not off)]
