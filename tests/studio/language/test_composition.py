"""Independent clauses in one message: each gives what it gives alone, however joined."""

from dataclasses import replace
from functools import cache

import pytest

from studio.model.edits.control import Ask
from studio.model.edits.record import Edit
from studio.model.reading import ProjectView, Reading
from studio.rules.language.reader import read
from tests.corpus.views import load_views

ENGLISH = (
    "make it 20 seconds",
    "turn the music down to 40%",
    "mirror the beach",
    "fade to black at the end",
    "add a vignette everywhere",
    "delete the title",
    "put the dog first",
    "make it vertical",
    "cut on every second beat",
    "mute the clips",
    "make the sunset black and white",
    "flash on the drop",
    'write "Hello you" in red',
    "start the song at the chorus",
    "60 fps please",
)
CHINESE = (
    "整个视频剪到20秒",
    "音乐音量调到40%",
    "海边左右镜像",
    "结尾慢慢变黑",
    "全片加一点暗角",
    "把标题去掉",
    "小狗放最前面",
    "改成竖屏",
    "每两拍切一次",
    "所有视频的原声都静音",
    "夜景变黑白",
    "高潮的时候闪一下",
    "结尾写“你好”",
    "歌从副歌开始放",
)
JOINED = (
    " and ", ", ", ", and ", " then ", ", then ", ". ", " also ", ", also ", " plus ", "; ",
    " and then ", "\n", " & ", ". Also ", " and also ", ". And ", ", oh and ",
)  # fmt: skip
JOINED_HAN = (
    "，", "，然后", "，再", "，还有", "。", "，另外", "，顺便", " ", "；", "\n", "，并且", "，同时",
    "，而且",
)  # fmt: skip
OPENING = ("", "hey can you ", "ok so ", "hi! please ", "could you ")
OPENING_HAN = ("", "麻烦", "帮我", "你好，")
CLOSING = ("", " please", ", thanks", "!", " thx :)")
CLOSING_HAN = ("", "，谢谢", "吧", "！")


def _view(name: str) -> ProjectView:
    return replace(load_views()[name], last_edits=(), named=())


def _edits_and_question(reading: Reading) -> set[Edit]:
    """The edits but thanks; nothing may be left over or asked."""
    assert not reading.residues, reading.residues
    assert reading.question is None, reading.question
    return {edit for edit in reading.edits if not isinstance(edit, Ask)}


@cache
def _alone(clause: str, view: str) -> frozenset[Edit]:
    return frozenset(_edits_and_question(read(clause, _view(view))))


def _check(view: str, first: str, second: str, text: str) -> None:
    alone = _alone(first, view) | _alone(second, view)
    assert len(alone) == 2
    assert _edits_and_question(read(text, _view(view))) == alone, text


@pytest.mark.parametrize("joined", JOINED)
def test_two_clauses_give_both_edits(joined: str) -> None:
    view, at = "cut30", JOINED.index(joined)
    for n in range(at % 3, len(ENGLISH), 3):
        first = ENGLISH[n]
        second = ENGLISH[(n + at + 1 + (at >= len(ENGLISH) - 1)) % len(ENGLISH)]
        opening, closing = OPENING[(n + at) % 5], CLOSING[(n * 2 + at) % 5]
        _check(view, first, second, f"{opening}{first}{joined}{second}{closing}")


@pytest.mark.parametrize("joined", JOINED_HAN)
def test_two_chinese_clauses_give_both_edits(joined: str) -> None:
    view, at = "group", JOINED_HAN.index(joined)
    for n in range(at % 3, len(CHINESE), 3):
        first, second = CHINESE[n], CHINESE[(n + at + 1) % len(CHINESE)]
        opening, closing = OPENING_HAN[(n + at) % 4], CLOSING_HAN[(n * 2 + at) % 4]
        _check(view, first, second, f"{opening}{first}{joined}{second}{closing}")


@pytest.mark.parametrize(
    "remark",
    [
        "i've watched it ten times now",
        "i have no idea how this works",
        "nobody watches anything longer these days",
        "it's for my mum's birthday",
    ],
)
def test_a_remark_beside_a_clause_changes_nothing(remark: str) -> None:
    for n, clause in enumerate(ENGLISH[:6]):
        joined = (", ", ". ", " - ")[n % 3]
        text = f"{remark}{joined}{clause}" if n % 2 else f"{clause}{joined}{remark}"
        assert _edits_and_question(read(text, _view("cut30"))) == _alone(
            clause, "cut30"
        ), text
