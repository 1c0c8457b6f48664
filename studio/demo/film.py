"""Write the demo's generated scenes and song as ordinary media files."""

from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from studio.demo.scenery import DemoClip
from studio.demo.song import RATE, Samples

_BLOCK = 1152 * 64
"""Samples a write: a whole number of MP3 frames."""


def write_demo_video(clip: DemoClip, path: Path) -> None:
    """Paint every frame of a clip and encode it as H.264, without sound."""
    width, height = (
        round(side * clip.paint / 2) * 2 for side in (clip.width, clip.height)
    )
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=clip.fps)
        assert isinstance(stream, VideoStream)  # noqa: S101  # for the type checker
        stream.width, stream.height, stream.pix_fmt = clip.width, clip.height, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "20"}
        for number in range(round(clip.seconds * clip.fps)):
            picture = clip.frame(float(number / clip.fps), width, height)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame = frame.reformat(clip.width, clip.height, "yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def write_demo_audio(samples: Samples, path: Path) -> None:
    """Encode stereo samples, (2, n) at ``RATE``, as an MP3."""
    with av.open(str(path), "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=RATE)
        assert isinstance(stream, AudioStream)  # noqa: S101  # for the type checker
        stream.layout, stream.bit_rate = "stereo", 192_000
        for first in range(0, samples.shape[1], _BLOCK):
            block = np.ascontiguousarray(samples[:, first : first + _BLOCK])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = RATE, first
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
