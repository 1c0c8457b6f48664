"""Frames for looks, qualities, bars, cubes, matching, pulses."""

from studio.model.edits.control import UndoEdit
from studio.model.edits.picture import (
    Adjust,
    LookName,
    MatchColours,
    PulseKind,
    Quality,
    SetBars,
    SetLook,
    SetPulse,
    UseCube,
)
from studio.model.edits.record import Exact
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.amounts import negated, step
from studio.rules.language.grammar.clause import Clause, Outcome, removes
from studio.rules.language.grammar.scopes import scope

_QUALITIES: dict[str, tuple[Quality, int]] = {
    "bright": (Quality.BRIGHTNESS, 1), "dark": (Quality.BRIGHTNESS, -1),
    "contrasty": (Quality.CONTRAST, 1), "flat": (Quality.CONTRAST, -1), "saturated": (Quality.SATURATION, 1),
    "desaturated": (Quality.SATURATION, -1), "warm": (Quality.WARMTH, 1),
    "cold": (Quality.WARMTH, -1), "vignetted": (Quality.VIGNETTE, 1),
    "grainy": (Quality.GRAIN, 1), "blurry": (Quality.BLUR, 1), "sharp": (Quality.SHARPNESS, 1),
}  # fmt: skip


_EFFECTS = {Quality.VIGNETTE: 0.5, Quality.GRAIN: 0.4, Quality.BLUR: 0.5}


@frame("look", "look.")
def look(c: Clause) -> Outcome | None:
    """Reads "black and white", "a vintage look on clip 2"; "lose the vintage look"."""
    n = next(
        (
            k
            for k, t in enumerate(c.tokens)
            if any(x.startswith("look.") for x in t.concepts)
        ),
        None,
    )
    if n is None:
        return None
    token = c.tokens[n]
    if (
        token.has("compared")
        or (c.seen("excess") and any(x.startswith("adj.") for x in token.concepts))
    ) or (
        token.has("adj.saturated", "adj.warm", "adj.cold")
        and c.seen(
            "more", "less", "excess", "degree.bit", "lack", "verb.raise", "verb.lower"
        )
    ):
        return None
    name = LookName(
        next(x[5:] for x in sorted(token.concepts) if x.startswith("look."))
    )
    c.used.add(n)
    c.take_all("look_noun", "effects_all", "cube_noun")
    where = scope(c, SetLook)
    if _removing(c):
        return [SetLook(look=None, scope=where)]
    strength = c.value("percent")
    if strength is None and c.take("half"):
        strength = 50.0
    if strength is None and c.has("degree.bit", "adj.weak"):
        c.take_all("degree.bit", "adj.weak")
        strength = 50.0
    _setting(c)
    return [
        SetLook(
            look=name,
            strength=min(1.0, (100 if strength is None else strength) / 100),
            scope=where,
        )
    ]


def _removing(c: Clause) -> bool:
    strong = [
        n
        for n in c.indexes("verb.remove", "not", "off")
        if not c.tokens[n].has("verb.add", "verb.make")
    ]
    c.used.update(strong)
    return bool(strong)


def _setting(c: Clause) -> None:
    c.take_all(
        "verb.make",
        "verb.add",
        "verb.use",
        "verb.move",
        "verb.show",
        "as",
        "with",
        "degree.much",
        "all",
        "verb.create",
    )


@frame("look", "effects_all", "original_color")
def no_look(c: Clause) -> Outcome | None:
    """Reads "no filters", "back to color"."""
    if c.take_all("original_color"):
        c.take_all("back", "verb.keep", "verb.undo", "to")
        _setting(c)
        return [SetLook(look=None, scope=scope(c, SetLook))]
    if c.seen("not", "verb.remove", "off") and c.take_all("effects_all", "look_noun"):
        c.take_all("not", "verb.remove", "off")
        _setting(c)
        return [SetLook(look=None, scope=scope(c, SetLook))]
    return None


@frame("adjust", "adj.")
def adjust(c: Clause) -> Outcome | None:
    """Reads "a bit brighter", "less contrast", "saturation at 30%", "add some grain"."""
    found = next(
        (
            k
            for k, t in enumerate(c.tokens)
            if any(x[4:] in _QUALITIES for x in t.concepts if x.startswith("adj."))
        ),
        None,
    )
    if found is None:
        return None
    if c.seen("title", "caption", "logo", "verb.blur_fill", "font_noun"):
        return None
    token = c.tokens[found]
    quality, sign = next(
        _QUALITIES[x[4:]]
        for x in sorted(token.concepts)
        if x.startswith("adj.") and x[4:] in _QUALITIES
    )
    c.used.add(found)
    c.take_all("look_noun", "cube_noun", "look.faded", "outline")
    where = scope(c, Adjust)
    if quality in _EFFECTS and not token.has("compared") and not c.seen("excess"):
        if c.take_all("not", "verb.remove", "off"):
            _setting(c)
            return [Adjust(quality=quality, level=Exact(value=0.0), scope=where)]
        if not c.seen("more", "less", "verb.lower", "percent", "excess"):
            level = {True: 0.3, False: _EFFECTS[quality]}[
                bool(c.take_all("degree.bit"))
            ]
            c.take_all(
                "verb.raise", "degree.much", "adj.strong", "adj.weak", "effects_all"
            )
            _setting(c)
            return [Adjust(quality=quality, level=Exact(value=level), scope=where)]
    if c.take_all("lack"):
        c.take_all("not")
    elif c.take_all("excess", "less", "verb.lower", "not"):
        sign = -sign
    elif c.seen("verb.remove") and not c.seen("verb.make"):
        return None
    c.take_all("verb.raise", "up", "down", "adj.saturated", "adj.bright")
    level_ = step(c, sign)
    _setting(c)
    return [Adjust(quality=quality, level=level_, scope=where)]


