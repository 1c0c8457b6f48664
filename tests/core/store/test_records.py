"""Records of older versions are read as if they had been written today."""

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, strategies as st

from common.migrations import FIELD, migrated, stamped
from core.model.chat import MessageRef, Sender, SenderId
from core.model.turn import TurnKind, TurnProgress, TurnRequest
from core.rules.records.projects import settings_from_json
from core.rules.records.turns import (
    progress_to_json,
    request_to_json,
    turn_from_row,
)

REQUEST = TurnRequest(
    TurnKind.INSTRUCT, Sender(SenderId("fake:mia"), "Mia"), "cut", at=5.0
)
VERSION_1 = {
    "refused": ["a.txt is no clip."], "counted": 3, "heard": True, "looks": 2,
    "said": ["Done."], "changed": ["faster"], "reopened": True, "busy": True,
    "renewed": 1, "failed": 1, "lost": False, "small": 720, "big": 9_000_000, "edited": True,
}  # fmt: skip
"""The progress of a turn as it was stored before records had versions."""


def row(**more: str) -> dict[str, str]:
    base = {"id": "t1", "chat": "fake:1", "step": "reading"}
    return base | {"asked": request_to_json(REQUEST)} | more


def test_the_progress_of_a_turn_of_version_1_goes_on() -> None:
    progress = turn_from_row(row(marks=json.dumps(VERSION_1))).progress
    assert progress == TurnProgress(
        rejections=("a.txt is no clip.",),
        instructions_before=3,
        stream_complete=True,
        polls=2,
        replies=("Done.",),
        changes=("faster",),
        session_reopened=True,
        busy_retried=True,
        token_refusals=1,
        failed_renders=1,
        export_side=720,
        oversize_bytes=9_000_000,
        edited=True,
    )
    again = turn_from_row(row(marks=progress_to_json(progress)))
    assert again.progress == progress


def test_a_request_from_before_versions_and_one_of_a_newer_version_are_read() -> None:
    plain = asdict(REQUEST)
    for record in (plain, plain | {FIELD: 2}, plain | {FIELD: 99, "mood": "good"}):
        text = json.dumps(record)
        assert turn_from_row(row(asked=text)).request == REQUEST
    assert settings_from_json('{"scope":"member"}').scope == "member"
    assert settings_from_json('{"scope":"member","v":"x"}').scope == "chat"


def _cents(record: dict[str, Any]) -> dict[str, Any]:
    return {"cents": record["euros"] * 100}


def _currency(record: dict[str, Any]) -> dict[str, Any]:
    return {**record, "currency": "EUR"}


STEPS = (_cents, _currency)


@given(st.integers(0, 10**6))
def test_records_of_both_older_versions_become_one_of_the_newest(euros: int) -> None:
    newest = {"cents": euros * 100, "currency": "EUR"}
    assert migrated({"euros": euros}, STEPS) == newest
    assert migrated({"cents": euros * 100, FIELD: 2}, STEPS) == newest
    assert migrated(stamped(newest, STEPS), STEPS) == newest
    assert stamped(newest, STEPS)[FIELD] == 3


@pytest.mark.parametrize("version", [0, -1, "2", None])
def test_a_version_that_is_none_is_garbage(version: object) -> None:
    with pytest.raises(ValueError, match="no version"):
        migrated({FIELD: version}, STEPS)


def test_no_message_is_lost_on_the_way() -> None:
    request = TurnRequest(
        TurnKind.UPLOAD, REQUEST.asker, messages=(MessageRef("1"), MessageRef("2"))
    )
    assert turn_from_row(row(asked=request_to_json(request))).request == request
