"""Versions and dialogues survive being written; those of an older studio are read."""

import json
from dataclasses import replace

from hypothesis import given, strategies as st

from studio.model.draft import Draft
from studio.model.edits.footage import LeaveOut
from studio.model.edits.overlay import AddTitle
from studio.model.edits.picture import SetAspect
from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.intent import Intent
from studio.model.media import AssetId
from studio.model.project import Version
from studio.model.reading import Choice, Dialogue, Question
from studio.rules.serial.dialogue_json import dialogue_from_json, dialogue_to_json
from studio.rules.serial.old_wishes import intent_from_wishes
from studio.rules.serial.project_json import version_from_json, version_to_json

CLIP = AssetId("a_1")
EDITS = (SetLength(length=Exact(value=20)), LeaveOut(clips=(CLIP,)))
OLD = {
    "length": 20.0, "aspect": [9, 16], "side": 720, "fps": "60", "pace": 1.5,
    "song": "s_1", "song_start": "chorus", "music_volume": 0.4, "sound": "duck",
    "fit": "blur", "order": "given", "first": ["a_2"], "without": ["a_1"],
    "titles": [{"text": "Hi", "start": 1.0, "end": 3.0, "place": "top", "color": "#FF0000", "size": 0.1}],
    "shift": 1, "tempo": 2.0, "take": 3,
}  # fmt: skip


def test_a_version_round_trips_through_json() -> None:
    version = Version(Draft(duration=9), Intent(EDITS, 2), "20 s", EDITS)
    data = json.loads(json.dumps(version_to_json(version)))
    assert version_from_json(data) == version


def test_the_wishes_of_an_older_studio_become_edits() -> None:
    data = {"draft": {"d": 9}, "wishes": json.dumps(OLD), "request": "x"}
    intent = version_from_json(data).intent
    assert intent.variation == 3
    assert {edit.do for edit in intent.edits} == {
        "length", "aspect", "resolution", "frame_rate", "pace", "use_music",
        "trim_music", "volume", "clip_sound", "fit", "order", "place", "leave_out",
        "add_title", "shift_bar", "tempo",
    }  # fmt: skip
    assert SetAspect(width=9, height=16) in intent.edits
    (title,) = (edit for edit in intent.edits if isinstance(edit, AddTitle))
    assert (title.text, title.color) == ("Hi", "#ff0000")


@given(st.text(max_size=30) | st.dictionaries(st.sampled_from([*OLD]), st.none() | st.integers() | st.text(max_size=3)).map(json.dumps))  # fmt: skip
def test_no_old_wish_keeps_a_project_from_being_read(text: str) -> None:
    assert isinstance(intent_from_wishes(text), Intent)


def test_a_dialogue_round_trips_through_json() -> None:
    question = Question(
        "which_clip", (("text", "it"),), (Choice("a.mp4", EDITS),), AddTitle(text="…")
    )
    for one in (question, replace(question, aside=True)):
        dialogue = Dialogue((CLIP,), one)
        data = json.loads(json.dumps(dialogue_to_json(dialogue)))
        assert dialogue_from_json(data) == dialogue
    assert dialogue_from_json({"named": ["a_1"], "question": {"key": 1}}) == Dialogue(
        (CLIP,)
    )
    assert dialogue_from_json(None) == Dialogue()
