"""Edits of the footage in decoded frames: the clip and frame number at each place."""

from itertools import groupby, pairwise

import pytest

from studio.model.edits import footage as f
from studio.model.edits.music import Sync
from studio.model.edits.record import (
    AtSong,
    AtTime,
    OfClips,
    OfShots,
    OfTime,
    SongLabel,
)
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from tests.studio.rendered_edits.project import FPS, Video, codes

C1, C2, C3, LOGO = (AssetId(name) for name in ("c1", "c2", "c3", "logo"))
DROP = round(2.0 * FPS)
"""The first frame of the chorus."""


def clips(video: Video) -> list[int]:
    """The clips in the order of their shots, read from the frames."""
    return [clip for clip, _ in groupby(clip for clip, _ in codes(video.frames()))]


def numbers(video: Video, first: int, end: int) -> list[int]:
    return [number for _, number in codes(video.frames())[first:end]]


def steps(values: list[int]) -> list[int]:
    return [b - a for a, b in pairwise(values)]


@pytest.mark.parametrize(
    ("edit", "order"),
    [
        (f.SetOrder(mode=f.OrderMode.AS_SENT), [1, 2, 3, 0]),
        (f.SetOrder(mode=f.OrderMode.REVERSED), [0, 3, 2, 1]),
        (f.SetOrder(mode=f.OrderMode.LISTED, clips=(C3, C1, LOGO, C2)), [3, 1, 0, 2]),
    ],
)
def test_clips_follow_in_the_order_asked(
    video: Video, edit: f.SetOrder, order: list[int]
) -> None:
    video.edit(f.Include(clips=(LOGO,)), edit)
    numbers_shown = clips(video)
    assert [
        clip for n, clip in enumerate(numbers_shown) if clip not in numbers_shown[:n]
    ] == order


def test_a_clip_comes_first_and_another_last(video: Video) -> None:
    video.edit(f.PlaceClip(clip=C3, where="first"), f.PlaceClip(clip=C1, where="last"))
    numbers_shown = clips(video)
    assert (numbers_shown[0], numbers_shown[-1]) == (3, 1)


def test_a_clip_is_seen_from_the_drop_on(video: Video) -> None:
    at_drop = AtSong(label=SongLabel.DROP)
    video.edit(f.PlaceClip(clip=C3, where="at", moment=at_drop))
    clips = [clip for clip, _ in codes(video.frames())]
    assert clips[DROP - 1] != 3
    assert clips[DROP] == 3


def test_two_shots_change_places(video: Video) -> None:
    before = codes(video.frames())
    first, second = video.editor.cut.shots[1:3]
    video.edit(f.SwapShots(shots=(2, 3)))
    after = codes(video.frames())
    assert after[first.first] == before[second.first]
    assert after[second.first] == before[first.first]
    assert after[: first.first] == before[: first.first]
    assert after[second.end :] == before[second.end :]


def test_only_these_clips_are_seen(video: Video) -> None:
    video.edit(f.UseOnly(clips=(C1, C3)))
    assert set(clips(video)) == {1, 3}


def test_a_clip_left_out_is_not_seen_and_comes_back(video: Video) -> None:
    before = video.draft
    video.edit(f.LeaveOut(clips=(C2,)))
    assert 2 not in clips(video)
    video.edit(f.Include(clips=(C2,)))
    assert 2 in clips(video)
    video.take_off(f.Include(clips=(C2,)))
    video.take_off(f.LeaveOut(clips=(C2,)))
    assert 2 in {clip for clip, _ in codes(video.frames())}
    assert before.duration == video.draft.duration


def test_a_clip_is_seen_twice_or_at_most_once(video: Video) -> None:
    video.edit(f.RepeatClip(clips=(C3,), times=2))
    assert clips(video).count(3) == 2
    video.edit(f.RepeatClip(clips=(C2,), times=1, at_most=True))
    assert clips(video).count(2) == 1


def test_of_a_trimmed_clip_only_the_stretch_is_seen(video: Video) -> None:
    video.edit(f.TrimClip(clips=(C2,), start=3.0, end=5.5))
    video.edit(Sync(again=True))
    frames_shown = [number for clip, number in codes(video.frames()) if clip == 2]
    assert frames_shown
    assert min(frames_shown) >= 3 * FPS
    assert max(frames_shown) < 5.5 * FPS


def test_a_split_shot_jumps_at_the_moment(video: Video) -> None:
    assert set(steps(numbers(video, 0, DROP))) == {1}
    video.edit(f.SplitShot(moment=AtTime(seconds=1.0)))
    sources = codes(video.frames())
    assert (
        sources[FPS][0] != sources[FPS - 1][0]
        or sources[FPS][1] != sources[FPS - 1][1] + 1
    )


@pytest.mark.parametrize("scope", [OfShots(numbers=(2,)), OfTime(start=2.1, end=2.9)])
def test_a_banned_moment_is_not_seen_again(
    video: Video, scope: OfShots | OfTime
) -> None:
    gone = set(codes(video.frames())[DROP : DROP + FPS])
    video.edit(f.BanMoment(scope=scope))
    for _ in range(2):
        assert not gone & set(codes(video.frames()))
        video.edit(Sync(again=True))


@pytest.mark.parametrize(
    "scope", [OfShots(numbers=(2,)), OfTime(start=2.1, end=2.9), OfClips(assets=(C2,))]
)
def test_a_kept_shot_stays_in_another_version(
    video: Video, scope: OfShots | OfTime | OfClips
) -> None:
    before = codes(video.frames())
    video.edit(f.KeepMoment(scope=scope))
    video.edit(Sync(again=True))
    assert codes(video.frames())[DROP : DROP + 12] == before[DROP : DROP + 12]


