"""The edit records as short signatures for a language model, from their JSON schema.

``look(look: "warm"|…|null, strength?: 0..1) @clips @song: Give the scope a look …``
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from studio.model.edits.registry import json_schema, kinds

Json = Mapping[str, Any]

SHARED = """\
AMOUNT = {"by":"exact","value":n} | {"by":"times","factor":n} | {"by":"plus","delta":n}
MOMENT = {"at":"time","seconds":s,"end":bool} | {"at":"song","label":PART,"number":n}
  | {"at":"shot","number":n}
SCOPE = {"of":"clips","assets":[id]} | {"of":"song","label":PART,"number":n, 0 is every one}
  | {"of":"time","start":s,"end":s} | {"of":"shots","numbers":[n]}
Seconds below 0 count from the end; shot -1 is the last. An edit marked with @ kinds may
have the field "scope" of such a kind; without it the edit holds for the whole video."""
_SHORT = {
    "Exact": "AMOUNT", "Times": "AMOUNT", "Plus": "AMOUNT", "AtTime": "MOMENT",
    "AtSong": "MOMENT", "AtShot": "MOMENT", "SongLabel": "PART",
}  # fmt: skip
_HIDDEN = ("do", "scope")


@cache
def signatures() -> str:
    """The parts of a song, then a line for each kind of edit."""
    schema = json_schema()
    defs: Json = schema["$defs"]
    lines = [f"PART = {_values(defs['SongLabel'])}"]
    for name, kind in kinds().items():
        lines.append(_signature(name, defs[kind.__name__], kind.SCOPES, defs))
    return "\n".join(lines)


def _signature(name: str, record: Json, scopes: frozenset[str], defs: Json) -> str:
    required = record.get("required", ())
    fields = ", ".join(
        f"{field}{'' if field in required else '?'}: {_type(about, defs)}"
        for field, about in record["properties"].items()
        if field not in _HIDDEN
    )
    places = "".join(f" @{scope}" for scope in sorted(scopes))
    about = " ".join(str(record.get("description", "")).split()).replace("``", "")
    return f"{name}({fields}){places}: {about}"


def _type(field: Json, defs: Json) -> str:
    if options := field.get("anyOf") or field.get("oneOf"):
        return "|".join(dict.fromkeys(_type(option, defs) for option in options))
    if reference := field.get("$ref"):
        name = reference.rpartition("/")[2]
        return _SHORT.get(name) or _values(defs[name])
    if "enum" in field or "const" in field:
        return _values(field)
    if field.get("type") == "array":
        items = field.get("items") or (field.get("prefixItems") or [{}])[0]
        return f"[{_type(items, defs)}]"
    return _plain(field)


def _plain(field: Json) -> str:
    kind = str(field.get("type", "any"))
    low = field.get("minimum", field.get("exclusiveMinimum"))
    high = field.get("maximum", field.get("exclusiveMaximum"))
    if low is not None and high is not None:
        return f"{low:g}..{high:g}"
    return field.get("pattern") or kind


def _values(field: Json) -> str:
    values = field.get("enum", [field.get("const")])
    return "|".join(
        f'"{value}"' if isinstance(value, str) else str(value) for value in values
    )
