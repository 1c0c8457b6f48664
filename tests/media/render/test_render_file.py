"""The file of a render: its sound, its tags, and what is left after a fault."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from studio.errors import UnsupportedFile
from studio.media.render.render import render
from studio.media.sound.decode import decode_part
from studio.model.edits.picture import JoinKind
from studio.model.effects import Effects, TextStyle
from studio.model.plan import (
    FrameSpan,
    Overlay,
    RenderPlan,
    Sound,
    Title,
    Transition,
)
from studio.rules.serial.plan_json import plan_from_json, plan_to_json
from studio.rules.sound.loudness import lufs
from tests.media import footage
from tests.media.render.composed import quiet, rendered

pytestmark = pytest.mark.media


def test_sound_and_picture_stay_together(tmp_path: Path) -> None:
    """A click at every cut, over the whole length, within 20 ms."""
    clips = [str(footage.write(tmp_path / f"{n}.mp4", n, seconds=2)) for n in (1, 2)]
    beats = [n * 0.5172 for n in range(1, 20)]
    seconds = 10.0
    song = footage.wav(tmp_path / "song.wav", footage.clicks(beats, seconds))
    fps = Fraction(30)
    edges = [0, *(round(beat * fps) for beat in beats), round(seconds * fps)]
    pieces = tuple(
        FrameSpan(a, b - a, clips[n % 2], 0.2)
        for n, (a, b) in enumerate(zip(edges, edges[1:], strict=False))
    )
    sounds = (Sound(str(song), 0.0, 0.0, seconds),)
    out = rendered(
        RenderPlan(320, 180, fps, edges[-1], pieces, sounds=sounds, preset="ultrafast"),
        tmp_path,
    )
    shown = [footage.decoded(luma)[0] for luma in footage.lumas(out)]
    cuts = [n / 30 for n in range(1, len(shown)) if shown[n] != shown[n - 1]]
    assert len(cuts) == len(beats)
    heard = np.abs(decode_part(out, 48_000, channels=1)[0])
    for beat, cut in zip(beats, cuts, strict=True):
        near = heard[round((beat - 0.1) * 48_000) : round((beat + 0.1) * 48_000)]
        onset = beat - 0.1 + int(np.argmax(near > 0.4 * near.max())) / 48_000
        assert abs(cut - onset) <= 0.020
    assert abs(len(heard) / 48_000 - seconds) < 0.03


def test_the_sound_is_levelled_and_ducked(tmp_path: Path) -> None:
    t = np.arange(48_000 * 6) / 48_000
    song = footage.wav(tmp_path / "s.wav", 0.05 * np.sin(2 * np.pi * 300 * t))
    speech = 0.3 * np.sin(2 * np.pi * 1200 * t) * ((t > 2) & (t < 4))
    voice = footage.wav(tmp_path / "v.wav", speech)
    clip = str(footage.write(tmp_path / "1.mp4", 1, seconds=1))
    sounds = (
        Sound(str(song), 0, 0, 6, bed=True),
        Sound(str(voice), 0, 0, 6, speaks=True),
    )
    plan = RenderPlan(
        320,
        180,
        Fraction(30),
        180,
        (FrameSpan(0, 180, clip, 0.0),),
        sounds=sounds,
        preset="ultrafast",
    )
    out = rendered(plan, tmp_path)
    heard = decode_part(out, 48_000, channels=2)
    assert lufs(heard, 48_000) == pytest.approx(-14, abs=1)
    assert np.abs(heard).max() < 1

    def tone(start: float) -> float:
        part = heard[0, int(start * 48_000) : int((start + 0.5) * 48_000)]
        return float(np.abs(np.fft.rfft(part))[150])

    assert tone(2.8) < 0.45 * tone(0.5)


def test_the_file_is_what_players_expect(tmp_path: Path) -> None:
    clip = str(footage.write(tmp_path / "1.mp4", 1, seconds=2))
    pieces = (FrameSpan(0, 20, clip, 0.0), FrameSpan(20, 28, clip, 1.0))
    out = rendered(RenderPlan(320, 180, Fraction(24000, 1001), 48, pieces), tmp_path)
    data = out.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(out)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.profile, context.pix_fmt) == ("High", "yuv420p")
        tags = (
            context.color_range,
            context.colorspace,
            context.color_primaries,
            context.color_trc,
        )
        assert [int(tag) for tag in tags] == [1, 1, 1, 1]
        assert stream.average_rate == Fraction(24000, 1001)
        assert not container.streams.audio
        keys = [
            n for n, frame in enumerate(container.decode(stream)) if frame.key_frame
        ]
    assert 20 in keys


def test_a_deleted_clip_leaves_no_partial_file(tmp_path: Path) -> None:
    gone = FrameSpan(0, 5, str(tmp_path / "3f2a.mp4"), 0.0, name="beach.mp4")
    for piece in (gone, replace(gone, still=True)):
        plan = RenderPlan(320, 180, Fraction(30), 5, (piece,))
        with pytest.raises(UnsupportedFile, match=r"“beach\.mp4”"):
            render(plan, tmp_path / "out.mp4", quiet)
        assert list(tmp_path.iterdir()) == []


def test_a_broken_middle_is_stepped_over(tmp_path: Path) -> None:
    path = footage.write(tmp_path / "1.mp4", 1, seconds=3)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 600] = b"\x00" * 600
    path.write_bytes(data)
    plan = RenderPlan(
        320,
        180,
        Fraction(30),
        80,
        (FrameSpan(0, 80, str(path), 0.0),),
        preset="ultrafast",
    )
    assert len(footage.lumas(rendered(plan, tmp_path))) == 80


def test_a_plan_round_trips_through_json(tmp_path: Path) -> None:
    plan = RenderPlan(
        320, 180, Fraction(30000, 1001), 10,
        (
            FrameSpan(0, 5, "a", 0.5, Effects(zoom=(1.0, 1.2)), times=(0.5, 0.75)),
            FrameSpan(5, 5, "b", join=Transition(JoinKind.WHIP, 2, 2)),
        ),
        (Title(0, 5, "x", TextStyle(size=0.1)),),
        (Sound("b", 0, 0, 1, bed=True, volume=((0.0, 1.0), (1.0, 0.5))),),
        (Overlay(0, 5, "c", "logo", 0.9, 0.9, 0.2),),
    )  # fmt: skip
    assert plan_from_json(plan_to_json(plan)) == plan
    assert replace(plan, crf=1) != plan


def test_an_encoder_that_gives_up_is_replaced(tmp_path: Path) -> None:
    """As with a GPU whose sessions are used up: the encoder exists, but does not open."""
    clip = str(footage.write(tmp_path / "1.mp4", 1, seconds=1))
    plan = RenderPlan(320, 180, Fraction(30), 20, (FrameSpan(0, 20, clip, 0.0),))
    render(plan, tmp_path / "out.mp4", quiet, encoder="h264_nvenc")
    assert len(footage.lumas(tmp_path / "out.mp4")) == 20
