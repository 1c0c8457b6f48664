"""Mixed sounds have the right position, to the sample, and the right loudness."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from studio.errors import UnsupportedFile
from studio.media.sound.mix import RATE, mix
from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.effects import Effects
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.plan import FrameSpan, RenderPlan, Sound
from studio.rules.plan.render_plan import plan as plan_draft
from studio.rules.sound.loudness import lufs
from tests.media import footage


def plan(*sounds: Sound, seconds: int = 4) -> RenderPlan:
    frames = 30 * seconds
    return RenderPlan(
        64, 64, Fraction(30), frames, (FrameSpan(0, frames, "", 0),), (), sounds
    )


def tone(hertz: float, seconds: float, peak: float = 0.2) -> np.ndarray:
    return peak * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)


def strength(sound: np.ndarray, hertz: float) -> float:
    wave = np.exp(-2j * np.pi * hertz * np.arange(sound.shape[1]) / RATE)
    return float(abs((sound[0] * wave).mean()))


def test_a_sound_is_placed_to_the_sample(tmp_path: Path) -> None:
    pulse = np.zeros(2 * RATE)
    pulse[RATE] = 0.9
    path = footage.wav(tmp_path / "p.wav", pulse)
    out = mix(plan(Sound(str(path), 0.5, 1.25, 1.0)))
    assert out is not None
    assert out.shape == (2, 4 * RATE)
    assert int(np.argmax(np.abs(out[0]))) == round(1.75 * RATE)


def test_the_result_is_as_loud_as_asked_and_never_clips(tmp_path: Path) -> None:
    path = footage.wav(tmp_path / "a.wav", footage.clicks([1, 2, 3], 4))
    out = mix(plan(Sound(str(path), 0, 0, 4)))
    assert out is not None
    assert np.abs(out).max() <= 0.9
    quiet = footage.wav(tmp_path / "b.wav", tone(440, 4, 0.01))
    out = mix(plan(Sound(str(quiet), 0, 0, 4)))
    assert out is not None
    assert lufs(out, RATE) == pytest.approx(-14, abs=0.5)


def test_music_is_lowered_while_somebody_speaks(tmp_path: Path) -> None:
    song = footage.wav(tmp_path / "s.wav", tone(300, 6))
    speech = tone(1300, 6) * np.repeat([0, 1, 0], 2 * RATE)
    voice = footage.wav(tmp_path / "v.wav", speech)
    sounds = (
        Sound(str(song), 0, 0, 6, bed=True),
        Sound(str(voice), 0, 0, 6, speaks=True),
    )
    out = mix(plan(*sounds, seconds=6))
    assert out is not None
    unducked = strength(out[:, RATE // 2 : RATE], 300)
    under = strength(out[:, 3 * RATE : 3 * RATE + RATE // 2], 300)
    assert under / unducked == pytest.approx(0.28, abs=0.05)


def test_double_speed_takes_half_the_time(tmp_path: Path) -> None:
    path = footage.wav(tmp_path / "a.wav", tone(440, 2))
    out = mix(plan(Sound(str(path), 0, 0, 1.0, speed=2.0)))
    assert out is not None
    assert np.abs(out[:, : RATE - 500]).max() > 0.1
    assert np.abs(out[:, RATE + 500 :]).max() < 1e-3


def test_fades_rise_and_fall(tmp_path: Path) -> None:
    path = footage.wav(tmp_path / "a.wav", tone(440, 4))
    out = mix(plan(Sound(str(path), 0, 0, 4, fade_in=1, fade_out=1)))
    assert out is not None
    loud = np.abs(out[0]).reshape(8, -1).max(axis=1)
    assert loud[0] < 0.6 * loud[3]
    assert loud[-1] < 0.6 * loud[3]


def test_a_mix_of_silence_is_silent_and_of_no_sound_is_none(tmp_path: Path) -> None:
    path = footage.wav(tmp_path / "z.wav", np.zeros(RATE))
    out = mix(plan(Sound(str(path), 0, 0, 1)))
    assert out is not None
    assert not out.any()
    assert mix(plan()) is None


def test_a_deleted_song_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFile, match="no longer available"):
        mix(plan(Sound(str(tmp_path / "song.mp3"), 0, 0, 1)))


def test_no_peak_between_samples_passes_the_ceiling(tmp_path: Path) -> None:
    """A tone at a quarter of the rate, between whose samples the wave is higher."""
    sound = np.zeros(4 * RATE)
    at = np.arange(480)
    burst = np.sin(np.pi / 2 * at + np.pi / 4) * np.hanning(480)
    for second in (0.5, 1.5, 2.5, 3.5):
        sound[round(second * RATE) :][:480] = burst
    path = footage.wav(tmp_path / "a.wav", 0.7 * sound)
    out = mix(plan(Sound(str(path), 0, 0, 4)))
    assert out is not None
    spectrum = np.fft.rfft(out[0].astype(np.float64))
    fine = 8 * np.fft.irfft(spectrum, 8 * out.shape[1])
    assert np.abs(out).max() < 0.75
    assert np.abs(fine).max() <= 10 ** (-1.9 / 20)


def test_loudness_is_the_same_in_pieces_and_for_any_length() -> None:
    dice = np.random.default_rng(1)
    noise = dice.normal(0, 0.1, (2, 20 * RATE)).astype(np.float32)
    whole = lufs(noise, RATE)
    assert lufs(noise[:, : 3 * RATE], RATE) == pytest.approx(whole, abs=0.1)
    assert lufs(noise * 0.5, RATE) == pytest.approx(whole - 6.02, abs=0.01)
    full = np.sin(2 * np.pi * 997 * np.arange(10 * RATE) / RATE)[None]
    assert lufs(full.astype(np.float32), RATE) == pytest.approx(-3.01, abs=0.05)


def frequency(sound: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(sound[0] * np.hanning(sound.shape[1])))
    return float(spectrum.argmax() * RATE / sound.shape[1])


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.25, 2.0])
def test_speed_keeps_the_pitch(tmp_path: Path, speed: float) -> None:
    path = footage.wav(tmp_path / "a.wav", tone(440, 8))
    out = mix(plan(Sound(str(path), 0.5, 0, 3.0, speed=speed)))
    assert out is not None
    assert frequency(out[:, RATE // 2 : 5 * RATE // 2]) == pytest.approx(440, abs=2)
    level = np.abs(out[0, RATE // 2 : 5 * RATE // 2]).reshape(20, -1).max(axis=1)
    assert level.min() > 0.8 * level.max()  # no gaps between the grains


@pytest.mark.parametrize("speed", [0.25, 4.0])
def test_far_from_its_speed_a_sound_is_silent(tmp_path: Path, speed: float) -> None:
    path = footage.wav(tmp_path / "a.wav", tone(440, 8))
    song = footage.wav(tmp_path / "b.wav", tone(300, 4))
    out = mix(plan(Sound(str(song), 0, 0, 4), Sound(str(path), 0, 0, 2, speed=speed)))
    assert out is not None
    assert strength(out[:, :RATE], 440) < 0.01 * strength(out[:, :RATE], 300)


def test_reversed_sound_runs_backwards(tmp_path: Path) -> None:
    sound = np.concatenate([tone(440, 1), tone(880, 1)])
    path = footage.wav(tmp_path / "a.wav", sound)
    out = mix(plan(Sound(str(path), 0, 0, 2, places=((0.0, 2.0), (2.0, 0.0)))))
    assert out is not None
    assert frequency(out[:, RATE // 10 : 8 * RATE // 10]) == pytest.approx(880, abs=5)
    later = out[:, 12 * RATE // 10 : 19 * RATE // 10]
    assert frequency(later) == pytest.approx(440, abs=5)


@pytest.mark.parametrize("hertz", [45, 60, 97])
def test_sound_that_plays_there_and_back_does_not_click_at_the_turn(
    tmp_path: Path, hertz: int
) -> None:
    path = footage.wav(tmp_path / "a.wav", tone(hertz, 4))
    for turn in (0.25, 0.4, 0.5):
        places = ((0.0, 1.0), (turn, 1.0 + turn), (2 * turn, 1.0))
        out = mix(plan(Sound(str(path), 0, 0, 2 * turn, places=places)))
        assert out is not None
        steep = 2 * np.pi * hertz / RATE * np.abs(out).max()
        assert np.abs(np.diff(out[0])).max() < 4 * steep


def test_a_click_in_a_speeded_sound_stands_where_the_picture_is(tmp_path: Path) -> None:
    path = footage.wav(tmp_path / "a.wav", footage.clicks([1.0, 2.0, 3.0], 4))
    places = ((0.0, 0.5), (1.0, 1.5), (2.0, 3.5))
    out = mix(plan(Sound(str(path), 0, 0, 2, places=places)))
    assert out is not None
    loud = np.abs(out[0])
    clicks = list(np.nonzero(loud > 0.5 * loud.max())[0] / RATE)
    for due in (0.5, 1.25, 1.75):
        assert min(abs(t - due) for t in clicks) < 0.03


def test_a_volume_curve_moves_the_gain(tmp_path: Path) -> None:
    path = footage.wav(tmp_path / "a.wav", tone(440, 4))
    curve = ((0.0, 1.0), (1.0, 1.0), (2.0, 0.2), (4.0, 0.2))
    out = mix(plan(Sound(str(path), 0, 0, 4, volume=curve)))
    assert out is not None
    loud = [float(np.abs(out[0, s * RATE : (s + 1) * RATE]).max()) for s in (0, 3)]
    assert loud[1] / loud[0] == pytest.approx(0.2, abs=0.01)


def test_crossfades_of_songs_keep_their_power(tmp_path: Path) -> None:
    dice = np.random.default_rng(3)
    songs = []
    for name, start in (("a", 0), ("b", 2000)):
        path = footage.wav(
            tmp_path / f"{name}.wav", 0.1 * dice.standard_normal(4 * RATE)
        )
        id_ = AssetId(name)
        fades = Effects(fade_out=1.0) if name == "a" else Effects(fade_in=1.0)
        asset = Asset(id_, name, MediaKind.AUDIO, str(path), 1, 4.0, has_audio=True)
        songs.append((asset, Segment(name, name, start, 3000, id_, effects=fades)))
    card = Segment("v", "", 0, 5000, effects=Effects(card="#000000"))
    tracks = (
        Track(TrackType.VIDEO, (card,)),
        Track(TrackType.AUDIO, tuple(segment for _, segment in songs)),
    )
    render_plan = plan_draft(
        Draft(tracks, 5000), {asset.id: asset for asset, _ in songs}
    )
    out = mix(render_plan)
    assert out is not None
    power = np.square(out[0, : 48 * 5 * 1000]).reshape(20, -1).mean(axis=1)
    assert power[8:12].min() > 0.8 * power[2:6].mean()
    assert power[8:12].max() < 1.25 * power[2:6].mean()
