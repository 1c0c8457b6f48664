"""Make a small still picture of a clip or photo, for lists of clips."""

import base64
import io
from pathlib import Path

import av
from PIL import Image

from studio.errors import UnsupportedFile
from studio.media.analysis.faces import upright
from studio.media.inspection.containers import open_container
from studio.media.inspection.photos import upright_photo
from studio.media.inspection.sniff import sniff
from studio.media.inspection.stream_facts import clock_start
from studio.model.media import Asset, MediaKind

SIDE = 320
"""Pixels of the longer side."""
_AT = 0.3
"""Share of a clip before which its picture is taken: openings are often dark."""
_QUALITY = 80


def make_thumbnail(asset: Asset) -> dict[str, str]:
    """Return ``jpeg`` in Base64, "" for a file without a picture. Raises ``UnsupportedFile``."""
    picture = _picture(asset)
    if picture is None:
        return {"jpeg": ""}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return {"jpeg": base64.b64encode(out.getvalue()).decode()}


def _picture(asset: Asset) -> Image.Image | None:
    if asset.kind is MediaKind.IMAGE:
        photo = upright_photo(Path(asset.path), asset.name, SIDE)
        picture = Image.new("RGB", photo.size)
        picture.paste(photo, mask=photo.getchannel("A"))
        return picture
    if asset.kind is not MediaKind.VIDEO:
        return None
    path = Path(asset.path)
    try:
        with open_container(
            path, sniff(path, asset.name).demuxer, from_head=True
        ) as container:
            at = clock_start(container) + asset.seconds * _AT
            container.seek(int(at * 1_000_000))
            frame = next(container.decode(video=0))
            return Image.fromarray(upright(frame, asset, SIDE))
    except (av.FFmpegError, OSError, StopIteration) as error:
        raise UnsupportedFile("unreadable_now", name=asset.name) from error
