"""Play scores and MIDI files with General MIDI sound fonts, by ``fluidsynth`` and ``mido``."""

import resource
import subprocess
import tempfile
import wave
from pathlib import Path

import mido
import numpy as np

from bench.music.synthesis.scores import Score
from bench.music.synthesis.synth import RATE, Sound

TICKS = 960
"""Ticks a beat of the files made here, at 120 beats a minute."""
_MOST_BYTES = 1 << 31
"""Of the sound of a file."""

_DRUMS = {
    "kick": (36, 35), "snare": (38, 40), "clap": (39,), "rim": (37,), "hat": (42, 70),
    "open": (46,), "ride": (51, 59), "crash": (49, 57), "tom": (45, 47, 50),
    "bell": (56, 76, 34, 81), "shaker": (70, 82, 69),
}  # fmt: skip
_PROGRAMS = {
    "bass": (
        32, 33, 34, 35, 36, 38, 39, 43, 58, 0, 42, 87
    ),
    "comp": (
        0, 0, 0, 1, 2, 4, 5, 6, 7, 11, 12, 16, 19, 21, 22, 24, 25, 26, 27, 28, 29, 30,
        45, 46, 48, 48, 49, 50, 52, 61, 62, 68, 80, 81, 88, 90
    ),
    "pad": (
        16, 19, 48, 49, 50, 51, 52, 61, 88, 89, 90, 92, 94, 95
    ),
    "lead": (
        0, 9, 11, 13, 29, 40, 40, 42, 48, 53, 56, 60, 65, 66, 68, 71, 73, 75, 80, 81,
        84, 104, 105
    ),
}  # fmt: skip
_KITS = (0, 0, 0, 8, 16, 24, 25, 26, 32, 40, 48)


def midi_of(score: Score, chance: np.random.Generator) -> mido.MidiFile:
    """The score on random instruments, 120 to the minute so that ticks are seconds."""
    channels = {"bass": 0, "comp": 1, "pad": 2, "lead": 3}
    events: list[tuple[float, int, mido.Message]] = []
    gain = {voice: float(chance.uniform(0.45, 1.0)) for voice in channels}
    gain["drums"] = float(chance.uniform(0.35, 1.0))
    for voice, channel in channels.items():
        program = int(chance.choice(_PROGRAMS[voice]))
        events.append(
            (0.0, 0, mido.Message("program_change", channel=channel, program=program))
        )
    kit_change = mido.Message(
        "program_change", channel=9, program=int(chance.choice(_KITS))
    )
    events.append((0.0, 0, kit_change))
    kit = {drum: int(chance.choice(keys)) for drum, keys in _DRUMS.items()}
    for note in score.notes:
        drum = note.voice in kit
        channel = 9 if drum else channels[note.voice]
        pitch = kit[note.voice] if drum else note.pitch
        loud = note.loud * gain["drums" if drum else note.voice]
        fields = {"channel": channel, "note": pitch}
        velocity = int(np.clip(127 * loud, 1, 127))
        events.append(
            (note.start, 2, mido.Message("note_on", velocity=velocity, **fields))
        )
        events.append((note.start + note.length, 1, mido.Message("note_off", **fields)))
    return midi_file([(time, message) for time, _, message in events])


def rendered(
    file: mido.MidiFile,
    font: Path,
    longest: float,
    *,
    room: bool = True,
    oversampled: int = 1,
) -> Sound:
    """The sound of a MIDI file, mono at the nets' rate.

    FluidSynth begins a note one to two blocks of 64 samples late, 4.4 ms on average at
    the nets' rate; at ``oversampled`` times that rate it is as many times less.
    """
    rate = RATE * oversampled
    with tempfile.TemporaryDirectory() as folder:
        score, sound = Path(folder, "score.mid"), Path(folder, "sound.wav")
        file.save(score)
        order = ["fluidsynth", "-ni", "-q", "-g", "0.5", "-r", str(rate)]
        order += ["-o", "synth.dynamic-sample-loading=1"]
        order += [] if room else ["-R", "0", "-C", "0"]
        subprocess.run(
            [*order, "-F", str(sound), str(font), str(score)],
            check=True, capture_output=True, timeout=120, preexec_fn=_bounded,
        )  # fmt: skip
        with wave.open(str(sound)) as source:
            frames = source.readframes(int(longest * rate))
    stereo = np.frombuffer(frames, np.int16).reshape(-1, 2)
    mono = (stereo.mean(axis=1) / 32768).astype(np.float32)
    return _decimated(mono, oversampled)


def _bounded() -> None:
    """For some scores FluidSynth never ends, and would fill the disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_BYTES, _MOST_BYTES))


def _decimated(samples: Sound, times: int) -> Sound:
    """Every so many samples, without the pitches that would fold."""
    if times == 1:
        return samples
    reach = 24 * times
    taps = np.sinc(np.arange(-reach, reach + 1) / times * 0.95)
    taps *= np.hanning(2 * reach + 1)
    return np.convolve(samples, taps / taps.sum(), "same")[::times].astype(np.float32)


def midi_file(events: list[tuple[float, mido.Message]]) -> mido.MidiFile:
    """Write messages at seconds to a file of 120 beats a minute; ends go first."""
    file = mido.MidiFile(ticks_per_beat=TICKS)
    track = mido.MidiTrack()
    file.tracks.append(track)
    order = {"note_on": 2, "note_off": 1}
    before = 0
    for at, message in sorted(events, key=lambda e: (e[0], order.get(e[1].type, 0))):
        tick = max(before, round(at * 2 * TICKS))
        track.append(message.copy(time=tick - before))
        before = tick
    return file
