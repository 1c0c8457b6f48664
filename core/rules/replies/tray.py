"""Compose the text of the tray: the message that lists the clips of a project."""

from collections.abc import Sequence
from pathlib import PurePath

from common.text.shown_names import shown_name
from core.model.session import ProjectClip
from core.rules.intake.clip_numbers import is_footage, is_song, is_text
from core.rules.text.wording import say

_MOST_SONGS, _MOST_OTHERS = 2, 3
_LONGEST_NAME = 40


def tray_text(clips: Sequence[ProjectClip], language: str) -> str:
    """``3 clips · Kick It (120 BPM) · logo.png`` and what to do next; "" without files."""
    here = [project_clip for project_clip in clips if project_clip.uploaded]
    songs = [project_clip for project_clip in here if is_song(project_clip)]
    count = sum(is_footage(project_clip) for project_clip in here)
    others = [c.clip.name for c in here if not (is_song(c) or is_footage(c))]
    parts = [say(language, "tray.clips", count=count)] if count else []
    parts += [_song(project_clip, language) for project_clip in songs[-_MOST_SONGS:]]
    parts += [shown_name(name, _LONGEST_NAME) for name in others[-_MOST_OTHERS:]]
    if not parts:
        return ""
    pictures = any(not (is_song(each) or is_text(each)) for each in here)
    key = "tray.song_only" if not pictures else "tray.next" if songs else "tray.no_song"
    return " · ".join(parts) + "\n" + say(language, key)


def _song(project_clip: ProjectClip, language: str) -> str:
    stem = PurePath(project_clip.clip.name).stem.replace("_", " ")
    name = shown_name(stem, _LONGEST_NAME)
    bpm = project_clip.uploaded.bpm if project_clip.uploaded else None
    if bpm:
        return say(language, "tray.song_bpm", name=name, bpm=round(bpm))
    return say(language, "tray.song", name=name)
