"""A turn as text and back: what Redis keeps. Unknown fields of newer versions are left."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from core.model.agent import RenderId
from core.model.chat import ChatId, Clip, ClipKind, MessageRef, Sender
from core.model.turn import Asked, Kind, Marks, Step, Turn, TurnId


def asked_text(asked: Asked) -> str:
    return _text(asdict(asked))


def marks_text(marks: Marks) -> str:
    return _text(asdict(marks))


def turn_of(row: Mapping[str, str]) -> Turn:
    """A turn from its hash in Redis. Raises ``KeyError``, ``ValueError`` on garbage."""
    before = row.get("before")
    return Turn(
        TurnId(row["id"]),
        ChatId(row["chat"]),
        _asked(json.loads(row["asked"])),
        Step(row["step"]),
        _marks(json.loads(row.get("marks") or "{}")),
        int(row.get("version") or 0),
        MessageRef(row["card"]) if row.get("card") else None,
        row.get("cancel") or "",
        json.loads(before) if before else None,
    )


def _asked(data: dict[str, Any]) -> Asked:
    known = _known(Asked, data)
    known["kind"] = Kind(known["kind"])
    known["asker"] = Sender(**_known(Sender, known["asker"]))
    known["clips"] = tuple(_clip(each) for each in known.get("clips") or ())
    known["messages"] = tuple(known.get("messages") or ())
    return Asked(**known)


def _clip(data: dict[str, Any]) -> Clip:
    known = _known(Clip, data)
    known["kind"] = ClipKind(known.get("kind") or "unknown")
    return Clip(**known)


def _marks(data: dict[str, Any]) -> Marks:
    known = _known(Marks, data)
    for name in ("refused", "said", "changed"):
        known[name] = tuple(known.get(name) or ())
    known["renders"] = tuple(RenderId(each) for each in known.get("renders") or ())
    return Marks(**known)


def _known(kind: type, data: Mapping[str, Any]) -> dict[str, Any]:
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in data.items() if name in names}


def _text(data: dict[str, Any]) -> str:
    """Compact; lone surrogates of broken platforms do not reach Redis."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()
