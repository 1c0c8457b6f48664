"""Scale decoded frames and set them upright, as the analyses look at them."""

from av import VideoFrame

from studio.media.pixels.planes import Picture, convert, mirrored, turn
from studio.model.media import Asset


def coded_size(asset: Asset, side: int, least: int = 16) -> tuple[int, int]:
    """The size before rotation whose longer side has ``side`` pixels; sides are even."""
    scale = side / max(asset.width, asset.height)
    width, height = (
        max(least, round(each * scale / 2) * 2) for each in (asset.width, asset.height)
    )
    return (height, width) if asset.rotation in (90, 270) else (width, height)


def upright_picture(frame: VideoFrame, asset: Asset, size: tuple[int, int]) -> Picture:
    """The frame scaled to the coded ``size``, then mirrored and rotated as displayed."""
    picture = convert(frame, *size)
    return turn(mirrored(picture) if asset.mirrored else picture, asset.rotation)
