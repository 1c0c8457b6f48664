"""Choices by default: visible cuts, steady shots, each clip shown, no repeats."""

from itertools import pairwise

import pytest

from studio.model.cut import Cut
from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.edits.footage import RepeatClip
from studio.model.edits.music import PaceCurve, SetPace, Sync
from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.media import Asset, AssetId, Footage, FrameFeatures
from studio.rules.choice.clips import idle_ends
from studio.rules.replies.material_notes import repeats
from tests.studio.editing.material import Editor, clip, ids, material, photo, song


def _repeats(cut: Cut) -> bool:
    """Whether any stretch of footage, or a photo, is shown twice."""
    earlier: list[tuple[str, float, float]] = []
    for shot in cut.shots:
        end = shot.source + shot.source_seconds(cut.rate)
        if shot.still and any(s[0] == shot.clip for s in earlier):
            return True
        if any(
            c == shot.clip and min(e, end) - max(s, shot.source) > 0.06
            for c, s, e in earlier
        ):
            return True
        earlier.append((shot.clip, shot.source, end))
    return False


def _visible(cut: Cut) -> list[bool]:
    """For each cut whether it is visible: another clip, a jump in time, or a punch-in."""
    return [
        one.clip != two.clip
        or abs(two.source - one.source - one.source_seconds(cut.rate)) > 0.45
        or one.punch != two.punch
        for one, two in pairwise(cut.shots)
    ]


@pytest.mark.parametrize("seconds", [3.0, 8.0, 20.0, 45.0, 120.0])
def test_each_cut_within_one_long_take_is_seen(seconds: float) -> None:
    editor = Editor(material(clip("take", seconds), songs=[song()]))
    cut = editor.edit(Sync())
    assert len(cut.shots) > 1
    assert all(_visible(cut))
    assert not _repeats(cut)


def test_each_cut_is_seen_where_footage_is_just_enough() -> None:
    editor = Editor(material(clip("take", 16.0), songs=[song()]))
    cut = editor.edit(SetLength(length=Exact(value=15)))
    assert editor.seconds == pytest.approx(15, abs=0.05)
    assert all(_visible(cut))
    assert not _repeats(cut)


def _looked_at(until: float) -> tuple[Asset, Footage]:
    """A clip of 10 s with movement up to 6 s, of which the first seconds were analysed."""
    moments = [
        FrameFeatures(0.25 * n, motion=0.5 if n < 24 else 0.01)
        for n in range(int(4 * until))
    ]
    return clip("take", 10.0, moments=moments)


def test_an_end_at_which_nothing_moves_is_left_out_where_it_was_looked_at() -> None:
    assert idle_ends(_looked_at(10.0)[1]) == [(5.75, 10.0)]
    assert idle_ends(_looked_at(8.0)[1]) == []


def test_one_take_is_shown_in_the_order_in_which_it_was_filmed() -> None:
    cut = Editor(material(clip("take", 60.0), songs=[song()])).edit(Sync())
    rising = sum(two.source > one.source for one, two in pairwise(cut.shots))
    assert rising >= 0.7 * (len(cut.shots) - 1)


@pytest.mark.parametrize("bpm", [80.0, 115.0, 128.0, 175.0])
def test_calm_shots_last_from_two_to_four_seconds(bpm: float) -> None:
    loud = song(bpm=bpm, parts=[(0.0, 1.0, "chorus"), (30.0, 0.95, "verse")])
    editor = Editor(material(*[clip(f"c{n}", 12) for n in range(4)], songs=[loud]))
    cut = editor.edit(SetPace(curve=PaceCurve.CALM), SetLength(length=Exact(value=20)))
    lengths = [float(shot.frames / cut.rate) for shot in cut.shots[:-1]]
    assert min(lengths) > 1.4
    assert 2.0 <= sum(lengths) / len(lengths) <= 4.3


