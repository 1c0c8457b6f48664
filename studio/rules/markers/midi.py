"""Write a standard MIDI file whose tempo map follows the beats.

Any DAW that imports it lines its bars up with the song (Standard MIDI Files 1.0: meta
events 51 tempo, 58 time signature, 06 marker).
"""

import struct
from itertools import pairwise

from studio.model.music import BeatGrid
from studio.rules.markers.events import beat_markers

_TICKS = 480
_SHORTEST_BEAT = 0.01
"""Seconds a beat at least takes; a tempo event holds 24 bits of microseconds."""


def midi_tempo_map(grid: BeatGrid) -> bytes:
    """Write one tempo event for each beat, a time signature at each new metre.

    What comes before the first beat is one long beat, so that bar 2 of the file is the
    first beat found and nothing has to be moved by hand.
    """
    events: list[tuple[int, bytes]] = []
    edges = [0.0, *grid.beats] if grid.beats and grid.beats[0] > _SHORTEST_BEAT else []
    edges = edges or list(grid.beats)
    for number, (start, end) in enumerate(pairwise(edges)):
        micros = min(round(max(end - start, _SHORTEST_BEAT) * 1e6), 0xFFFFFF)
        events.append((number, _meta(0x51, micros.to_bytes(3, "big"))))
    lead = len(edges) - len(grid.beats)
    if lead:
        events.append((0, _meta(0x58, bytes([1, 2, 24, 8]))))
    events += _signatures(grid, lead)
    events += [
        (_beat_of(grid, section.start) + lead, _meta(0x06, section.label.encode()))
        for section in grid.sections
        if grid.beats and section.start >= grid.beats[0] - 0.05
    ]
    return _file(sorted(events, key=lambda event: event[0]), max(len(edges), 1))


def _signatures(grid: BeatGrid, lead: int) -> list[tuple[int, bytes]]:
    starts = [n for n, marker in enumerate(beat_markers(grid)) if marker.downbeat]
    edges = [*([0] if starts[:1] != [0] else []), *starts, len(grid.beats)]
    out, before = [], 0
    for first, after in pairwise(edges):
        size = after - first
        if size != before and 0 < size < 256:
            out.append((first + lead, _meta(0x58, bytes([size, 2, 24, 8]))))
        before = size
    return out


def _beat_of(grid: BeatGrid, time: float) -> int:
    return sum(beat < time - 0.05 for beat in grid.beats)


def _meta(kind: int, data: bytes) -> bytes:
    return bytes([0xFF, kind]) + _variable(len(data)) + data


def _variable(value: int) -> bytes:
    out = [value & 0x7F]
    while value := value >> 7:
        out.append(0x80 | (value & 0x7F))
    return bytes(reversed(out))


def _file(events: list[tuple[int, bytes]], beats: int) -> bytes:
    body, at = b"", 0
    for beat, data in events:
        body += _variable((beat - at) * _TICKS) + data
        at = beat
    body += _variable((beats - at) * _TICKS) + _meta(0x2F, b"")
    head = b"MThd" + struct.pack(">IHHH", 6, 0, 1, _TICKS)
    return head + b"MTrk" + struct.pack(">I", len(body)) + body
