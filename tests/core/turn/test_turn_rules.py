"""The pure rules of turns: transitions, merging, pacing, records, the card, the wording."""

import json
import string
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from core.model.agent import RenderId
from core.model.chat import (
    ChatId,
    Clip,
    ClipKind,
    MessageRef,
    Sender,
    SenderId,
    UpdateId,
)
from core.model.inbound import MessageReceived
from core.model.reply import ButtonStyle, ButtonVerb
from core.model.turn import Step, Turn, TurnId, TurnKind, TurnProgress, TurnRequest
from core.rules.intake import merging
from core.rules.intake.routing import Intent, route
from core.rules.records.turns import progress_to_json, request_to_json, turn_from_row
from core.rules.replies import card
from core.rules.replies.buttons import Buttons
from core.rules.replies.pacing import Pace
from core.rules.state_machine import FIRST_STEP, TRANSITIONS, is_allowed, is_ended
from core.rules.text.wording import language_of, say
from core.rules.text.written_language import language_shown
from core.words.catalogue import CATALOGUES

MIA = Sender(SenderId("fake:mia"), "Mia")
TOM = Sender(SenderId("fake:tom"), "Tom")
TEXT = st.text(max_size=30)
CLIP = st.builds(Clip, TEXT, TEXT, st.sampled_from(ClipKind), st.none() | st.integers())


def message(
    text: str = "", *clips: str, sender: Sender = MIA, album: str = ""
) -> MessageReceived:
    dropped = tuple(Clip(clip, clip, source=MessageRef(clip)) for clip in clips)
    ref = MessageRef("m1")
    return MessageReceived(
        UpdateId("u"), ChatId("fake:1"), sender, ref, text, dropped, album=album
    )


def test_every_turn_can_end_and_no_ended_one_goes_on() -> None:
    assert set(TRANSITIONS) == set(Step)
    for step in Step:
        if is_ended(step):
            assert TRANSITIONS[step] == {step}
        else:
            assert is_allowed(step, Step.FAILED)
            assert is_allowed(step, Step.CANCELLED)
    assert all(is_allowed(Step.QUEUED, first) for first in FIRST_STEP.values())


def test_an_instruction_is_never_behind_what_comes_after_it() -> None:
    for late in (Step.READING, Step.TELLING, Step.RENDERING, Step.DELIVERING):
        assert not is_allowed(late, Step.INSTRUCTING)
        assert not is_allowed(late, Step.FETCHING)


@given(
    st.builds(
        TurnRequest,
        st.sampled_from(TurnKind),
        st.builds(Sender, TEXT.map(SenderId), TEXT),
        TEXT,
        st.lists(CLIP, max_size=3).map(tuple),
        st.lists(TEXT.map(MessageRef), max_size=3).map(tuple),
    ),
    st.builds(
        TurnProgress,
        project=TEXT,
        instructions_before=st.none() | st.integers(0, 9),
        replies=st.lists(TEXT, max_size=3).map(tuple),
        renders=st.lists(TEXT.map(RenderId), max_size=2).map(tuple),
    ),
)
def test_a_turn_comes_back_as_it_was_kept(
    request: TurnRequest, progress: TurnProgress
) -> None:
    turn = Turn(TurnId("t"), ChatId("fake:1"), request, Step.READING, progress, 3)
    row = {"id": "t", "chat": "fake:1", "step": "reading", "version": "3"}
    row |= {"asked": request_to_json(request), "marks": progress_to_json(progress)}
    assert turn_from_row(row) == turn


def test_stored_progress_of_an_earlier_version_is_read() -> None:
    stored = {"said": ["hi"], "counted": 2, "heard": True, "small": 720, "lost": True}
    row = {"id": "t", "chat": "fake:1", "step": "reading", "marks": json.dumps(stored)}
    row["asked"] = '{"kind": "instruct", "asker": {"id": "fake:mia", "name": "Mia"}}'
    progress = turn_from_row(row).progress
    assert (progress.replies, progress.instructions_before) == (("hi",), 2)
    assert (progress.stream_complete, progress.export_side) == (True, 720)


def test_words_after_clips_belong_to_them() -> None:
    clips = TurnRequest(TurnKind.UPLOAD, MIA, clips=(Clip("a", "a"),), at=100)
    words = message("to the beat")
    assert merging.can_merge(clips, words, TurnKind.INSTRUCT, 102)
    assert not merging.can_merge(clips, words, TurnKind.INSTRUCT, 110)
    assert not merging.can_merge(
        clips, replace(words, sender=TOM), TurnKind.INSTRUCT, 102
    )
    one = merging.merge(clips, words, TurnKind.INSTRUCT, "en", 102)
    assert (one.kind, one.text, one.clips) == (
        TurnKind.INSTRUCT,
        "to the beat",
        clips.clips,
    )