@pytest.mark.parametrize("count", [3, 11, 30])
def test_each_photo_is_shown_once_where_the_length_is_left_to_us(count: int) -> None:
    photos = [photo(f"p{n:02}") for n in range(count)]
    editor = Editor(material(*photos, songs=[song(seconds=200, bpm=175)]))
    cut = editor.edit(Sync())
    assert sorted(shot.clip for shot in cut.shots) == sorted(a.id for a, _ in photos)


def test_short_clips_are_not_used_up_in_the_first_third() -> None:
    clips = [clip("long", 60), clip("a", 4), clip("b", 4), clip("c", 4)]
    editor = Editor(material(*clips, songs=[song(seconds=90)]))
    cut = editor.edit(SetLength(length=Exact(value=30)))
    third = cut.frames * 2 / 3
    late = {shot.clip for shot in cut.shots if shot.first >= third}
    assert len(late & {"a", "b", "c"}) >= 2


def test_sixty_clips_keep_their_order_in_time() -> None:
    clips = [clip(f"c{n:02}", 8) for n in range(60)]
    cut = Editor(material(*clips, songs=[song(seconds=200)])).edit(Sync())
    shown = [shot.clip for shot in cut.shots]
    assert shown == sorted(shown)
    assert len(set(shown)) == min(60, len(cut.shots))


def test_nothing_is_shown_twice_while_there_is_fresh_footage() -> None:
    for lengths in ([30.0], [12.0, 9.0], [20.0] * 6, [5.0] * 9):
        clips = [clip(f"c{n}", s) for n, s in enumerate(lengths)]
        cut = Editor(material(*clips, songs=[song(seconds=120)])).edit(Sync())
        assert not _repeats(cut)
        assert {shot.clip for shot in cut.shots} == {a.id for a, _ in clips}


def test_no_shot_shows_black_frames() -> None:
    blank = [(0.0, 0.2), (3.0, 3.1), (9.0, 10.0)]
    cut = Editor(material(clip("a", 10, blank=blank), songs=[song()])).edit(Sync())
    for shot in cut.shots:
        end = shot.source + shot.source_seconds(cut.rate)
        for low, high in blank:
            assert min(end, high) - max(shot.source, low) <= 1e-6


def test_shaky_and_blurred_moments_are_left_out_where_better_ones_are() -> None:
    moments = [
        FrameFeatures(
            n / 4, sharpness=0.05 if n < 8 else 0.8, shake=0.9 if n < 8 else 0.0
        )
        for n in range(24)
    ]
    clips = [clip("shaky", 6, moments=moments), clip("b", 6), clip("c", 6)]
    cut = Editor(material(*clips, songs=[song()])).edit(
        SetLength(length=Exact(value=6))
    )
    shown = [shot for shot in cut.shots if shot.clip == "shaky"]
    assert shown
    assert all(shot.source >= 2.0 - 0.26 for shot in shown)


@pytest.mark.parametrize("seconds", [6, 10, 14])
@pytest.mark.parametrize("interest", [0.5, 0.9])
def test_a_defect_neither_opens_nor_closes_the_video(
    seconds: float, interest: float
) -> None:
    def features_at(at: float) -> FrameFeatures:
        if 3 <= at < 9:
            return FrameFeatures(at, motion=0.3)
        return FrameFeatures(at, interest=interest, motion=0.3, defect=1.0)

    moments = [features_at(n / 4) for n in range(48)]
    clips = [clip(name, 12, moments=moments) for name in "ab"]
    cut = Editor(material(*clips, songs=[song()])).edit(
        SetLength(length=Exact(value=seconds))
    )
    for shot in (cut.shots[0], cut.shots[-1]):
        assert shot.source >= 3 - 0.1
        assert shot.source + shot.source_seconds(cut.rate) <= 9 + 0.1


def test_a_clip_is_not_shown_before_something_happens_in_it() -> None:
    moments = [FrameFeatures(n / 4, motion=0.0 if n < 8 else 0.05) for n in range(40)]
    clips = [clip("still", 10, moments=moments), clip("b", 10)]
    cut = Editor(material(*clips, songs=[song()])).edit(
        SetLength(length=Exact(value=8))
    )
    assert all(shot.source >= 1.75 for shot in cut.shots if shot.clip == "still")


