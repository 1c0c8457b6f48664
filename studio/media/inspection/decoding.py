"""Decode the frames of a clip, without those that are broken."""

from collections.abc import Iterator

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream


def decoded_frames(
    container: InputContainer, stream: VideoStream
) -> Iterator[VideoFrame]:
    """Yield frames from the current position; skip broken packets."""
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.FFmpegError:
            continue
