"""A song with two counts: both are told, and the other one is taken when it is asked for."""

import pytest

from studio.rules.phrases import measure
from tests.studio.studio_in_memory import Desk, Ears, song, video


@pytest.mark.parametrize(
    ("other", "language", "cut", "told", "say"),
    [
        (60.0, "en", "cut it to the beat", "counted at 60 BPM", "half time"),
        (240.0, "en", "cut it to the beat", "counted at 240 BPM", "double time"),
        (60.0, "zh", "卡点剪辑", "按 60 BPM 数", "节拍减半"),
        (240.0, "zh", "卡点剪辑", "按 240 BPM 数", "节拍翻倍"),
    ],
)
async def test_the_other_count_is_told_once_and_obeyed_in_the_words_told(
    other: float, language: str, cut: str, told: str, say: str
) -> None:
    desk = Desk(video(1), song(), ears=Ears(other_tempo=other), language=language)
    first = await desk.hear(cut, language=language)
    assert told in first
    assert say in first
    then = await desk.hear(say, language=language)
    assert measure.tempo(desk.draft) == other
    assert told not in then
    assert told not in await desk.hear(cut, language=language)


async def test_a_question_about_the_tempo_tells_both() -> None:
    desk = Desk(video(1), song(), ears=Ears(other_tempo=60.0))
    await desk.say("cut it to the beat")
    assert "say “half time”" in await desk.hear("what is the tempo?")


async def test_a_song_with_one_count_gets_no_advice() -> None:
    desk = Desk(video(1), song())
    assert "also" not in await desk.hear("cut it to the beat")
