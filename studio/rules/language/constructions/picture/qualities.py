"""Constructions for the qualities of the picture: light, contrast, colour, grain, blur."""

from collections.abc import Callable

from studio.model.edits.picture import Adjust, Quality
from studio.model.edits.record import Amount, Exact, Plus
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.amounts import BIT, MUCH, USUAL
from studio.rules.language.grammar.clause import Outcome

QUALITIES: dict[str, tuple[Quality, int]] = {
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
"""The quality that an adjective measures, and in which direction."""
_EFFECTS = {Quality.VIGNETTE: 0.5, Quality.GRAIN: 0.4, Quality.BLUR: 0.5}
"""Qualities that footage does not have by itself, and how much of them is usual."""
_FAINT = 0.3
_STEPS = {BIT: 0.1, USUAL: 0.2, MUCH: 0.4}
"""The step of a quality by its degree."""

_OTHER = {"desaturated": "adj.boring!adj.weak", "contrasty": "adj.energetic"}
"""What else a word for a quality may mean: "dull", "淡", "punchy"."""
_NAMES = tuple(f"adj.{name}" for name in QUALITIES)
_ANY = "|".join(
    f"adj.{name}!{_OTHER[name]}" if name in _OTHER else f"adj.{name}"
    for name in QUALITIES
)
_COMPARED = "|".join(f"adj.{name}&compared" for name in QUALITIES)
_EFFECT = "adj.vignetted|adj.grainy|adj.blurry"
_TONES = "|".join(one for one in _ANY.split("|") if one not in _EFFECT.split("|"))
_PLAIN = (
    "adj.bright!quality_noun|adj.dark|"
    "adj.flat!look.faded|"
    "adj.saturated!look.vivid!color_noun|adj.desaturated!look.faded!adj.weak|adj.warm!look.warm|"
    "adj.cold!look.cool|adj.sharp!quality_noun|adj.contrasty&high_contrast"
)
"""Adjectives that ask for a step by themselves, and are no look."""
_ABOUT = (
    "look_noun!effects_all? $put? $whole? picture? clip? shot? photo? image_part? "
    "as? only? only_at? it? verb.keep? verb.like? @scope"
)
"""What may stand around every wish about a quality."""


@construction(
    "adjust",
    f"color_noun adj.contrasty|adj.strong more|verb.raise|up|lack|$degree $degree? {_ABOUT}",
    f"color_noun adj.contrasty&compared $degree? {_ABOUT}",
    f"color_noun adj.strong&compared $degree? {_ABOUT}",
    f"color_noun adj.desaturated|adj.flat excess|less|not $degree? {_ABOUT}",
    f"color_noun|picture adj.energetic verb.make {_ABOUT}",
    f"color_noun verb.raise|animation.pop depicts? $degree? {_ABOUT}",
)
def stronger_colors(m: Match) -> Outcome:
    """Reads "colours a bit more punchy", "the colours look dull"."""
    level = Plus(delta=_STEPS[m.degree()])
    return [Adjust(quality=Quality.SATURATION, level=level, scope=m.scope)]


@construction(
    "adjust",
    f"color_noun adj.strong excess|less|not $degree? {_ABOUT}",
    f"color_noun adj.desaturated $degree|more $degree? {_ABOUT}",
    f"color_noun adj.desaturated&compared $degree? {_ABOUT}",
    f"color_noun!adj.saturated verb.lower $degree? {_ABOUT}",
)
def weaker_colors(m: Match) -> Outcome:
    """Reads "the colours are too strong", "颜色淡一点"."""
    level = Plus(delta=-_STEPS[m.degree()])
    return [Adjust(quality=Quality.SATURATION, level=level, scope=m.scope)]


@construction("adjust", f"{_COMPARED} $degree? more? up? verb.raise? {_ABOUT}")
def compared(m: Match) -> Outcome | None:
    """Reads "brighter", "a bit warmer"."""
    return _stepped(m, 1)


@construction("adjust", f"adj.blurry excess $degree? {_ABOUT}")
def too_soft(m: Match) -> Outcome:
    """Reads "the dog is a bit blurry": a complaint about the footage."""
    level = Plus(delta=_STEPS[m.degree()])
    return [Adjust(quality=Quality.SHARPNESS, level=level, scope=m.scope)]


_LOWER, _RAISE = "less|down|verb.lower", "more|up|verb.raise"


@construction(
    "adjust",
    f"{_ANY}+ {_LOWER} {_LOWER}? not? {_COMPARED}? $degree? verb.make? {_ABOUT}",
    f"{_TONES} excess~adj.strong {_LOWER}? $degree? {_ABOUT}",
    f"{_TONES} adj.weak!adj.desaturated {_LOWER}? more? $degree? {_ABOUT}",
    f"{_ANY}+ excess verb.lower!down? not? $degree? verb.make? {_ABOUT}",
    f"{_ANY} excess~up {_LOWER}? $degree? verb.make? {_ABOUT}",
    f"adj.dark|adj.flat|adj.desaturated|adj.cold excess verb.raise up? $degree? {_ABOUT}",
    f"{_TONES}+ not $degree? verb.make? {_ABOUT}",
    f"face adj.dark|adj.bright!compared|adj.warm|adj.cold excess $degree? copula? {_ABOUT}",
    f"adj.warm&colour|adj.cold&colour verb.remove outward? from? $degree? verb.make? {_ABOUT}",
)
def lowered(m: Match) -> Outcome | None:
    """Reads "less contrast", "too dark", "not so saturated", "take the yellow out"."""
    return _stepped(m, -1)


@construction(
    "adjust",
    f"{_ANY} excess~down {_RAISE}? $degree? {_ABOUT}",
    f"{_ANY}+ {_RAISE}|lack {_RAISE}? not? {_COMPARED}? $degree? {_ABOUT}",
    f"{_TONES} adj.strong {_RAISE}? $degree? {_ABOUT}",
    f"{_TONES} excess~adj.weak {_RAISE}? $degree? {_ABOUT}",
    f"{_ANY}+ degree.bit|degree.much verb.raise? {_ABOUT}",
    f"{_ANY} not enough {_ABOUT}",
)
def raised(m: Match) -> Outcome | None:
    """Reads "more contrast", "not bright enough", "亮一点"."""
    return _stepped(m, 1)


@construction(
    "adjust",
    f"{_ANY} percent by|{_RAISE} by? {_RAISE}? {_ABOUT}",
    f"{_COMPARED} percent by? {_ABOUT}",
)
def raised_by(m: Match) -> Outcome | None:
    """Reads "20 % brighter", "raise the contrast by 10 %"."""
    return _shifted(m, 1)


@construction("adjust", f"{_ANY} percent|fraction|half {_LOWER} by? {_LOWER}? {_ABOUT}")
def lowered_by(m: Match) -> Outcome | None:
    """Reads "20 % less contrast", "lower the saturation by 10 %"."""
    return _shifted(m, -1)


def _shifted(m: Match, sign: int) -> Outcome | None:
    share = m.share or 0.0
    return _adjusted(m, lambda up: Plus(delta=sign * up * share))


def _stepped(m: Match, sign: int) -> Outcome | None:
    step = _STEPS[m.degree()]
    return _adjusted(m, lambda up: Plus(delta=sign * up * step))


def _adjusted(m: Match, level: Callable[[int], Amount]) -> Outcome | None:
    """An edit for each quality; ``level`` gets 1, or -1 where the word means less of it."""
    qualities = [QUALITIES[name] for name in m.names("adj") if name in QUALITIES]
    if not _listed(m) or len({q for q, _ in qualities}) != len(set(qualities)):
        return None  # "too dark, brighten it" is a complaint and its remedy
    edits = [Adjust(quality=q, level=level(up), scope=m.scope) for q, up in qualities]
    return list(dict.fromkeys(edits))


def _listed(m: Match) -> bool:
    """Whether qualities stand in one list: "contrast and saturation up"."""
    tokens = m.clause.tokens
    places = [
        n
        for n, t in enumerate(tokens)
        if any(
            t is one
            for w, one in m.words
            if w.concept.startswith("adj.") and w.concept[4:] in QUALITIES
        )
    ]
    between = tokens[places[0] : places[-1]] if places else ()
    return all(t.has("and", "comma", "filler", *_NAMES) for t in between)


@construction(
    "adjust",
    f"{_ANY} percent to|at verb.raise? verb.lower? up? down? {_ABOUT}",
    f"{_ANY} percent {_ABOUT}",
)
def exact(m: Match) -> Outcome | None:
    """Reads "saturation at 30 %"."""
    share = m.share or 0.0
    value = share - 1 if share > 1 else share  # "150 %" is half as much again
    return _adjusted(m, lambda up: Exact(value=up * value))


@construction("adjust", f"{_ANY} number {_ABOUT}")
def signed(m: Match) -> Outcome | None:
    """Reads "contrast +10", "saturation -15": steps of a hundred; "+0.3" a share."""
    number = m["number"]
    if number >= 0 and not m["signed"]:
        return None
    share = number if abs(number) < 1 else number / 100
    if m.clause.seen("to"):
        return _adjusted(m, lambda up: Exact(value=up * share))
    return _adjusted(m, lambda up: Plus(delta=up * share))


@construction("adjust", f"{_ANY} maximum|full_volume verb.raise? to? up? {_ABOUT}")
def fullest(m: Match) -> Outcome | None:
    """Reads "saturation to the max"."""
    return _adjusted(m, lambda up: Exact(value=float(up)))


@construction(
    "adjust",
    f"{_EFFECT} $degree? adj.strong? adj.weak? effects_all? verb.raise? {_ABOUT}",
    f"adj.grainy|adj.vignetted look.vintage adj.strong? degree.bit? effects_all? verb.raise? {_ABOUT}",
)
def effect(m: Match) -> Outcome:
    """Reads "add some grain", "blur the beach", "darken the edges"."""
    faint = m.has("degree.bit", "adj.weak")
    quality = QUALITIES[m.name("adj")][0]
    level = _FAINT if faint else _EFFECTS[quality]
    return [Adjust(quality=quality, level=Exact(value=level), scope=m.scope)]


@construction("adjust", f"{_EFFECT} not|verb.remove|off effects_all? more? {_ABOUT}")
def no_effect(m: Match) -> Outcome:
    """Reads "no grain", "remove the vignette"."""
    quality = QUALITIES[m.name("adj")][0]
    return [Adjust(quality=quality, level=Exact(value=0.0), scope=m.scope)]


@construction(
    "adjust",
    f"adj.soft picture|image_part|photo|photo_one|fit_noun more? $degree? {_ABOUT}",
)
def softer(m: Match) -> Outcome:
    """Reads "make the picture softer": less contrast."""
    level = Plus(delta=-_STEPS[m.degree()])
    return [Adjust(quality=Quality.CONTRAST, level=level, scope=m.scope)]


@construction("adjust", f"verb.undo {_TONES} quality_noun? only? back? to? {_ABOUT}")
def undone(m: Match) -> Outcome | None:
    """Reads "revert the saturation"."""
    return _adjusted(m, lambda _: Exact(value=0.0))


@construction(
    "adjust",
    f"adj.contrasty more|degree.bit|degree.much|lack image_part|picture {_ABOUT}",
)
def punchier(m: Match) -> Outcome | None:
    """Reads "a more punchy picture"."""
    return _stepped(m, 1)


@construction("adjust", f"{_PLAIN} {_ABOUT}")
def plain(m: Match) -> Outcome | None:
    """Reads "sharpen it", "brighten the beach", "make it dark"; "饱和度别动" stays."""
    if m.has("verb.keep") and m.clause.seen("quality_noun"):
        return []
    return _stepped(m, 1)
