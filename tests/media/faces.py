"""Drawings that a face detector accepts, and clips in which they move."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageDraw, ImageFilter

GROUND = (120, 140, 150)
_SKIN, _HAIR = (226, 182, 156), (52, 36, 27)


def face(size: int) -> Image.Image:
    """A square picture that a face fills, with hair and a neck."""
    image = Image.new("RGB", (400, 400), GROUND)
    draw = ImageDraw.Draw(image)
    draw.ellipse((90, 40, 310, 200), fill=_HAIR)
    draw.rectangle((160, 300, 240, 400), fill=(205, 160, 135))
    draw.ellipse((105, 70, 295, 345), fill=_SKIN)
    draw.ellipse((100, 45, 300, 140), fill=_HAIR)
    draw.ellipse((115, 95, 285, 330), fill=_SKIN)
    for x in (150, 212):
        draw.ellipse((x, 165, x + 42, 190), fill=(245, 245, 245))
        draw.ellipse((x + 12, 164, x + 32, 190), fill=(60, 40, 25))
        draw.arc((x - 4, 140, x + 46, 180), 200, 340, fill=_HAIR, width=7)
    draw.polygon([(200, 185), (182, 245), (218, 245)], fill=(206, 158, 132))
    draw.ellipse((186, 236, 214, 252), fill=(190, 140, 118))
    draw.ellipse((165, 270, 235, 298), fill=(170, 70, 70))
    draw.line([(165, 283), (235, 283)], fill=(110, 40, 40), width=4)
    soft = image.filter(ImageFilter.GaussianBlur(2))
    return soft.resize((size, size), Image.Resampling.LANCZOS)


def clip(
    path: Path, size: tuple[int, int], seconds: float, corner: Callable[[float], tuple[int, int]],
    *, side: int, fps: int = 15,
) -> Path:  # fmt: skip
    """A video in which a face of ``side`` pixels stands at ``corner(seconds)``."""
    head = face(side)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(fps))
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for n in range(round(seconds * fps)):
            image = Image.new("RGB", size, GROUND)
            image.paste(head, corner(n / fps))
            frame = VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode(None))
    return path
