"""How stored records of projects and their versions changed from version to version."""

import json
from typing import Any

from studio.rules.intent.codec import intent_to_json
from studio.rules.serial.old_wishes import intent_from_wishes


def _wishes_to_intent(record: dict[str, Any]) -> dict[str, Any]:
    """Version 2 of a project's version holds an intent in the place of wishes."""
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
"""Steps by kind of record; the first one leads from version 1 to version 2."""
