"""Requests as people type them, each with the edits that it asks for, or a question."""

from dataclasses import replace
from typing import Any

import pytest

from studio.rules.language.reader import read
from tests.corpus.matching import Expectation, Verdict, verdict
from tests.corpus.patterns import witness
from tests.corpus.views import load_views

VIEWS = load_views()
Json = dict[str, Any]
BEACH, DOG = ({"of": "clips", "assets": [one]} for one in ("beach", "dog"))
QUIETER: Json = {"do": "volume", "level": ["less"]}
ONE_SECOND: Json = {"do": "shot_length", "seconds": 1}
SHORTER: Json = {"do": "shot_length", "seconds": ["<", 1]}
SECOND_TITLE: Json = {"do": "change_title", "which": "#2"}
SMALLER: Json = {"size": ["less"]}
HOTPOT = {"of": "clips", "assets": ["huoguo"]}
SMALLER_BELOW: Json = {"do": "change_title", "size": ["less"], "position": "bottom"}
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
        "cut30",
        "cut it so it fits instagram story, max 15 sec",
        [
            {"do": "aspect", "width": 9, "height": 16},
            {
                "do": "length",
                "length": {"by": "exact", "value": 15},
                "rule": "at_most",
            },
        ],
    ),
    (
        "cut30",
        "credits at the end: Filmed by Tom, Music by Lena",
        [{"do": "card", "where": "outro", "text": "Filmed by Tom, Music by Lena"}],
    ),
    (
        "cut30",
        "put the sunset somewhere in the middle",
        [
            {
                "do": "place",
                "clip": "sunset",
                "where": "at",
                "moment": {"at": "time", "seconds": 15},
            }
        ],
    ),
    (
        "cut30",
        "turn clip 1's sound off, it's just wind",
        [{"do": "clip_sound", "mode": "mute", "scope": BEACH}],
    ),
    (
        "cut30",
        "make it a bit longer like maybe forty seconds",
        [{"do": "length", "length": {"by": "exact", "value": 40}}],
    ),
    (
        "cut30",
        "make the text fade in and send it to me in 1080p",
        [
            {"do": "change_title", "animation": "fade"},
            {"do": "resolution", "lines": 1080},
            {"do": "export"},
        ],
    ),
    (
        "empty",
        "make me something 30 seconds to the track",
        [{"do": "length", "length": {"by": "exact", "value": 30}}],
    ),
    ("group", "字再小一点 往下挪", [SMALLER_BELOW]),
    (
        "group",
        "火锅那段倒放一下再正放",
        [{"do": "reverse", "boomerang": True, "scope": HOTPOT}],
    ),
    (
        "group",
        "最后那张合照去掉",
        [{"do": "leave_out", "clips": ["hezhao"]}],
    ),
    (
        "cut30",
        "IMG_2041那段前十秒都在晃，掐掉，后面的加个防抖",
        [
            {"do": "trim_clip", "clips": ["img2041"], "start": 10},
            {"do": "stabilise", "scope": {"of": "clips", "assets": ["img2041"]}},
        ],
    ),
    (
        "photos",
        "照片放慢点行不行，每张放够五秒",
        [{"do": "shot_length", "seconds": 5, "photos": True}],
    ),
    (
        "u7_kaka",
        "mass dance 放中间 最后 freeze frame 2 seconds",
        [
            {
                "do": "place",
                "clip": "mass",
                "where": "at",
                "moment": {"at": "time", "seconds": 10},
            },
            {
                "do": "freeze",
                "seconds": 2,
                "moment": {"at": "time", "end": True, "seconds": ["any"]},
            },
        ],
    ),
    (
        "cut30",
        "title: all caps, bold",
        [{"do": "change_title", "text": "SUMMER", "font": "bold"}],
    ),
    (
        "talk",
        "start with anna at 1:05",
        [
            {"do": "place", "clip": "anna", "where": "first"},
            {"do": "trim_clip", "clips": ["anna"], "start": 65},
        ],
    ),
    (
        "group",
        "换一首安静点的歌",
        [{"do": "use_music", "songs": ["daoxiang"]}],
    ),
    (
        "u7_leo",
        "“大理”放到 4419 上面",
        [
            {
                "do": "change_title",
                "which": "大理",
                "scope": {"of": "clips", "assets": ["img4419"]},
            }
        ],
    ),
    (
        "group",
        "火锅放前面，音乐不要太吵",
        [
            {"do": "place", "clip": "huoguo", "where": "first"},
            {"do": "volume", "level": ["less"]},
        ],
    ),
    (
        "cut30",
        "lengthen the beach to 4 seconds",
        [{"do": "shot_length", "seconds": 4, "scope": BEACH}],
    ),
    (
        "dressed",
        "remove the watermark and the subtitles, leave the titles",
        [{"do": "remove_overlay"}, {"do": "remove_captions"}],
    ),
    (
        "group",
        "标题闪一下就没了，多停一会",
        [{"do": "change_title", "seconds": [">", 3]}],
    ),
    (
        "u7_leo",
        "开头标题换成“云南”，第二个标题删了",
        [
            {"do": "change_title", "which": "#1", "text": "云南"},
            {"do": "remove_title", "which": "#2"},
        ],
    ),
    (
        "u7_huimin",
        "cendol 倒放 then normal",
        [
            {
                "do": "reverse",
                "boomerang": True,
                "scope": {"of": "clips", "assets": ["cendol"]},
            }
        ],
    ),
    (
        "cut30",
        "隻狗吠到鄰居都投訴呀哈哈，熄咗佢把聲",
        [{"do": "clip_sound", "mode": "mute", "scope": DOG}],
    ),
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
    ("cut30", "title in the middle with a shadow"),
    ("talk", "no music while they talk"),
    ("cut30", "shorter intro pls"),
    ("cut30", "the dog has to be in the first 3 seconds"),
    ("dressed", "put the captions above the logo"),
    ("cut30", "make v2 with faster cuts"),
    ("cut30", "change the text colour to match the ocean"),
    ("u7_kaka", "logo fades out"),
    ("group", "夜景的噪点太多了，能处理吗"),
    ("u7_leo", "30秒，一半时间给4419"),
)
"""What may mean two things, or cannot be made."""


@pytest.mark.parametrize(("view", "text", "edits"), READ)
def test_it_is_read_as_it_is_meant(view: str, text: str, edits: list[Json]) -> None:
    expected = Expectation(tuple(edits))
    reading = read(text, VIEWS[view])
    assert verdict(reading, expected, VIEWS[view]) is Verdict.EXACT, reading


SESSIONS: tuple[tuple[str, str, Json, Json], ...] = (
    ("cut30", "more", QUIETER, QUIETER),
    ("cut30", "no even shorter", ONE_SECOND, SHORTER),
    ("dressed", "make the text smaller", SECOND_TITLE, {**SECOND_TITLE, **SMALLER}),
)
"""A view, a request, the edit before it, and the edit that it asks for."""


@pytest.mark.parametrize(("view", "text", "before", "edit"), SESSIONS)
def test_it_goes_on_from_the_edit_before(
    view: str, text: str, before: Json, edit: Json
) -> None:
    last = witness(before)
    state = replace(VIEWS[view], last_edits=(last,))
    reading = read(text, state)
    assert verdict(reading, Expectation((edit,)), state) is Verdict.EXACT, reading


@pytest.mark.parametrize(("view", "text"), ASKED)
def test_it_is_asked_or_reported(view: str, text: str) -> None:
    reading = read(text, VIEWS[view])
    assert not reading.edits
    assert reading.question or reading.residues
