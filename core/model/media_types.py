"""The table of media types: file extensions by kind of clip.

The studio detects formats by a file's bytes, with its own table; a test checks that each of
its formats is listed here. A name is only a hint: the agent inspects the content.
"""

from pathlib import PurePosixPath

from core.model.chat import ClipKind

ENDINGS: dict[ClipKind, tuple[str, ...]] = {
    ClipKind.VIDEO: tuple("mp4 mov m4v avi webm mkv wmv mpg mpeg 3gp ts mts".split()),
    ClipKind.AUDIO: tuple("mp3 wav m4a aac ogg oga opus flac aiff aif wma".split()),
    ClipKind.IMAGE: tuple("jpg jpeg png gif webp heic heif avif bmp".split()),
}
READ_BY_EVERY_AGENT = frozenset(
    "mp4 mov avi webm mkv jpg jpeg png gif webp mp3 wav m4a aac".split()
)
"""The formats of the NEMO API; our own studio reads them all."""
TEXT_ENDINGS = ("srt", "vtt", "lrc", "cube")
"""Captions and grades: files for the editor other than clips."""
TIMELINE_NAME = "vidmuse-timeline.png"
"""The name of our timeline pictures, which are no footage."""
_KIND_OF = {ending: kind for kind, endings in ENDINGS.items() for ending in endings}


def ending_of(name: str) -> str:
    """The ending of a file's name in lower case, without its dot."""
    return PurePosixPath(name.lower()).suffix.lstrip(".")


def kind_of(name: str, mime: str = "") -> ClipKind:
    """The kind by the MIME type, if that determines it, else by the extension."""
    family = mime.partition("/")[0]
    if family in ENDINGS:
        return ClipKind(family)
    return _KIND_OF.get(ending_of(name), ClipKind.UNKNOWN)


def must_convert(name: str) -> bool:
    """Whether a clip of this name has a format that only our own studio reads."""
    ending = ending_of(name)
    return ending in _KIND_OF and ending not in READ_BY_EVERY_AGENT


def is_text_for_editor(name: str) -> bool:
    """Whether the name is that of captions or of a grade."""
    return ending_of(name) in TEXT_ENDINGS
