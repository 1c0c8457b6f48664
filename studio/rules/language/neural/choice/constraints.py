"""What a candidate must not make of what the constructions read.

It may complete or correct it, but not forget what was named, turn it round, or hide that
something cannot be done.
"""

from studio.model.edits.control import SOCIAL, Ask, Impossible, Topic
from studio.model.edits.footage import Include, RepeatClip, SetShotLength, SetSpeed
from studio.model.edits.music import BeatUnit, SetPace, TrimMusic, UseMusic
from studio.model.edits.overlay import AddTitle
from studio.model.edits.picture import SetLook
from studio.model.edits.record import WHOLE, Edit, Exact, OfClips, Plus
from studio.model.edits.whole import SetLength
from studio.model.reading import Question, Reading
from studio.rules.language.neural.choice.agreement import alike_edits, are_opposed
from studio.rules.language.neural.choice.candidates import (
    Candidate,
    Candidates,
    holds,
    is_full,
)
from studio.rules.language.neural.source import leaves

_OF_SHOTS = frozenset({"pace", "shot_length"})
"""Edits of how long shots are."""
_GENERAL = frozenset({Topic.HELP, Topic.CAN})
"""Questions about no video in particular."""
_AT_PLACES = frozenset(
    {"add_title", "look", "adjust", "speed", "reverse", "turn", "zoom", "volume"}
)
"""Edits that a clip gets where it is named."""
_MANY = 5
"""Wishes of a message that is long for the network."""
_NAMED: tuple[tuple[str, object], ...] = (
    ("moment", None), ("which", "all"), ("only", None),
)  # fmt: skip
"""Fields that tell of what an edit is, and their value where nothing is named."""


def only_refuse(reading: Reading, one: Candidate) -> bool:
    """Whether both do nothing but refuse, whatever they say of the reason."""
    return all(e.do == "impossible" for e in (*reading.edits, *one.edits))


def only_leaves_out(reading: Reading, one: Candidate) -> bool:
    """Whether it does nothing but leave out wishes of what was read in full."""
    return is_full(reading) and all(holds(reading.edits, edit) for edit in one.edits)


def loses_many(reading: Reading, one: Candidate) -> bool:
    """Whether several of many wishes are lost: the network writes short sequences best."""
    wishes = len(reading.edits)
    return wishes >= _MANY and len(one.edits) < wishes - 1


def hides_a_question(reading: Reading, one: Candidate) -> bool:
    """Whether of several questions some are left unanswered: "how long? and what is at 5?".

    Or what could be done is told in place of what is: "what effects are on?".
    """
    asked, others = (
        [edit for edit in edits if isinstance(edit, Ask) and edit.topic not in SOCIAL]
        for edits in (reading.edits, one.edits)
    )
    in_general = {edit.topic for edit in others} <= _GENERAL
    about_this = any(edit.topic not in _GENERAL for edit in asked)
    return bool(others) and (len(others) < len(asked) or (about_this and in_general))


def hides_a_refusal(reading: Reading, one: Candidate) -> bool:
    """Whether it only leaves out wishes, one of them as it cannot be met.

    Or a clip in place of a thing in it: "there's a car in the beach clip, remove it".
    """
    refused = [edit for edit in reading.edits if isinstance(edit, Impossible)]
    hidden = [edit for edit in refused if not holds(one.edits, edit)]
    things = any(edit.topic == "remove_object" for edit in hidden)
    clips = any(edit.do == "leave_out" for edit in one.edits)
    return bool(hidden) and (only_leaves_out(reading, one) or (things and clips))


def mistakes_a_count(reading: Reading, one: Candidate, candidates: Candidates) -> bool:
    """Whether it takes a number of clips for seconds, or passes over it: "…，一共六段"."""
    if any(getattr(e, "seconds", None) in candidates.counts for e in one.edits):
        return True
    counts_shots = len({edit.do in _OF_SHOTS for edit in reading.edits}) > 1
    left_over = bool(candidates.counts) and (bool(reading.residues) or counts_shots)
    return left_over and all(edit.do in _OF_SHOTS for edit in one.edits)


def forgets(reading: Reading, one: Candidate) -> bool:
    """Whether something of what was read by its name is another thing now."""
    return (
        forgets_a_moment(reading, one)
        or forgets_a_second(reading, one)
        or forgets_a_place(reading, one)
        or forgets_a_look(reading, one)
        or forgets_a_song(reading, one)
        or adds_a_length(reading, one)
    )


def forgets_a_moment(reading: Reading, one: Candidate) -> bool:
    """Whether an edit has no moment any more, or is of all titles, though one was named."""
    return any(
        getattr(edit, name, nothing) != nothing
        and any(
            other.do == edit.do and getattr(other, name, nothing) == nothing
            for other in one.edits
        )
        for edit in reading.edits
        for name, nothing in _NAMED
    )


def mistakes_a_step(reading: Reading, one: Candidate, candidates: Candidates) -> bool:
    """Whether a clip that no word names goes or stays away: "放回去", "把刚才那个去掉"."""
    if candidates.named:
        return False  # the network may know better what is done with a clip
    undone = reading.edits and all(edit.do == "undo" for edit in reading.edits)
    if undone and any(
        edit.do in {"leave_out", "ban", "change_title"} for edit in one.edits
    ):
        return True
    shown = [edit for edit in reading.edits if isinstance(edit, Include)]
    return not all(holds(one.edits, edit) for edit in shown)


def adds_a_length(reading: Reading, one: Candidate) -> bool:
    """Whether "make it 7 s" is to make the video seven seconds longer."""
    lengths, others = (
        [edit.length for edit in edits if isinstance(edit, SetLength)]
        for edits in (reading.edits, one.edits)
    )
    return any(isinstance(length, Exact) for length in lengths) and any(
        isinstance(length, Plus) for length in others
    )


