"""Convert projects and their versions to and from JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from common.migrations import migrated, stamped
from studio.model.edits.registry import edits_to_json
from studio.model.project import PendingInstruction, Project, Version
from studio.rules.serial import migrations
from studio.rules.serial.dialogue_json import (
    dialogue_from_json,
    dialogue_to_json,
    edits_from_data,
)
from studio.rules.serial.draft_json import from_wire, to_wire
from studio.rules.serial.intent_json import intent_from_json, intent_to_json
from studio.rules.serial.media_json import asset_from_json, asset_to_json

Json = dict[str, Any]


def version_to_json(version: Version) -> Json:
    record = {
        "draft": to_wire(version.draft),
        "intent": json.loads(intent_to_json(version.intent)),
        "request": version.request,
        "edits": json.loads(edits_to_json(version.edits)),
    }
    return stamped(record, migrations.VERSION)


def version_from_json(record: Mapping[str, Any]) -> Version:
    """Decode a version that this studio or an older one has stored."""
    data = migrated(record, migrations.VERSION)
    return Version(
        from_wire(data.get("draft") or {}),
        intent_from_json(json.dumps(data["intent"])),
        str(data.get("request") or ""),
        edits_from_data(data.get("edits")),
    )


def project_to_json(project: Project, versions: Sequence[str]) -> Json:
    """Encode all but the versions' content; ``versions`` names their files in order."""
    record = {
        "session_id": project.session_id,
        "task_id": project.task_id,
        "user_id": project.user_id,
        "language": project.language,
        "assets": [asset_to_json(asset) for asset in project.assets],
        "versions": list(versions),
        "current": project.current,
        "instructions": project.instructions,
        "pending": [asdict(pending) for pending in project.pending],
        "dialogue": dialogue_to_json(project.dialogue),
    }
    return stamped(record, migrations.PROJECT)


def project_from_json(
    record: Mapping[str, Any], versions: Sequence[Version]
) -> Project:
    data = migrated(record, migrations.PROJECT)
    return Project(
        session_id=data["session_id"],
        task_id=data["task_id"],
        user_id=data["user_id"],
        language=data["language"],
        assets=tuple(asset_from_json(asset) for asset in data["assets"]),
        versions=tuple(versions),
        current=min(data["current"], len(versions) - 1),
        instructions=data["instructions"],
        pending=tuple(_pending(one) for one in data.get("pending", ())),
        dialogue=dialogue_from_json(data.get("dialogue")),
    )


def _pending(record: Mapping[str, Any]) -> PendingInstruction:
    """Decode an instruction; fields of a newer studio are left out."""
    names = {field.name for field in fields(PendingInstruction)}
    return PendingInstruction(**{k: v for k, v in record.items() if k in names})
