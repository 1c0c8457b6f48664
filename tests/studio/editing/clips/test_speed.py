"""Slow motion, ramps, freezes, reverse and boomerangs inside the cut."""

from itertools import pairwise

import pytest

from studio.model.draft import TrackType
from studio.model.edits import footage as f
from studio.model.edits.music import Sync
from studio.model.edits.record import (
    AtSong,
    AtTime,
    OfClips,
    OfShots,
    OfSong,
    OfTime,
    SongLabel,
)
from studio.model.edits.whole import SetLoop
from studio.model.intent import Reason
from tests.studio.editing.clips.footage_editor import footage_editor
from tests.studio.editing.material import Editor, clip, ids, material, song


def test_slow_motion_of_one_clip_moves_no_cut() -> None:
    editor = footage_editor()
    before = editor.cut
    after = editor.edit(f.SetSpeed(factor=0.5, scope=OfClips(assets=ids("c2"))))
    assert [s.first for s in after.shots] == [s.first for s in before.shots]
    for one, two in zip(before.shots, after.shots, strict=True):
        assert two.speed == (0.5 if two.clip == "c2" else 1.0)
        assert (one.clip, one.source) == (two.clip, two.source)


def test_slow_motion_on_the_chorus_begins_and_ends_with_it() -> None:
    editor = footage_editor(length=60)
    cut = editor.edit(f.SetSpeed(factor=0.5, scope=OfSong(label=SongLabel.CHORUS)))
    chorus = next(s for s in cut.music.sections if s.label == "chorus")
    for shot in cut.shots:
        inside = chorus.start <= shot.first / 30 < chorus.end - 0.01
        assert shot.speed == (0.5 if inside else 1.0)


def test_the_last_seconds_are_slower() -> None:
    editor = footage_editor()
    cut = editor.edit(f.SetSpeed(factor=0.5, scope=OfTime(start=-5.0)))
    slow = [s for s in cut.shots if s.speed == 0.5]
    assert slow[0].first == 15 * 30
    assert editor.seconds == pytest.approx(20, abs=0.05)


@pytest.mark.parametrize("factor", [0.25, 4.0, 8.0])
def test_every_speed_stays_inside_the_clip(factor: float) -> None:
    editor = footage_editor(2, seconds=6)
    cut = editor.edit(f.SetSpeed(factor=factor))
    for shot in cut.shots:
        assert shot.source + shot.source_seconds(cut.rate) <= 6.001


def test_a_speed_that_leaves_nothing_is_refused() -> None:
    editor = Editor(material(clip("a", 2.0), clip("b", 30), songs=[song()]))
    editor.edit(Sync())
    editor.edit(f.SetSpeed(factor=8, scope=OfClips(assets=ids("a"))))
    assert editor.refusals[0].reason is Reason.LEAVES_NOTHING


def test_the_speed_ramps_down_into_the_chorus() -> None:
    editor = footage_editor(length=60)
    into = AtSong(label=SongLabel.CHORUS)
    editor.edit(f.RampSpeed(start=2.0, end=0.5, into=into))
    chorus = next(s for s in editor.cut.music.sections if s.label == "chorus")
    ramped = [s for s in editor.cut.shots if s.speed_end is not None]
    assert [s.end for s in ramped] == [round(chorus.start * 30)]
    ramp = next(
        s.effects.ramp for s in editor.draft.segments(TrackType.VIDEO) if s.effects.ramp
    )
    assert [point.speed for point in ramp] == [2.0, 0.5]


def test_a_shot_plays_backwards_and_another_there_and_back() -> None:
    editor = footage_editor()
    editor.edit(f.Reverse(scope=OfShots(numbers=(2,))))
    editor.edit(f.Reverse(boomerang=True, scope=OfShots(numbers=(4,))))
    segments = editor.draft.segments(TrackType.VIDEO)
    assert [s.effects.reverse for s in segments[:4]] == [False, True, False, False]
    assert [s.effects.boomerang for s in segments[:4]] == [False, False, False, True]


@pytest.mark.parametrize("moment", [None, AtTime(end=True), AtTime(seconds=20)])
@pytest.mark.parametrize("seconds", [0.5, 2.0, 5.0])
def test_the_end_stands_still_for_the_seconds_asked(
    moment: AtTime | None, seconds: float
) -> None:
    editor = footage_editor()
    ending = editor.cut.shots[-1].clip
    cut = editor.edit(f.Freeze(moment=moment, seconds=seconds))
    last = cut.shots[-1]
    assert last.freeze
    assert last.frames == 30 * seconds
    assert last.clip == ending
    assert all(one.end == two.first for one, two in pairwise(cut.shots))
    assert editor.seconds == pytest.approx(20, abs=0.05)


