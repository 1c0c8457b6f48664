"""What a message says that it does not want: "don't start with the dog"."""

from collections.abc import Iterator, Sequence

from studio.model.edits.footage import PlaceClip
from studio.model.edits.record import OfClips
from studio.model.reading import Reading
from studio.rules.language.chunks.nouns.references import ClipRef
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.choice.agreement import alike_edits
from studio.rules.language.neural.choice.candidates import Candidate

_ENDS = {
    "first": ("first_place", "edge_start", "verb.start"),
    "last": ("last_place", "edge_end", "verb.end"),
}
_PARTING = ("comma", "stop", "and", "but", "then")
"""What stands between one clause and the next."""


def denied_places(phrases: Sequence[Token]) -> frozenset[tuple[str, str]]:
    """The clips that are not to be first or last, each with "first" or "last"."""
    return frozenset(
        (clip, where)
        for clause in _clauses(phrases)
        for where, words in _ENDS.items()
        for clip in (
            _named(clause) if _is_denied(clause, words) else _left_out(clause, words)
        )
    )


def does_what_is_denied(one: Candidate, denied: frozenset[tuple[str, str]]) -> bool:
    """Whether it puts a clip where it is not to be."""
    return any(
        isinstance(edit, PlaceClip) and (edit.clip, edit.where) in denied
        for edit in one.edits
    )


def excepted_clips(phrases: Sequence[Token]) -> frozenset[str]:
    """The clips of "everything but these"; "except the dog, I want to hear him" names it."""
    if not any(phrase.has("all") for phrase in phrases):
        return frozenset()
    return frozenset(clip for one in phrases for clip in one.value("excepted") or ())


def is_of_the_excepted(
    reading: Reading, one: Candidate, excepted: frozenset[str]
) -> bool:
    """Whether what is asked of all but some clips is done to these."""
    return any(
        isinstance(edit.scope, OfClips)
        and excepted.issuperset(edit.scope.assets)
        and alike_edits((edit.model_copy(update={"scope": other.scope}),), (other,))
        for edit in one.edits
        for other in reading.edits
        if isinstance(other.scope, OfClips) and excepted.isdisjoint(other.scope.assets)
    )


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
