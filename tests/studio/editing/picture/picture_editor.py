"""A cut to edit, and its segments of video and of text."""

from studio.model.draft import Segment, TrackType
from studio.model.edits.record import (
    Exact,
)
from studio.model.edits.whole import SetLength
from tests.studio.editing.material import (
    Editor,
    built_once,
    clip,
    material,
    photo,
    song,
)


@built_once
def cut_editor(length: float = 20.0, count: int = 4) -> Editor:
    clips = [clip(f"c{n}", 20) for n in range(count)]
    editor = Editor(material(*clips, photo("logo"), songs=[song()]))
    editor.edit(SetLength(length=Exact(value=length)))
    return editor


def video_of(editor: Editor) -> list[Segment]:
    return [
        s
        for s in editor.draft.segments(TrackType.VIDEO)
        if s.effects.overlay is None and s.source
    ]


def texts_of(editor: Editor) -> list[Segment]:
    return editor.draft.segments(TrackType.TEXT)
