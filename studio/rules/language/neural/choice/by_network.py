"""Read a message with the network: the candidates beside what the constructions read."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from studio.model.reading import ProjectView, Reading
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.choice.agreement import alike_edits
from studio.rules.language.neural.choice.candidates import (
    Candidate,
    Candidates,
    candidate,
    drops_a_place,
    is_full,
    left_times,
    unaided_candidate,
)
from studio.rules.language.neural.choice.denials import (
    denied_places,
    excepted_clips,
    leaves_an_exception,
)
from studio.rules.language.neural.choice.files import (
    edits_of_a_clip,
    fades_sound_unasked,
    fits,
    goes_back_unasked,
    ignores_the_name,
    is_about_a_logo,
    is_of_what_is_out,
    makes_of_a_name,
    points_nowhere,
)
from studio.rules.language.neural.source import READ, source
from studio.rules.language.neural.symbols import Hypothesis, likeliest
from studio.rules.language.resolve.clauses.blame import blamed, makes

if TYPE_CHECKING:
    from studio.rules.language.neural.matrices import Floats
    from studio.rules.language.neural.network import Network
    from studio.rules.language.neural.sentence_encoder import SentenceEncoder

_CERTAIN = 0.6
"""What was read in full stands where the network, which sees it, finds it so probable."""
_CERTAIN_FIRST = 0.1
"""The same before there is a video: plain requests to cut one look like edits of it."""
_THREADS = "OPENBLAS_NUM_THREADS"
_LONGEST = 80
"""Phrases of a message that the network still reads."""


def candidates_of(
    reading: Reading,
    raw: str,
    folded: str,
    phrases: Sequence[Token],
    view: ProjectView,
) -> Candidates:
    """What the network reads; nothing of an endless message, of none, or where it is certain."""
    if all(one.has("mark") for one in phrases) or len(phrases) > _LONGEST:
        return Candidates(())
    words = source(raw, folded, phrases, view, reading)
    network, vectors = _networks()[0], _vectors(folded, phrases)
    certain = _CERTAIN if view.shots else _CERTAIN_FIRST
    ended: dict[Hypothesis, Candidate | None] = {}
    for one in network.ended(words, vectors):
        ended[one] = candidate(one, raw, words, phrases, view)
        if is_full(reading) and _confirmed(reading, ended.values()) >= certain:
            return Candidates(())
    aided = [ended[one] for one in likeliest(ended)]
    bare = words[: words.index(READ) + 1]
    unaided = [
        unaided_candidate(one, raw, words, phrases, view)
        for one in network.best(bare, vectors)
    ]
    of_clip = edits_of_a_clip(reading, folded, phrases)
    no_good = blamed(phrases)
    candidates = [
        one
        for one in (*aided, *unaided)
        if one is not None
        and fits(one, view)
        and not leaves_an_exception(one, phrases)
        and not ignores_the_name(one, of_clip, view)
        and not is_about_a_logo(one, phrases, view)
        and not is_of_what_is_out(one, phrases, view)
        and not makes_of_a_name(one, phrases, view)
        and not goes_back_unasked(one, phrases)
        and not fades_sound_unasked(reading, one, phrases, view)
        and not any(makes(edit, no_good) for edit in one.edits)
    ]
    drops, denied = drops_a_place(reading, raw, phrases), denied_places(phrases)
    of_phrases = Candidates.of(candidates, phrases)
    return replace(
        of_phrases,
        everywhere=of_phrases.everywhere or points_nowhere(phrases, view),
        drops=drops,
        times=left_times(reading, raw, phrases),
        denied=denied,
        excepted=excepted_clips(phrases),
    )


def probability(
    reading: Reading,
    raw: str,
    folded: str,
    phrases: Sequence[Token],
    view: ProjectView,
) -> float:
    """How probable the network, which sees it, finds what was read of a message."""
    words = source(raw, folded, phrases, view, reading)
    ended = _networks()[0].ended(words, _vectors(folded, phrases))
    return _confirmed(reading, (candidate(o, raw, words, phrases, view) for o in ended))


def _vectors(folded: str, phrases: Sequence[Token]) -> "Floats":
    """The vectors of the sentence encoder, one for each phrase."""
    return _networks()[1].vectors(folded, [(one.start, one.end) for one in phrases])


def _confirmed(reading: Reading, aided: Iterable[Candidate | None]) -> float:
    """How probable the network finds what was read."""
    alike = (one for one in aided if one and alike_edits(one.edits, reading.edits))
    return sum(one.aided for one in alike)


@cache
def _networks() -> "tuple[Network, SentenceEncoder]":
    """The networks, with numpy on one thread: its matrices are too small to be shared.

    Only a request needs numpy, not the start. OpenBLAS looks at its setting when it is
    loaded; processes that are started later must not inherit it.
    """
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = before or "1"
    try:
        from studio.rules.language.neural import network, sentence_encoder  # noqa: PLC0415
    finally:
        if before is None:
            del os.environ[_THREADS]
    return network.bundled(), sentence_encoder.bundled_encoder()
