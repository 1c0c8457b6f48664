"""Pictures out of focus are told from sharp ones, in small clips as in large ones."""

import numpy as np
import pytest
from av.video.frame import VideoFrame
from PIL import Image, ImageFilter

from studio.media.analysis.frame_observer import FrameObserver
from studio.model.media import Asset, AssetId, MediaKind
from studio.rules.footage.moments import in_focus


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_a_blurred_picture_is_out_of_focus_at_every_size(width: int) -> None:
    height = width * 9 // 16
    dice = np.random.default_rng(width)
    blocks = dice.integers(20, 235, (18, 32, 3), np.uint8)
    sharp = Image.fromarray(blocks).resize((width, height), Image.Resampling.NEAREST)
    blurred = sharp.filter(ImageFilter.GaussianBlur(width / 70))
    asset = Asset(
        AssetId("a"), "a.mp4", MediaKind.VIDEO, "a.mp4", 1, 1.0, width, height
    )
    observer = FrameObserver(asset)
    pictures = [sharp] * 6 + [blurred] * 4
    for number, picture in enumerate(pictures):
        frame = VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
        observer.observe(frame.reformat(format="yuv420p"), number / 10)
    times = sorted(observer.crispness)
    assert len(times) == len(pictures)
    clear = in_focus(np.array(times), observer.crispness)
    assert (clear[:6] > 0.9).all()
    assert (clear[6:] < 0.1).all()
