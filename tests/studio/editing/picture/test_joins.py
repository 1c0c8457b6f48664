"""Transitions between shots."""

import pytest

from studio.model.edits import picture as p
from studio.model.edits.picture import JoinKind
from studio.model.edits.record import (
    Exact,
)
from studio.model.edits.whole import SetLength
from studio.model.intent import Reason
from tests.studio.editing.material import Editor, Parts, clip, material, song
from tests.studio.editing.picture.picture_editor import cut_editor, video_of


def test_a_dissolve_never_shows_footage_that_is_not_there() -> None:
    editor = Editor(material(clip("a", 6), clip("b", 6), songs=[song()]))
    editor.edit(SetLength(length=Exact(value=10)))
    editor.edit(p.SetJoin(kind=JoinKind.DISSOLVE, seconds=1.0))
    segments = video_of(editor)
    for one, two in zip(segments, segments[1:], strict=False):
        if two.effects.join is None:
            continue
        half = two.effects.join.ms / 2
        assert one.source_start + one.duration + half <= 6000 + 1
        assert two.source_start - half >= -1


@pytest.mark.parametrize("kind", list(JoinKind))
def test_each_kind_of_join_has_a_usual_length(kind: JoinKind) -> None:
    assert (kind.usual_seconds > 0) is (kind is not JoinKind.CUT)


def test_joins_at_sections_stand_there_only() -> None:
    parts: Parts = [(0.0, 0.3, "intro"), (16.0, 0.5, "verse"), (32.0, 0.9, "chorus")]
    tune = song(parts=parts)
    editor = Editor(material(clip("a", 40), clip("b", 40), songs=[tune]))
    editor.edit(SetLength(length=Exact(value=60)))
    editor.edit(p.SetJoin(kind=JoinKind.FLASH, where="sections"))
    joined = [s.start for s in video_of(editor) if s.effects.join]
    assert joined == [16_000, 32_000]


def test_one_join_is_changed_and_keeps_its_shot() -> None:
    editor = cut_editor()
    editor.edit(p.SetJoin(kind=JoinKind.SLIDE))
    editor.edit(p.SetJoin(kind=JoinKind.WHIP, join=2))
    kinds = [s.effects.join.kind if s.effects.join else None for s in video_of(editor)]
    assert kinds[2] is JoinKind.WHIP
    assert JoinKind.WHIP not in kinds[3:]
    editor.edit(p.SetJoin(kind=JoinKind.CUT))
    assert not any(s.effects.join for s in video_of(editor))


def test_a_join_that_is_not_there_is_refused() -> None:
    editor = cut_editor()
    editor.edit(p.SetJoin(kind=JoinKind.WHIP, join=99))
    assert editor.refusals[0].reason is Reason.NO_SUCH_JOIN
    assert editor.refusals[0].facts["have"] == len(editor.cut.shots) - 1


def test_a_join_that_needs_more_footage_than_there_is_is_refused() -> None:
    editor = Editor(material(clip("a", 4.0), clip("b", 4.0), songs=[song()]))
    editor.edit(SetLength(rule="footage"))
    editor.edit(p.SetJoin(kind=JoinKind.DISSOLVE, join=1, seconds=2.0))
    assert editor.refusals[0].reason is Reason.NOT_ENOUGH_FOOTAGE
    assert editor.refusals[0].facts["asked"] == 2.0


def test_a_join_has_a_musical_length() -> None:
    editor = cut_editor(length=40)
    editor.edit(p.SetJoin(kind=JoinKind.DIP_BLACK, beats=1))
    lengths = {s.effects.join.ms for s in video_of(editor) if s.effects.join}
    assert max(lengths) == 500
