"""Shots with faces are preferred, and titles are placed beside faces."""

from dataclasses import replace

import pytest

from studio.model.draft import TrackType
from studio.model.edits.music import Sync
from studio.model.edits.overlay import AddCaptions, AddTitle, Position
from studio.model.edits.picture import SetAspect
from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.media import Asset, AssetId, FacePlace, Footage, FrameFeatures
from tests.studio.editing.material import Editor, clip, material, song

CENTRE, LOW = (0.4, 0.35, 0.6, 0.65), (0.4, 0.75, 0.6, 0.98)


def person(
    box: tuple[float, float, float, float] | None, name: str = "p"
) -> tuple[Asset, Footage]:
    """A clip of ten seconds with a face at a place."""
    area = (box[2] - box[0]) * (box[3] - box[1]) if box else 0.0
    moments = [FrameFeatures(n / 4, faces=area) for n in range(40)]
    asset, footage = clip(name, 10.0, moments=moments)
    faces = tuple(FacePlace(n / 1, (box,) if box else ()) for n in range(10))
    return asset, replace(footage, faces=faces)


def places(editor: Editor) -> set[Position]:
    return {s.style.position for s in editor.draft.segments(TrackType.TEXT)}


def test_of_two_clips_alike_the_one_with_a_face_is_shown_more() -> None:
    clips = [person(None, "empty"), person(CENTRE, "face")]
    editor = Editor(material(*clips, songs=[song()]))
    cut = editor.edit(Sync(), SetLength(length=Exact(value=8)))
    frames = {AssetId("empty"): 0, AssetId("face"): 0}
    for shot in cut.shots:
        frames[shot.clip] += shot.frames
    assert cut.shots[0].clip == "face"
    assert frames[AssetId("face")] > frames[AssetId("empty")]


def test_a_title_leaves_the_middle_to_a_face() -> None:
    editor = Editor(material(person(CENTRE), songs=[song()]))
    editor.edit(Sync(), AddTitle(text="Summer"))
    assert places(editor) == {Position.BOTTOM}


def test_a_title_stays_where_it_was_asked_for_or_nobody_is() -> None:
    editor = Editor(material(person(CENTRE), songs=[song()]))
    editor.edit(Sync(), AddTitle(text="Summer", position=Position.CENTER))
    assert places(editor) == {Position.CENTER}
    editor = Editor(material(person(None), songs=[song()]))
    editor.edit(Sync(), AddTitle(text="Summer"))
    assert places(editor) == {Position.CENTER}


@pytest.mark.parametrize(
    ("box", "place"), [(LOW, Position.TOP), (CENTRE, Position.BOTTOM)]
)
def test_captions_go_up_where_a_face_is_below(
    box: tuple[float, float, float, float], place: Position
) -> None:
    editor = Editor(material(person(box), songs=[song()]))
    editor.edit(Sync(), AddCaptions(lines=("Good morning", "Here we are")))
    assert places(editor) == {place}


def test_a_title_beside_captions_covers_neither_them_nor_a_face() -> None:
    editor = Editor(material(person(CENTRE), songs=[song()]))
    editor.edit(Sync(), AddCaptions(lines=("Good morning",)), AddTitle(text="Summer"))
    assert places(editor) == {Position.BOTTOM, Position.TOP}


def test_a_face_outside_the_crop_does_not_move_a_title() -> None:
    low_left = (0.0, 0.75, 0.1, 0.98)
    editor = Editor(material(person(low_left), songs=[song()]))
    editor.edit(Sync(), AddTitle(text="One", position=Position.TOP))
    editor.edit(SetAspect(width=9, height=16), AddTitle(text="Two"))
    shown = [s.style.position for s in editor.draft.segments(TrackType.TEXT)]
    assert Position.CENTER in shown