def test_the_first_shot_is_not_from_the_first_frames_of_a_clip() -> None:
    cut = Editor(material(clip("a", 20), songs=[song()])).edit(Sync())
    assert cut.shots[0].source >= 0.3


def test_strong_movement_goes_with_strong_music() -> None:
    wild, still = clip("wild", 40, motion=0.95), clip("still", 40, motion=0.05)
    tune = song(parts=[(0.0, 0.1, "intro"), (20.0, 0.95, "chorus")], seconds=40)
    cut = Editor(material(still, wild, songs=[tune])).edit(
        SetLength(length=Exact(value=40))
    )
    quiet = [s.clip for s in cut.shots if s.first < 20 * cut.rate]
    loud = [s.clip for s in cut.shots if s.first >= 20 * cut.rate]
    assert loud.count(AssetId("wild")) / len(loud) > quiet.count(AssetId("wild")) / len(
        quiet
    )


def test_the_most_interesting_clip_opens_the_video() -> None:
    clips = [clip(f"c{n}", 10, interest=0.9 if n == 2 else 0.3) for n in range(4)]
    cut = Editor(material(*clips, songs=[song()])).edit(Sync())
    assert cut.shots[0].clip == "c2"


def test_another_version_is_another_choice() -> None:
    editor = Editor(material(*[clip(f"c{n}", 10) for n in range(4)], songs=[song()]))
    one = editor.edit(Sync())
    two = editor.edit(Sync(again=True))
    assert [s.source for s in one.shots] != [s.source for s in two.shots]
    assert one.slots == two.slots


def test_a_clip_appears_as_often_as_asked() -> None:
    editor = Editor(material(*[clip(f"c{n}", 20) for n in range(3)], songs=[song()]))
    editor.edit(Sync())
    for times in (1, 4, 2):
        cut = editor.edit(RepeatClip(clips=ids("c1"), times=times))
        assert [shot.clip for shot in cut.shots].count(AssetId("c1")) == times


@pytest.mark.parametrize(
    ("overlap", "is_repeat"), [(0, False), (50, False), (80, True)]
)
def test_a_repeat_is_in_the_reply_where_it_is_seen(
    overlap: int, is_repeat: bool
) -> None:
    shots = tuple(
        Segment(str(n), "a", 1000 * n, 1000, AssetId("a"), n * (1000 - overlap))
        for n in range(2)
    )
    assert repeats(Draft((Track(TrackType.VIDEO, shots),))) is is_repeat


def test_of_two_takes_of_the_same_scene_one_is_shown() -> None:
    def take(name: str, scene: int) -> tuple[Asset, Footage]:
        moments = [
            FrameFeatures(n / 4, fingerprint=(0xF0F0 << 16 * scene) + n % 2)
            for n in range(32)
        ]
        return clip(name, 8, moments=moments)

    clips = [take("one", 0), take("again", 0), take("b", 1), take("c", 2)]
    cut = Editor(material(*clips, songs=[song()])).edit(
        SetLength(length=Exact(value=6))
    )
    shown = {shot.clip for shot in cut.shots}
    assert not {"one", "again"} <= shown
    assert {"b", "c"} <= shown


def test_the_subject_is_on_the_same_side_before_and_after_a_cut() -> None:
    def side(name: str, x: float) -> tuple[Asset, Footage]:
        moments = [
            FrameFeatures(n / 4, x=x if n < 40 else 1 - x, right=0.2) for n in range(80)
        ]
        return clip(name, 20, moments=moments)

    clips = [side(f"c{n}", 0.1 if n % 2 else 0.9) for n in range(4)]
    cut = Editor(material(*clips, songs=[song()])).edit(Sync())
    sides = [
        (0.1 if int(shot.clip[1]) % 2 else 0.9)
        if shot.source < 10
        else (0.9 if int(shot.clip[1]) % 2 else 0.1)
        for shot in cut.shots
    ]
    stays = sum(one == two for one, two in pairwise(sides))
    assert stays >= 0.6 * (len(sides) - 1)
