"""Arrange songs in the accompaniment styles of MMA, with the exact time of each beat.

``train.composer`` draws rhythms from rules; the some 1000 grooves of MMA (Debian: ``mma``,
GPL-2+, run as a program; what it writes carries no licence) were made by arrangers: real
drum patterns, bass lines, comping, intros, fills and endings of 200 styles. A song here
takes the grooves of one style, chords and a tune from chance, and a tempo that may drift.
"""

import re
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import mido
import numpy as np

from bench.music.synthesis.sound_font import midi_file
from train import rhythm
from train.rhythm import Chance, Times

LIBRARY = Path("/usr/share/mma/lib")
_DRUMS = 9
"""The channel of the drums."""
_CHORDS = {
    0: ("C", "C", "CM7", "C6"), 1: ("Dm", "Dm7"), 2: ("Em", "Em7"), 3: ("F", "F", "FM7"),
    4: ("G", "G7", "G7"), 5: ("Am", "Am", "Am7"), 6: ("Bdim", "G7"),
}  # fmt: skip
_DEGREES = (0, 0, 0, 1, 2, 3, 3, 4, 4, 4, 5, 5, 5, 6)
_SCALE = (0, 2, 4, 5, 7, 9, 11)
_WALK = np.array((-2, -1, -1, 0, 1, 1, 2, 3, -4))
_LEADS = (0, 4, 11, 22, 24, 26, 27, 29, 30, 40, 53, 54, 56, 65, 66, 68, 71, 73, 80, 81)
_TEMPI = (
    ("slow|ballad|spiritual|lullaby|hymn|bolero|serenade|ambient|desert", (50, 92)),
    ("viennese|vienese|fastwaltz|jazzwaltz", (120, 210)),
    ("waltz|serenade", (78, 170)),
    ("fast|bebop|quick|charleston|dixie|ragtime", (150, 240)),
    ("swing|jazz|bigband|jive|boggie|boogie|broadway|showtune|foxtrot", (92, 200)),
    ("techno|trance|house|rave|dance|disco", (112, 150)),
    ("hip-hop|triphop|funk|soul|r.b|^rb|16beat|mellow|reggae", (66, 116)),
    ("metal|punk|rock", (76, 184)),
    ("bossa|samba|mambo|salsa|son|merengue|rhumba|tango|cha|beguine|calypso|latin",
     (84, 138)),
    ("march|polka", (92, 136)),
)  # fmt: skip
_NO_SONG = "metronome|none|stdpats|descending"
_TWICE = re.compile(r"double", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """Grooves of one file that go together; ``metre`` is beats to the bar.

    MMA counts ``quarters`` to the bar, of which ``unit`` make a beat.
    """

    name: str
    quarters: int
    unit: int
    mains: tuple[str, ...]
    fills: tuple[str, ...]
    intros: tuple[str, ...]
    tempo: tuple[float, float]

    @property
    def metre(self) -> int:
        return self.quarters // self.unit


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A MIDI file in seconds (120 beats a minute), its beats, bars and length."""

    file: mido.MidiFile
    beats: Times
    downbeats: Times
    seconds: float


def families() -> tuple[tuple[Style, ...], ...]:
    """The styles by the tempi that are usual for them; those of no name go last."""
    bounds = dict.fromkeys(style.tempo for style in styles())
    return tuple(tuple(s for s in styles() if s.tempo == tempo) for tempo in bounds)


@lru_cache(maxsize=1)
def styles() -> tuple[Style, ...]:
    """All usable styles of the library, in the order of their names."""
    candidates = (_style(path) for path in sorted(LIBRARY.rglob("*.mma")))
    return tuple(style for style in candidates if style)


def _style(path: Path) -> Style | None:
    """Read a style; None where its metre is unclear or its beat is not the quarter."""
    text = path.read_text("utf-8", "replace")
    if re.search(_NO_SONG, path.stem) or _TWICE.search(text):
        return None
    count = re.search(r"^\s*Time\s+(\d+)(?:/(\d+))?", text, re.MULTILINE)
    sign = re.search(
        r"^\s*TimeSig\s+(\d+)[ /](\d+)", text, re.MULTILINE | re.IGNORECASE
    )
    names = re.findall(r"^\s*DefGroove\s+(\S+)", text, re.MULTILINE)
    if not count or not names:
        return None
    quarters = int(count[1])
    eighths = count[2] == "8" or bool(sign and sign[2] == "8")
    if eighths and quarters != 6:
        return None
    mains = [
        n for n in names if not re.search("intro|end|fill|F[AB]$|E$", n, re.IGNORECASE)
    ]
    if not mains:
        return None
    name = path.stem.lower()
    tempo = next((bounds for key, bounds in _TEMPI if re.search(key, name)), (72, 150))
    return Style(
        name,
        quarters,
        3 if eighths else 1,
        tuple(mains),
        tuple(n for n in names if re.search("fill|F[AB]$", n, re.IGNORECASE)),
        tuple(n for n in names if re.search("intro", n, re.IGNORECASE)),
        tempo,
    )


def arrange(
    chance: Chance,
    seconds: float,
    clock: Callable[[tuple[float, float], int, float, Chance], Times],
    among: tuple[Style, ...] = (),
) -> Arrangement:
    """Arrange a song about as long as asked. Raises ``CalledProcessError``.

    ``clock`` draws the seconds of whole bars of beats within bounds of tempo; the style
    is one of ``among``, or of all.
    """
    among = among or styles()
    style = among[chance.integers(len(among))]
    times = clock(style.tempo, style.metre, seconds, chance)
    bars = (len(times) - 1) // style.metre
    events, resolution = _accompaniment(style, bars, chance)
    beats = np.arange(len(times))
    events = [(at / resolution / style.unit, message) for at, message in events]
    events = _thinned(events, style, bars, chance)
    key = int(chance.integers(-5, 7))
    played = _recoloured(events, key, chance)
    if chance.random() < 0.6:
        played += _tune(style, bars, key, chance)
    in_time = [(float(np.interp(at, beats, times)), m) for at, m in played]
    return Arrangement(
        midi_file(in_time),
        times[:-1],
        times[:-1][:: style.metre],
        float(times[-1]) + 1.0,
    )


def _accompaniment(
    style: Style, bars: int, chance: Chance
) -> tuple[list[tuple[int, mido.Message]], int]:
    """Let MMA play: messages at ticks, and its ticks to a quarter."""
    lines = [f"RndSeed {int(chance.integers(1, 1 << 30))}", "Tempo 120"]
    progressions = [
        [int(d) for d in chance.choice(_DEGREES, int(chance.choice([4, 4, 8])))]
        for _ in range(3)
    ]
    bar = 0
    while bar < bars:
        length = min(int(chance.choice([4, 8, 8, 16])), bars - bar)
        groove = str(chance.choice(style.mains))
        if bar == 0 and style.intros and chance.random() < 0.5:
            groove, length = str(chance.choice(style.intros)), min(4, bars)
        lines.append(f"Groove {groove}")
        chords = progressions[chance.integers(3)]
        fill = bool(style.fills) and chance.random() < 0.5
        for at in range(length):
            if fill and at == length - 1:
                lines.append(f"Groove {chance.choice(style.fills)}")
            lines.append(f"{bar + at + 1} {_chords(style, chords, at, chance)}")
        bar += length
    with tempfile.TemporaryDirectory() as folder:
        score, out = Path(folder, "song.mma"), Path(folder, "song.mid")
        score.write_text("\n".join(lines) + "\n", encoding="utf-8")
        subprocess.run(  # noqa: S603 (a program of the machine, our own files)
            ["/usr/bin/mma", str(score), "-f", str(out)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        file = mido.MidiFile(out)
    at, events = 0, []
    for message in mido.merge_tracks(file.tracks):
        at += message.time
        if not message.is_meta and message.type != "sysex":
            events.append((at, message))
    return events, file.ticks_per_beat


def _chords(style: Style, chords: list[int], bar: int, chance: Chance) -> str:
    first = chance.choice(_CHORDS[chords[bar % len(chords)]])
    if style.quarters != 4 or chance.random() < 0.8:
        return str(first)
    return f"{first} / {chance.choice(_CHORDS[int(chance.choice(_DEGREES))])} /"


def _thinned(
    events: list[tuple[float, mido.Message]], style: Style, bars: int, chance: Chance
) -> list[tuple[float, mido.Message]]:
    """Rest some parts in some sections: breaks without drums, drums alone, no bass."""
    rests: list[tuple[float, float, Callable[[int], bool]]] = []
    for start in range(0, bars, 8):
        span = start * style.metre - 0.1, (start + 8) * style.metre - 0.1
        drawn = chance.random()
        if drawn < 0.14:
            rests.append((*span, lambda channel: channel == _DRUMS))
        elif drawn < 0.18 and start:
            rests.append((*span, lambda channel: channel != _DRUMS))
        elif drawn < 0.26:
            gone = int(chance.integers(10, 16))
            rests.append((*span, lambda channel, gone=gone: channel == gone))
    return [
        (at, message)
        for at, message in events
        if message.type != "note_on"
        or not any(
            a <= at < b and rests_now(message.channel) for a, b, rests_now in rests
        )
    ]


def _recoloured(
    events: list[tuple[float, mido.Message]], key: int, chance: Chance
) -> list[tuple[float, mido.Message]]:
    """Transpose all but the drums, mix again, and change some instruments and kits."""
    gain = chance.uniform(0.5, 1.0, 16)
    gain[_DRUMS] = chance.uniform(0.35, 1.0)
    swap = {
        c: int(chance.integers(0, 104)) for c in range(16) if chance.random() < 0.15
    }
    swap.pop(_DRUMS, None)
    kits = {_DRUMS: int(chance.choice([0, 8, 16, 24, 25, 32, 40]))}
    programs = swap | kits
    return [
        (at, _changed(message, key, gain[message.channel], programs))
        for at, message in events
    ]


def _changed(
    message: mido.Message, key: int, gain: float, programs: dict[int, int]
) -> mido.Message:
    new = {}
    if message.type in ("note_on", "note_off") and message.channel != _DRUMS:
        new["note"] = int(np.clip(message.note + key, 0, 127))
    if message.type == "note_on" and message.velocity:
        new["velocity"] = int(np.clip(message.velocity * gain, 1, 127))
    if message.type == "program_change" and message.channel in programs:
        new["program"] = programs[message.channel]
    return message.copy(**new)


def _tune(
    style: Style, bars: int, key: int, chance: Chance
) -> list[tuple[float, mido.Message]]:
    """A melody over the whole song, at beats: one of two motifs a bar, with rests."""
    grid = (
        3 if style.unit == 3 or re.search("swing|shuffle|jazz|128", style.name) else 4
    )
    motifs = [rhythm.tune(style.metre, grid, chance) for _ in range(3)]
    channel, place, loud = 0, int(chance.integers(0, 8)), float(chance.uniform(60, 110))
    program = int(chance.choice(_LEADS))
    out = [(0.0, mido.Message("program_change", channel=channel, program=program))]
    phrases = chance.random(bars // 4 + 1) < 0.75
    for bar in range(bars):
        if not phrases[bar // 4]:
            continue
        motif = motifs[int(chance.choice([0, 0, 1, 2]))]
        hits = np.flatnonzero(motif)
        for step, end in zip(hits, [*hits[1:], len(motif)], strict=True):
            place = int(np.clip(place + chance.choice(_WALK), -3, 12))
            octave, degree = divmod(place, 7)
            note = 67 + key + _SCALE[degree] + 12 * octave
            start = bar * style.metre + step / grid + float(chance.normal(0, 0.02))
            stop = bar * style.metre + end / grid - 0.05
            velocity = int(np.clip(loud * motif[step], 1, 127))
            fields = {"channel": channel, "note": note}
            start = max(start, 0.0)
            out.append((start, mido.Message("note_on", velocity=velocity, **fields)))
            out.append((max(stop, start + 0.1), mido.Message("note_off", **fields)))
    return out
