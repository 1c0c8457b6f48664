"""Constructions for shots that are to last so many seconds longer or shorter."""

from studio.rules.language.constructions.footage.lengths import ABOUT, changed_by
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome

_MORE = ("verb.lengthen", "adj.long", "more", "more_of")
_BY = f"$degree? more? by? time_noun? back? {ABOUT}"


@construction(
    "shot_length",
    f"verb.lengthen|adj.long&compared duration clips|photo|photo_one|shots {_BY}",
    f"more|more_of duration clips|photo|photo_one|shots {_BY.replace('more? ', '')}",
    f"verb.add&verb.raise duration to? then? clips|photo_one|shots {ABOUT}",
    f"adj.long!compared~duration clips|photo_one|shots more? then? {ABOUT}",
)
def longer_by(m: Match) -> Outcome | None:
    """Reads "the beach two seconds longer", "夜景再延长两秒"."""
    if not (
        m.has("by", "to") or _by_so_much(m, "verb.add", "adj.long") or _touch(m, *_MORE)
    ):
        return None  # "longer, like six seconds": the seconds say how long
    return changed_by(m, m.seconds or 0.0)


def _touch(m: Match, *words: str) -> bool:
    """Whether nothing but a verb stands between the seconds and one of the words."""
    tokens, folded = m.clause.tokens, m.clause.context.folded
    at = next(n for n, t in enumerate(tokens) if t.has("duration"))
    for step in (-1, 1):
        near = at + step
        while 0 <= near < len(tokens):
            first, second = sorted((near, near - step))
            if folded[tokens[first].end : tokens[second].start].strip():
                break
            if tokens[near].has(*words):
                return not (step < 0 and _is_measured(tokens[near].surface(folded)))
            if not tokens[near].has("verb.last", "verb.show"):
                break
            near += step
    return False


def _is_measured(word: str) -> bool:
    """Whether a Chinese word says by how much itself: "停久一点,4秒"."""
    return word.endswith(("点", "些", "啲"))


@construction(
    "shot_length",
    f"verb.shorten|adj.short&compared duration clips|photo|photo_one|shots {_BY}",
    f"less duration clips|photo|photo_one|shots {_BY}",
    f"adj.short~duration clips|photo_one|shots more? then? {ABOUT}",
)
def shorter_by(m: Match) -> Outcome | None:
    """Reads "the beach a second shorter", "shorten it by a second", "海边少放一秒"."""
    short = m.has("adj.short") and _touch(m, "adj.short")
    if not (m.has("by", "less") or short or _by_so_much(m, "adj.short")):
        return None  # "shorter, like two seconds": the seconds say how long
    return changed_by(m, -(m.seconds or 0.0))


def _by_so_much(m: Match, *words: str) -> bool:
    """Whether a Chinese word before the seconds says how they change: 加一秒, 长1秒."""
    places = [m.place(word) for word in words if m.has(word)]
    before = any(place < m.place("duration") for place in places)
    return (
        before and m.is_han() and not m.has("compared") and m.beside("duration", *words)
    )
