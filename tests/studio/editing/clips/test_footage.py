"""Edits of the footage: what is shown, for how long; edits that start over."""

import pytest

from studio.model.edits import footage as f
from studio.model.edits.control import StartOver, UndoEdit
from studio.model.edits.music import Sync
from studio.model.edits.record import (
    AtTime,
    Exact,
    OfClips,
    OfShots,
    OfTime,
)
from studio.model.edits.whole import SetLength
from studio.model.intent import Reason
from studio.model.media import AssetId
from tests.studio.editing.clips.footage_editor import (
    clips_shown,
    footage_editor,
)
from tests.studio.editing.material import Editor, clip, ids, material, photo, song


def test_only_the_clips_asked_are_shown_and_the_rest_comes_back() -> None:
    editor = footage_editor()
    editor.edit(f.UseOnly(clips=ids("c1", "c2")))
    assert set(clips_shown(editor)) == {"c1", "c2"}
    editor.edit(UndoEdit(edit="only"))
    assert set(clips_shown(editor)) == {"c0", "c1", "c2", "c3"}


def test_a_clip_left_out_changes_only_its_own_shots() -> None:
    editor = footage_editor()
    before = editor.cut.shots
    after = editor.edit(f.LeaveOut(clips=ids("c1"))).shots
    for one, two in zip(before, after, strict=True):
        assert two.clip != "c1"
        if one.clip != "c1":
            assert (one.clip, one.source) == (two.clip, two.source)


def test_leaving_everything_out_is_refused() -> None:
    editor = footage_editor(2)
    before = editor.draft
    editor.edit(f.LeaveOut(clips=ids("c0", "c1")))
    assert editor.refusals[0].reason is Reason.LEAVES_NOTHING
    assert editor.draft == before


def test_a_left_out_clip_is_included_again() -> None:
    editor = footage_editor()
    editor.edit(f.LeaveOut(clips=ids("c1")))
    editor.edit(f.Include(clips=ids("c1")))
    assert "c1" in clips_shown(editor)


def test_a_trim_limits_what_is_shown_whatever_is_cut_anew() -> None:
    editor = footage_editor(1, seconds=30)
    for wish in (f.TrimClip(clips=ids("c0"), start=5.0, end=15.0), Sync(again=True)):
        cut = editor.edit(wish)
        for shot in cut.shots:
            assert shot.source >= 5.0
            assert shot.source + shot.source_seconds(cut.rate) <= 15.0 + 1e-6


def test_the_last_seconds_of_a_clip_are_cut_off() -> None:
    editor = footage_editor(1, seconds=30)
    cut = editor.edit(f.TrimClip(clips=ids("c0"), end=-20.0))
    assert max(s.source + s.source_seconds(cut.rate) for s in cut.shots) <= 10.001


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (30.0, None, Reason.BEYOND_END),
        (1.0, 40.0, Reason.BEYOND_END),
        (5.0, 5.1, Reason.LEAVES_NOTHING),
        (8.0, 3.0, Reason.LEAVES_NOTHING),
    ],
)
def test_an_impossible_trim_is_refused_with_the_clip_and_its_length(
    start: float, end: float | None, reason: Reason
) -> None:
    editor = footage_editor()
    editor.edit(f.TrimClip(clips=ids("c1"), start=start, end=end))
    assert editor.refusals[0].reason is reason
    assert editor.refusals[0].facts["clip"] == "c1.mp4"
    assert editor.refusals[0].facts["limit"] == 20


def test_a_shot_is_split_in_two_that_look_different() -> None:
    editor = footage_editor(length=20)
    before = editor.cut
    middle = (before.shots[2].first + before.shots[2].end) // 2
    after = editor.edit(f.SplitShot(moment=AtTime(seconds=middle / 30)))
    assert len(after.shots) == len(before.shots) + 1
    one, two = after.shots[2], after.shots[3]
    assert one.end == two.first == middle
    assert (one.clip, one.source) == (before.shots[2].clip, before.shots[2].source)
    assert two.clip == one.clip
    assert two.source == pytest.approx(one.source + one.frames / 30, abs=0.001)
    assert one.punch != two.punch
    editor.edit(UndoEdit(edit="split"))
    assert editor.cut.shots == before.shots


def test_a_banned_moment_never_comes_back() -> None:
    editor = footage_editor()
    bad = editor.cut.shots[3]
    low, high = bad.source, bad.source + bad.source_seconds(editor.cut.rate)
    before = editor.cut.shots
    after = editor.edit(f.BanMoment(scope=OfShots(numbers=(4,)))).shots
    assert [n for n in range(len(before)) if before[n] != after[n]] == [3]
    for wish in (Sync(again=True), SetLength(length=Exact(value=40))):
        cut = editor.edit(wish)
        for shot in cut.shots:
            end = shot.source + shot.source_seconds(cut.rate)
            assert (
                shot.clip != bad.clip or end <= low + 0.01 or shot.source >= high - 0.01
            )


def test_the_shot_at_a_time_is_banned() -> None:
    editor = footage_editor()
    bad = next(s for s in editor.cut.shots if s.first <= 8.2 * 30 < s.end)
    after = editor.edit(f.BanMoment(scope=OfTime(start=8.1, end=8.3)))
    here = next(s for s in after.shots if s.first <= 8.2 * 30 < s.end)
    assert (here.clip, here.source) != (bad.clip, bad.source)


