"""Check requests to the fake Discord against Discord's own OpenAPI document.

``data/discord-openapi.json`` holds the request bodies of the routes the fake serves,
cut from the official document (discord/discord-api-spec, MIT); a schema is null where
a route takes no body.
"""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

_DATA = Path(__file__).parents[1] / "data"


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((_DATA / "discord-openapi.json").read_text())
    return document


@cache
def _codes() -> dict[str, str]:
    document = json.loads((_DATA / "discord-error-codes.json").read_text())
    codes: dict[str, str] = document["codes"]
    return codes


def reason(code: int) -> str:
    """The text of a Discord error code; raises ``KeyError`` for an unknown one."""
    return _codes()[str(code)]


@cache
def _validator(method: str, path: str) -> Draft202012Validator | None:
    schema = _document()["paths"][path][method]
    if schema is None:
        return None
    return Draft202012Validator({"schemas": _document()["schemas"], **schema})


@cache
def _known_fields(method: str, path: str) -> frozenset[str]:
    """The top-level fields that a body may have."""
    schemas = _document()["schemas"]
    fields: set[str] = set()

    def collect(schema: dict[str, Any]) -> None:
        if "$ref" in schema:
            collect(schemas[schema["$ref"].rpartition("/")[2]])
        fields.update(schema.get("properties", ()))
        for key in ("anyOf", "oneOf", "allOf"):
            for each in schema.get(key, ()):
                collect(each)

    collect(_document()["paths"][path][method] or {})
    return frozenset(fields)


def faults(method: str, path: str, body: Any) -> list[str]:
    """The faults of a body; ``path`` is in the form of the document."""
    return _faults(method, path, json.dumps(body))


@lru_cache(4096)
def _faults(method: str, path: str, text: str) -> list[str]:
    body = json.loads(text)
    validator = _validator(method, path)
    if validator is None:
        return [] if body is None else ["a body where none belongs"]
    violations = [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in validator.iter_errors(body)
    ]
    if isinstance(body, dict):
        unknown = set(body) - _known_fields(method, path)
        violations += [f"{name}: unknown field" for name in sorted(unknown)]
    return violations
