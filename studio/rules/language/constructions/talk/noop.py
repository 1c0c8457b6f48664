"""Constructions for what asks for no change: "leave the rest", "keep the music"."""

from collections.abc import Mapping
from types import MappingProxyType

from studio.model.edits.record import WHOLE
from studio.model.edits.whole import SetLength
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.constructions.talk.noun_kinds import (
    LOGO_KINDS,
    NOUN_KINDS,
    SPEED_KINDS,
)
from studio.rules.language.grammar.clause import Outcome

KEPT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **NOUN_KINDS,
        "speed_noun": SPEED_KINDS,
        "logo": LOGO_KINDS,
        "song": (
            "use_music", "remove_music", "trim_music", "volume", "fade_sound", "loop_music",
            "end_with_music",
        ),
        "look_noun": ("look", "adjust", "cube"),
        "effects_all": ("look", "adjust", "cube", "pulse"),
        "cuts": ("pace",),
        "sound": ("volume", "clip_sound"),
        "photo": ("shot_length", "photo_motion"),
    }
)  # fmt: skip
"""The edits that belong to what people call by these nouns."""
_NOUNS = "|".join(KEPT)
_OTHERS = " ".join(f"{noun}?" for noun in KEPT)
_ABOUT = (
    "verb.make? verb.keep? same? normal? old? not? at? with? as? it? all? verb.add? verb.use? "
    "verb.move? but? verb.play? thanks? verb.like? video? enough?"
)
_REMOVALS = (
    "remove_title",
    "remove_captions",
    "remove_overlay",
    "leave_out",
    "remove_music",
)
_COST = 0.5
"""Any construction that asks for a change reads "keep" before this one does."""


@construction("", f"leave_alone speed.normal? speed_noun? {_ABOUT}")
def leave_alone(_: Match) -> Outcome:
    """Reads "leave the rest as it is"."""
    return []


@construction("", f"rest|other|others|other_one spared|leave_alone|not {_ABOUT}")
def others_spared(m: Match) -> Outcome | None:
    """Reads "…，其他不要加" behind what some clips get."""
    edits = m.clause.context.edits
    return [] if edits and edits[-1].scope != WHOLE and m.is_han() else None


@construction("", "verb.keep version old|ordinal too? as? all? back?")
def keep_version(m: Match) -> Outcome:
    """Reads "keep the old version, too": every version is kept."""
    m.clause.cost -= _COST
    return []


_EFFECTS = (
    "pulse.*|motion_noun|join.*|look.*|bars|adj.vignetted|adj.grainy|photo_motion"
)


@construction(
    "",
    f"verb.keep|verb.last {_EFFECTS} pulse.*? motion_noun? verb.zoom? beat? verb.sync? effects_all? {_ABOUT}",
)
def keep_effect(m: Match) -> Outcome:
    """Reads "but the zooming may remain", "keep the grain"."""
    m.clause.cost += _COST
    return []


@construction("", f"verb.keep colour {_ABOUT}")
def keep_colour(m: Match) -> Outcome:
    """Reads "but keep the blue", which asks for no colder picture."""
    m.clause.cost -= _COST
    return []


@construction(
    "", "not&instead_of caption|title|logo|clips|song|photo it? clip? clip_one?"
)
def not_that(m: Match) -> Outcome | None:
    """Reads "bin the title, not the captions": the second stays."""
    before = m.clause.context.edits[-1:]
    if m.is_han() or not any(edit.do in _REMOVALS for edit in before):
        return None  # "不要音乐,不要字幕" takes both off
    m.clause.cost -= _COST
    return []


@construction("", "verb.crop")
def fill_the_time(m: Match) -> Outcome | None:
    """Reads "the slot is 90 s, fill it": the time is to be filled, not the frame."""
    timed = any(isinstance(edit, SetLength) for edit in m.clause.context.edits[-1:])
    if not timed or m.clause.words().casefold() not in {"fill it", "fill it up"}:
        return None
    m.clause.cost -= _COST
    return []


@construction("", f"verb.keep title_name title? clip_one? {_ABOUT}")
def keep_title(m: Match) -> Outcome:
    """Reads "keep Summer" of a title that stands."""
    m.clause.cost += _COST
    return []


@construction("", f"verb.keep {_NOUNS} {_OTHERS} {_ABOUT}")
def keep(m: Match) -> Outcome | None:
    """Reads "keep the music"; not "(lose) the subtitles, leave the titles"."""
    verb = m.place("verb.keep")
    noun = min(t.start for _, t in m.words if t.has(*KEPT))
    marks = (t.start for t in m.clause.tokens if t.has("comma"))
    if any(noun < mark < verb for mark in marks):
        return None
    m.clause.cost += _COST
    return []
