"""Files that are added after the first cut, and how files are numbered."""

from dataclasses import replace

from studio.model.edits.music import Sync
from studio.model.edits.picture import LookName, SetLook
from studio.model.project import Project
from studio.rules.project_view import project_view
from tests.studio.editing.material import Editor, clip, ids, material, photo, song


def test_a_song_that_comes_later_is_used_when_the_video_is_synced() -> None:
    clips = [clip("a", 20, sound=False), clip("b", 20, sound=False)]
    editor = Editor(material(*clips))
    editor.edit(Sync())
    assert not editor.cut.music.pieces
    editor.material = material(*clips, songs=[song()])
    editor.edit(SetLook(look=LookName.WARM))
    assert not editor.cut.music.pieces
    editor.edit(Sync())
    assert [piece.song for piece in editor.cut.music.pieces] == ["song"]


def test_a_clip_that_comes_later_is_shown_when_the_video_is_synced() -> None:
    clips = [clip("a", 20), clip("b", 20)]
    editor = Editor(material(*clips, songs=[song()]))
    before = editor.edit(Sync())
    editor.material = material(*clips, clip("late", 10), songs=[song()])
    editor.edit(SetLook(look=LookName.WARM))
    assert editor.cut == before
    after = editor.edit(Sync())
    assert "late" in {shot.clip for shot in after.shots}
    same = sum(a == b for a, b in zip(before.shots, after.shots, strict=True))
    assert same == len(before.shots) - 1


def test_the_song_in_use_stays_when_another_one_comes() -> None:
    first, second = song("first"), song("second", bpm=90)
    editor = Editor(material(clip("a", 20), songs=[first]))
    editor.edit(Sync())
    editor.material = material(clip("a", 20), songs=[first, second])
    editor.edit(Sync(again=True))
    assert [piece.song for piece in editor.cut.music.pieces] == ["first"]


def test_pictures_and_songs_are_numbered_apart_by_arrival() -> None:
    base = material(clip("a", 20), photo("p"), clip("b", 20), songs=[song()])
    editor = Editor(base)
    editor.edit(Sync())
    assets = tuple(
        base.by_id[id_] for id_ in ids("b", "song", "p", "a") if id_ in base.by_id
    )
    project = Project("s", "t", "u", "en", assets=assets)
    view = project_view(project, editor.draft, replace(base, assets=assets))
    assert [(c.id, c.number) for c in view.clips] == [
        ("b", 1), ("song", 1), ("p", 2), ("a", 3),
    ]  # fmt: skip
    assert len(view.shots) == len(editor.cut.shots)
    assert view.tempo == 120
    assert view.aspect == (16, 9)
