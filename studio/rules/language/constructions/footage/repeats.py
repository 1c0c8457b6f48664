"""Constructions for how often a clip is shown."""

from studio.model.edits.footage import RepeatClip
from studio.model.edits.limits import MOST_REPEATS
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome

_ABOUT = (
    "verb.repeat? verb.reuse? each? same? again? only? verb.last? $put? clip? clip_one? "
    "shot? photo? all? video!verb.remove? it? too?"
)
"""What may stand around every wish about how often a clip is shown."""
_SECOND = 2
"""How often a clip is shown at least, so that it can be shown less often."""


@construction(
    "repeat",
    f"twice|triple|occasions clips+ excess degree.much? copula? comma? {_ABOUT}",
    f"less clips+ twice|triple|occasions copula? it? in_it? there? comma? {_ABOUT}",
    f"too_often clips+ verb.appear? copula? {_ABOUT}",
)
def too_often(m: Match) -> Outcome | None:
    """Reads "the dog twice is too much", "less dog, it's in there three times", "海边太多次了"."""
    times = _SECOND if m.has("too_often") else _times(m)
    if times is None or times < _SECOND or not m["clips"].ids:
        return None
    return [RepeatClip(clips=m.clips(), times=times - 1, at_most=True)]


@construction("repeat", f"once clips?+ at_most? {_ABOUT}")
def once(m: Match) -> Outcome:
    """Reads "each clip only once", "the dog once"."""
    return [RepeatClip(clips=m.clips(), times=1, at_most=True)]


@construction(
    "repeat",
    f"no_repeat clips?+ twice? once? {_ABOUT}",
    f"verb.reuse not|verb.remove clips?+ twice? {_ABOUT}",
    f"twice not|verb.remove each|all|clips|same clips?+ {_ABOUT}",
)
def never_again(m: Match) -> Outcome:
    """Reads "don't repeat clips", "never show the same clip twice"."""
    return [RepeatClip(clips=m.clips(), times=1, at_most=True)]


@construction("repeat", f"at_least once clips+ {_ABOUT}", f"once_more clips+ {_ABOUT}")
def more_than_once(m: Match) -> Outcome:
    """Reads "use the dog more than once"."""
    return [RepeatClip(clips=m.clips(), times=2)]


@construction(
    "repeat",
    f"twice|triple clips|each|all clips?+ {_ABOUT}",
    f"verb.repeat&shown_again clips+ once? {_ABOUT}",
    f"occasions verb.repeat|verb.reuse clips|each|all clips?+ {_ABOUT}",
    f"occasions clips clips?+ there? in_total? {_ABOUT}",
    f"factor in_total|there|verb.include clips clips?+ in_total? there? {_ABOUT}",
)
def exactly(m: Match) -> Outcome | None:
    """Reads "show the dog twice", "the beach appears 3 times", "the dog 3x in a row"."""
    if m.clause.seen("at") and not m.has("verb.repeat"):
        return None  # "flash 4 times on the beach"
    return _repeated(m, at_most=m.has("only"))


@construction(
    "repeat",
    f"at_most twice|triple|occasions clips?+ {_ABOUT}",
    f"at_least not|verb.remove twice|triple|occasions clips?+ {_ABOUT}",
)
def at_most(m: Match) -> Outcome | None:
    """Reads "at most three appearances of the dog", "don't use a clip more than twice"."""
    return _repeated(m, at_most=True)


def _repeated(m: Match, *, at_most: bool) -> Outcome | None:
    times = _times(m)
    if times is None or m.clause.seen("excess"):
        return None  # "twice is too much" asks for no second time
    return [RepeatClip(clips=m.clips(), times=times, at_most=at_most)]


def _times(m: Match) -> int | None:
    """How often a clip is shown; None where nothing is shown so often."""
    times = m["occasions"] or m["factor"] or (3 if m.has("triple") else 2)
    return int(times) if times == int(times) and 1 <= times <= MOST_REPEATS else None
