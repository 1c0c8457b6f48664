"""Edits of titles, captions, cards and pictures on top."""

from dataclasses import replace

import pytest

from studio.media.render.overlay.lettering import Lettering
from studio.model.captions import Cue
from studio.model.draft import TrackType
from studio.model.edits import overlay as o, picture as p
from studio.model.edits.picture import LookName
from studio.model.edits.record import (
    AtSong,
    AtTime,
    Exact,
    OfTime,
    SongLabel,
    Times,
)
from studio.model.edits.whole import SetLength
from studio.model.intent import Reason
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.reading import ProjectView
from studio.rules.phrases.context import Context
from studio.rules.phrases.edits import phrase
from studio.rules.project_view import shot_views
from studio.words.catalogue import words
from tests.studio.editing.material import Editor, clip, material, song
from tests.studio.editing.picture.picture_editor import cut_editor, texts_of, video_of


def test_a_title_stands_when_and_where_it_was_asked_to() -> None:
    editor = cut_editor(length=60)
    editor.edit(
        o.AddTitle(
            text="Drop!", start=AtSong(label=SongLabel.CHORUS), seconds=2.0,
            position=o.Position.BOTTOM_LEFT, color="#ff0000", size=Times(factor=1.5),
        )
    )  # fmt: skip
    (title,) = texts_of(editor)
    assert (title.start, title.duration) == (30_000, 2000)
    assert title.style.position is o.Position.BOTTOM_LEFT
    assert title.style.color == "#ff0000"
    assert title.style.size == pytest.approx(1.5 * o.USUAL_TITLE_LETTERS)


def test_a_title_is_moved_made_bigger_and_taken_off() -> None:
    editor = cut_editor()
    editor.edit(o.AddTitle(text="One"), o.AddTitle(text="Two", start=AtTime(seconds=5)))
    editor.edit(
        o.ChangeTitle(which="two", position=o.Position.TOP, size=Times(factor=1.5))
    )
    editor.edit(o.ChangeTitle(which="#2", size=Times(factor=2)))
    one, two = texts_of(editor)
    assert one.style.position is o.Position.CENTER
    assert two.style.position is o.Position.TOP
    assert two.style.size == pytest.approx(3 * o.USUAL_TITLE_LETTERS)
    editor.edit(o.RemoveTitle(which="one"))
    assert [s.text for s in texts_of(editor)] == ["Two"]
    editor.edit(o.RemoveTitle(which="three"))
    assert editor.refusals[0].reason is Reason.NO_SUCH_TITLE


def test_a_size_asked_for_starts_from_the_letters_that_are_drawn() -> None:
    editor = cut_editor()
    editor.edit(o.AddTitle(text="One"))
    usual = _picture(editor)
    editor.edit(o.ChangeTitle(size=Times(factor=1.0)))
    assert _picture(editor) == usual
    editor.edit(o.RemoveTitle(), o.AddTitle(text="One", size=Times(factor=1.0)))
    assert _picture(editor) == usual


def _picture(editor: Editor) -> bytes:
    (title,) = texts_of(editor)
    return Lettering(title.text, title.style, 1280, 720).draw().tobytes()


def test_captions_are_made_bigger_than_they_were_asked_for() -> None:
    editor = cut_editor()
    editor.edit(o.AddCaptions(lines=("one",), size=Exact(value=0.1)))
    editor.edit(o.ChangeCaptions(size=Times(factor=1.5)))
    editor.edit(o.ChangeCaptions(size=Times(factor=2.0)))
    assert texts_of(editor)[0].style.size == pytest.approx(0.3)


@pytest.mark.parametrize("size", [0.02, 0.4])
def test_letters_of_a_size_that_is_not_drawn_are_refused(size: float) -> None:
    editor = cut_editor()
    editor.edit(o.AddTitle(text="One", size=Exact(value=size)))
    assert editor.refusals[0].reason is Reason.BEYOND_LIMIT
    assert texts_of(editor) == []


def test_the_size_that_a_title_already_has_is_in_the_reply() -> None:
    editor = cut_editor()
    editor.edit(o.AddCaptions(lines=("one",)), o.AddTitle(text="One"))
    editor.edit(o.ChangeTitle(size=Exact(value=0.2)))
    context = Context(words("en"), ProjectView(), editor.draft, editor.draft)
    assert "size 20%" in phrase(o.ChangeTitle(size=Exact(value=0.2)), context)


def test_a_title_beyond_the_end_is_refused_with_the_length() -> None:
    editor = cut_editor()
    editor.edit(o.AddTitle(text="Late", start=AtTime(seconds=99)))
    assert editor.refusals[0].reason is Reason.BEYOND_END
    assert editor.refusals[0].facts == {"asked": 99.0, "limit": 20.0}


