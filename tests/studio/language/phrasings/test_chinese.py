"""One edit in Chinese: each way to ask, of a clip or shot or of the whole video."""

from collections.abc import Mapping
from typing import Any

import pytest

from studio.rules.language.reader import read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

VIEW = load_views()["cut30"]
"""15 shots of two seconds each; the dog is clip 2."""
_DOG = {"of": "clips", "assets": ["dog"]}
_THIRD = {"of": "shots", "numbers": [3]}
TARGETS = {"dog": _DOG, "第二段": _DOG, "第3个镜头": _THIRD}
PHRASINGS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"do": "shot_length", "seconds": [">", 2]}, "T长一点|T太短了|把T拉长|T停久一点"),
    ({"do": "shot_length", "seconds": ["<", 2]}, "T短一点|T太长了|T有点长|把T缩短"),
    ({"do": "shot_length", "seconds": 4}, "T长一倍|T时长翻倍|T延长一倍"),
    ({"do": "shot_length", "seconds": 1}, "T缩短一半|T时长减半|T短1秒"),
    (
        {"do": "shot_length", "seconds": 3},
        "T放3秒|T改成3秒|T加一秒|T再加1秒|T长1秒|T延长1秒",
    ),
    ({"do": "speed", "factor": ["<", 1]}, "T慢动作|T放慢|给T加慢动作|T太快了"),
    ({"do": "reverse"}, "T倒放|把T倒放"),
    ({"do": "look", "look": "black_and_white"}, "T黑白|把T变成黑白|T加黑白滤镜"),
    ({"do": "clip_sound", "mode": "mute"}, "T静音|T不要声音|把T静音"),
)
WHOLE: tuple[tuple[dict[str, Any], str], ...] = (
    (
        {"do": "length", "length": {"by": "exact", "value": 20}},
        "做成20秒|缩到20秒|20秒",
    ),
    ({"do": "length", "length": {"by": "plus", "delta": -5}}, "缩短5秒|短5秒|少5秒"),
    ({"do": "length", "length": {"by": "plus", "delta": 5}}, "延长5秒|加5秒|多5秒"),
)
_CASES = (
    *(
        (phrasing, edit, TARGETS)
        for edit, phrasings in PHRASINGS
        for phrasing in phrasings.split("|")
    ),
    *((text, edit, {}) for edit, texts in WHOLE for text in texts.split("|")),
)


@pytest.mark.parametrize(("phrasing", "edit", "targets"), _CASES)
def test_a_phrasing_is_read_with_each_target(
    phrasing: str, edit: dict[str, Any], targets: Mapping[str, Any]
) -> None:
    for name, scope in targets.items() or [("", None)]:
        text = phrasing.replace("T", name)
        reading = read(text, VIEW)
        expected = {**edit, "scope": scope} if scope else edit
        expectation = {"edits": [expected], "residue": False, "question": False}
        result = verdict(reading, (Expectation.from_json(expectation),), VIEW)
        assert result is Verdict.EXACT, (text, reading)
