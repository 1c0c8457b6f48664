"""Speed, ramps, reverse, boomerang and freeze, frame by frame."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from studio.media.render.footage.backwards import Backwards
from studio.media.render.footage.source import Source
from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.effects import Effects, SpeedPoint
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.plan import FrameSpan, RenderPlan
from studio.rules.plan.render_plan import plan as plan_draft
from studio.rules.plan.timing import frame_times, play_position
from tests.media import footage
from tests.media.render.composed import FPS, lumas, numbers, plan

pytestmark = pytest.mark.media


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return footage.write(tmp_path_factory.mktemp("clip") / "1.mp4", 1, seconds=4)


def planned(clip: Path, effects: Effects, start: int, ms: int) -> RenderPlan:
    """One segment of the clip, from ``start`` ms on."""
    asset = Asset(AssetId("c"), "c", MediaKind.VIDEO, str(clip), 1, 4.0, 320, 180, FPS)
    shot = Segment("v", "c", 0, ms, asset.id, start, effects=effects)
    meta = {"width": 320, "height": 180, "fps": "30"}
    draft = Draft((Track(TrackType.VIDEO, (shot,)),), ms, meta)
    return plan_draft(draft, {asset.id: asset})


@pytest.mark.parametrize("speed", [0.1, 0.5, 1.0, 2.0, 4.0, 10.0])
def test_speed_maps_every_frame(clip: Path, speed: float) -> None:
    shown = numbers(planned(clip, Effects(speed=speed), 500, 300))
    for index, number in enumerate(shown):
        assert abs(number - (15 + speed * index)) <= 0.5 + 1e-6 or speed < 1


@pytest.fixture(scope="module")
def sparse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of few keyframes, most of whose frames no other refers to."""
    path = tmp_path_factory.mktemp("sparse") / "1.mp4"
    return footage.write(path, 1, gop=250, preset="veryfast")


@pytest.mark.parametrize("number", range(20, 40))
def test_any_frame_can_be_held(sparse: Path, number: int) -> None:
    for away in (-0.4, 0.0, 0.4):
        shown = numbers(planned(sparse, Effects(freeze=True), round((number + away) * 1000 / 30), 100))  # fmt: skip
        assert shown == [number] * 3


def test_the_nearest_frame_is_shown_whatever_the_gaps_between_them(
    tmp_path: Path,
) -> None:
    gaps = [(1, 1, 1, 12, 3)[n % 5] / 120 for n in range(90)]
    times = [round(sum(gaps[:n]), 6) for n in range(90)]
    path = tmp_path / "uneven.mp4"
    footage.write(path, 1, fps=Fraction(120), gop=90, times=times, preset="veryfast")
    for speed in (1.0, 1.7, 4.0):
        span = FrameSpan(0, 15, str(path), 0.3, Effects(speed=speed))
        for index, number in enumerate(numbers(plan(span))):
            due = 0.3 + speed * index / 30
            nearest = min(abs(time - due) for time in times)
            assert abs(times[number] - due) <= nearest + 1e-3


def test_slow_motion_blends_neighbours_and_keeps_whole_frames(tmp_path: Path) -> None:
    path = tmp_path / "fade.mp4"
    levels = [40 + 8 * n for n in range(20)]
    footage.flat(path, levels)
    pictures = lumas(plan(FrameSpan(0, 16, str(path), 0.2, Effects(speed=0.5))))
    shown = [float(luma.mean()) for luma in pictures]
    steps = np.diff(shown)
    assert steps.min() > 1  # no frame is shown twice
    assert steps.max() < 6  # and none is left out