def test_two_instructions_are_two_turns() -> None:
    request = TurnRequest(TurnKind.INSTRUCT, MIA, "first", at=100)
    assert not merging.can_merge(request, message("second"), TurnKind.INSTRUCT, 100)
    assert merging.can_merge(request, message("", "late.mp4"), TurnKind.UPLOAD, 100)


def test_an_album_stands_in_the_order_of_its_messages() -> None:
    request = TurnRequest(TurnKind.UPLOAD, MIA, album="al", at=100)
    for part in ("m10", "m9", "m11"):
        more = message("", part, album="al")
        assert merging.can_merge(request, more, TurnKind.UPLOAD, 500)
        request = merging.merge(request, more, TurnKind.UPLOAD, "en", 500)
    assert [clip.ref for clip in request.clips] == ["m9", "m10", "m11"]


@given(st.lists(st.tuples(st.floats(0, 5), st.booleans())), st.floats(0.1, 5))
def test_edits_are_never_closer_than_the_place_allows(
    steps: list[tuple[float, bool]], least: float
) -> None:
    pace, now, last = Pace(least), 0.0, -100.0
    for step, news in steps:
        now += step
        if pace.wait(now, news=news) == 0:
            assert now - last >= least - 1e-6
            pace.edited(now)
            last = now


def edits(pace: Pace, seconds: int, *, news: bool) -> list[float]:
    """The times at which a card is edited that was posted at 1 s."""
    pace.edited(1.0)
    times = []
    for tenth in range(10, 10 + seconds * 10):
        if pace.wait(tenth / 10, news=news) == 0:
            pace.edited(tenth / 10)
            times.append(tenth / 10 - 1.0)
    return times


def test_news_all_the_time_costs_few_edits_in_two_minutes() -> None:
    assert edits(Pace(3.2), 120, news=True) == [6, 18, 38, 58, 78, 98, 118]


def test_the_time_alone_is_shown_once_a_minute() -> None:
    assert edits(Pace(1.1), 130, news=False) == [60, 120]


def test_a_place_that_bars_edits_is_left_alone() -> None:
    pace = Pace(1.1)
    pace.edited(1.0)
    pace.rest(1.0, 25.0)
    assert pace.wait(20.0, news=True) == 6.0


@given(st.floats(-1, 2))
def test_a_bar_has_ten_cells(share: float) -> None:
    assert sum(card.bar(share).count(cell) for cell in "▰▱") == 10


def test_the_languages_say_the_same_things() -> None:
    def facts(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    english = CATALOGUES["en"]
    for spoken in CATALOGUES.values():
        assert set(spoken.messages) == set(english.messages)
        assert set(spoken.units) == set(english.units)
        for key, text in spoken.messages.items():
            assert facts(text) == facts(english.messages[key]), key


def test_every_step_has_words() -> None:
    for step in Step:
        assert say("zh-CN", f"step.{step}", done=1, total=2)


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("剪一下", "en", "zh"),
        ("cut it", "zh-CN", "zh"),
        ("", "zh-CN", "zh"),
        ("", "", "en"),
        ("make it vertical and 20 seconds", "zh-CN", "en"),
        ("replace the title with 晚安 and make it fade in", "zh-CN", "en"),
        ("add the title 我的假期", "", "en"),
        ("add the title 我的假期", "zh", "zh"),
        ('标题 "The end of the world is near"', "en", "zh"),
        ("title 改成 The end of the world", "en", "zh"),
        ("vlog 风格", "en", "zh"),
        ("use 海边的风.mp4", "en", "en"),
    ],
)
def test_the_language_of_words(text: str, hint: str, language: str) -> None:
    assert language_of(text, hint) == language


def test_an_added_language_with_latin_letters_is_not_taken_for_english() -> None:
    assert language_shown("corta el vídeo a veinte segundos", "es") == ""
    assert language_shown("make it vertical and add the title Sol", "es") == "en"
    assert language_shown("按节拍剪", "es") == "zh"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Export", Intent.EXPORT),
        ("please export it!", Intent.EXPORT),
        ("导出", Intent.EXPORT),
        ("send me the video", Intent.EXPORT),
        ("积分", Intent.CREDITS),
        ("cancel", Intent.CANCEL),
        ("make a video", Intent.VAGUE),
        ("export a version with a title", Intent.INSTRUCT),
        ("stop the music at 0:20", Intent.INSTRUCT),
    ],
)
def test_the_intent_of_words(text: str, intent: Intent) -> None:
    assert route(text) is intent


@given(st.text(string.ascii_lowercase + string.digits, max_size=14))
def test_buttons_carry_what_they_were_given_and_nothing_else(argument: str) -> None:
    ours, theirs = Buttons(b"ours"), Buttons(b"theirs")
    button = ours.make("Stop", ButtonVerb.CANCEL, argument, ButtonStyle.DANGER)
    assert ours.read(button.data) == (ButtonVerb.CANCEL, argument)
    assert theirs.read(button.data) is None
    assert ours.read(button.data + "x") is None
