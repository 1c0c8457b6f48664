"""Music analysis of files of every kind, valid and broken."""

from pathlib import Path

import av
import numpy as np
import pytest

from bench.music.synthesis.scores import compose
from bench.music.synthesis.synth import RATE, play
from studio.errors import UnsupportedFile
from studio.media.sound.beats import analyse_beats

SECONDS = 12.0


@pytest.fixture(scope="module")
def house() -> np.ndarray:
    return play(compose("house", 31, SECONDS), 31)


def save(
    path: Path, sound: np.ndarray, codec: str, rate: int, layout: str = "mono"
) -> Path:
    """Encode mono sound at ``RATE`` with any codec, at any rate and layout."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(sound[None], format="flt", layout="mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(stream.codec_context.format, layout, rate, 1024)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("name", "codec", "rate", "layout"),
    [
        ("a.wav", "pcm_u8", 8000, "mono"),
        ("a.wav", "pcm_s24le", 192000, "stereo"),
        ("a.wav", "pcm_f32le", 44100, "5.1"),
        ("a.mp3", "libmp3lame", 44100, "stereo"),
        ("a.m4a", "aac", 48000, "stereo"),
        ("a.aac", "aac", 44100, "mono"),
    ],
)
def test_any_form_of_sound_gives_the_same_beats(
    tmp_path: Path, house: np.ndarray, name: str, codec: str, rate: int, layout: str
) -> None:
    grid = analyse_beats(save(tmp_path / name, house, codec, rate, layout))
    truth = compose("house", 31, SECONDS).beats
    assert grid.seconds == pytest.approx(len(house) / RATE, abs=0.1)
    near = [np.abs(truth - beat).min() for beat in grid.beats]
    assert len(near) > 0.8 * len(truth)
    assert np.median(near) < 0.03


def test_a_songs_broken_middle_is_stepped_over(
    tmp_path: Path, house: np.ndarray
) -> None:
    path = save(tmp_path / "song.mp3", house, "libmp3lame", 44100, "stereo")
    data = bytearray(path.read_bytes())
    chance = np.random.default_rng(1)
    third = len(data) // 3
    data[third : third + 9000] = chance.bytes(9000)
    path.write_bytes(data)
    grid = analyse_beats(path)
    assert len(grid.beats) > 10
    assert grid.beats[-1] > 8


def test_a_truncated_song_is_heard_as_far_as_it_goes(
    tmp_path: Path, house: np.ndarray
) -> None:
    path = save(tmp_path / "song.mp3", house, "libmp3lame", 44100)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert analyse_beats(path).seconds == pytest.approx(len(house) / RATE / 2, abs=0.5)


def test_the_sound_of_a_film_is_heard_though_it_is_the_second_stream(
    tmp_path: Path, house: np.ndarray
) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=5)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        audio = out.add_stream("aac", rate=RATE, layout="mono")
        grey = np.full((64, 64, 3), 128, np.uint8)
        for number in range(int(SECONDS * 5)):
            frame = av.VideoFrame.from_ndarray(grey, format="rgb24")
            frame.pts = number
            out.mux(video.encode(frame))
        sound = av.AudioFrame.from_ndarray(house[None], format="fltp", layout="mono")
        sound.sample_rate = RATE
        resampler = av.AudioResampler("fltp", "mono", RATE, 1024)
        for part in [*resampler.resample(sound), *resampler.resample(None)]:
            out.mux(audio.encode(part))
        out.mux([*video.encode(None), *audio.encode(None)])
    assert len(analyse_beats(path).beats) > 10


def test_a_song_without_a_sample_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "nothing.wav"
    with av.open(str(path), "w") as out:
        out.add_stream("pcm_s16le", rate=RATE, layout="mono")
        out.start_encoding()
    with pytest.raises(UnsupportedFile, match=r"nothing\.wav"):
        analyse_beats(path)


@pytest.mark.parametrize("data", [b"", b"not a song at all" * 50])
def test_what_is_no_media_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "thing.mp3"
    path.write_bytes(data)
    with pytest.raises(UnsupportedFile, match=r"thing\.mp3"):
        analyse_beats(path)


def test_ten_hours_are_refused_at_once_and_in_words(tmp_path: Path) -> None:
    path = tmp_path / "night.wav"
    hours = 10 * 3600 * 8000
    sizes = (hours + 36).to_bytes(4, "little"), hours.to_bytes(4, "little")
    form = b"fmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0"
    with path.open("wb") as file:
        file.write(b"RIFF" + sizes[0] + b"WAVE" + form + b"data" + sizes[1])
        file.truncate(44 + hours)
    with pytest.raises(UnsupportedFile, match="10 hours long, and the limit is 4"):
        analyse_beats(path)
