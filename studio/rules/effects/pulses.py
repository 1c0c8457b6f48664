"""Add punches, shakes and flashes on beats."""

from studio.model.cut import Cut
from studio.model.edits.picture import PulseKind, SetPulse
from studio.model.edits.record import SongLabel
from studio.model.effects import Pulse
from studio.model.intent import Intent
from studio.rules.effects.shot_pieces import Piece, milliseconds, stretches
from studio.rules.music.song_parts import find
from studio.rules.scopes.query import all_of, scoped
from studio.rules.scopes.whole_shots import holds

_SAME = 0.02
"""Seconds between two times that count as one."""


def pulses(piece: Piece, cut: Cut, intent: Intent) -> tuple[Pulse, ...]:
    """The pulses inside a piece, in time."""
    by_kind: dict[tuple[PulseKind, int], Pulse] = {}
    low = milliseconds(piece.shot.first, cut.rate)
    high = milliseconds(piece.shot.end, cut.rate)
    for kind in PulseKind:
        for time in sorted({*cut.music.beats, *_starts(cut)}):
            ms = round(time * 1000)
            if not low - 1 <= ms < high - 1:
                continue
            edit = _deciding(kind, time, piece, cut, intent)
            if edit and _due(edit, time, cut):
                at = max(0, ms - low)
                by_kind[kind, at] = Pulse(
                    kind=kind.value, ms=at, strength=edit.strength
                )
    return tuple(sorted(by_kind.values(), key=lambda pulse: (pulse.ms, pulse.kind)))


def _deciding(
    kind: PulseKind, time: float, piece: Piece, cut: Cut, intent: Intent
) -> SetPulse | None:
    """The edit in force at a time for one kind of pulse."""
    deciding = None
    for edit in scoped(all_of(intent, SetPulse)):
        parts = stretches(edit, cut)
        if parts is None:
            here = holds(edit, piece.whole, cut.shots, cut.rate)
        else:
            here = any(low - _SAME <= time < high - _SAME for low, high in parts)
        if edit.kind is kind and here:
            deciding = edit
    return deciding


def _due(edit: SetPulse, time: float, cut: Cut) -> bool:
    match edit.on:
        case "beat":
            return True
        case "downbeat":
            return any(abs(time - d) < _SAME for d in cut.music.downbeats)
        case "drop":
            return any(abs(time - d) < _SAME for d in _drops(cut))
        case "start":
            return any(abs(time - start) < _SAME for start in _starts(cut))
        case _:
            return False


def _starts(cut: Cut) -> list[float]:
    """Where parts of the song begin."""
    return [section.start for section in cut.music.sections]


def _drops(cut: Cut) -> list[float]:
    return [s.start for s in find(list(cut.music.sections), SongLabel.DROP)]
