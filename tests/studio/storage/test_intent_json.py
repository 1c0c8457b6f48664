"""Stored edits are read by other versions of the studio, too."""

import json

from hypothesis import given, strategies as st

from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.intent import Intent
from studio.rules.serial.intent_json import intent_from_json, intent_to_json

KNOWN = Intent((SetLength(length=Exact(value=20)),), 3)


def test_edits_round_trip_through_json() -> None:
    assert intent_from_json(intent_to_json(KNOWN)) == KNOWN
    assert intent_from_json("") == Intent()


def test_an_edit_of_a_newer_version_is_left_out() -> None:
    stored = json.loads(intent_to_json(KNOWN))
    stored["edits"].append({"do": "teleport", "where": "Mars"})
    assert intent_from_json(json.dumps(stored)) == KNOWN


@given(st.text() | st.sampled_from(["[]", "{}", '{"edits": [1], "variation": "x"}']))
def test_no_stored_text_keeps_a_project_from_being_read(text: str) -> None:
    assert isinstance(intent_from_json(text), Intent)
