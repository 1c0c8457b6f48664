"""Which parts of a song people mean by drop, chorus, build-up, loud or quiet."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from studio.model.edits.record import SongLabel
from studio.model.music import SectionLabel

_RISE = 0.1
"""The least rise of energy that makes a drop."""


class _Section(Protocol):
    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...
    @property
    def energy(self) -> float: ...
    @property
    def label(self) -> SectionLabel: ...


S = TypeVar("S", bound=_Section)


def find(sections: Sequence[S], label: SongLabel) -> list[S]:
    """The sections that a name stands for, in time; empty when there is none."""
    audible = [section for section in sections if section.label != "silence"]
    if not audible:
        return []
    match label:
        case SongLabel.INTRO:
            return [s for s in audible if s.label == "intro"] or audible[:1]
        case SongLabel.OUTRO:
            return [s for s in audible if s.label == "outro"] or audible[-1:]
        case SongLabel.LOUD:
            return [max(audible, key=lambda s: s.energy)]
        case SongLabel.QUIET:
            return [min(audible, key=lambda s: s.energy)]
        case SongLabel.DROP:
            return _drops(audible)
        case SongLabel.BUILD:
            return [s for s in audible if s.label == "build"] or _before(audible)
        case _:
            return [s for s in audible if s.label == label.value]


def _drops(sections: Sequence[S]) -> list[S]:
    """Where the energy rises into a chorus; else where it rises most."""
    rises = [
        (two.energy - one.energy, two)
        for one, two in zip(sections, sections[1:], strict=False)
    ]
    into = [s for rise, s in rises if s.label == "chorus" and rise >= _RISE]
    if into:
        return into
    most = max(rises, key=lambda item: item[0], default=None)
    if most and most[0] >= _RISE:
        return [most[1]]
    return [s for s in sections if s.label == "chorus"][:1]


def _before(sections: Sequence[S]) -> list[S]:
    drops = _drops(sections)
    return [
        one
        for one, two in zip(sections, sections[1:], strict=False)
        if two in drops and one.energy < two.energy
    ]
