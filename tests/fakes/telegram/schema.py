"""Check requests to the fake Telegram against the published list of methods.

``data/telegram-botapi.json`` holds the parameters of the methods the fake serves, cut
from the published description of the Bot API.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parents[1] / "data"


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((_DATA / "telegram-botapi.json").read_text())
    return document


@cache
def reactions() -> frozenset[str]:
    return frozenset(_document()["reactions"])


def has_method(method: str) -> bool:
    return method in _document()["methods"]


def read(method: str, form: dict[str, Any], files: set[str]) -> dict[str, Any]:
    """The parameters, typed. Raises ``ValueError`` with the fault in words.

    ``form`` holds strings, or values already where the body was JSON; ``files`` are the
    names of the parts that carry a file.
    """
    fields = _document()["methods"][method]
    attached = {name for name in files if name not in fields}
    for name in (*form, *(files - attached)):
        if name not in fields:
            raise ValueError(f"{method} has no parameter {name}")
    for name in attached:
        if not any(f"attach://{name}" in str(value) for value in form.values()):
            raise ValueError(f"nobody asks for the attached file {name}")
    for name, (_, required) in fields.items():
        if required and name not in form and name not in files:
            raise ValueError(f"parameter {name} is required")
    return {
        name: _typed(value, fields[name][0], f"{method}.{name}")
        for name, value in form.items()
    }


def _typed(value: Any, types: list[str], where: str) -> Any:
    faults = []
    for type_ in types:
        try:
            return _as(value, type_, where)
        except ValueError as fault:
            faults.append(str(fault))
    raise ValueError("; ".join(faults))


def _as(value: Any, type_: str, where: str) -> Any:
    if plain := _PLAIN.get(type_):
        try:
            return plain(value)
        except (TypeError, ValueError, KeyError):
            raise ValueError(f"{where}: {value!r:.80} is no {type_}") from None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise ValueError(f"{where}: not JSON: {value[:80]!r}") from None
    if not type_.startswith("Array of "):
        return _object(value, type_, where)
    inner = type_.removeprefix("Array of ")
    if not isinstance(value, list):
        value = [None]
    return [_as(each, inner, f"{where}[]") for each in value]


def _integer(value: Any) -> int:
    if isinstance(value, bool):
        raise TypeError
    return int(value)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _file(value: Any) -> str:
    if not _string(value).startswith(("attach://", "file://")):
        raise ValueError
    return str(value)


_TRUTH = {True: True, "true": True, "1": True, False: False, "false": False, "0": False}
_PLAIN: dict[str, Callable[[Any], Any]] = {
    "Integer": _integer,
    "Float": float,
    "Boolean": _TRUTH.__getitem__,
    "True": _TRUTH.__getitem__,
    "String": _string,
    "InputFile": _file,
}


def _object(value: Any, type_: str, where: str) -> Any:
    fields = _document()["types"][type_]
    if isinstance(fields, list):
        return _typed(value, fields, where)
    value = value if isinstance(value, dict) else {"not an object": value}
    for name in value:
        if name not in fields:
            raise ValueError(f"{where}: {type_} has no field {name}")
    for name, (_, required) in fields.items():
        if required and name not in value:
            raise ValueError(f"{where}: {type_} needs {name}")
    return {
        name: _typed(each, fields[name][0], f"{where}.{name}")
        for name, each in value.items()
    }
