"""Convert intents to and from JSON, as stored in versions."""

import json
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from studio.model.edits.record import Record
from studio.model.edits.registry import AnyEdit
from studio.model.edits.resolved import PinShot, TakeOut
from studio.model.intent import Intent

_Resolved = Annotated[AnyEdit | PinShot | TakeOut, Field(discriminator="do")]
_ONE: TypeAdapter[AnyEdit | PinShot | TakeOut] = TypeAdapter(
    _Resolved, config=ConfigDict(defer_build=True)
)


class _IntentRecord(Record):
    edits: tuple[_Resolved, ...] = ()
    variation: int = 0


def intent_to_json(intent: Intent) -> str:
    """The JSON object that ``intent_from_json`` reads."""
    stored = _IntentRecord.model_construct(
        edits=intent.edits, variation=intent.variation
    )
    return stored.model_dump_json(exclude_defaults=False)


def intent_from_json(text: str) -> Intent:
    """Parse an intent; unknown edits are left out, "" is an empty intent."""
    if not text:
        return Intent()
    try:
        stored = _IntentRecord.model_validate_json(text)
    except ValidationError:
        return _lenient(text)
    return Intent(stored.edits, stored.variation)


def _lenient(text: str) -> Intent:
    try:
        data = json.loads(text)
    except ValueError:
        return Intent()
    edits = []
    for item in data.get("edits", ()) if isinstance(data, dict) else ():
        try:
            edits.append(_ONE.validate_python(item))
        except ValidationError:
            continue
    variation = data.get("variation", 0) if isinstance(data, dict) else 0
    return Intent(tuple(edits), variation if isinstance(variation, int) else 0)
