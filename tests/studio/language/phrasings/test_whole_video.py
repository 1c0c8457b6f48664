"""One edit of the whole video: each way to ask for it is read alone.

The expected edits are patterns of ``tests/corpus``.
"""

from typing import Any

import pytest

from studio.rules.language.reader import read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

VIEW = load_views()["cut30"]
"""30 s with the title "Summer"."""
PHRASINGS: tuple[tuple[dict[str, Any], str], ...] = (
    (
        {"do": "length", "length": {"by": "times", "factor": 2}},
        "twice as long|double the length|make the video 2x longer",
    ),
    (
        {"do": "length", "length": {"by": "times", "factor": 0.5}},
        "twice as short|2x shorter|make it 2x shorter",
    ),
    (
        {"do": "length", "length": {"by": "plus", "delta": 5}},
        "5 seconds longer|add 5 seconds|5 more seconds|another 5 seconds",
    ),
    (
        {"do": "volume", "level": ["more"]},
        "louder music|turn the music up|increase the volume of the music",
    ),
    (
        {"do": "volume", "level": ["less"]},
        "quieter music|the music is too loud|lower the volume of the music",
    ),
    (
        {"do": "clip_sound", "mode": "mute"},
        "mute the clips|just the music|only the music|music only",
    ),
    (
        {"do": "clip_sound", "mode": "keep"},
        "keep the original sound|let me hear the clips|I want to hear the clips",
    ),
    (
        {"do": "change_title", "which": ["any"], "size": ["more"]},
        "make the title bigger|bigger text|bigger font|enlarge the title|increase the title size",
    ),
    (
        {"do": "change_title", "which": ["any"], "size": ["less"]},
        "make the title smaller|smaller text|shrink the title",
    ),
    (
        {"do": "change_title", "which": ["any"], "seconds": [">", 3]},
        "title longer|keep the title longer|the title disappears too fast",
    ),
    (
        {"do": "change_title", "which": ["any"], "text": "Hello"},
        'change the title to "Hello"|the title should be "Hello"|make the title say "Hello"',
    ),
    (
        {"do": "length", "length": {"by": "exact", "value": 90}},
        "make it 90s|90s|cut it down to 90s|90s total please",
    ),
    (
        {"do": "length", "length": {"by": "exact", "value": 3}},
        "make it 3s|make it 3 seconds|shorten it to 3s|做成3秒|改成3秒",
    ),
    ({"do": "frame_rate", "rate": "61/2"}, "30.5 fps|make it 30.5fps"),
    ({"do": "frame_rate", "rate": "30000/1001"}, "29.97 fps"),
    (
        {"do": "look", "look": "vintage", "strength": ["any"]},
        "90s vibe|90s look|retro 80s|make it look 90s|camcorder 90s",
    ),
    ({"do": "speed", "factor": 0.7}, "slow it, 70%|slow it down 30%"),
    ({"do": "speed", "factor": 1.5}, "speed it up, 150%"),
    (
        {"do": "add_title", "text": "follow me @mia"},
        "title: follow me @mia|add the text follow me @mia|put follow me @mia",
    ),
    ({"do": "order", "mode": "shuffled"}, "shuffle the clips|mix the clips up"),
    ({"do": "undo"}, "undo that|go back|back to before"),
)
_REQUESTS = tuple(
    (text, edit) for edit, texts in PHRASINGS for text in texts.split("|")
)


@pytest.mark.parametrize(("text", "edit"), _REQUESTS)
def test_each_way_to_ask_is_read(text: str, edit: dict[str, Any]) -> None:
    reading = read(text, VIEW)
    fields = {"edits": [edit], "residue": False, "question": False}
    expected = Expectation.from_json(fields)
    assert verdict(reading, (expected,), VIEW) is Verdict.EXACT, reading
