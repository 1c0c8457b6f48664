"""Edits as a sequence of symbols, and back.

A symbol is one of these strings, or the place of a word of the source:

- ``E speed``: an edit of this kind begins;
- ``F mode=mute``: a field of it by its path, and its value as JSON;
- ``C factor@n`` and then a place: a field whose value ``n`` is copied from that word;
- ``F factor=LESS`` or ``MORE``: a direction without an amount;
- ``C @edit`` and then a place: an edit that the constructions read, as it is;
- ``R``: something cannot be done; ``Q``: something must be asked.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from operator import itemgetter
from typing import Any

from studio.model.edits.record import AMOUNT_FIELDS, Edit
from studio.model.edits.registry import edit_from_json
from studio.rules.language.neural.source import START, WHOLE, Word, leaves

Symbol = str | int

BEAMS = 4
"""Sequences that are followed at a time, and read at most."""
LESS, MORE = "LESS", "MORE"
TOLD, ASKED = "R", "Q"
EDIT, FIELD, COPY = "E ", "F ", "C "
KEPT = f"{COPY}@{WHOLE}"
_BEST = (
    "n",
    "text",
    "colour",
    "label",
    "start",
    "end",
    "n/100",
    "-n",
    "1/n",
    "1-n",
    "1+n",
)
"""Values that are copied before others which are equal."""
_TEXTS = ("text", "colour", "label", "unit", "Ltext", "Lwhich")
_KINDS = ("of", "by", "at")
"""Fields that name the kind of a scope, an amount or a moment."""
_USUAL = {
    ("speed", "factor"): (0.5, 2.0),
    ("shot_length", "seconds"): (1.0, 4.0),
    ("overlay", "size"): (0.1, 0.3),
    ("bars", "ratio"): (1.85, 2.39),
    ("add_title", "size.value"): (0.05, 0.12),
    ("zoom", "level.value"): (1.1, 1.4),
}
"""What "less" and "more" are of a field that takes no ``Amount``."""


@dataclass(frozen=True, slots=True)
class DecodedEdits:
    """What a sequence of symbols says."""

    edits: tuple[Edit, ...] = ()
    residue: bool = False
    question: bool = False


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A sequence of symbols and its log-probability."""

    symbols: tuple[Symbol, ...]
    score: float

    def then(self, symbol: Symbol, gain: float) -> "Hypothesis":
        """The sequence with one symbol more."""
        return Hypothesis((*self.symbols, symbol), self.score + gain)


def likeliest(hypotheses: Iterable[Hypothesis]) -> list[Hypothesis]:
    """The ``BEAMS`` best of these, the likeliest first."""
    return sorted(hypotheses, key=lambda one: -one.score)[:BEAMS]


# From edits to symbols.


def plain(edit: Edit) -> dict[str, Any]:
    """An edit as JSON without its defaults, as requests are labelled."""
    full = edit.model_dump(mode="json")
    return {
        "do": edit.do,
        **_sparse(edit.model_dump(mode="json", exclude_defaults=True), full),
    }


def _sparse(some: dict[str, Any], full: dict[str, Any]) -> dict[str, Any]:
    """Nested JSON with the names of its kinds, which are defaults, too."""
    kinds = {key: full[key] for key in _KINDS if key in full}
    rest = {
        key: _sparse(value, full[key]) if isinstance(value, dict) else value
        for key, value in some.items()
    }
    return {**kinds, **rest}


def symbols_of(
    edits: Sequence[Mapping[str, Any]], words: Sequence[Word]
) -> list[Symbol]:
    """The symbols of edits as JSON, in which ``LESS`` and ``MORE`` may stand for amounts."""
    out: list[Symbol] = []
    for edit in edits:
        out.append(f"{EDIT}{edit['do']}")
        lists: dict[str, list[Any]] = {}
        plain: list[tuple[str, Any]] = []
        for path, value in leaves({k: v for k, v in edit.items() if k != "do"}):
            if path.endswith("[]"):
                lists.setdefault(path, []).append(value)
                if len(lists[path]) > 1:
                    continue
            plain.append((path, value))
        for path, value in plain:
            if path in lists:
                out += _list_symbols(path, lists[path], words)
            else:
                out += _symbol(path, value, words)
    return out


def _list_symbols(path: str, items: list[Any], words: Sequence[Word]) -> list[Symbol]:
    """The items of a list: of as few words as possible, those of the request first."""
    left = list(items)
    by_place: list[tuple[int, list[Symbol]]] = []
    state = words.index(START)
    for place in (*range(state, len(words)), *range(state)):
        for name, value in words[place].values.items():
            if isinstance(value, list) and value and all(one in left for one in value):
                by_place.append((place, [f"{COPY}{path}@{name}", place]))
                left = [one for one in left if one not in value]
                break
    by_place += [(len(words), _symbol(path, one, words)) for one in left]
    return [
        symbol
        for _, symbols in sorted(by_place, key=itemgetter(0))
        for symbol in symbols
    ]


