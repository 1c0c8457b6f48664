"""Make the still of a preview: some of its frames side by side, before it is rendered."""

import io

from av.video.frame import VideoFrame
from PIL import Image

from studio.media.render.compose import frames
from studio.model.plan import RenderPlan

_WIDTH, _HEIGHT = 960, 480
"""Pixels within which all frames must fit."""
_GAP = 6
_GROUND = "#15171d"
_QUALITY = 85


def make_still(plan: RenderPlan) -> bytes:
    """Return the frames ``plan.still`` as a JPEG. Raises ``UnsupportedFile``."""
    count = len(plan.still)
    across = (_WIDTH - _GAP * (count - 1)) / count
    scale = min(1.0, across / plan.width, _HEIGHT / plan.height)
    width, height = round(plan.width * scale), round(plan.height * scale)
    row = Image.new("RGB", ((width + _GAP) * count - _GAP, height), _GROUND)
    composed = frames(plan, plan.decoders, frozenset(plan.still))
    for number, (frame, _) in enumerate(composed):
        row.paste(_picture(frame, width, height), (number * (width + _GAP), 0))
    out = io.BytesIO()
    row.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _picture(frame: VideoFrame, width: int, height: int) -> Image.Image:
    small = frame.reformat(width, height, "rgb24", interpolation="AREA")
    return Image.fromarray(small.to_ndarray())