def test_a_moment_is_held_and_the_shot_goes_on() -> None:
    editor = footage_editor()
    before = editor.cut
    shot = max(before.shots[1:-1], key=lambda s: s.frames)
    cut = editor.edit(
        f.Freeze(moment=AtTime(seconds=shot.first / 30 + 0.2), seconds=0.4)
    )
    held = next(s for s in cut.shots if s.freeze)
    assert held.frames == 12
    assert held.clip == shot.clip
    assert held.continues
    assert len([s for s in cut.shots if not s.continues]) == len(before.shots)


@pytest.mark.parametrize("seconds", [0.4, 1.0, 2.3])
@pytest.mark.parametrize("number", [2, 3, 5])
def test_the_end_of_a_shot_is_held_and_no_other_picture(
    number: int, seconds: float
) -> None:
    editor = footage_editor()
    shot = [s for s in editor.cut.shots if not s.continues][number - 1]
    cut = editor.edit(f.Freeze(scope=OfShots(numbers=(number,)), seconds=seconds))
    held = [s for s in cut.shots if s.freeze]
    assert [(s.clip, s.frames) for s in held] == [(shot.clip, round(30 * seconds))]
    assert held[0].continues
    moving = cut.shots[cut.shots.index(held[0]) - 1]
    assert (moving.first, moving.clip, moving.source) == (
        shot.first, shot.clip, shot.source,
    )  # fmt: skip
    assert moving.frames >= 7
    assert held[0].source == pytest.approx(
        moving.source + moving.source_seconds(cut.rate), abs=0.04
    )


@pytest.mark.parametrize(
    "edits",
    [
        (f.Freeze(scope=OfShots(numbers=(2,)), seconds=2.3),),
        (f.Freeze(moment=AtTime(seconds=1.2), seconds=1.07),),
        (f.Freeze(seconds=3.0),),
        (f.Reverse(scope=OfShots(numbers=(2,))), f.Freeze(moment=AtTime(seconds=1.2))),
        (
            f.Reverse(scope=OfShots(numbers=(2,)), boomerang=True),
            f.Freeze(moment=AtTime(seconds=1.2), seconds=0.1),
        ),
        (
            f.Reverse(scope=OfShots(numbers=(2,))),
            f.SetSpeed(factor=0.5, scope=OfTime(start=1.1, end=1.3)),
        ),
    ],
)
def test_an_edit_elsewhere_leaves_held_and_reversed_shots_alone(
    edits: tuple[f.Freeze | f.Reverse | f.SetSpeed, ...],
) -> None:
    editor = footage_editor()
    for edit in edits:
        editor.edit(edit)
    before = editor.cut.shots
    for factor in (0.5, 0.6):
        editor.edit(f.SetSpeed(factor=factor, scope=OfTime(start=12.0, end=13.0)))
        assert [s for s in editor.cut.shots if s.end < 300] == [
            s for s in before if s.end < 300
        ]
        last, was = editor.cut.shots[-1], before[-1]
        assert (last.clip, last.source) == (was.clip, was.source)


def test_parts_of_a_reversed_shot_follow_one_another_downwards() -> None:
    editor = footage_editor()
    editor.edit(f.Reverse(scope=OfShots(numbers=(1,))))
    cut = editor.edit(f.SetSpeed(factor=0.5, scope=OfTime(start=0.3, end=0.7)))
    parts = cut.shots[:3]
    assert [p.reverse for p in parts] == [True] * 3
    for one, two in pairwise(parts):
        end = two.source + two.source_seconds(cut.rate)
        assert one.source == pytest.approx(end, abs=1e-3)


def test_normal_speed_takes_all_changes_of_speed_off() -> None:
    editor = footage_editor()
    before = editor.draft
    editor.edit(f.SetSpeed(factor=0.5), f.Reverse(scope=OfShots(numbers=(2,))))
    editor.edit(f.RestoreShots())
    assert editor.draft == before


def test_the_end_leads_into_the_beginning() -> None:
    editor = footage_editor()
    cut = editor.edit(SetLoop())
    first, last = cut.shots[0], cut.shots[-1]
    assert last.clip == first.clip
    end = last.source if last.reverse else last.source + last.source_seconds(cut.rate)
    assert end == pytest.approx(first.source, abs=0.02)