def test_titles_at_the_same_time_stand_on_two_tracks() -> None:
    editor = cut_editor()
    editor.edit(o.AddTitle(text="One"), o.AddTitle(text="Two", position=o.Position.TOP))
    assert len([t for t in editor.draft.tracks if t.type is TrackType.TEXT]) == 2


def _captioned(name: str, cues: tuple[Cue, ...]) -> Editor:
    base = material(clip("a", 40), songs=[song()])
    file = Asset(AssetId("subs"), name, MediaKind.CAPTIONS, "/subs", 1, 0.0)
    editor = Editor(
        replace(base, assets=(*base.assets, file), captions={file.id: cues})
    )
    editor.edit(SetLength(length=Exact(value=20)))
    return editor


def test_captions_of_what_is_said_are_refused_with_what_they_need() -> None:
    editor = cut_editor()
    editor.edit(o.SpeechCaptions())
    assert editor.refusals[0].reason is Reason.NO_TRANSCRIPT


def test_captions_of_a_file_keep_their_times_and_overlaps_end() -> None:
    cues = (Cue(1, 3, "one"), Cue(2.5, 4, "two"), Cue(30, 32, "late"))
    editor = _captioned("subs.srt", cues)
    editor.edit(o.AddCaptions(source=AssetId("subs"), timing=o.CaptionTiming.FILE))
    assert [(s.text, s.start, s.end) for s in texts_of(editor)] == [
        ("one", 1000, 3000), ("two", 3000, 4000),
    ]  # fmt: skip
    editor.edit(o.ChangeCaptions(shift=0.5, position=o.Position.TOP))
    assert texts_of(editor)[0].start == 1500
    assert texts_of(editor)[0].style.position is o.Position.TOP


def test_lyrics_follow_the_song_and_not_the_video() -> None:
    editor = _captioned("song.lrc", (Cue(0, 2, "early"), Cue(35, 37, "chorus")))
    editor.edit(o.AddCaptions(source=AssetId("subs"), timing=o.CaptionTiming.FILE))
    start = editor.cut.music.pieces[0].source
    assert [(s.text, s.start) for s in texts_of(editor)] == [
        ("chorus", round((35 - start) * 1000))
    ]


def test_pasted_lines_keep_the_times_that_stand_beside_them() -> None:
    editor = cut_editor()
    times = (1.0, 3.0), (2.5, 4.0)
    timing = o.CaptionTiming.FILE
    editor.edit(o.AddCaptions(lines=("one", "two"), times=times, timing=timing))
    assert [(s.text, s.start, s.end) for s in texts_of(editor)] == [
        ("one", 1000, 3000), ("two", 3000, 4000),
    ]  # fmt: skip


def test_pasted_lines_stand_on_beats_or_are_spread() -> None:
    editor = cut_editor()
    lines = ("one", "two", "three", "four")
    editor.edit(o.AddCaptions(lines=lines, timing=o.CaptionTiming.BEATS))
    beats = [round(beat * 1000) for beat in editor.cut.music.beats]
    assert all(segment.start in beats for segment in texts_of(editor))
    editor.edit(o.AddCaptions(lines=lines))
    assert [s.text for s in texts_of(editor)] == list(lines)
    assert texts_of(editor)[-1].end == 20_000


def test_an_overlay_lies_above_the_picture_inside_the_frame() -> None:
    editor = cut_editor()
    editor.edit(
        o.AddOverlay(
            image=AssetId("logo"), position=o.Position.TOP_LEFT, size=0.2, opacity=0.5
        )
    )
    segment = next(
        s for s in editor.draft.segments(TrackType.VIDEO) if s.effects.overlay
    )
    x, y, width, opacity = segment.effects.overlay or (0, 0, 0, 0)
    assert width == 0.2
    assert opacity == 0.5
    assert 0.1 <= x < 0.2
    assert y < 0.3
    editor.edit(o.ChangeOverlay(size=Times(factor=2)))
    editor.edit(o.RemoveOverlay())
    assert not any(s.effects.overlay for s in editor.draft.segments(TrackType.VIDEO))


def test_an_intro_card_moves_everything_behind_it() -> None:
    editor = cut_editor()
    cut = editor.cut
    editor.edit(o.AddTitle(text="Title", start=AtTime(seconds=4)))
    editor.edit(o.AddCard(where="intro", text="Hi", seconds=2.0))
    assert editor.cut == cut
    assert editor.seconds == pytest.approx(22, abs=0.05)
    assert shot_views(editor.draft)[0].start == 2.0
    title = next(s for s in texts_of(editor) if s.text == "Title")
    assert title.start == 6000
    editor.edit(p.SetLook(look=LookName.SEPIA, scope=OfTime(start=2.0, end=4.0)))
    sepia = [s for s in video_of(editor) if s.effects.look]
    assert (sepia[0].start, sepia[-1].end) == (2000, 4000)
    editor.edit(o.AddCard(where="intro"))
    assert editor.seconds == pytest.approx(20, abs=0.05)
