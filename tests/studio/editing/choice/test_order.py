"""The order of the clips: as asked for, and with single clips placed in it."""

import pytest

from studio.model.edits.footage import OrderMode, PlaceClip, SetOrder
from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from tests.studio.editing.material import Editor, built_once, clip, ids, material, song


@built_once
def _editor() -> Editor:
    clips = [clip(f"c{number}", 20) for number in range(4)]
    editor = Editor(material(*clips, songs=[song()]))
    editor.edit(SetLength(length=Exact(value=20)))
    editor.edit(SetOrder(mode=OrderMode.AS_SENT))
    return editor


def _order(editor: Editor) -> list[AssetId]:
    """The clips by their first appearance."""
    return list(dict.fromkeys(shot.clip for shot in editor.cut.shots))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (PlaceClip(clip=AssetId("c2"), where="first"), ids("c2", "c0", "c1", "c3")),
        (PlaceClip(clip=AssetId("c1"), where="last"), ids("c0", "c2", "c3", "c1")),
        (
            PlaceClip(clip=AssetId("c3"), where="after", other=AssetId("c0")),
            ids("c0", "c3", "c1", "c2"),
        ),
        (
            PlaceClip(clip=AssetId("c3"), where="before", other=AssetId("c1")),
            ids("c0", "c3", "c1", "c2"),
        ),
    ],
)
def test_a_clip_is_placed_among_the_others(
    place: PlaceClip, expected: tuple[AssetId, ...]
) -> None:
    editor = _editor()
    editor.edit(place)
    assert _order(editor) == list(expected)


def test_shuffled_clips_are_all_there_in_an_order_that_stays() -> None:
    editor = _editor()
    editor.edit(SetOrder(mode=OrderMode.SHUFFLED))
    once = _order(editor)
    assert sorted(once) == list(ids("c0", "c1", "c2", "c3"))
    editor.edit(SetLength(length=Exact(value=20)))
    assert _order(editor) == once


def test_a_clip_asked_for_first_and_last_opens_and_closes_the_video() -> None:
    editor = _editor()
    place = PlaceClip(clip=AssetId("c2"), where="first")
    editor.edit(place, place.model_copy(update={"where": "last"}))
    shown = [shot.clip for shot in editor.cut.shots]
    assert (shown[0], shown[-1]) == ids("c2", "c2")
    assert set(shown) == set(ids("c0", "c1", "c2", "c3"))


def test_a_clip_that_was_first_and_is_put_last_later_moves() -> None:
    editor = _editor()
    for where in ("first", "last"):
        editor.edit(PlaceClip(clip=AssetId("c2"), where=where))
    shown = [shot.clip for shot in editor.cut.shots]
    assert shown[0] != AssetId("c2")
    assert shown[-1] == AssetId("c2")
