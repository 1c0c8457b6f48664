"""One edit of one clip or shot: each phrasing is read with each way to name the target.

``T`` in a phrasing is the target. The expected edits are patterns of ``tests/corpus``;
their scope is the target, or a field is ``$clip``.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from studio.rules.language.lexicon.fold import fold
from studio.rules.language.neural.sentence_encoder import bundled_encoder
from studio.rules.language.reader import read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.views import load_views

VIEW = load_views()["cut30"]
"""15 shots of two seconds each; the dog is clip 2."""
_CLIP = {"of": "clips", "assets": ["dog"]}
CLIPS: Mapping[str, Any] = {"the dog": _CLIP, "clip 2": _CLIP, "the second clip": _CLIP}
SHOTS: Mapping[str, Any] = {
    "shot 3": {"of": "shots", "numbers": [3]},
    "the last shot": {"of": "shots", "numbers": [-1]},
}

PHRASINGS: tuple[tuple[dict[str, Any], str], ...] = (
    (
        {"do": "shot_length", "seconds": [">", 2]},
        (
            "T longer|make T longer|T should be longer|keep T longer|hold T longer|"
            "leave T on longer|T a bit longer|extend T|T is too short|T goes by too fast"
        ),
    ),
    (
        {"do": "shot_length", "seconds": ["<", 2]},
        (
            "T shorter|make T shorter|T a bit shorter|T is too long|T goes on too long|"
            "T drags|shorten T|T much shorter please"
        ),
    ),
    (
        {"do": "shot_length", "seconds": 4},
        (
            "T twice as long|make T twice as long|T double the length|T 2x longer|"
            "double the length of T|show T twice as long|hold T twice as long"
        ),
    ),
    (
        {"do": "shot_length", "seconds": 1},
        (
            "T half as long|make T half as long|half the length of T|cut T in half|"
            "make T 50% shorter|T one second shorter|shorten T by 1 second"
        ),
    ),
    (
        {"do": "shot_length", "seconds": 3},
        (
            "T 50% longer|T for 3 seconds|T 3 seconds|T should be 3 seconds|T: 3s|"
            "keep T on screen for 3 seconds|let T run for 3 seconds|set T to 3 seconds|"
            "T one second longer|add a second to T|hold T for one more second"
        ),
    ),
    (
        {"do": "speed", "factor": ["<", 1]},
        "slow T down|T in slow motion|slow motion on T|make T slower|T is too fast",
    ),
    ({"do": "speed", "factor": 2}, "T at double speed|T 2x speed|T twice as fast"),
    ({"do": "reverse"}, "reverse T|T in reverse|play T backwards|T reversed"),
    ({"do": "normal_speed"}, "normal speed for T|T back to normal speed"),
    (
        {"do": "look", "look": "black_and_white"},
        (
            "T in black and white|make T black and white|b&w for T|T should be black and white|"
            "black and white only on T|only T in black and white"
        ),
    ),
    (
        {"do": "adjust", "quality": "brightness", "level": ["more"]},
        "brighten T|T brighter|T is too dark|T needs more light|more brightness on T",
    ),
    (
        {"do": "adjust", "quality": "saturation", "level": ["more"]},
        "saturate T|more colour in T|boost the colours of T|make the colours of T pop",
    ),
    (
        {"do": "zoom", "level": {"by": "exact", "value": 1}, "end": [">", 1]},
        "slow zoom on T|slowly zoom in on T|T with a slow zoom in",
    ),
    ({"do": "turn", "mirror": "horizontal"}, "mirror T|flip T horizontally"),
    ({"do": "stabilise"}, "stabilize T|T is shaky|make T less shaky"),
    (
        {"do": "clip_sound", "mode": "keep"},
        "keep the sound of T|T with sound|original audio on T|unmute T|hear T",
    ),
    (
        {"do": "clip_sound", "mode": "mute"},
        "mute T|no sound on T|T without sound|take the sound off T",
    ),
)
SHOTS_ONLY: tuple[tuple[dict[str, Any], str], ...] = (
    (
        {"do": "ban", "shorten": True},
        (
            "remove T|no T|without T|take T out|cut T out|leave T out|i don't want T|"
            "T should not be in it|T can go|ditch T"
        ),
    ),
)
CLIPS_ONLY: tuple[tuple[dict[str, Any], str], ...] = (
    (
        {"do": "place", "clip": "$clip", "where": "first"},
        "start with T|put T first|T at the start|make T the first shot|lead with T",
    ),
    (
        {"do": "place", "clip": "$clip", "where": "last"},
        "end with T|T last|T at the end|save T for the end|T as the closing shot",
    ),
    (
        {"do": "leave_out", "clips": ["$clip"]},
        "remove T|no T|without T|take T out|don't use T|T can go|T should not be in it",
    ),
    (
        {"do": "only", "clips": ["$clip"]},
        "use only T|only T|just T|nothing but T|use T and nothing else|I only want T",
    ),
    (
        {"do": "include", "clips": ["$clip"]},
        "use T too|add T|bring T back|put T back in|I want T in it|T should be in it",
    ),
    (
        {"do": "repeat", "clips": ["$clip"], "times": 2},
        "T twice|show T twice|repeat T",
    ),
    (
        {"do": "trim_clip", "clips": ["$clip"], "end": 3},
        "only the first 3 seconds of T|keep only the first 3 seconds of T",
    ),
)


_ALL = (
    (PHRASINGS, {**CLIPS, **SHOTS}),
    (SHOTS_ONLY, SHOTS),
    (CLIPS_ONLY, CLIPS),
)
_CASES = tuple(
    (phrasing, edit, targets)
    for phrasings, targets in _ALL
    for edit, texts in phrasings
    for phrasing in texts.split("|")
)


def _expected(edit: dict[str, Any], scope: Any) -> dict[str, Any]:
    filled = {
        key: "dog" if value == "$clip" else ["dog"] if value == ["$clip"] else value
        for key, value in edit.items()
    }
    return filled if filled != edit else {**edit, "scope": scope}


@pytest.mark.parametrize(("phrasing", "edit", "targets"), _CASES)
def test_a_phrasing_is_read_with_each_target(
    phrasing: str, edit: dict[str, Any], targets: Mapping[str, Any]
) -> None:
    texts = {name: phrasing.replace("T", name, 1) for name in targets}
    bundled_encoder().read_ahead([fold(text) for text in texts.values()])
    for name, scope in targets.items():
        text = texts[name]
        reading = read(text, VIEW)
        expected = _expected(edit, scope)
        expectation = {"edits": [expected], "residue": False, "question": False}
        result = verdict(reading, (Expectation.from_json(expectation),), VIEW)
        assert result is Verdict.EXACT, (text, reading)
