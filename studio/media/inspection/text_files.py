"""Probe text files for the editor: ``.cube`` grades, captions and lyrics."""

from pathlib import Path

from studio.errors import UnsupportedFile
from studio.media.formats import CAPTIONS, CUBE, Format
from studio.model.media import LARGEST_TEXT_FILE, Asset, AssetId
from studio.rules.captions.caption_file import parse_captions
from studio.rules.captions.text_encoding import decode_text

_HEAD = 65_536


def probe_text(path: Path, name: str, id_: AssetId) -> Asset | None:
    """Read a grade or captions; None if it is neither, by content and name.

    Raises ``UnsupportedFile`` if it is one but cannot be used.
    """
    size = path.stat().st_size
    if size > LARGEST_TEXT_FILE:
        return None
    data = path.read_bytes()
    head = data[:_HEAD].upper()
    ending = Path(name).suffix.lower().lstrip(".")
    if ending in CUBE.endings or b"LUT_3D_SIZE" in head or b"LUT_1D_SIZE" in head:
        text_format = CUBE
    elif ending in CAPTIONS.endings or b"-->" in head:
        text_format = CAPTIONS
    else:
        return None
    _check(data, name, text_format)
    return Asset(
        id_, name, text_format.kind, str(path), size, 0.0, mime=text_format.mime
    )


def _check(data: bytes, name: str, text_format: Format) -> None:
    if text_format is CUBE:
        from studio.rules.picture import cube_file  # noqa: PLC0415  # it loads numpy

        try:
            cube_file.parse_cube(decode_text(data))
        except cube_file.UnusableCubeError as error:
            raise UnsupportedFile(
                "cube_file", name=name, reason=error.reason, **error.facts
            ) from error
    else:
        try:
            parse_captions(data)
        except ValueError as error:
            raise UnsupportedFile("captions_file", name=name) from error
