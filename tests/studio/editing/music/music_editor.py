"""An editor of a song and clips, and the starts of its shots."""

from tests.studio.editing.material import Editor, clip, material, song


def music_editor(seconds: float = 60.0, bpm: float = 120.0, clips: int = 4) -> Editor:
    sources = [clip(f"c{n}", 20) for n in range(clips)]
    return Editor(material(*sources, songs=[song(seconds=seconds, bpm=bpm)]))


def shot_starts(editor: Editor) -> list[float]:
    cut = editor.cut
    return [float(shot.first / cut.rate) for shot in cut.shots]
