"""Migrations of stored projects and their versions."""

import json
from typing import Any

from studio.rules.serial.intent_json import intent_to_json
from studio.rules.serial.old_wishes import intent_from_wishes


def _wishes_to_intent(record: dict[str, Any]) -> dict[str, Any]:
    """Migrate a project's version to version 2, which has an intent instead of wishes."""
    data = dict(record)
    wishes = data.pop("wishes", None)
    if data.get("intent") is None:
        intent = intent_from_wishes(str(wishes or ""))
        data["intent"] = json.loads(intent_to_json(intent))
    return data


def _unchanged(record: dict[str, Any]) -> dict[str, Any]:
    return record


VERSION = (_wishes_to_intent,)
PROJECT = (_unchanged,)
"""Migrations by kind of record; the first one converts version 1 to version 2."""
