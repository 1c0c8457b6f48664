"""Text of the tray: the one message that lists the clips which wait for words."""

from collections.abc import Sequence
from pathlib import PurePath

from core.model.chat import ClipKind
from core.model.media_types import kind_of
from core.model.session import ProjectClip
from core.rules.text.wording import say

_MOST_SONGS = 2
_LONGEST_NAME = 40


def tray_text(clips: Sequence[ProjectClip], language: str) -> str:
    """``3 clips · Kick It (120 BPM)`` and what to do next; "" without clips."""
    here = [project_clip for project_clip in clips if project_clip.uploaded]
    songs = [project_clip for project_clip in here if is_song(project_clip)]
    count = len(here) - len(songs)
    parts = [say(language, "tray.clips", count=count)] if count else []
    parts += [_song(project_clip, language) for project_clip in songs[-_MOST_SONGS:]]
    if not parts:
        return ""
    key = "tray.song_only" if not count else "tray.next" if songs else "tray.no_song"
    return " · ".join(parts) + "\n" + say(language, key)


def is_song(project_clip: ProjectClip) -> bool:
    kind = project_clip.uploaded.kind if project_clip.uploaded else ""
    return (
        project_clip.clip.kind is ClipKind.AUDIO
        or kind.startswith("audio")
        or kind_of(project_clip.clip.name) is ClipKind.AUDIO
    )


def _song(project_clip: ProjectClip, language: str) -> str:
    name = (
        PurePath(project_clip.clip.name).stem.replace("_", " ").strip()[:_LONGEST_NAME]
    )
    bpm = project_clip.uploaded.bpm if project_clip.uploaded else None
    if bpm:
        return say(language, "tray.song_bpm", name=name, bpm=round(bpm))
    return say(language, "tray.song", name=name)
