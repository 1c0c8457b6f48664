"""Serialize projects and settings as JSON; read them leniently.

Fields of newer versions are ignored, missing ones get their defaults; an unreadable record
is ``None``, so that it blocks no chat.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from enum import StrEnum
from typing import Any, TypeVar, get_args

from common.migrations import migrated, stamped
from core.model.agent import (
    AgentSession,
    AgentSessionId,
    RenderId,
    TaskId,
    UploadedClip,
)
from core.model.chat import Clip, ClipKind, ClipProblem, SenderId
from core.model.session import (
    ChatSettings,
    Controllers,
    Project,
    ProjectClip,
    ProjectScope,
)
from core.rules.records import migrations

_Enum = TypeVar("_Enum", bound=StrEnum)


def to_json(value: Project | ChatSettings) -> str:
    """Compact JSON; lone surrogates, which some platforms send, are replaced."""
    steps = migrations.PROJECT if isinstance(value, Project) else migrations.SETTINGS
    data = stamped(asdict(value), steps)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


def project_from_json(text: str | None) -> Project | None:
    try:
        return _project(json.loads(text)) if text else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def settings_from_json(text: str | None) -> ChatSettings:
    """Parse the settings of a chat, as far as they are valid."""
    try:
        data = migrated(json.loads(text), migrations.SETTINGS) if text else {}
        fields = known_fields(ChatSettings, data)
    except (ValueError, TypeError, AttributeError):
        fields = {}
    if fields.get("scope") not in get_args(ProjectScope):
        fields.pop("scope", None)
    if fields.get("controllers") not in get_args(Controllers):
        fields.pop("controllers", None)
    return ChatSettings(**fields)


def known_fields(kind: type, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that this version has."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in data.items() if name in names}


def clip_from_dict(data: Mapping[str, Any]) -> Clip:
    fields = known_fields(Clip, data)
    fields["kind"] = _member(ClipKind, fields.get("kind"), ClipKind.UNKNOWN)
    fields["problem"] = _member(ClipProblem, fields.get("problem"), ClipProblem.NONE)
    return Clip(**fields)


def _member(enum: type[_Enum], value: object, default: _Enum) -> _Enum:
    """The member with this value; the default for one that this version lacks."""
    return next((each for each in enum if each.value == value), default)


def _project(data: Mapping[str, Any]) -> Project:
    fields = known_fields(Project, migrated(data, migrations.PROJECT))
    session = fields.get("session")
    fields["session"] = (
        AgentSession(
            AgentSessionId(str(session["session_id"])),
            TaskId(str(session["task_id"])),
            str(session.get("user_id") or ""),
        )
        if session
        else None
    )
    fields["clips"] = tuple(_project_clip(each) for each in fields.get("clips") or ())
    fields["renders"] = tuple(RenderId(each) for each in fields.get("renders") or ())
    fields["askers"] = tuple(SenderId(each) for each in fields.get("askers") or ())
    return Project(**fields)


def _project_clip(data: Mapping[str, Any]) -> ProjectClip:
    uploaded = data.get("uploaded")
    return ProjectClip(
        clip_from_dict(data["clip"]),
        UploadedClip(**known_fields(UploadedClip, uploaded)) if uploaded else None,
        str(data.get("owner_name") or ""),
    )