@frame("bars", "bars", "bar_ratio", "verb.pad")
def bars(c: Clause) -> Outcome | None:
    """Reads "cinematic bars", "letterbox 2.35:1", "no letterbox"."""
    if c.seen("verb.ban"):
        return None
    cinema = c.take_all("bars", "look.cinematic")
    pad = c.seen("verb.pad")
    ratio = c.value("bar_ratio")
    if not cinema and ratio is None:
        return None
    if pad:
        c.take_all("verb.pad")
    where = scope(c, SetBars)
    if negated(c) or c.take_all("verb.remove", "off"):
        return [SetBars(ratio=0.0, scope=where)]
    _setting(c)
    c.take_all("aspect_noun", "unit.bar", "beat_grid")
    if ratio is None and (pair := c.value("ratio")):
        ratio = pair[0] / pair[1]
    return [SetBars(ratio=round(ratio, 3) if ratio else 2.39, scope=where)]


@frame("cube", "cube_noun", "file")
def cube(c: Clause) -> Outcome | None:
    """Reads "use the lut", "apply my .cube at 50%"."""
    files = [x.id for x in c.view.clips if x.name.lower().endswith(".cube")]
    named = next((i for i in c.peek("file") or () if i in files), None)
    if not c.has("cube_noun") and named is None:
        return None
    c.take_all("cube_noun", "file", "look_noun")
    where = scope(c, UseCube)
    if negated(c) or c.take_all("verb.remove", "off"):
        return [UseCube(cube=None, scope=where)]
    if not files:
        return None
    strength = c.value("percent")
    _setting(c)
    c.take_all("new")
    share = 1.0 if strength is None else min(1.0, strength / 100)
    return [UseCube(cube=named or files[-1], strength=share, scope=where)]


@frame("match_colours", "verb.match")
def match_colours(c: Clause) -> Outcome | None:
    """Reads "match the colors of the clips"; not "match the beat"."""
    if not c.seen("look_noun", "clip", "clips", "adj.bright", "video") and not any(
        w in c.surface(t)
        for t in c.tokens
        if t.has("verb.match")
        for w in ("col", "look", "色")
    ):
        return None
    if c.seen("song", "beat", "length_noun"):
        return None
    c.take_all(
        "verb.match", "look_noun", "clip", "adj.bright", "all", "clip_one", "between"
    )
    on = not (negated(c) or c.take_all("off"))
    _setting(c)
    c.take_all("verb.keep", "each", "other", "to")
    return [MatchColours(on=on)]


@frame("pulse", "pulse.")
def pulse(c: Clause) -> Outcome | None:
    """Reads "zoom on the beat", "shake on the drop", "no more flashes"."""
    on_beat = c.seen(
        "beat", "interval", "verb.sync", "songpart", "unit.beat", "unit.bar"
    )
    found = [t for t in c.tokens if any(x.startswith("pulse.") for x in t.concepts)]
    if not found:
        return None
    if c.seen("between") and c.seen("clips"):
        return None
    token = found[0]
    kind = PulseKind(
        next(x[6:] for x in sorted(token.concepts) if x.startswith("pulse."))
    )
    off = removes(c)
    if (
        not on_beat
        and not off
        and token.has("join.flash", "adj.shaky", "verb.zoom", "animation.pulse")
        and not c.seen("effects_all")
    ) and (
        c.seen("transition", "between", "title", "caption")
        or not token.has("pulse.shake")
    ):
        return None
    if c.seen("title", "caption") or (
        off and kind is PulseKind.SHAKE and token.has("verb.stabilise")
    ):
        return None
    c.take_all(*(x for t in found for x in t.concepts if x.startswith("pulse.")))
    if off:
        c.take_all("not", "verb.remove", "off", "beat", "effects_all", "all")
        return [SetPulse(kind=kind, on="off", scope=scope(c, SetPulse))]
    on = _pulse_places(c)
    where = scope(c, SetPulse)
    strength = 0.5
    if c.take_all("degree.bit", "adj.weak"):
        strength = 0.3
    elif c.take_all("degree.much", "adj.strong", "adj.energetic"):
        strength = 0.8
    if (percent := c.value("percent")) is not None:
        strength = min(1.0, percent / 100)
    c.take_all("adj.shaky", "verb.zoom", "effects_all", "look_noun", "white")
    _setting(c)
    return [SetPulse(kind=kind, on=on, strength=strength, scope=where)]  # type: ignore[arg-type]


def _pulse_places(c: Clause) -> str:
    from_interval = c.value("interval")
    surfaces = " ".join(c.surface(t) for t in c.tokens)
    on = "beat"
    if from_interval and from_interval[1] == "bar":
        on = "downbeat"
    if any(w in surfaces for w in ("downbeat", "重拍", "强拍", "bar")):
        on = "downbeat"
    for n in list(c.indexes("songpart")):
        label, number = c.tokens[n].value("songpart")
        if label == "drop" and not number:
            c.used.add(n)
            on = "drop"
    c.take_all("beat", "unit.beat", "unit.bar", "verb.sync", "each", "beat_grid")
    return on


def removed_edit(name: str) -> UndoEdit:
    """The edit that takes all edits of a kind back."""
    return UndoEdit(edit=name)
