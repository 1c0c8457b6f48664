"""Render scores with sound fonts: what the bar net is trained on.

Needs ``fluidsynth`` and General MIDI sound fonts (Debian: ``fluid-soundfont-gm``,
``timgm6mb-soundfont``) and ``mido``. Labels come from the scores, so they are exact.
"""

import subprocess
import tempfile
import wave
from pathlib import Path

import mido
import numpy as np

from bench.scores import Score
from studio.rules.spectrum import RATE

_TICKS = 960
_DRUMS = {
    "kick": (36, 35), "snare": (38, 40), "clap": (39,), "rim": (37,), "hat": (42, 70),
    "open": (46,), "ride": (51, 59), "crash": (49, 57), "tom": (45, 47, 50),
}  # fmt: skip
_PROGRAMS = {
    "bass": (32, 33, 34, 35, 36, 38, 39, 43, 58),
    "comp": (0, 1, 2, 4, 5, 6, 7, 11, 12, 16, 24, 25, 26, 27, 28, 29, 30, 45, 46, 62, 80),
    "pad": (16, 19, 48, 49, 50, 51, 52, 61, 88, 89, 90, 92, 94, 95),
    "lead": (0, 9, 11, 13, 40, 42, 56, 65, 66, 68, 71, 73, 75, 80, 81, 84, 104, 105),
}  # fmt: skip


def midi_of(score: Score, chance: np.random.Generator) -> mido.MidiFile:
    """The score on random instruments, 120 to the minute so that ticks are seconds."""
    file = mido.MidiFile(ticks_per_beat=_TICKS)
    track = mido.MidiTrack()
    file.tracks.append(track)
    channels = {"bass": 0, "comp": 1, "pad": 2, "lead": 3}
    events: list[tuple[float, int, mido.Message]] = []
    gain = {voice: float(chance.uniform(0.45, 1.0)) for voice in channels}
    gain["drums"] = float(chance.uniform(0.35, 1.0))
    for voice, channel in channels.items():
        program = int(chance.choice(_PROGRAMS[voice]))
        events.append(
            (0.0, 0, mido.Message("program_change", channel=channel, program=program))
        )
    kit = {drum: int(chance.choice(keys)) for drum, keys in _DRUMS.items()}
    for note in score.notes:
        drum = note.voice in kit
        channel = 9 if drum else channels[note.voice]
        pitch = kit[note.voice] if drum else note.pitch
        loud = note.loud * gain["drums" if drum else note.voice]
        made = {"channel": channel, "note": pitch}
        velocity = int(np.clip(127 * loud, 1, 127))
        events.append(
            (note.start, 2, mido.Message("note_on", velocity=velocity, **made))
        )
        events.append((note.start + note.length, 1, mido.Message("note_off", **made)))
    events.sort(key=lambda event: event[:2])
    before = 0
    for time, _, message in events:
        tick = round(time * 2 * _TICKS)
        track.append(message.copy(time=tick - before))
        before = tick
    return file


def rendered(file: mido.MidiFile, font: Path, longest: float) -> np.ndarray:
    """The sound of a MIDI file, mono at the nets' rate."""
    with tempfile.TemporaryDirectory() as folder:
        score, sound = Path(folder, "score.mid"), Path(folder, "sound.wav")
        file.save(score)
        order = ["fluidsynth", "-ni", "-q", "-g", "0.5", "-r", str(RATE)]
        subprocess.run(  # noqa: S603 (a program of the machine, our own files)
            [*order, "-F", str(sound), str(font), str(score)],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        with wave.open(str(sound)) as source:
            frames = source.readframes(int(longest * RATE))
    stereo = np.frombuffer(frames, np.int16).reshape(-1, 2)
    return (stereo.mean(axis=1) / 32768).astype(np.float32)


def worn(samples: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """The same through a random tone control, a little noise, perhaps a limiter."""
    spectrum = np.fft.rfft(samples)
    pitch = np.linspace(-1, 1, len(spectrum))
    tilt = 10 ** (chance.uniform(-8, 8) / 20 * pitch)
    samples = np.fft.irfft(spectrum * tilt, len(samples)).astype(np.float32)
    samples /= np.abs(samples).max() + 1e-6
    if chance.random() < 0.4:
        drive = chance.uniform(1, 4)
        samples = np.tanh(drive * samples) / np.tanh(drive)
    hiss = 10 ** (chance.uniform(-75, -40) / 20)
    out = samples + hiss * chance.standard_normal(len(samples))
    return out.astype(np.float32)
