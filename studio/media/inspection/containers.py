"""Open media files with the one demuxer of their detected format."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.container import InputContainer


def open_input(
    path: Path | str, demuxer: str, *, from_head: bool = False
) -> InputContainer:
    """Open a file with this demuxer only, without access to other files or URLs.

    FFmpeg decodes the first pictures to describe their stream: 0.1 s of a core for a 1080p
    clip. ``from_head`` skips that if the header is sufficient (MP4, MOV). Then the stream
    has no pixel aspect ratio if only its frames contain it.

    Raises ``av.FFmpegError`` or ``OSError`` when it cannot be read.
    """
    options = {"protocol_whitelist": "file"}
    if from_head and demuxer == "mov":
        options["skip_frame"] = "all"
    return av.open(
        f"file:{path}", format=demuxer, options=options, metadata_errors="replace"
    )


@contextmanager
def open_container(
    path: Path | str, demuxer: str, *, from_head: bool = False
) -> Iterator[InputContainer]:
    """Open a file as ``open_input`` does, and close it."""
    with open_input(path, demuxer, from_head=from_head) as container:
        yield container
