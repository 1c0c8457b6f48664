"""Serialize turns for Redis; fields of newer versions are ignored."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from common.migrations import migrated, stamped
from core.model.agent import RenderId
from core.model.chat import ChatId, MessageRef, Sender
from core.model.turn import Step, Turn, TurnId, TurnKind, TurnProgress, TurnRequest
from core.model.turn_posts import OutboxRow, PostState
from core.rules.records import migrations
from core.rules.records.projects import clip_from_dict, known_fields

SENDING = "sending"
_SENT = "sent:"
GARBAGE = (KeyError, ValueError, TypeError, AttributeError)


def request_to_json(request: TurnRequest) -> str:
    return _text(stamped(asdict(request), migrations.REQUEST))


def progress_to_json(progress: TurnProgress) -> str:
    return _text(stamped(asdict(progress), migrations.PROGRESS))


def turn_from_row(row: Mapping[str, str]) -> Turn:
    """Parse a turn from its Redis hash. Raises ``GARBAGE`` if it is malformed."""
    before = row.get("before")
    return Turn(
        TurnId(row["id"]),
        ChatId(row["chat"]),
        _request(json.loads(row["asked"])),
        Step(row["step"]),
        _progress(json.loads(row.get("marks") or "{}")),
        int(row.get("version") or 0),
        MessageRef(row["card"]) if row.get("card") else None,
        row.get("cancel") or "",
        json.loads(before) if before else None,
        float(row.get("idle") or 0.0),
        bool(row.get("announced") or row.get("resumed")) and not row.get("card"),
        MessageRef(row["gone_card"]) if row.get("gone_card") else None,
    )


def outbox_row_to_text(row: OutboxRow) -> str:
    match row.state:
        case PostState.ABSENT:
            return ""
        case PostState.SENDING:
            return SENDING
        case PostState.SENT:
            return f"{_SENT}{row.message or ''}"


def outbox_row_from_text(text: str | None) -> OutboxRow:
    if not text:
        return OutboxRow()
    if text.startswith(_SENT):
        return OutboxRow(PostState.SENT, MessageRef(text.removeprefix(_SENT)))
    return OutboxRow(PostState.SENDING)


def _request(data: dict[str, Any]) -> TurnRequest:
    fields = known_fields(TurnRequest, migrated(data, migrations.REQUEST))
    fields["kind"] = TurnKind(fields["kind"])
    fields["asker"] = Sender(**known_fields(Sender, fields["asker"]))
    fields["clips"] = tuple(clip_from_dict(each) for each in fields.get("clips") or ())
    fields["messages"] = tuple(fields.get("messages") or ())
    fields["words"] = tuple(fields.get("words") or ())
    fields["replied"] = tuple(fields.get("replied") or ())
    return TurnRequest(**fields)


_TEXTS = ("rejections", "replies", "changes", "new_files", "choices", "next_edits")
"""Fields of the progress that hold several texts."""


def _progress(data: dict[str, Any]) -> TurnProgress:
    fields = known_fields(TurnProgress, migrated(data, migrations.PROGRESS))
    for name in _TEXTS:
        fields[name] = tuple(fields.get(name) or ())
    for name in ("renders", "options"):
        fields[name] = tuple(RenderId(each) for each in fields.get(name) or ())
    return TurnProgress(**fields)


def _text(data: dict[str, Any]) -> str:
    """Compact JSON; lone surrogates, which some platforms send, are replaced."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()
