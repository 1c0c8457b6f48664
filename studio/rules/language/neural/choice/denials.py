"""What a message says that it does not want: "don't start with the dog"."""

from collections.abc import Iterator, Sequence

from studio.model.edits.control import UndoEdit
from studio.model.edits.footage import LeaveOut, PlaceClip
from studio.model.edits.picture import Adjust, LookName, Quality, SetLook
from studio.model.edits.record import WHOLE, Edit, OfClips, Plus
from studio.model.reading import Reading
from studio.rules.language.chunks.nouns.references import ClipRef
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.choice.agreement import alike_edits
from studio.rules.language.neural.choice.candidates import Candidate
from studio.rules.language.resolve.clauses.exceptions import excepts_a_place

_ENDS = {
    "first": ("first_place", "edge_start", "verb.start"),
    "last": ("last_place", "edge_end", "verb.end"),
}
_OUT, _GOING = "out", ("verb.remove", "verb.trim")
"""What stands for a clip that is not to go, and the words that take one away."""
_SELECTING = frozenset({"only", "leave_out", "include", "ask", "impossible"})
"""Edits that name the exception themselves, or change nothing."""
_BEATS = ("", "beats")
_PARTING = ("comma", "stop", "and", "but", "then")
"""What stands between one clause and the next."""


def denied_places(phrases: Sequence[Token]) -> frozenset[tuple[str, str]]:
    """The clips that are not to be first, last or out, each with the word for it.

    And ``_BEATS`` where nothing is to be cut to them: "不要卡点".
    """
    denies = any(phrase.has("no_sync") for phrase in phrases)
    beats = frozenset({_BEATS}) if denies else frozenset()
    kept = frozenset(
        (clip, _OUT)
        for clause in _clauses(phrases)
        if _is_denied(clause, _GOING)
        for clip in _named(clause)
    )
    return (
        beats
        | kept
        | frozenset(
            (clip, where)
            for clause in _clauses(phrases)
            for where, words in _ENDS.items()
            for clip in (
                _named(clause)
                if _is_denied(clause, words)
                else _left_out(clause, words)
            )
        )
    )


def does_what_is_denied(one: Candidate, denied: frozenset[tuple[str, str]]) -> bool:
    """Whether it puts a clip where it is not to be, takes it out, or cuts to beats."""
    out = {
        (clip, _OUT)
        for edit in one.edits
        if isinstance(edit, LeaveOut)
        for clip in edit.clips
    }
    return not denied.isdisjoint(out) or any(
        (edit.clip, edit.where) in denied
        if isinstance(edit, PlaceClip)
        else edit.do == "sync" and _BEATS in denied
        for edit in one.edits
    )


def excepted_clips(phrases: Sequence[Token]) -> frozenset[str]:
    """The clips of "everything but these"; "except the dog, I want to hear him" names it."""
    whole = any(phrase.has("all") for phrase in phrases)
    apart = any(phrase.has("comma", "stop") for phrase in phrases[1:2])
    meant = apart or any(phrase.has("it_clip") for phrase in phrases)
    behind = (
        phrases[1:] if meant and not whole else phrases
    )  # "除了狗都加速" means none
    return frozenset(clip for one in behind for clip in one.value("excepted") or ())


def leaves_an_exception(one: Candidate, phrases: Sequence[Token]) -> bool:
    """Whether it does all that is asked for but "except …", or does it only there."""
    if not excepts_a_place(phrases):
        return False
    kinds = [edit.do for edit in one.edits]
    return len(set(kinds)) == len(kinds) and _SELECTING.isdisjoint(kinds)


def is_in_other_words(
    reading: Reading, one: Candidate, excepted: frozenset[str]
) -> bool:
    """Whether it comes to the same: a warm look, not on the dog, for warmer other clips."""
    own = [_plainly(edit, excepted) for edit in reading.edits]
    others = [
        _plainly(edit, excepted) for edit in one.edits if not _is_there(edit, excepted)
    ]
    return alike_edits(own, others)


def _plainly(edit: Edit, excepted: frozenset[str]) -> Edit:
    """A tint as a look, an undone look as none, and what all clips but some get as what all get."""
    scope = edit.scope
    if isinstance(scope, OfClips) and excepted and excepted.isdisjoint(scope.assets):
        edit = edit.model_copy(update={"scope": WHOLE})
    match edit:
        case Adjust(quality=Quality.WARMTH, level=Plus(delta=delta)):
            return SetLook(
                look=LookName("warm" if delta > 0 else "cool"), scope=edit.scope
            )
        case UndoEdit(edit="look"):
            return SetLook(look=None)
        case _:
            return edit


def is_of_the_excepted(
    reading: Reading, one: Candidate, excepted: frozenset[str]
) -> bool:
    """Whether what is asked of all but some clips is done to these alone, or to all."""
    asked = {
        _plainly(edit, excepted).do
        for edit in reading.edits
        if isinstance(edit.scope, OfClips) and excepted.isdisjoint(edit.scope.assets)
    }
    there = {_plainly(e, excepted).do for e in one.edits if _is_there(e, excepted)}
    elsewhere = [e for e in one.edits if not _is_there(e, excepted)]
    whole = {_plainly(e, frozenset()).do for e in elsewhere if e.scope == WHOLE}
    alone = there - {_plainly(e, excepted).do for e in elsewhere}
    among = {
        _plainly(e, excepted).do
        for e in elsewhere
        if isinstance(e.scope, OfClips) and not excepted.isdisjoint(e.scope.assets)
    }
    return bool(excepted) and bool(asked & (alone | among | (whole - there)))


def _is_there(edit: Edit, clips: frozenset[str]) -> bool:
    """Whether an edit is of these clips alone."""
    return isinstance(edit.scope, OfClips) and clips.issuperset(edit.scope.assets)


def _clauses(phrases: Sequence[Token]) -> Iterator[list[Token]]:
    clause: list[Token] = []
    for phrase in phrases:
        if phrase.has(*_PARTING):
            yield clause
            clause = []
        else:
            clause.append(phrase)
    yield clause


def _is_denied(clause: Sequence[Token], words: Sequence[str]) -> bool:
    """Whether a negation opens the clause or stands right before one of these words."""
    content = [t for t in clause if not t.has("filler") or t.has("not")]
    return any(
        denial.has("not") and not denial.has("verb.remove") and place.has(*words)
        for denial, place in zip(content, content[1:], strict=False)
    )


def _left_out(clause: Sequence[Token], words: Sequence[str]) -> Iterator[str]:
    """The clips of "start with anything but the dog"."""
    if any(phrase.has(*words) for phrase in clause):
        for phrase in clause:
            yield from phrase.value("excepted") or ()


def _named(clause: Sequence[Token]) -> Iterator[str]:
    for phrase in clause:
        ref = phrase.value("clips")
        if isinstance(ref, ClipRef):
            yield from ref.ids
