"""Constructions for the shape of the picture."""

from collections.abc import Mapping
from types import MappingProxyType

from studio.model.edits.limits import FEWEST_LINES, MOST_LINES_MADE
from studio.model.edits.picture import SetAspect
from studio.model.edits.record import Edit
from studio.model.edits.whole import SetResolution
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome
from studio.rules.picture.aspects import PLATFORMS, RATIOS, SHAPES

_OPPOSITE: Mapping[str, str] = MappingProxyType(
    {"vertical": "horizontal", "horizontal": "vertical"}
)
_TURNS = ("to", "into", "verb.turn", "verb.replace", "verb.reword", "renames_to")
_NEAR = 0.02
"""Relative difference up to which pixels make a known ratio."""
_ABOUT = (
    "aspect_noun? video? $make? verb.turn? verb.mirror? verb.export? verb.undo? back? purpose? "
    "for? with? as? at? to? it? new? all? verb.crop? version? then? photo? copula? only? "
    "both? own_account? verb.like? exactly? verb.keep? context? screen_noun? clip_one? tells?"
)


@construction(
    "aspect",
    f"ratio|aspect.* lines? ratio?+ aspect.*?+ platform.*? publish? {_ABOUT}",
)
def shape(m: Match) -> Outcome | None:
    """Reads "vertical", "9:16", "square for Instagram", "4:5 portrait"."""
    ratio = m["ratio"]
    if ratio is None and (both := _both(m)):
        return both
    if ratio is None and not (name := _shape(m)):
        return None
    pair = ratio or SHAPES[name]
    pairs = dict.fromkeys(
        [pair, *(t.value("ratio") for _, t in m.words if t.has("ratio"))]
    )
    edits: list[Edit] = [SetAspect(width=w, height=h) for w, h in pairs]
    if (lines := m["lines"]) is not None and FEWEST_LINES <= lines <= MOST_LINES_MADE:
        edits.append(SetResolution(lines=lines))
    return edits


@construction(
    "aspect",
    f"platform.* {_ABOUT}",
    f"platform.* publish purpose|aspect_noun|bare_publish {_ABOUT}",
    f"bare_publish platform.* {_ABOUT}",
)
def platform(m: Match) -> Outcome | None:
    """Reads "for TikTok", "发抖音用的"; a shape that is named elsewhere comes first.

    Platforms without a usual shape ("for WhatsApp") ask for nothing.
    """
    words = (c for _, t in m.words for c in t.concepts)
    names = [c.removeprefix("platform.") for c in words if c.startswith("platform.")]
    pair = next((PLATFORMS[name] for name in names if name in PLATFORMS), None)
    named = any(
        c == "ratio" or c.startswith("aspect.") for c in m.clause.context.concepts
    )
    if named or (pair is None and m.has("for", "purpose", "bare_publish")):
        return []
    if pair is None:
        return None
    return [SetAspect(width=pair[0], height=pair[1])]


@construction("aspect", f"pixels aspect.*? platform.*? resolution_noun? {_ABOUT}")
def pixels(m: Match) -> Outcome | None:
    """Reads "1080x1920": a shape and its lines."""
    width, height = m["pixels"]
    nearest = min(RATIOS, key=lambda pair: abs(pair[0] / pair[1] - width / height))
    if abs(nearest[0] / nearest[1] * height / width - 1) > _NEAR:
        return None
    lines = SetResolution(lines=min(width, height))
    return [SetAspect(width=nearest[0], height=nearest[1]), lines]


@construction("aspect", f"aspect.* not|verb.remove|excess|off platform.*? {_ABOUT}")
def other_shape(m: Match) -> Outcome | None:
    """Reads "not vertical": the other shape, or nothing where one is named beside it."""
    tokens = m.clause.tokens
    if any(
        one.has("comma") and other.has("not")
        for one, other in zip(tokens, tokens[1:-1], strict=False)
    ):
        return None  # "竖屏，别卡点" denies what follows
    name = _shape(m)
    others = {c for c in m.clause.context.concepts if c.startswith("aspect.")}
    if "ratio" in m.clause.context.concepts or others - {f"aspect.{name}"}:
        return []
    if name not in _OPPOSITE:
        return None
    width, height = SHAPES[_OPPOSITE[name]]
    return [SetAspect(width=width, height=height)]


def _both(m: Match) -> list[Edit]:
    """Reads "vertical and horizontal": two shapes, of which one must be chosen.

    Of "from horizontal to vertical" the second is meant.
    """
    names = [name for name in m.names("aspect") if name in _OPPOSITE]
    if m.has("aspect.both"):
        names = list(_OPPOSITE)
    if len(names) < len(_OPPOSITE):
        return []
    if m.clause.seen("instead_of"):
        names = names[:1]
    elif m.clause.seen("from") or _turned(m):
        names = names[-1:]
    return [SetAspect(width=SHAPES[x][0], height=SHAPES[x][1]) for x in names]


def _turned(m: Match) -> bool:
    """Whether a verb of change stands between two shapes: "横屏改竖屏"."""
    tokens = m.clause.tokens
    named = [
        n
        for n, t in enumerate(tokens)
        if any(c.startswith("aspect.") for c in t.concepts)
    ]
    between = tokens[min(named) : max(named)] if named else ()
    return any(t.has(*_TURNS) for t in between)


def _shape(m: Match) -> str:
    """The shape that is named; of several in one word the first that is known."""
    name = m.name("aspect")
    return name if name in SHAPES else ""
