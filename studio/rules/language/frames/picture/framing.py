"""Frames for turning, mirroring, zooming, focus and stabilising."""

from studio.model.edits.picture import FocusPoint, SetFocus, Stabilise, Turn, Zoom
from studio.model.edits.record import Exact, Times
from studio.model.reading import Residue
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import scope

_GLUE = (
    "verb.make",
    "verb.add",
    "verb.use",
    "verb.move",
    "verb.show",
    "with",
    "as",
    "to",
    "for",
    "at",
    "video",
    "clip",
    "shot",
    "from",
    "of",
    "it",
    "photo",
    "this_clip",
    "verb.create",
    "verb.play",
    "up",
    "adj.slow",
    "verb.keep",
)


@frame("turn", "verb.turn", "degrees", "verb.mirror")
def turn(c: Clause) -> Outcome | None:
    """Reads "rotate clip 2 by 90 degrees", "flip it horizontally", "upside down"."""
    if c.seen(
        "song",
        "title",
        "logo",
        "quote",
        "order_noun",
        "sound",
        "off",
        "verb.sync",
        "percent",
    ):
        return None
    mirror = any(t.has("verb.mirror") for t in c.tokens)
    if (
        c.seen("to", "ratio", "platform.")
        and c.seen("ratio", "aspect.square", "aspect.vertical", "aspect.horizontal")
        and not c.seen("degrees")
    ):
        return None
    degrees = c.value("degrees")
    words = c.words().lower()
    if (
        degrees is None
        and not mirror
        and not any(
            w in words
            for w in (
                "rotat",
                "spin",
                "sideways",
                "upside",
                "旋转",
                "旋轉",
                "左转",
                "右转",
                "转90",
                "clockwise",
                "tilt",
                "upright",
                "straighten",
                "right way",
                "wrong way",
                "on its head",
                "on its side",
                "quarter",
                "顺时针",
                "逆时针",
                "颠倒",
            )
        )
    ):
        return None
    vertical = any(w in words for w in ("vertical", "upside", "上下", "垂直"))
    c.take_all(
        "verb.turn",
        "verb.mirror",
        "by",
        "position.left",
        "position.right",
        "aspect.horizontal",
        "aspect.vertical",
        "verb.swap",
        "quarter",
        "fraction",
        "number",
        "position.bottom",
        "unit.degree",
    )
    where = scope(c, Turn)
    c.take_all("down", "around", *_GLUE)
    if mirror and degrees is None and not any(w in words for w in ("upside", "180")):
        return [Turn(mirror="vertical" if vertical else "horizontal", scope=where)]
    if degrees is None:
        degrees = (
            180.0
            if any(w in words for w in ("upside", "180", "颠倒", "on its head"))
            else 90.0
        )
    left = any(
        w in words
        for w in ("left", "counter", "anti", "逆时针", "向左", "左转", "往左")
    )
    value = int(degrees) % 360
    if left:
        value = (360 - value) % 360
    if value not in (0, 90, 180, 270):
        return Residue(c.words(), "turn", "out_of_range", f"{degrees:g}°")
    return [Turn(degrees=value, scope=where)]  # type: ignore[arg-type]


@frame("zoom", "verb.zoom", "verb.zoom_out", "verb.slow_zoom")
def zoom(c: Clause) -> Outcome | None:
    """Reads "zoom in on clip 2", "slow zoom", "zoom out a bit"."""
    if c.seen(
        "title",
        "logo",
        "transition",
        "beat",
        "interval",
        "caption",
        "verb.sync",
        "font_noun",
    ) or (c.seen("song") and not c.seen("songpart")):
        return None
    out = bool(c.take_all("verb.zoom_out"))
    slow = bool(c.take_all("verb.slow_zoom")) or (
        c.seen("verb.zoom") and c.seen("adj.slow")
    )
    c.take_all("verb.zoom")
    if c.take_all("not", "verb.remove", "off"):
        where = scope(c, Zoom)
        c.take_all(*_GLUE)
        return [Zoom(level=Exact(value=1.0), scope=where)]
    percent, factor = c.value("percent"), c.value("factor")
    where = scope(c, Zoom)
    bit = bool(c.take_all("degree.bit"))
    much = bool(c.take_all("degree.much", "more"))
    c.take_all("face", "adj.calm", "in", "middle", "position.center", *_GLUE)
    level = factor or (
        percent / 100
        if percent and percent >= 100
        else 1 + percent / 100
        if percent
        else None
    )
    if level is not None and not 1 <= level <= 4:
        return Residue(c.words(), "zoom", "out_of_range", f"{level:g}×")
    if slow:
        return [
            Zoom(
                level=Exact(value=1.0), end=level or (1.1 if bit else 1.2), scope=where
            )
        ]
    if level is not None:
        return [Zoom(level=Exact(value=level), scope=where)]
    step = 1.1 if bit else 1.5 if much else 1.25
    return [Zoom(level=Times(factor=round(1 / step, 4) if out else step), scope=where)]


@frame("focus", "verb.focus", "face", "position.")
def focus(c: Clause) -> Outcome | None:
    """Reads "keep the faces in frame", "crop to the left side"."""
    if not c.seen("verb.focus", "verb.crop", "face") or c.seen(
        "title",
        "logo",
        "quote",
        "song",
        "verb.remove",
        "speech",
        "verb.turn",
        "caption",
        "adj.blurry",
        "verb.hear",
        "verb.zoom",
        "verb.mirror",
    ):
        return None
    centred = c.seen("face") and c.seen("position.center")
    if not centred and not c.seen(
        "verb.focus", "verb.crop", "verb.keep", "verb.move", "not"
    ):
        return None
    point = FocusPoint.AUTO
    if c.take_all("face"):
        point = FocusPoint.FACE
        c.take_all("not", "position.center")
    elif (side := c.prefixed("position.")) is not None:
        if side not in ("left", "right", "top", "bottom", "center"):
            return None
        point = FocusPoint(side)
    elif c.take("middle"):
        point = FocusPoint.CENTER
    else:
        return None
    where = scope(c, SetFocus)
    c.take_all(
        "verb.focus",
        "verb.crop",
        "verb.whole_picture",
        "all",
        "video",
        "verb.keep",
        "position_word",
        "off",
        "cuts",
        "verb.trim",
        *_GLUE,
    )
    return [SetFocus(point=point, scope=where)]


@frame("stabilise", "verb.stabilise", "adj.shaky")
def stabilise(c: Clause) -> Outcome | None:
    """Reads "stabilise clip 2", "it's too shaky"."""
    if c.seen("beat", "pulse.flash", "interval", "songpart", "title", "transition"):
        return None
    strong = c.take_all("verb.stabilise")
    shaky = c.take_all("adj.shaky")
    if not strong and not (
        shaky
        and c.seen(
            "excess",
            "less",
            "not",
            "verb.remove",
            "clips",
            "clip",
            "degree.much",
            "degree.bit",
            "video",
            "shots",
        )
    ):
        return None
    if not strong and c.seen("verb.add"):
        return None
    off = bool(strong) and bool(c.take_all("not", "verb.remove", "off")) and not shaky
    where = scope(c, Stabilise)
    c.take_all(
        "excess",
        "less",
        "not",
        "verb.remove",
        "degree.much",
        "degree.bit",
        "pulse.shake",
        "all",
        "clip",
        "verb.lower",
        *_GLUE,
    )
    return [Stabilise(on=not off, scope=where)]
