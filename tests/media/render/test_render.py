"""Renders, checked frame by frame: cuts, crops, titles, sound, tags."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
import numpy as np
import pytest
from PIL import Image

from studio.errors import UnsupportedFile
from studio.media.render.compose import frames
from studio.media.render.render import render
from studio.media.sound.decode import decode_part
from studio.model.edits.overlay import Animation, Position
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

pytestmark = pytest.mark.media


def quiet(_: float) -> None:
    pass


def made(plan: RenderPlan, tmp_path: Path) -> Path:
    out = tmp_path / "out.mp4"
    render(plan, out, quiet)
    return out


def test_every_frame_is_the_planned_one(tmp_path: Path) -> None:
    """Three clips of different rates, jumping back and forth, cut on odd frames."""
    rates = {1: Fraction(25), 2: Fraction(30), 3: Fraction(60)}
    clips = {
        number: str(
            footage.write(tmp_path / f"{number}.mp4", number, fps=fps, seconds=3)
        )
        for number, fps in rates.items()
    }
    fps = Fraction(30)
    wanted = [(1, 0.4, 17), (3, 1.2, 11), (2, 2.0, 20), (1, 2.2, 13), (3, 0.1, 29)]
    pieces, first = [], 0
    for clip, start, count in wanted:
        pieces.append(FrameSpan(first, count, clips[clip], start))
        first += count
    plan = RenderPlan(320, 180, fps, first, tuple(pieces), preset="ultrafast")
    shown = [footage.decoded(luma) for luma in footage.lumas(made(plan, tmp_path))]
    assert len(shown) == first
    at = 0
    for clip, start, count in wanted:
        for offset in range(count):
            source, number = shown[at]
            assert source == clip
            time = start + offset / 30
            assert abs(number / rates[clip] - time) <= 0.5 / rates[clip] + 1e-6
            at += 1


def test_pictures_that_are_not_decoded_are_never_missed(tmp_path: Path) -> None:
    """Twice the output's rate, with unreferenced frames, sought in any order."""
    clip = footage.write(
        tmp_path / "1.mp4", 1, seconds=3, fps=Fraction(60), gop=60, preset="veryfast"
    )
    starts = (1.5, 0.4, 0.6, 0.58, 2.0, 2.2 + 1 / 60, 2.3)
    pieces = tuple(
        FrameSpan(n * 6, 6, str(clip), start) for n, start in enumerate(starts)
    )
    plan = RenderPlan(320, 180, Fraction(30), 6 * len(starts), pieces)
    shown = [
        footage.decoded(frame.to_ndarray(format="gray")) for frame, _ in frames(plan)
    ]
    assert shown == [
        (1, round((start + n / 30) * 60)) for start in starts for n in range(6)
    ]


def test_slow_motion_and_a_held_end(tmp_path: Path) -> None:
    clip = str(footage.write(tmp_path / "1.mp4", 1, seconds=1))
    pieces = (
        FrameSpan(0, 30, clip, 0.0, Effects(speed=0.5)),
        FrameSpan(30, 30, clip, 0.8),
    )
    plan = RenderPlan(320, 180, Fraction(30), 60, pieces, preset="ultrafast")
    numbers = [footage.decoded(luma)[1] for luma in footage.lumas(made(plan, tmp_path))]
    assert numbers[28] in (14, 15)
    assert numbers[-1] == 29


def test_variable_rate_is_followed_by_time(tmp_path: Path) -> None:
    times = [n / 30 for n in range(30)] + [1 + n / 10 for n in range(20)]
    clip = str(footage.write(tmp_path / "1.mp4", 1, times=times))
    plan = RenderPlan(
        320, 180, Fraction(30), 60, (FrameSpan(0, 60, clip, 1.0),), preset="ultrafast"
    )
    for index, luma in enumerate(footage.lumas(made(plan, tmp_path))[:58]):
        number = footage.decoded(luma)[1]
        assert abs(times[number] - (1.0 + index / 30)) <= 0.05 + 1e-6


