"""Taking a stretch out shortens the video by its length."""

from itertools import pairwise

import pytest

from studio.model.edits.footage import BanMoment, KeepMoment
from studio.model.edits.music import Sync
from studio.model.edits.overlay import AddTitle
from studio.model.edits.record import AtTime, Exact, OfShots, OfTime, Scope
from studio.model.edits.resolved import PinShot, TakeOut
from studio.model.edits.whole import SetLength
from studio.rules.scopes.query import all_of
from tests.studio.editing.material import Editor, built_once, clip, material, song

Row = tuple[str, int, int, float]


@built_once
def new_editor(bpm: float = 120.0) -> Editor:
    clips = [clip(f"c{n}", 20.0, cuts=[7.0, 14.0]) for n in range(3)]
    editor = Editor(material(*clips, songs=[song("song", 60.0, bpm)]))
    editor.edit(Sync())
    return editor


def rows(editor: Editor, later: int = 0) -> list[Row]:
    return [
        (s.clip, s.first + later, s.end + later, s.source) for s in editor.cut.shots
    ]


def without(scope: Scope) -> BanMoment:
    return BanMoment(scope=scope, shorten=True)


def test_the_rest_stands_as_it_was_after_the_first_seconds_are_cut_off() -> None:
    editor = new_editor()
    before = [row for row in rows(editor, -90) if row[1] >= 0]
    music = editor.cut.music.pieces[0].source
    editor.edit(without(OfTime(start=0.0, end=3.0)))
    assert rows(editor)[1:] == before
    assert editor.cut.music.pieces[0].source == pytest.approx(music + 3.0)


def test_the_rest_stands_as_it_was_after_the_last_seconds_are_cut_off() -> None:
    editor = new_editor()
    before, frames = rows(editor), editor.cut.frames
    editor.edit(without(OfTime(start=-2.0)))
    assert rows(editor) == [row for row in before if row[2] <= frames - 60]


@pytest.mark.parametrize("bpm", [120.0, 97.0, 141.0])
def test_what_follows_a_stretch_moves_up_and_stays_on_beats(bpm: float) -> None:
    editor = new_editor(bpm)
    before, length = rows(editor), editor.cut.frames
    editor.edit(without(OfTime(start=5.2, end=8.1)))
    now = rows(editor)
    assert editor.cut.frames == pytest.approx(length - 87, abs=1)
    head = [row for row in before if row[2] <= 156]
    assert now[: len(head) - 1] == head[:-1]
    tail = [(clip, source) for clip, first, _, source in before if first >= 243]
    assert [(row[0], row[3]) for row in now][-len(tail) + 1 :] == tail[1:]
    beats = {round(beat * 30) for beat in editor.cut.music.beats}
    assert {row[1] for row in now} <= beats | {0}
    assert all(one[2] == two[1] for one, two in pairwise(now))


def test_shots_are_taken_out_by_number_and_are_not_shown_again() -> None:
    editor = new_editor()
    before = rows(editor)
    editor.edit(without(OfShots(numbers=(3, -1))))
    left = [row for n, row in enumerate(before) if n not in (2, len(before) - 1)]
    assert [row[0::3] for row in rows(editor)] == [row[0::3] for row in left]
    editor.edit(Sync(again=True))
    for clip_, first, end, source in (before[2], before[-1]):
        high = source + (end - first) / 30
        for c, a, b, s in rows(editor):
            assert c != clip_ or min(high, s + (b - a) / 30) - max(source, s) < 0.05


def test_titles_and_pins_after_the_stretch_move_up_with_their_pictures() -> None:
    editor = new_editor()
    editor.edit(
        KeepMoment(scope=OfShots(numbers=(12,))),
        AddTitle(text="A", start=AtTime(seconds=10.0)),
        AddTitle(text="gone", start=AtTime(seconds=5.5), end=AtTime(seconds=6.0)),
    )
    pinned = editor.cut.shots[11]
    editor.edit(without(OfTime(start=5.0, end=7.0)))
    titles = {t.text: t.start for t in all_of(editor.intent, AddTitle)}
    assert titles == {"A": AtTime(seconds=8.0)}
    (pin,) = all_of(editor.intent, PinShot)
    assert (pin.clip, pin.at) == (pinned.clip, pinned.first / 30 - 2)
    editor.edit(Sync(again=True))
    assert (pinned.clip, pinned.source) in [row[0::3] for row in rows(editor)]


def test_two_stretches_in_one_message_are_seconds_of_the_same_clock() -> None:
    editor = new_editor()
    length = editor.seconds
    editor.edit(
        without(OfTime(start=1.0, end=2.0)), without(OfTime(start=5.0, end=6.0)),
        without(OfTime(start=-1.0)),
    )  # fmt: skip
    assert editor.seconds == pytest.approx(length - 3, abs=0.05)
    gaps = [(gap.start, gap.end) for gap in all_of(editor.intent, TakeOut)]
    assert gaps[:2] == [(1.0, 2.0), (4.0, 5.0)]


def test_a_length_that_was_asked_for_stays_where_a_shot_goes() -> None:
    editor = new_editor()
    editor.edit(SetLength(length=Exact(value=20.0)))
    editor.edit(without(OfShots(numbers=(3,))))
    assert editor.seconds == 20.0


def test_a_length_that_is_asked_for_with_a_stretch_or_later_counts() -> None:
    stretch, length = without(OfTime(start=5.0, end=8.0)), Exact(value=20.0)
    editor = new_editor()
    editor.edit(SetLength(length=length), stretch)
    assert editor.seconds == 20.0
    other = new_editor()
    other.edit(stretch)
    other.edit(SetLength(length=length))
    assert other.seconds == 20.0


@pytest.mark.parametrize(
    "scope",
    [OfTime(start=-2.0), OfTime(start=0.0, end=2.0), OfTime(start=5.0, end=7.0)],
)
def test_a_stretch_that_is_cut_out_shortens_the_length_that_was_asked_for(
    scope: Scope,
) -> None:
    editor = new_editor()
    editor.edit(SetLength(length=Exact(value=20.0)))
    editor.edit(without(scope))
    assert editor.seconds == pytest.approx(18.0)


def test_a_video_of_which_nothing_would_be_left_stays() -> None:
    editor = new_editor()
    before = rows(editor)
    editor.edit(without(OfTime(start=0.0, end=editor.seconds - 0.5)))
    assert [one.reason for one in editor.refusals] == ["leaves_nothing"]
    assert rows(editor) == before
