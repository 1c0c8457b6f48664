"""Make a small still picture of a clip or photo, for lists of clips."""

import base64
import io
from pathlib import Path

from PIL import Image

from studio.media.analysis.faces import upright
from studio.media.look.photos import upright_photo
from studio.media.render.footage.source import Source
from studio.model.media import Asset, MediaKind

SIDE = 320
"""Pixels of the longer side."""
_AT = 0.3
"""Share of a clip at which its picture is taken: openings are often dark."""
_QUALITY = 80


def make_thumbnail(asset: Asset) -> dict[str, str]:
    """``jpeg`` in Base64, "" for what has no picture. Raises ``UnsupportedFile``."""
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
    with Source(asset.path, name=asset.name) as source:
        return Image.fromarray(upright(source.at(asset.seconds * _AT), asset, SIDE))