def test_a_clip_of_which_everything_is_banned_gives_way_to_the_others() -> None:
    editor = Editor(material(clip("a", 1.0), clip("b", 3.0), photo("c")))
    assert "b" in {shot.clip for shot in editor.edit(Sync()).shots}
    cut = editor.edit(f.BanMoment(scope=OfTime(start=0.0, end=4.0)))
    assert {shot.clip for shot in cut.shots} <= {"a", "c"}


def test_a_kept_shot_stays_in_every_new_version() -> None:
    editor = footage_editor()
    shot = editor.cut.shots[2]
    editor.edit(f.KeepMoment(scope=OfShots(numbers=(3,))))
    for _ in range(3):
        cut = editor.edit(Sync(again=True))
        assert (cut.shots[2].clip, cut.shots[2].source) == (shot.clip, shot.source)


def test_a_shot_is_replaced_by_the_clip_named_or_by_something_else() -> None:
    editor = footage_editor()
    before = editor.cut.shots
    other = next(c for c in ids("c0", "c1", "c2") if c != before[2].clip)
    after = editor.edit(f.ReplaceShot(scope=OfShots(numbers=(3,)), clip=other)).shots
    assert after[2].clip == other
    again = editor.edit(f.ReplaceShot(scope=OfShots(numbers=(1,)))).shots
    assert (again[0].clip, again[0].source) != (after[0].clip, after[0].source)
    assert again[1:] == after[1:]


def test_a_shot_that_is_not_there_is_refused_with_the_number_of_shots() -> None:
    editor = footage_editor()
    editor.edit(f.BanMoment(scope=OfShots(numbers=(99,))))
    assert editor.refusals[0].reason is Reason.NO_SUCH_SHOT
    assert editor.refusals[0].facts == {"number": 99, "have": len(editor.cut.shots)}


def test_one_clip_lasts_as_long_as_asked_and_the_video_as_long_as_before() -> None:
    editor = footage_editor()
    cut = editor.edit(f.SetShotLength(seconds=3.0, scope=OfClips(assets=ids("c1"))))
    lengths = {s.frames for s in cut.shots if s.clip == "c1" and s.end < cut.frames}
    assert lengths == {90}
    assert editor.seconds == pytest.approx(20, abs=0.05)


def test_photos_last_as_long_as_asked() -> None:
    photos = [photo(f"p{n}") for n in range(5)]
    editor = Editor(material(*photos, songs=[song()]))
    cut = editor.edit(f.SetShotLength(seconds=3.0, photos=True))
    assert [shot.frames for shot in cut.shots] == [90] * 5


def test_a_photo_at_the_end_lasts_as_long_as_asked() -> None:
    editor = Editor(material(clip("a", 30), photo("p"), songs=[song()]))
    editor.edit(
        SetLength(length=Exact(value=12)), f.PlaceClip(clip=AssetId("p"), where="last"),
    )  # fmt: skip
    cut = editor.edit(f.SetShotLength(seconds=1.5, photos=True))
    assert (cut.shots[-1].clip, cut.shots[-1].frames, cut.frames) == ("p", 45, 360)


def test_all_clips_are_shown_in_full_and_in_order() -> None:
    clips = [clip("a", 4.0), clip("b", 7.0), clip("c", 5.0)]
    editor = Editor(material(*clips, songs=[song()]))
    cut = editor.edit(SetLength(rule="footage"))
    assert [(s.clip, s.source) for s in cut.shots] == [("a", 0), ("b", 0), ("c", 0)]
    assert [round(s.frames / 30, 1) for s in cut.shots] == [4.0, 7.0, 5.0]
    assert editor.seconds == pytest.approx(16, abs=0.05)


def test_one_clip_is_shown_in_full() -> None:
    clips = [clip("a", 20), clip("b", 5.0), clip("c", 20)]
    editor = Editor(material(*clips, songs=[song()]))
    editor.edit(SetLength(length=Exact(value=25)))
    cut = editor.edit(f.SetShotLength(in_full=True, scope=OfClips(assets=ids("b"))))
    shown = [s for s in cut.shots if s.clip == "b"]
    assert max(s.source_seconds(cut.rate) for s in shown) == pytest.approx(5, abs=0.1)


def test_starting_over_removes_all_edits() -> None:
    editor = footage_editor()
    editor.edit(f.UseOnly(clips=ids("c1")), f.SetSpeed(factor=2))
    editor.edit(StartOver())
    assert editor.intent.edits == ()
    assert set(clips_shown(editor)) == {"c0", "c1", "c2", "c3"}


def test_a_shorter_video_keeps_its_beginning_shot_for_shot() -> None:
    editor = footage_editor(length=40)
    before = editor.cut.shots
    after = editor.edit(SetLength(length=Exact(value=25))).shots
    same = [a == b for a, b in zip(before, after, strict=False)]
    assert all(same[:-1])


def test_a_longer_video_keeps_what_there_was() -> None:
    editor = footage_editor(length=20)
    before = editor.cut.shots
    after = editor.edit(SetLength(length=Exact(value=30))).shots
    assert after[: len(before) - 1] == before[:-1]