def forgets_the_video(reading: Reading, one: Candidate) -> bool:
    """Whether "make it 3 s" is to make shots or titles so long, and not the video."""
    lengths = {
        edit.length.value
        for edit in reading.edits
        if isinstance(edit, SetLength) and isinstance(edit.length, Exact)
    }
    kept = any(isinstance(edit, SetLength) for edit in one.edits)
    return not kept and any(
        edit.scope == WHOLE and getattr(edit, "seconds", None) in lengths
        for edit in one.edits
    )


def forgets_a_second(reading: Reading, one: Candidate) -> bool:
    """Whether the song is to start at another second: it was counted from the last one."""
    starts, others = (
        {
            edit.start
            for edit in edits
            if isinstance(edit, TrimMusic) and isinstance(edit.start, int | float)
        }
        for edits in (reading.edits, one.edits)
    )
    return bool(starts and others) and starts != others


def forgets_a_place(reading: Reading, one: Candidate) -> bool:
    """Whether what was read as asked for at a place is done everywhere now.

    Words of a clip, or its look or speed; not what all photos of a project get.
    """
    return any(
        edit.do in _AT_PLACES
        and edit.scope != WHOLE
        and any(_is_everywhere(edit, other) for other in one.edits)
        and not any(o.do == edit.do and o.scope != WHOLE for o in one.edits)
        for edit in reading.edits
    )


def _is_everywhere(edit: Edit, other: Edit) -> bool:
    """Whether the other is the same edit of the whole video."""
    if isinstance(edit, AddTitle):
        same = isinstance(other, AddTitle) and edit.text == other.text
    else:
        same = alike_edits((edit.model_copy(update={"scope": WHOLE}),), (other,))
    return same and other.scope == WHOLE


def narrows(reading: Reading, one: Candidate) -> bool:
    """Whether what was read as asked for everywhere is done at a place only."""
    return any(
        other.scope != WHOLE
        and edit.scope == WHOLE
        and (
            alike_edits((other.model_copy(update={"scope": WHOLE}),), (edit,))
            or _is_as_long(edit, other)
        )
        for edit in reading.edits
        for other in one.edits
    )


def _is_as_long(edit: Edit, other: Edit) -> bool:
    """Whether some shots are to last what a cut "every two seconds" gives all."""
    return (
        isinstance(edit, SetPace)
        and isinstance(other, SetShotLength)
        and edit.unit is BeatUnit.SECOND
        and edit.every == other.seconds
    )


def turns_round(reading: Reading, one: Candidate) -> bool:
    """Whether more of something is asked for in place of less, or less in place of more."""
    return any(
        are_opposed(edit, other) or _shows_more(edit, other)
        for edit in reading.edits
        for other in one.edits
    )


def _shows_more(edit: Edit, other: Edit) -> bool:
    """Whether clips are shown more often that were to be shown less often."""
    return (
        isinstance(edit, RepeatClip)
        and isinstance(other, RepeatClip)
        and edit.at_most
        and edit.times < other.times
    )


def forgets_a_look(reading: Reading, one: Candidate) -> bool:
    """Whether a look that was read by its name is another one now."""
    named = {edit.look for edit in reading.edits if isinstance(edit, SetLook)}
    looks = {edit.look for edit in one.edits if isinstance(edit, SetLook)}
    return bool(looks) and not named <= looks


def forgets_a_song(reading: Reading, one: Candidate) -> bool:
    """Whether where a song starts is that of the one that plays, and another was named."""
    named = any(isinstance(edit, UseMusic) for edit in reading.edits)
    kept = any(isinstance(edit, UseMusic) for edit in one.edits)
    starts = any(isinstance(edit, TrimMusic) for edit in one.edits)
    return named and starts and not kept


def passes_over_a_target(
    question: Question, one: Candidate, candidates: Candidates
) -> bool:
    """Whether the whole video is changed where it is asked which clip a target is."""
    if dict(question.facts).get("text") not in candidates.targets:
        return False
    of_clips = {
        edit.do
        for choice in question.choices
        for edit in choice.edits
        if isinstance(edit.scope, OfClips)
    }
    return any(edit.do in of_clips and edit.scope == WHOLE for edit in one.edits)


def passes_over_a_time(
    reading: Reading, one: Candidate, candidates: Candidates
) -> bool:
    """Whether it forgets seconds that were left over, or takes them for a speed.

    "Slow motion on the dog for two seconds" is not all of it, nor twice as fast.
    """
    if not candidates.times:
        return False
    values = [v for edit in one.edits for _, v in leaves(edit.model_dump(mode="json"))]
    forgotten = candidates.times.isdisjoint(v for v in values if isinstance(v, float))
    same = all(holds(reading.edits, edit) for edit in one.edits)
    return (same and forgotten) or _is_paced_otherwise(reading, one)


def _is_paced_otherwise(reading: Reading, one: Candidate) -> bool:
    """Whether footage plays faster that was to play slower, or slower in place of faster."""
    ways, others = (
        {edit.factor > 1 for edit in edits if isinstance(edit, SetSpeed)}
        for edits in (reading.edits, one.edits)
    )
    return bool(ways and others) and ways.isdisjoint(others)


def picks(reading: Reading, question: Question, one: Candidate) -> bool:
    """Whether it takes a side in a contradiction, which only the person can."""
    return question.key == "contradiction" and any(
        alike_edits((*reading.edits, *choice.edits), one.edits)
        for choice in question.choices
    )
