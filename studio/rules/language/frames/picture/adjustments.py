"""Constructions for what can be turned up and down, and for pulses on the beat."""

from collections.abc import Mapping
from types import MappingProxyType

from studio.model.edits.picture import Adjust, PulseKind, Quality, SetPulse
from studio.model.edits.record import Edit, Exact, OfSong
from studio.rules.language.frames.construction import Match, construction
from studio.rules.language.grammar.clause import Outcome

_QUALITIES: Mapping[str, tuple[Quality, int]] = MappingProxyType(
    {
        "bright": (Quality.BRIGHTNESS, 1),
        "dark": (Quality.BRIGHTNESS, -1),
        "contrasty": (Quality.CONTRAST, 1),
        "flat": (Quality.CONTRAST, -1),
        "saturated": (Quality.SATURATION, 1),
        "desaturated": (Quality.SATURATION, -1),
        "warm": (Quality.WARMTH, 1),
        "cold": (Quality.WARMTH, -1),
        "vignetted": (Quality.VIGNETTE, 1),
        "grainy": (Quality.GRAIN, 1),
        "blurry": (Quality.BLUR, 1),
        "sharp": (Quality.SHARPNESS, 1),
    }
)
"""The quality that an adjective is about, and the direction that it points to."""
_TONES = "|".join(
    f"adj.{name}"
    for name, (quality, _) in _QUALITIES.items()
    if quality not in (Quality.VIGNETTE, Quality.GRAIN, Quality.BLUR)
)
_EFFECTS: Mapping[Quality, float] = MappingProxyType(
    {Quality.VIGNETTE: 0.5, Quality.GRAIN: 0.4, Quality.BLUR: 0.5}
)
"""How strong an effect is where nothing is said."""
_ANY = f"{_TONES}|adj.vignetted|adj.grainy|adj.blurry"
_ABOUT = (
    "$make? look_noun? effects_all? video? all? photo? clip? verb.keep? "
    "outline? look.faded? cube_noun? copula? @scope"
)
"""What may stand around every wish about a quality."""


def _quality(m: Match) -> tuple[Quality, int]:
    """The quality that is named, and the direction in which the word points."""
    return next(
        _QUALITIES[concept[4:]]
        for way, token in m.words
        if way.concept.startswith("adj.")
        for concept in sorted(token.concepts)
        if concept[4:] in _QUALITIES and concept.startswith("adj.")
    )


@construction("adjust", f"{_ANY} more? verb.raise? up? lack? not? {_ABOUT}")
def more(m: Match) -> Outcome | None:
    """Reads "a bit brighter", "more contrast", "not bright enough"."""
    if m.has("not") and not m.has("lack"):
        return None
    quality, sign = _quality(m)
    return [Adjust(quality=quality, level=m.step(sign), scope=m.scope)]


@construction("adjust", f"{_ANY} less|verb.lower|down|excess|not|verb.remove {_ABOUT}")
def less(m: Match) -> Outcome:
    """Reads "too dark", "less contrast", "take the warmth down"."""
    quality, sign = _quality(m)
    if quality in _EFFECTS and m.has("not", "verb.remove"):
        return [Adjust(quality=quality, level=Exact(value=0.0), scope=m.scope)]
    return [Adjust(quality=quality, level=m.step(-sign), scope=m.scope)]


@construction(
    "adjust",
    "adj.vignetted!compared|adj.grainy!compared|adj.blurry!compared $degree? adj.strong? "
    f"adj.weak? percent? {_ABOUT}",
)
def effect(m: Match) -> Outcome:
    """Reads "add some grain", "a soft vignette"."""
    quality, _ = _quality(m)
    level = _EFFECTS[quality]
    if m.has("degree.bit", "adj.weak"):
        level = 0.3
    level = level if m.share is None else min(1.0, m.share)
    return [Adjust(quality=quality, level=Exact(value=level), scope=m.scope)]


_PULSE = (
    "beat? unit.beat? unit.bar? beat_grid? verb.sync? each? interval? effects_all? "
    "adj.shaky? verb.zoom? look_noun? white? all? $make? video? photo?"
)
"""What may stand around every wish about pulses."""


@construction(
    "pulse",
    f"pulse.*+ beat|interval|verb.sync|unit.beat|unit.bar|song.drop {_PULSE} $degree? "
    "adj.weak? adj.strong? adj.energetic? percent? @scope",
    f"pulse.punch!verb.zoom|pulse.shake!adj.shaky|pulse.flash!join.flash {_PULSE} $degree? adj.weak? adj.strong? "
    "percent? @scope",
    f"pulse.* songpart {_PULSE} $degree? adj.weak? adj.strong? percent?",
)
def pulse(m: Match) -> Outcome:
    """Reads "zoom on the beat", "shake on the drop", "flash on every downbeat"."""
    strength = 0.5
    if m.has("degree.bit", "adj.weak"):
        strength = 0.3
    elif m.has("degree.much", "adj.strong", "adj.energetic"):
        strength = 0.8
    if m.share is not None:
        strength = min(1.0, m.share)
    kind, on = PulseKind(m.name("pulse")), _places(m)
    scope = m.scope if on != "drop" else SetPulse(kind=kind).scope
    part = m["songpart"]
    if part is not None and on != "drop":
        scope = OfSong(label=part[0], number=part[1])
    edit = SetPulse(kind=kind, strength=strength, scope=scope)
    return [edit.model_copy(update={"on": on})]


def _places(m: Match) -> str:
    """On which beats: on every one, on downbeats, or on the drop."""
    part, interval = m["songpart"], m["interval"]
    if m.has("song.drop") and (part is None or not part[1]):
        return "drop"
    bars = interval is not None and interval[1] == "bar"
    return "downbeat" if bars or m.has("unit.bar", "downbeat") else "beat"


@construction("pulse", f"pulse.* $remove more? {_PULSE} @scope")
def no_pulse(m: Match) -> list[Edit]:
    """Reads "no more flashes", "stop the shaking on the beat"."""
    return [SetPulse(kind=PulseKind(m.name("pulse")), on="off", scope=m.scope)]
