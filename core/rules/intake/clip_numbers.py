"""Number a project's files as people and the agent count them, by kind."""

import re
from collections.abc import Sequence

from core.model.chat import ClipKind
from core.model.media_types import is_text_for_editor, kind_of
from core.model.session import ProjectClip

_TEXT_KINDS = frozenset({"captions", "lut"})
"""The agent's kinds of files that are neither shown nor heard."""
_GRAPHIC = re.compile(r"logo|watermark|水印", re.IGNORECASE)


def is_song(file: ProjectClip) -> bool:
    kind = file.uploaded.kind if file.uploaded else ""
    return (
        file.clip.kind is ClipKind.AUDIO
        or kind.startswith("audio")
        or kind_of(file.clip.name) is ClipKind.AUDIO
    )


def is_text(file: ProjectClip) -> bool:
    """Whether the file is captions or a grade."""
    kind = file.uploaded.kind if file.uploaded else ""
    return kind in _TEXT_KINDS or is_text_for_editor(file.clip.name)


def is_footage(file: ProjectClip) -> bool:
    """Whether the file is a clip or photo to cut from; a logo is not."""
    return not (is_song(file) or is_text(file) or _GRAPHIC.search(file.clip.name))


def clip_numbers(files: Sequence[ProjectClip]) -> list[int]:
    """The number of each uploaded file, by arrival; of captions and grades 0.

    Clips and photos are counted together, songs apart, as the agent counts them.
    """
    pictures = songs = 0
    out = []
    for file in files:
        if is_text(file):
            out.append(0)
        elif is_song(file):
            songs += 1
            out.append(songs)
        else:
            pictures += 1
            out.append(pictures)
    return out


def numbers_by_name(files: Sequence[ProjectClip]) -> dict[str, int]:
    """The numbers of clips and photos by their names."""
    return {
        file.uploaded.name if file.uploaded else file.clip.name: number
        for file, number in zip(files, clip_numbers(files), strict=True)
        if number and not is_song(file)
    }


def picture_names(files: Sequence[ProjectClip]) -> list[str]:
    """The agent's names of its clips and photos, in the order of their numbers."""
    return [
        file.uploaded.name
        for file in files
        if file.uploaded and not (is_song(file) or is_text(file))
    ]
