"""Parse a typed line into a message, a command, a button press or dropped files."""

import re
import shlex
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlparse

from bots.shared.typed_command import typed_command
from core.model.chat import ChatId, Clip, ClipKind, MessageRef, Sender, UpdateId
from core.model.inbound import ButtonPressed, Inbound, MessageReceived
from core.model.media_types import is_text_for_editor, kind_of
from core.rules.intake.links import split_links

_PATH = re.compile(r"(?:/|~|\.{1,2}/|[A-Za-z]:\\)[^\n]*$")


_FAREWELLS = frozenset({"exit", "quit", "bye", "/exit", "/quit", ":q", "退出", "再见"})


def clip_of(path: Path, owner: Sender) -> Clip:
    """A local file as a clip; its extension is only a hint, the agent inspects the content."""
    return Clip(
        ref=str(path.resolve()),
        name=path.name,
        kind=kind_of(path.name),
        size=path.stat().st_size,
        owner=owner.id,
    )


def files_of(line: str) -> list[Path]:
    """The existing files that a line consists of: typed, quoted, dropped or pasted.

    Empty if any part is not a file: then the line is text.
    """
    try:
        paths = [_path(part) for part in shlex.split(line)]
    except ValueError:  # an apostrophe opens a quotation that nothing closes
        paths = []
    quoted = [path for path in paths if path]
    return quoted if quoted and len(quoted) == len(paths) else _unquoted(line)


def _unquoted(line: str) -> list[Path]:
    """The files of a line whose names may hold spaces, the longest name first."""
    words, files = line.strip().split(" "), list[Path]()
    while words:
        for size in range(len(words), 0, -1):
            if path := _path(" ".join(words[:size])):
                files.append(path)
                words = words[size:]
                break
        else:
            return []
    return files


def is_farewell(line: str) -> bool:
    """Whether a line ends the conversation, as the end of the input does."""
    return line.strip().lower() in _FAREWELLS


def missing_choice(line: str, choices: int) -> int:
    """The small number that a line consists of if there are choices, but not so many; else 0.

    Larger numbers are words, such as seconds.
    """
    text = line.strip()
    number = int(text) if text.isdecimal() and len(text) == 1 else 0
    return number if 0 < choices < number else 0


def folder_in(line: str) -> str:
    """The path of a folder that a line consists of; "" for text."""
    path = _typed_path(line)
    try:
        is_folder = _PATH.match(path) and Path(path).expanduser().is_dir()
    except (OSError, ValueError, RuntimeError):
        return ""
    return path if is_folder else ""


def _typed_path(line: str) -> str:
    text = line.strip().strip("\"'")
    return unquote(urlparse(text).path) if text.startswith("file://") else text


def missing_file(line: str) -> str:
    """The path that a line consists of if the file does not exist; "" for text."""
    path = _typed_path(line)
    is_clip = kind_of(path) is not ClipKind.UNKNOWN or is_text_for_editor(path)
    looks_like_one = _PATH.match(path) is not None and is_clip
    return path if looks_like_one and not files_of(line) else ""


def _path(text: str) -> Path | None:
    if text.startswith("file://"):
        text = unquote(urlparse(text).path)
    try:
        path = Path(text).expanduser()
        return path if text and path.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None


def parse_line(
    line: str,
    *,
    number: str,
    chat: ChatId,
    sender: Sender,
    choices: list[str],
    at: float,
) -> Inbound:
    """``number`` makes the line unique; ``choices`` are the shown buttons' data."""
    update, message = UpdateId(f"console:{number}"), MessageRef(number)
    text = line.strip()
    if text.isdecimal() and 0 < int(text) <= len(choices):
        data = choices[int(text) - 1]
        return ButtonPressed(update, chat, sender, message, data, private=True)
    event = MessageReceived(update, chat, sender, message, at=at, private=True)
    if files := files_of(line):
        clips = tuple(clip_of(path, sender) for path in files)
        return replace(event, clips=clips)
    if command := typed_command(text):
        return replace(event, command=command)
    words, links = split_links(text, sender.id)
    return replace(event, text=words, clips=links)
