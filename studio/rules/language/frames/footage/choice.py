"""Constructions for which clips are shown: only, without, again, several times."""

from studio.model.edits.footage import Include, LeaveOut, RepeatClip, UseOnly
from studio.model.media import MediaKind
from studio.rules.language.frames.construction import Match, construction
from studio.rules.language.grammar.clause import Outcome

_ABOUT = "$make? clip? clip_one? photo? shot? verb.include? video? all?"
"""What may stand around every wish about which clips are shown."""


@construction(
    "only",
    f"excepted all|verb.use|verb.keep only? {_ABOUT}",
    f"only clips+ verb.keep? not? other? {_ABOUT}",
    f"only it verb.keep? {_ABOUT}",
)
def use_only(m: Match) -> Outcome | None:
    """Reads "only use the dog and the beach", "everything except the dog"."""
    ids = m.clips()
    return [UseOnly(clips=ids)] if ids else None


@construction(
    "leave_out",
    f"verb.remove|not|verb.ban|off clips verb.keep? again? more? excess? {_ABOUT}",
    f"verb.remove|verb.ban it {_ABOUT}",
)
def leave_out(m: Match) -> Outcome | None:
    """Reads "without clip 2", "leave out the dog", "把狗删了"."""
    ids = m.clips()
    return [LeaveOut(clips=ids)] if ids else None


@construction(
    "include",
    f"verb.include|verb.use|back|verb.add clips back? again? too? more? on? {_ABOUT}",
)
def include(m: Match) -> Outcome | None:
    """Reads "use the dog too", "put clip 3 back in"."""
    ids = m.clips()
    m.clause.cost += 0.3
    return [Include(clips=ids)] if ids else None


@construction("include", f"all verb.use|verb.include clip each? {_ABOUT}")
def include_all(m: Match) -> Outcome | None:
    """Reads "use all clips"."""
    pictures = [c for c in m.clause.view.clips if c.kind is not MediaKind.AUDIO]
    ids = tuple(c.id for c in pictures if c.number)
    return [Include(clips=ids)] if ids else None


_REPEAT = "verb.repeat? each? same? again? at_most? only? verb.last? $make? clip? shot? photo? all?"


@construction("repeat", f"once clips?+ {_REPEAT}")
def once(m: Match) -> Outcome:
    """Reads "each clip only once", "the dog once"."""
    return [RepeatClip(clips=m.clips(), times=1, at_most=True)]


@construction("repeat", f"verb.reuse not clips?+ twice? {_REPEAT}")
def never_again(m: Match) -> Outcome:
    """Reads "don't repeat clips", "never show the same clip twice"."""
    return [RepeatClip(clips=m.clips(), times=1, at_most=True)]


@construction(
    "repeat",
    f"twice|double|triple clips+ factor? {_REPEAT}",
    f"twice|triple all|each factor? {_REPEAT}",
    f"steps|factor verb.repeat clips+ {_REPEAT}",
)
def several_times(m: Match) -> Outcome | None:
    """Reads "show the dog twice", "the beach appears 3 times"."""
    times = m["steps"] or m["factor"] or (3 if m.has("triple") else 2)
    if times != int(times) or not 1 <= times <= 20:
        return None
    return [
        RepeatClip(clips=m.clips(), times=int(times), at_most=m.has("at_most", "only"))
    ]
