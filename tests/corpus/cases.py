"""The requests of the corpus, read from JSON Lines."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from tests.corpus.matching import Expectation

HERE = Path(__file__).parent
REQUESTS = HERE / "requests.jsonl"
HELD_OUT = HERE / "heldout.jsonl"
HELD_OUT_2 = HERE / "heldout2.jsonl"
HELD_OUT_3 = HERE / "heldout3.jsonl"
HELD_OUT_4 = HERE / "heldout4.jsonl"
UNREAD = (HELD_OUT, HELD_OUT_3, HELD_OUT_4)
"""The held-out files: nobody who worked on the reader has read them."""
VOICES = HERE / "voices.jsonl"
EVERYDAY = HERE / "everyday"
KNOWN = (REQUESTS, VOICES, HELD_OUT_2, *sorted(EVERYDAY.glob("*.jsonl")))
"""The files that all nets learn from; those of ``UNREAD`` are never learned from."""
WRITTEN = tuple(sorted((HERE.parents[1] / "train" / "requests").glob("*/*.jsonl")))
"""Requests that the network learns from, but for those that are kept back."""
_KEPT = 16
"""One in so many of the written requests is kept back."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One request and the readings of it that are right."""

    text: str
    expect: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A request, or a session of requests that follow one another.

    ``lang`` is "en", "zh", "zh-hant" or "mixed"; ``view`` names the state of the
    project before the first turn.
    """

    id: str
    kind: str
    lang: str
    view: str
    turns: tuple[Turn, ...]


def load_cases(path: Path = REQUESTS, every: int = 1) -> tuple[Case, ...]:
    """The cases of a file in order, or one in so many of them.

    Raises ``KeyError`` where a field is missing.
    """
    return tuple(_case(data) for data in _lines(path, every))


def is_kept_back(case: Case) -> bool:
    """Whether a written request is there to judge by; the network never learns from it."""
    return _is_kept(case.id)


def kept_back() -> tuple[Case, ...]:
    """All requests that are kept back."""
    written = (data for path in WRITTEN for data in _lines(path))
    return tuple(_case(data) for data in written if _is_kept(data["id"]))


def _is_kept(name: str) -> bool:
    return crc32(name.encode()) % _KEPT == 0


def _lines(path: Path, every: int = 1) -> Iterator[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return map(json.loads, lines[::every])


def _case(data: dict[str, Any]) -> Case:
    turns = tuple(_turn(turn) for turn in data.get("turns", [data]))
    return Case(data["id"], data["kind"], data["lang"], data["view"], turns)


def _turn(data: dict[str, Any]) -> Turn:
    expect = data["expect_any"] if "expect_any" in data else [data["expect"]]
    return Turn(data["text"], tuple(Expectation.from_json(one) for one in expect))
