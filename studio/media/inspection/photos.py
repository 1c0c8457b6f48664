"""Open photos as displayed: upright, in sRGB, eight bits."""

import io
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from studio.errors import UnsupportedFile
from studio.media.inspection.sniff import format_of

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")


def open_photo(path: Path) -> Image.Image:
    """Open a picture in one of the supported formats only.

    Raises ``OSError``, ``SyntaxError`` or ``ValueError`` as Pillow does.
    """
    with path.open("rb") as file:
        photo_format = format_of(file.read(64))
    if photo_format is None or photo_format.mime != "image/heic":
        return Image.open(path, formats=_FORMATS)
    # Imported here because few photos need it, and it slows down the start.
    from pi_heif import register_heif_opener  # noqa: PLC0415

    register_heif_opener()
    return Image.open(path, formats=("HEIF",))


def upright_photo(path: Path, name: str, longest: int) -> Image.Image:
    """An RGBA picture, at most ``longest`` pixels on its long side.

    Raises ``UnsupportedFile`` when it cannot be read any more.
    """
    try:
        with open_photo(path) as image:
            image.draft("RGB", (longest, longest))
            profile = image.info.get("icc_profile")
            upright = _eight_bit(ImageOps.exif_transpose(image))
            upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    except (OSError, SyntaxError, ValueError) as error:
        raise UnsupportedFile("unreadable_now", name=name) from error
    return _in_srgb(upright, profile).convert("RGBA")


def _eight_bit(image: Image.Image) -> Image.Image:
    """Palettes resolved; deep grey scaled, because Pillow would clip it to white."""
    if image.mode.startswith("I"):
        import numpy as np  # noqa: PLC0415  # a third of the start of a child

        return Image.fromarray((np.asarray(image) // 257).astype(np.uint8))
    if image.mode in ("P", "PA", "1", "LA"):
        return image.convert("RGBA")
    return image


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Convert by the embedded ICC profile; one that cannot be used is ignored."""
    if not isinstance(profile, bytes) or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colors = image.convert("RGB") if alpha else image
    try:
        embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(
            colors, embedded, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    if converted is None:
        return image
    if alpha:
        converted.putalpha(alpha)
    return converted
