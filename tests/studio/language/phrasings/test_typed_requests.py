"""Requests as people type them, each with the edits that it asks for, or a question."""

from typing import Any

import pytest

from studio.rules.language.reader import read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

VIEWS = load_views()
Json = dict[str, Any]
BEACH, DOG = ({"of": "clips", "assets": [one]} for one in ("beach", "dog"))
READ: tuple[tuple[str, str, list[Json]], ...] = (
    (
        "cut30",
        "can you make the beach part slow mo and keep everything else normal speed",
        [{"do": "speed", "factor": ["<", 1], "scope": BEACH}],
    ),
    (
        "cut30",
        "no transition between 5 and 6, just cut",
        [{"do": "join", "kind": "cut", "where": "one", "join": 5}],
    ),
    (
        "cut30",
        "the dog clip is too long, cut it off after 6 seconds",
        [{"do": "trim_clip", "clips": ["dog"], "end": 6}],
    ),
    (
        "cut30",
        "why did you cut the dog clip so short?",
        [{"do": "ask", "topic": "why", "about": "dog"}],
    ),
    (
        "photos",
        "grandma first, then the cake, blurry one out",
        [
            {"do": "order", "mode": "listed", "clips": ["p3", "p2"]},
            {"do": "leave_out", "clips": ["p8"]},
        ],
    ),
    ("talk", "cut out all the umms and pauses", [{"do": "remove_pauses"}]),
    (
        "talk",
        "the two interviews have totally different colors, can you match them",
        [{"do": "match_colours"}],
    ),
    ("u7_ken", "首歌大聲咗，細聲少少", [{"do": "volume", "level": ["less"]}]),
    ("u7_ken", "個標題細咗", [{"do": "change_title", "size": ["more"]}]),
    (
        "dressed",
        "fade the logo to like 40%",
        [{"do": "change_overlay", "opacity": {"by": "exact", "value": 0.4}}],
    ),
)
ASKED = (
    ("cut30", "logo at 50%"),
    ("cut30", "fade in no fade OUT to black"),
    ("cut30", "make the title red and blue"),
    ("cut30", "loop the beach clip at the end"),
    ("talk", "show the office while ben is talking"),
    ("group", "不要音乐,音乐大声点"),
)
"""What may mean two things, or cannot be made."""


@pytest.mark.parametrize(("view", "text", "edits"), READ)
def test_it_is_read_as_it_is_meant(view: str, text: str, edits: list[Json]) -> None:
    expected = Expectation(tuple(edits))
    reading = read(text, VIEWS[view])
    assert verdict(reading, expected, VIEWS[view]) is Verdict.EXACT, reading


@pytest.mark.parametrize(("view", "text"), ASKED)
def test_it_is_asked_or_reported(view: str, text: str) -> None:
    reading = read(text, VIEWS[view])
    assert not reading.edits
    assert reading.question or reading.residues