def test_slow_motion_never_blends_across_a_cut(tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    footage.flat(path, [30] * 10 + [200] * 10)
    pictures = lumas(plan(FrameSpan(0, 20, str(path), 0.2, Effects(speed=0.4))))
    means = np.array([luma.mean() for luma in pictures])
    assert not ((means > 60) & (means < 170)).any()


def test_a_ramp_is_the_integral_of_its_speeds(clip: Path) -> None:
    ramp = (SpeedPoint(ms=0, speed=1), SpeedPoint(ms=1000, speed=3))
    shown = numbers(planned(clip, Effects(ramp=ramp), 0, 1000))
    for index, number in enumerate(shown):
        t = index / 30
        assert abs(number / 30 - (t + t * t)) <= 0.5 / 30 + 1e-4
    assert play_position(Effects(ramp=ramp))(1.0) == pytest.approx(2.0)


def test_reverse_plays_the_same_frames_backwards(clip: Path) -> None:
    forwards = numbers(planned(clip, Effects(), 1000, 2000))
    assert numbers(planned(clip, Effects(reverse=True), 1000, 2000)) == forwards[::-1]


def test_reverse_needs_few_frames_at_once(tmp_path: Path) -> None:
    """With a long distance between keyframes, a reversed shot is decoded in parts."""
    path = footage.write(tmp_path / "1.mp4", 1, seconds=3, gop=90)
    with Source(str(path)) as source:
        reader = Backwards(source, most_frames=6)
        for number in range(89, -1, -1):
            frame = reader.at(number / 30)
            assert footage.decoded(frame.to_ndarray(format="gray"))[1] == number
            assert reader.frames_held <= 6


def test_a_boomerang_goes_there_and_back(clip: Path) -> None:
    shown = numbers(planned(clip, Effects(boomerang=True), 500, 1000))
    assert shown[:15] == list(range(15, 30))
    assert shown[15:] == shown[:15][::-1]


def test_a_freeze_holds_one_frame(clip: Path) -> None:
    assert set(numbers(planned(clip, Effects(freeze=True), 700, 500))) == {21}


def test_a_ramp_runs_with_the_playback_though_the_clip_plays_backwards() -> None:
    ramp = (SpeedPoint(ms=0, speed=2), SpeedPoint(ms=500, speed=0.5))
    there = frame_times(Effects(ramp=ramp), 1.0, 30, FPS, 0, 0)
    back = frame_times(Effects(ramp=ramp, reverse=True), 1.0, 30, FPS, 0, 0)
    assert (back[0], back[-1]) == pytest.approx((there[-1], there[0]))
    assert [a - b for a, b in pairwise(back)] == pytest.approx(
        [b - a for a, b in pairwise(there)], abs=1e-5
    )


def test_what_is_covered_leaves_the_rest_of_a_ramp_as_it_was(clip: Path) -> None:
    asset = Asset(AssetId("c"), "c", MediaKind.VIDEO, str(clip), 1, 4.0, 320, 180, FPS)
    ramp = (SpeedPoint(ms=0, speed=1), SpeedPoint(ms=1000, speed=2))
    shot = Segment("a", "c", 0, 1000, asset.id, 0, effects=Effects(ramp=ramp))
    over = Segment("b", "c", 300, 200, asset.id, 3000)
    meta = {"width": 320, "height": 180, "fps": "30"}
    draft = Draft((Track(TrackType.VIDEO, (shot, over)),), 1000, meta)
    covered = numbers(plan_draft(draft, {asset.id: asset}))
    alone = numbers(planned(clip, Effects(ramp=ramp), 0, 1000))
    assert covered[:9] + covered[15:] == alone[:9] + alone[15:]
    assert covered[9] == 90


def test_footage_of_a_lower_rate_is_not_blended_at_its_own_speed(
    tmp_path: Path,
) -> None:
    path = footage.write(tmp_path / "1.mp4", 1, seconds=2, fps=Fraction(12))
    for index, number in enumerate(numbers(plan(FrameSpan(0, 30, str(path), 0.2)))):
        assert abs(number / 12 - (0.2 + index / 30)) <= 0.5 / 12 + 1e-6
    for luma in lumas(plan(FrameSpan(0, 30, str(path), 0.2))):
        blocks = luma[90, 10::20]
        assert ((blocks < 45) | (blocks > 200)).all()  # black or white, never a mix
