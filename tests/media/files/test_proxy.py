"""Proxies show the same moments, orientation and colours as their clips."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from studio.errors import UnsupportedFile
from studio.media.inspection.probe import probe
from studio.media.proxy import make_proxy, proxy_size
from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.effects import Effects
from studio.model.media import Asset, AssetId
from studio.model.plan import RenderPlan
from studio.rules.plan.preview_plan import has_preview, preview_plan
from studio.rules.plan.render_plan import plan
from tests.media import footage
from tests.media.render.composed import lumas, numbers

pytestmark = pytest.mark.media
LARGE = (1088, 612)
"""Slightly more than the size of a preview."""


def proxy_of(path: Path) -> Path:
    out = path.with_name(f"{path.stem}.proxy.mp4")
    make_proxy(path, path.name, out)
    return out


def draft(
    asset: Asset,
    *,
    fps: str = "30",
    size: tuple[int, int] = LARGE,
    start: int = 507,
    length: int = 1000,
    **effects: Any,
) -> Draft:
    """A shot of a clip: ``length`` ms from ``start`` on."""
    shot = Segment(
        "1",
        asset.name,
        0,
        length,
        asset.id,
        start,
        effects=Effects(**effects),
    )
    meta = {"width": size[0], "height": size[1], "fps": fps}
    return Draft((Track(TrackType.VIDEO, (shot,)),), length, meta)


def plans(timeline: Draft, *assets: Asset) -> tuple[RenderPlan, RenderPlan]:
    """The plan of the video, and that of its preview from proxies."""
    by_id = {asset.id: asset for asset in assets}
    proxies = {asset.path: str(proxy_of(Path(asset.path))) for asset in assets}
    return plan(timeline, by_id), preview_plan(timeline, by_id, proxies)


def looked_at(path: Path) -> Asset:
    return probe(path, path.name, AssetId("a"))


def shrunk(luma: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    image = Image.fromarray(luma.astype(np.uint8))
    return np.asarray(image.resize(size, Image.Resampling.BOX)).astype(int)


@pytest.mark.parametrize(
    ("fps", "effects"),
    [
        (Fraction(30), {}),
        (Fraction(25), {}),
        (Fraction(30000, 1001), {"speed": 0.5}),
        (Fraction(60), {"speed": 2.0}),
        (Fraction(30), {"reverse": True}),
    ],
)
def test_a_preview_shows_the_frames_of_the_video(
    tmp_path: Path, fps: Fraction, effects: dict[str, Any]
) -> None:
    clip = footage.write(tmp_path / "a.mp4", 3, fps=fps, seconds=1.6, size=LARGE)
    timeline = draft(looked_at(clip), length=500, **effects)
    full, preview = plans(timeline, looked_at(clip))
    assert all(piece.path.endswith("proxy.mp4") for piece in preview.pieces)
    assert (preview.width, preview.height) == (960, 540)
    assert numbers(preview) == numbers(full)


def test_a_clip_of_uneven_times_that_starts_late_keeps_its_clock(
    tmp_path: Path,
) -> None:
    gaps = np.random.default_rng(4).uniform(0.015, 0.06, 40)
    times = [1.4 + float(at) for at in np.cumsum(gaps)]
    clip = footage.write(tmp_path / "a.mkv", 3, size=LARGE, times=times)
    full, preview = plans(draft(looked_at(clip), length=600), looked_at(clip))
    assert numbers(preview) == numbers(full)


def test_pictures_look_like_those_of_the_video(tmp_path: Path) -> None:
    """A rotated clip with a look, cropped to a square."""
    dice = np.random.default_rng(1)
    coarse = dice.integers(0, 256, (9, 16, 3), np.uint8)
    picture = np.kron(coarse, np.ones((68, 68, 1), np.uint8))
    clip = footage.painted(tmp_path / "a.mp4", [picture] * 16)
    footage.turned(clip, 90)
    timeline = draft(
        looked_at(clip), size=(1080, 1080), start=0, length=400, fit="crop"
    )
    full, preview = plans(timeline, looked_at(clip))
    assert (preview.width, preview.height) == (540, 540)
    for large, small in zip(lumas(full)[::8], lumas(preview)[::8], strict=True):
        difference = np.abs(shrunk(large, (540, 540)) - small)
        assert float(difference.mean()) < 4


def test_a_proxy_of_hdr_is_the_picture_that_the_video_shows(tmp_path: Path) -> None:
    clip = tmp_path / "a.mp4"
    with av.open(str(clip), "w") as container:
        stream = container.add_stream("libx265", rate=30)
        stream.width, stream.height, stream.pix_fmt = *LARGE, "yuv420p10le"
        stream.options = {"preset": "ultrafast", "x265-params": "log-level=none"}
        context = stream.codec_context
        context.color_primaries, context.color_trc, context.colorspace = 9, 16, 9
        ramp = np.linspace(100, 800, LARGE[0]).astype(np.uint16)
        luma = np.tile(ramp, (LARGE[1], 1))
        chroma = np.full((LARGE[1] // 2, LARGE[0]), 512, np.uint16)
        for _ in range(16):
            frame = av.VideoFrame.from_ndarray(
                np.concatenate([luma, chroma]), "yuv420p10le"
            )
            frame.color_trc, frame.colorspace, frame.color_primaries = 16, 9, 9
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    asset = looked_at(clip)
    assert asset.hdr == "pq"
    full, preview = plans(draft(asset, start=0, length=400), asset)
    small, large = lumas(preview)[8], shrunk(lumas(full)[8], (960, 540))
    assert np.ptp(large) > 100
    assert np.abs(small - large).mean() < 3


def test_a_preview_has_thirty_frames_a_second_at_most(tmp_path: Path) -> None:
    clip = footage.write(tmp_path / "a.mp4", 3, fps=Fraction(60), seconds=1, size=LARGE)
    full, preview = plans(draft(looked_at(clip), fps="60", length=400), looked_at(clip))
    assert (full.frames, preview.frames) == (24, 12)
    assert numbers(preview) == numbers(full)[::2]


def test_a_proxy_of_interlaced_video_is_progressive(tmp_path: Path) -> None:
    clip = footage.interlaced(tmp_path / "a.mp4", 20)
    with av.open(str(proxy_of(clip))) as container:
        frames = list(container.decode(video=0))
    assert len(frames) >= 2 * 19
    assert not any(frame.interlaced_frame for frame in frames)


def test_a_proxy_is_never_larger_than_its_clip_and_has_square_pixels() -> None:
    assert proxy_size(1920, 1080) == (960, 540)
    assert proxy_size(2160, 3840) == (540, 960)
    assert proxy_size(640, 360) == (640, 360)
    assert proxy_size(1440 * 4 / 3, 1080) == (960, 540)


def test_a_clip_without_a_picture_is_refused(tmp_path: Path) -> None:
    clip = footage.write(tmp_path / "a.mp4", 1, size=LARGE)
    data = bytearray(clip.read_bytes())
    at = data.index(b"mdat")
    data[at + 4 :] = bytes(len(data) - at - 4)
    clip.write_bytes(data)
    with pytest.raises(UnsupportedFile):
        proxy_of(clip)


def test_only_a_video_larger_than_its_preview_has_one() -> None:
    track = Track(TrackType.VIDEO, (Segment("1", "a", 0, 1000),))
    assert has_preview(Draft((track,), 1000, {"width": 1080, "height": 1920}))
    assert not has_preview(Draft((track,), 1000, {"width": 960, "height": 540}))
    assert not has_preview(Draft((), 0, {"width": 1920, "height": 1080}))
    assert not has_preview(Draft((track,), 1000, {}))
