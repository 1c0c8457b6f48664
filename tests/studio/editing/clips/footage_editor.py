"""An editor with clips and a song, and which clips a cut shows."""

from studio.model.edits.record import (
    Exact,
)
from studio.model.edits.whole import SetLength
from tests.studio.editing.material import Editor, built_once, clip, material, song


@built_once
def footage_editor(
    count: int = 4, seconds: float = 20.0, length: float = 20.0
) -> Editor:
    clips = [clip(f"c{n}", seconds) for n in range(count)]
    editor = Editor(material(*clips, songs=[song()]))
    editor.edit(SetLength(length=Exact(value=length)))
    return editor


def clips_shown(editor: Editor) -> list[str]:
    return [shot.clip for shot in editor.cut.shots if not shot.continues]


def runs(clips: list[str]) -> list[str]:
    """The clips without immediate repeats."""
    return [c for n, c in enumerate(clips) if n == 0 or clips[n - 1] != c]
