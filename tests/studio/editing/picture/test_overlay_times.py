"""Titles and logos for a part of the song or a stretch of the video."""

import pytest

from studio.model.draft import Segment
from studio.model.edits import overlay as o
from studio.model.edits.record import (
    AtTime,
    Exact,
    OfSong,
    OfTime,
    Scope,
    SongLabel,
)
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from tests.studio.editing.material import (
    Editor,
    Parts,
    built_once,
    clip,
    material,
    photo,
    song,
)

CHORUSES = OfSong(label=SongLabel.CHORUS)
PARTS: Parts = (
    (0.0, 0.3, "intro"), (6.0, 0.9, "chorus"), (11.0, 0.5, "verse"),
    (17.0, 0.9, "chorus"), (22.5, 0.4, "outro"),
)  # fmt: skip
SCOPES = [
    (CHORUSES, [(6000, 11000), (17000, 22500)]),
    (OfSong(label=SongLabel.CHORUS, number=2), [(17000, 22500)]),
    (OfTime(start=5.25, end=9.5), [(5250, 9500)]),
    (OfTime(end=4.0), [(0, 4000)]),
]


@built_once
def _editor() -> Editor:
    clips = [clip(f"c{n}", 20) for n in range(3)]
    editor = Editor(
        material(*clips, photo("logo"), songs=[song(seconds=30, parts=PARTS)])
    )
    editor.edit(SetLength(length=Exact(value=30.0)))
    return editor


def _shown(segments: list[Segment]) -> list[tuple[int, int]]:
    return [(s.start, s.start + s.duration) for s in segments]


def _texts(editor: Editor) -> list[Segment]:
    return [s for track in editor.draft.tracks for s in track.segments if s.text]


def _logos(editor: Editor) -> list[Segment]:
    segments = (s for track in editor.draft.tracks for s in track.segments)
    return [s for s in segments if s.effects.overlay]


@pytest.mark.parametrize(("scope", "times"), SCOPES)
def test_a_title_stands_exactly_in_its_scope(
    scope: Scope, times: list[tuple[int, int]]
) -> None:
    editor = _editor()
    cut = editor.cut
    editor.edit(o.AddTitle(text="HEY", scope=scope))
    assert _shown(_texts(editor)) == times
    assert editor.cut == cut


@pytest.mark.parametrize(("scope", "times"), SCOPES)
def test_a_logo_lies_over_the_picture_exactly_in_its_scope(
    scope: Scope, times: list[tuple[int, int]]
) -> None:
    editor = _editor()
    editor.edit(o.AddOverlay(image=AssetId("logo"), scope=scope))
    assert _shown(_logos(editor)) == times


def test_a_title_and_a_logo_that_stand_move_into_a_scope() -> None:
    editor = _editor()
    editor.edit(o.AddTitle(text="HEY", start=AtTime(seconds=1), seconds=1))
    editor.edit(o.AddOverlay(image=AssetId("logo"), start=AtTime(seconds=1)))
    editor.edit(o.ChangeTitle(scope=CHORUSES))
    editor.edit(o.ChangeOverlay(scope=CHORUSES))
    assert _shown(_logos(editor)) == SCOPES[0][1]
    assert [start for start, _ in _shown(_texts(editor))] == [6000, 17000]


def test_a_title_in_a_scope_stands_no_longer_than_asked() -> None:
    editor = _editor()
    editor.edit(o.AddTitle(text="HEY", scope=OfTime(start=5, end=9), seconds=1.5))
    assert _shown(_texts(editor)) == [(5000, 6500)]


def test_what_stands_in_the_last_part_of_the_song_ends_with_the_video() -> None:
    """The beat that the video ends at may lie within its last frame."""
    photos = [photo(f"c{n}") for n in range(5)]
    editor = Editor(material(*photos, photo("logo"), songs=[song("s0", 19.0, 70.0)]))
    drop = OfSong(label=SongLabel.DROP)
    editor.edit(
        o.AddTitle(text="HEY", scope=drop),
        o.AddOverlay(image=AssetId("logo"), scope=drop),
    )
    for shown in (*_texts(editor), *_logos(editor)):
        assert shown.start < shown.end == editor.draft.duration