@pytest.mark.parametrize("clockwise", [90, 180, 270])
def test_rotation_stands_upright(tmp_path: Path, clockwise: int) -> None:
    """The coded row is rotated with the picture; after a rotation back it can be read."""
    path = footage.turned(footage.write(tmp_path / "1.mp4", 3, seconds=0.5), clockwise)
    size = (320, 180) if clockwise == 180 else (180, 320)
    pieces = (FrameSpan(0, 5, str(path), 0.1, rotation=clockwise),)
    plan = RenderPlan(*size, Fraction(30), 5, pieces, preset="ultrafast")
    first = footage.lumas(made(plan, tmp_path))[0]
    assert footage.decoded(np.rot90(first, clockwise // 90)) == (3, 3)


def test_fits_show_what_they_should(tmp_path: Path) -> None:
    """A wide picture in a tall frame: cropped, with bars, with a blurred backdrop."""
    clip = str(footage.write(tmp_path / "1.mp4", 31, seconds=0.5))
    kinds: tuple[Literal["crop", "pad", "blur"], ...] = ("crop", "pad", "blur")
    pieces = tuple(
        FrameSpan(5 * n, 5, clip, 0.0, Effects(fit=fit)) for n, fit in enumerate(kinds)
    )
    lumas = footage.lumas(
        made(
            RenderPlan(180, 320, Fraction(30), 15, pieces, preset="ultrafast"), tmp_path
        )
    )
    crop, pad, blur = lumas[2], lumas[7], lumas[12]
    assert crop[20].mean() > 100  # grey up to the edge
    assert pad[20].mean() < 20  # black bar
    assert 20 < blur[20].mean() < 100  # darkened
    middle = slice(160 - 50, 160 + 50)
    assert footage.decoded(pad[middle])[0] == 31
    assert footage.decoded(blur[middle])[0] == 31


def test_a_photo_keeps_its_tones_at_any_depth(tmp_path: Path) -> None:
    grey = np.full((90, 160), 128, np.uint8)
    Image.fromarray(grey).save(tmp_path / "8.png")
    Image.fromarray(grey.astype(np.uint16) * 257).save(tmp_path / "16.png")
    pieces = tuple(
        FrameSpan(n * 3, 3, str(tmp_path / name), 0.0, still=True)
        for n, name in enumerate(("8.png", "16.png"))
    )
    out = made(RenderPlan(160, 90, Fraction(30), 6, pieces), tmp_path)
    eight, _, _, sixteen, _, _ = footage.lumas(out)
    assert abs(float(eight.mean()) - float(sixteen.mean())) < 1


def test_a_title_is_where_and_when_it_should_be(tmp_path: Path) -> None:
    clip = str(footage.write(tmp_path / "1.mp4", 0, seconds=1))
    style = TextStyle(
        position=Position.TOP, animation_in=Animation.NONE, animation_out=Animation.NONE
    )
    title = Title(10, 10, "HELLO 天堂 🎬", style)
    plan = RenderPlan(
        320,
        180,
        Fraction(30),
        30,
        (FrameSpan(0, 30, clip, 0.0),),
        (title,),
        preset="ultrafast",
    )
    lumas = footage.lumas(made(plan, tmp_path))
    changed = np.abs(lumas[15].astype(int) - lumas[5].astype(int)) > 40
    rows, columns = np.nonzero(changed[:60])
    assert len(rows) > 50
    assert abs(columns.mean() - 160) < 20
    assert not (np.abs(lumas[25].astype(int) - lumas[5].astype(int)) > 40)[:60].any()


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
    out = made(
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
    out = made(plan, tmp_path)
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
    out = made(RenderPlan(320, 180, Fraction(24000, 1001), 48, pieces), tmp_path)
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


def test_a_vanished_clip_leaves_nothing_half_written(tmp_path: Path) -> None:
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
    assert len(footage.lumas(made(plan, tmp_path))) == 80


def test_a_plan_survives_its_journey_as_text(tmp_path: Path) -> None:
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
