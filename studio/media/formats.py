"""The table of supported formats: kind, demuxer, MIME type and extensions.

``studio/media/inspection/sniff.py`` finds the format in a file's bytes. The core has its
own table, by file extension; a test compares both.
"""

from dataclasses import dataclass

from studio.model.media import MediaKind


@dataclass(frozen=True, slots=True)
class Format:
    """A format; ``demuxer`` is FFmpeg's name, "" for images, which Pillow opens.

    ``endings`` are file extensions; stored files get the first. The first ``named`` of them
    are listed in refusals.
    """

    kind: MediaKind
    demuxer: str
    mime: str
    endings: tuple[str, ...]
    named: int = 1


VIDEO_MP4 = Format(MediaKind.VIDEO, "mov", "video/mp4", ("mp4", "m4v", "3gp"))
QUICKTIME = Format(MediaKind.VIDEO, "mov", "video/quicktime", ("mov",))
AVI = Format(MediaKind.VIDEO, "avi", "video/x-msvideo", ("avi",))
MATROSKA = Format(
    MediaKind.VIDEO, "matroska", "video/x-matroska", ("mkv", "webm"), named=2
)
WMV = Format(MediaKind.VIDEO, "asf", "video/x-ms-wmv", ("wmv",))
TRANSPORT = Format(MediaKind.VIDEO, "mpegts", "video/mp2t", ("ts", "mts"))
PROGRAM = Format(MediaKind.VIDEO, "mpeg", "video/mpeg", ("mpg", "mpeg"))
GIF = Format(MediaKind.VIDEO, "gif", "image/gif", ("gif",))
JPEG = Format(MediaKind.IMAGE, "", "image/jpeg", ("jpg", "jpeg"))
PNG = Format(MediaKind.IMAGE, "", "image/png", ("png",))
WEBP = Format(MediaKind.IMAGE, "", "image/webp", ("webp",))
HEIF = Format(MediaKind.IMAGE, "", "image/heic", ("heic", "heif"))
AVIF = Format(MediaKind.IMAGE, "", "image/avif", ("avif",))
MP3 = Format(MediaKind.AUDIO, "mp3", "audio/mpeg", ("mp3",))
WAV = Format(MediaKind.AUDIO, "wav", "audio/wav", ("wav",))
AUDIO_MP4 = Format(MediaKind.AUDIO, "mov", "audio/mp4", ("m4a",))
AAC = Format(MediaKind.AUDIO, "aac", "audio/aac", ("aac",))
OGG = Format(MediaKind.AUDIO, "ogg", "audio/ogg", ("ogg", "opus", "oga"), named=2)
FLAC = Format(MediaKind.AUDIO, "flac", "audio/flac", ("flac",))
AIFF = Format(MediaKind.AUDIO, "aiff", "audio/aiff", ("aiff", "aif"))
CUBE = Format(MediaKind.LUT, "", "text/x-cube", ("cube",))
CAPTIONS = Format(MediaKind.CAPTIONS, "", "text/x-captions", ("srt", "vtt", "lrc"))

FORMATS = (
    VIDEO_MP4, QUICKTIME, AVI, MATROSKA, WMV, TRANSPORT, PROGRAM, GIF, JPEG, PNG, WEBP,
    HEIF, AVIF, MP3, WAV, AUDIO_MP4, AAC, OGG, FLAC, AIFF, CUBE, CAPTIONS,
)  # fmt: skip
READABLE = ", ".join(
    ending
    for each in FORMATS
    if each.kind not in {MediaKind.LUT, MediaKind.CAPTIONS}
    for ending in each.endings[: each.named]
)
"""The supported formats as text for people."""
_ENDING_OF = {each.mime: f".{each.endings[0]}" for each in FORMATS}


def ending_of(mime: str) -> str:
    """The ending that a stored file of this type gets, with its dot; "" if unknown."""
    return _ENDING_OF.get(mime, "")
