"""Read what an interaction's data holds: pressed button, files, fields of a form."""

from collections.abc import Mapping
from typing import Any

from bots.discord.wire import attachments as cdn, components
from bots.discord.wire.inbound import videos_of
from core.model.chat import Clip, Sender

CLIPS = ("clip", "clip2", "clip3")
"""The options of a command that take files."""
_MESSAGE_MENU = 3
_FILES = 19
"""The upload field of a form."""


def button_data(data: Mapping[str, Any]) -> str:
    """A button's own id; of a list what was chosen in it."""
    chosen = data.get("values") or ()
    if data.get("custom_id") == components.PICK and chosen:
        return str(chosen[0])
    return str(data.get("custom_id") or "")


def target_of(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message on which a menu was opened; empty for all else."""
    messages = (data.get("resolved") or {}).get("messages") or {}
    return messages.get(str(data.get("target_id"))) or {}


def clips_of_data(data: Mapping[str, Any], sender: Sender) -> tuple[Clip, ...]:
    if data.get("type") == _MESSAGE_MENU:
        return videos_of(target_of(data))
    resolved = data.get("resolved") or {}
    files = resolved.get("attachments") or {}
    by_name = {each["name"]: each.get("value") for each in data.get("options") or ()}
    chosen = [by_name[name] for name in CLIPS if name in by_name]
    for part in _fields(data):
        chosen += part.get("values") or () if part.get("type") == _FILES else ()
    attached = [files[str(number)] for number in chosen if str(number) in files]
    return tuple(cdn.clip_of(each, "", "", sender, None) for each in attached)


def _fields(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The fields of a form, whether labelled or in rows."""
    out = []
    for part in data.get("components") or ():
        inner = part.get("component")
        out += [inner] if inner else list(part.get("components") or ())
    return out


def values_of(data: Mapping[str, Any]) -> dict[str, str]:
    """What was typed or chosen in a form's fields."""
    by_field = {}
    for part in _fields(data):
        values = part.get("values")
        value = part.get("value") if values is None else ",".join(map(str, values))
        if value and part.get("type") != _FILES:
            by_field[str(part["custom_id"])] = str(value).strip()
    return by_field