def _symbol(path: str, value: Any, words: Sequence[Word]) -> list[Symbol]:
    best: tuple[int, int, str] | None = None
    for place, word in enumerate(words):
        for name, held in word.values.items():
            if _is_same(held, value, name):
                rank = _BEST.index(name) if name in _BEST else len(_BEST)
                best = min(best or (rank, place, name), (rank, place, name))
    if best is not None:
        return [f"{COPY}{path}@{best[2]}", best[1]]
    return [f"{FIELD}{path}={_constant(value)}"]


def _is_same(held: Any, value: Any, name: str) -> bool:
    if isinstance(value, bool) or isinstance(held, bool) or value is None:
        return False
    if isinstance(held, int | float) and isinstance(value, int | float):
        return isclose(held, value, rel_tol=1e-3, abs_tol=1e-3)
    if isinstance(held, str) and isinstance(value, str):
        return name in _TEXTS and held.strip().casefold() == value.strip().casefold()
    return isinstance(held, list) and held == [value]


def _constant(value: Any) -> str:
    if value in (LESS, MORE):
        return str(value)
    if isinstance(value, float):
        value = int(value) if value.is_integer() else float(f"{value:.4g}")
    return json.dumps(value)


# From symbols to edits.


def decoded(symbols: Sequence[Symbol], words: Sequence[Word]) -> DecodedEdits:
    """What the symbols say. Raises ``ValueError`` where it is no valid edit."""
    a_bit = any("degree.bit" in word.features for word in words)
    edits: list[dict[str, Any] | Edit] = []
    rest = iter(symbols)
    for symbol in rest:
        if not isinstance(symbol, str):
            raise ValueError("A place stands without a field.")  # noqa: TRY004
        if symbol.startswith(EDIT):
            edits.append({"do": symbol[len(EDIT) :]})
        elif symbol == KEPT:
            edits.append(_copied(symbol, next(rest, None), words)[1])
        elif symbol not in {TOLD, ASKED}:
            edit = edits[-1] if edits else None
            if not isinstance(edit, dict):
                raise ValueError("A field stands outside of an edit.")
            if symbol.startswith(COPY):
                path, value = _copied(symbol, next(rest, None), words)
            else:
                path, _, text = symbol[len(FIELD) :].partition("=")
                value = _value(edit["do"], path, text, a_bit=a_bit)
            _put(edit, path, value)
    return DecodedEdits(
        tuple(edit_from_json(e) if isinstance(e, dict) else e for e in edits),
        TOLD in symbols,
        ASKED in symbols,
    )


def _copied(symbol: str, place: object, words: Sequence[Word]) -> tuple[str, Any]:
    path, _, name = symbol[len(COPY) :].partition("@")
    if not isinstance(place, int) or name not in _values_at(place, words):
        raise ValueError("Nothing can be copied from there.")
    value = words[place].values[name]
    if isinstance(value, list) and not path.endswith("[]"):
        if len(value) != 1:
            raise ValueError("One value was expected.")
        value = value[0]
    return path, value


def _values_at(place: int, words: Sequence[Word]) -> Mapping[str, Any]:
    return words[place].values if 0 <= place < len(words) else {}


def _value(kind: str, path: str, text: str, *, a_bit: bool) -> Any:
    """A constant, or a usual value for a direction."""
    if text not in {LESS, MORE}:
        return json.loads(text)
    sign = 1 if text == MORE else -1
    factor: float = (1.2 if a_bit else 1.5) ** sign
    delta = sign * (0.1 if a_bit else 0.2)
    if usual := _USUAL.get((kind, path)):
        return usual[text == MORE]
    *parents, last = path.split(".")
    if last == "seconds" and parents:
        return 3.0 * sign
    if last == "delta" and kind == "length":
        return sign * (2.0 if a_bit else 5.0)
    if last in {"delta", "shift"} or (kind, last) == ("shift_bar", "seconds"):
        return delta
    if kind == "adjust":
        return delta if parents else {"by": "plus", "delta": delta}
    if last in AMOUNT_FIELDS and (kind, last) != ("overlay", "opacity") and not parents:
        return {"by": "times", "factor": factor}
    return 0.5 + delta if last == "strength" else factor


def _put(edit: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for parent in parents:
        edit = edit.setdefault(parent, {})
        if not isinstance(edit, dict):
            raise ValueError("A field is a value and holds others.")  # noqa: TRY004
    if not last.endswith("[]"):
        edit[last] = value
        return
    items = edit.setdefault(last[:-2], [])
    if not isinstance(items, list):
        raise ValueError("A field is a value and a list.")  # noqa: TRY004
    items += [
        one
        for one in (value if isinstance(value, list) else [value])
        if one not in items
    ]
