"""Validate the arguments of ``vidmuse make`` before anything starts."""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from common.text.plain_text import plain_text
from core.errors import UserError

DEFAULT = "sync my video to the beat"
_LINK = re.compile(r"https?:/")
"""How a link starts: a path has no empty part, so one slash of two is left."""


@dataclass(frozen=True, slots=True)
class MakeRequest:
    """The arguments: files in order, instruction, output path, output format."""

    files: tuple[Path, ...]
    say: str
    out: Path
    json: bool


def check_request(
    files: Sequence[Path], say: str, out: Path | None, *, as_json: bool
) -> MakeRequest:
    """Check the arguments. Raises ``UserError`` for each fault that can be found beforehand."""
    for path in files:
        _check_readable(path)
    target = check_out(out)
    if target.resolve() in {path.resolve() for path in files}:
        raise UserError(
            "The result would overwrite one of the clips: give another --out."
        )
    return MakeRequest(tuple(files), say.strip() or DEFAULT, target, as_json)


def check_out(out: Path | None) -> Path:
    """The path of the result. Raises ``UserError`` if nothing can be written there."""
    target = (out or Path("vidmuse.mp4")).expanduser()
    if target.is_dir():
        target /= "vidmuse.mp4"
    if not target.parent.is_dir():
        raise UserError(
            f'There is no folder "{_printable(target.parent)}" to write to.'
        )
    if target.suffix.lower() != ".mp4":
        raise UserError(f'The result is an MP4: name it "{target.stem}.mp4".')
    try:
        with tempfile.TemporaryFile(dir=target.parent) as file:
            file.write(b"x")
            file.flush()
    except OSError as error:
        raise UserError(
            f'Cannot write to the folder "{_printable(target.parent)}": '
            f"{error.strerror}. Choose another --out."
        ) from error
    return target


def _check_readable(path: Path) -> None:
    try:
        if not path.exists():
            raise UserError(f'There is no file "{_printable(path)}". {_hint(path)}')
        if path.is_dir():
            raise UserError(f'"{_printable(path)}" is a folder. Name the files in it.')
        if not path.is_file():
            raise UserError(
                f'"{_printable(path)}" is not a file. Name a video or a song.'
            )
        if path.stat().st_size == 0:
            raise UserError(f'"{_printable(path)}" is empty (0 bytes). Copy it again.')
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such name"
        raise UserError(f'Cannot read "{_printable(path)}": {reason}.') from error


def _hint(path: Path) -> str:
    """What was meant by a name that is no file: words, a link, or a file elsewhere."""
    text = _printable(path)
    if _LINK.match(text):
        return "Download it, and name the file: links work in `chat`."
    if "/" in text or path.suffix:
        return "Check the path."
    return f'Check the path; words of what you want come after --say: --say "{text}".'


def _printable(path: Path) -> str:
    """A path in one line, without what would control the terminal."""
    return " ".join(plain_text(str(path)).split())[-120:]