def test_a_shot_is_replaced_by_the_clip_named(video: Video) -> None:
    video.edit(f.ReplaceShot(scope=OfShots(numbers=(2,)), clip=C3))
    assert codes(video.frames())[DROP][0] == 3


@pytest.mark.parametrize("scope", [OfClips(assets=(C2,)), OfShots(numbers=(2,))])
def test_a_shot_lasts_as_long_as_asked(video: Video, scope: OfClips | OfShots) -> None:
    video.edit(f.SetShotLength(seconds=1.5, scope=scope))
    runs = [(c, len(list(r))) for c, r in groupby(c for c, _ in codes(video.frames()))]
    assert (2, round(1.5 * FPS)) in runs


def test_all_clips_are_seen_in_full(video: Video) -> None:
    video.edit(SetLength(rule="footage"))
    sources = codes(video.frames())
    for clip in (1, 2, 3):
        frames_shown = [number for one, number in sources if one == clip]
        assert frames_shown == list(range(frames_shown[0], frames_shown[-1] + 1))
        assert len(frames_shown) >= 8 * FPS - 2


def test_slow_motion_and_fast_motion_step_through_the_source(video: Video) -> None:
    scope = OfShots(numbers=(2,))
    video.edit(f.SetSpeed(factor=2.0, scope=scope))
    assert set(steps(numbers(video, DROP, DROP + FPS))) == {2}
    video.edit(f.SetSpeed(factor=0.25, scope=scope))
    sources = numbers(video, DROP, DROP + FPS)
    assert sources[-1] - sources[0] in (5, 6)


def test_the_speed_falls_up_to_the_drop(video: Video) -> None:
    video.edit(
        f.RampSpeed(start=3.0, end=0.5, into=AtSong(label=SongLabel.DROP)),
    )
    speeds = steps(numbers(video, 0, DROP))
    assert speeds[0] == 3
    assert speeds[-1] <= 1
    assert all(b - a <= 1 for a, b in pairwise(speeds))
    assert set(steps(numbers(video, DROP, DROP + 20))) == {1}


def test_a_shot_plays_backwards_and_there_and_back(video: Video) -> None:
    scope = OfShots(numbers=(2,))
    video.edit(f.Reverse(scope=scope))
    assert set(steps(numbers(video, DROP, DROP + FPS))) == {-1}
    video.edit(f.Reverse(scope=scope, boomerang=True))
    sources = numbers(video, DROP, DROP + FPS)
    assert set(steps(sources[:11])) == {1}
    assert set(steps(sources[13:])) == {-1}


def test_a_picture_is_held(video: Video) -> None:
    video.edit(f.Freeze(moment=AtTime(seconds=0.5), seconds=1.0))
    sources = numbers(video, 0, DROP)
    assert len(set(sources[12:36])) == 1
    assert set(steps(sources[:12])) == {1}
    assert sources[37] == sources[36] + 1


def test_the_last_picture_of_a_short_shot_is_held_behind_it(video: Video) -> None:
    before = codes(video.frames())
    shot = next(s for s in video.editor.cut.shots if s.first == DROP)
    video.edit(f.Freeze(scope=OfShots(numbers=(2,)), seconds=2.0))
    after = codes(video.frames())
    held = after[shot.end : shot.end + 2 * FPS]
    assert after[: shot.end] == before[: shot.end]
    assert set(held) == {before[shot.end - 1]}
    assert after[shot.end + 2 * FPS :] == before[shot.end + 2 * FPS :]


@pytest.mark.parametrize("boomerang", [False, True])
def test_what_plays_backwards_is_held_where_it_is_and_goes_on(
    video: Video, boomerang: bool
) -> None:
    shot = next(s for s in video.editor.cut.shots if s.first == DROP)
    video.edit(f.Reverse(scope=OfShots(numbers=(2,)), boomerang=boomerang))
    before = numbers(video, DROP, shot.end)
    at, long = len(before) * 2 // 3, 4
    moment = AtTime(seconds=(DROP + at) / FPS)
    video.edit(f.Freeze(moment=moment, seconds=long / FPS))
    after = numbers(video, DROP, shot.end)
    assert after[:at] == before[:at]
    assert after[at : at + long] == [before[at]] * long
    assert after[at + long :] == before[at : len(before) - long]


def test_fast_motion_within_a_reversed_shot_goes_on_backwards(video: Video) -> None:
    shot = next(s for s in video.editor.cut.shots if s.first == DROP)
    video.edit(f.Reverse(scope=OfShots(numbers=(2,))))
    middle = (DROP + shot.end) / 2 / FPS
    video.edit(f.SetSpeed(factor=2.0, scope=OfTime(start=middle, end=shot.end / FPS)))
    assert set(steps(numbers(video, DROP, shot.end))) == {-1, -2}


def test_normal_speed_restores_the_frames(video: Video) -> None:
    before = codes(video.frames())
    video.edit(f.SetSpeed(factor=0.5), f.Reverse(scope=OfShots(numbers=(2,))))
    video.edit(f.RestoreShots())
    assert codes(video.frames()) == before


def test_photos_last_as_long_as_asked_and_stand_still(video: Video) -> None:
    video.edit(f.Include(clips=(LOGO,)), f.SetShotLength(seconds=1.5, photos=True))
    runs = [(c, len(list(r))) for c, r in groupby(c for c, _ in codes(video.frames()))]
    assert (0, round(1.5 * FPS)) in runs
