"""A song with two possible tempos: both are told, and the other one can be chosen."""

import pytest

from studio.rules.phrases import measure
from tests.studio.studio_in_memory import FakeAnalyst, StudioInMemory, song, video


@pytest.mark.parametrize(
    ("other", "language", "cut", "offer", "say"),
    [
        (60.0, "en", "cut it to the beat", "counted at 60 BPM", "half time"),
        (240.0, "en", "cut it to the beat", "counted at 240 BPM", "double time"),
        (60.0, "zh", "卡点剪辑", "按 60 BPM 算", "节拍减半"),
        (240.0, "zh", "卡点剪辑", "按 240 BPM 算", "节拍翻倍"),
    ],
)
async def test_the_other_tempo_is_offered_once_and_its_words_choose_it(
    other: float, language: str, cut: str, offer: str, say: str
) -> None:
    studio = StudioInMemory(
        video(1), song(), analyst=FakeAnalyst(other_tempo=other), language=language
    )
    first = await studio.hear(cut, language=language)
    assert offer in first
    assert say in first
    then = await studio.hear(say, language=language)
    assert measure.tempo(studio.draft) == other
    assert offer not in then
    assert offer not in await studio.hear(cut, language=language)


async def test_a_question_about_the_tempo_tells_both() -> None:
    studio = StudioInMemory(video(1), song(), analyst=FakeAnalyst(other_tempo=60.0))
    await studio.say("cut it to the beat")
    assert "say “half time”" in await studio.hear("what is the tempo?")


async def test_a_song_with_one_count_gets_no_advice() -> None:
    studio = StudioInMemory(video(1), song())
    assert "also" not in await studio.hear("cut it to the beat")
