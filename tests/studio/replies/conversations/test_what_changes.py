"""Longer conversations: what was meant is changed, nothing else, and the reply is true."""

from fractions import Fraction

from studio.model.effects import Adjustments
from studio.model.media import Asset, AssetId, MediaKind
from tests.studio.studio_in_memory import StudioInMemory, song, video


def studio(*more: Asset) -> StudioInMemory:
    return StudioInMemory(video(1), video(2), video(3), *more, song())


def photo(number: int) -> Asset:
    return Asset(
        AssetId(f"p{number}"), f"photo{number}.jpg", MediaKind.IMAGE, f"/p{number}", 1,
        0.0, 4000, 3000, Fraction(0),
    )  # fmt: skip


def joins(session: StudioInMemory) -> set[int]:
    return {s.effects.join.ms for s in session.shots() if s.effects.join}


async def test_the_music_is_back_as_it_was() -> None:
    session = studio()
    await session.hear("cut it")
    music = session.music()
    for words in ("no music", "make it vertical"):
        await session.hear(words)
    assert session.music() == []
    assert await session.hear("bring the music back") == "Music: “song.mp3”."
    assert session.music() == music


async def test_a_question_is_answered_and_changes_nothing() -> None:
    session = studio()
    await session.hear("cut it")
    await session.hear("music at 30%")
    before = session.draft
    reply = await session.hear("is the music supposed to be this quiet?")
    assert session.draft == before
    answered, question, offered, *_ = reply.split("\n")
    assert answered.endswith("at 30%.")
    assert question == "Should I change it?"
    assert offered == "1. music at 45%"
    await session.hear("1")
    assert round(session.music()[0].volume, 2) == 0.45


async def test_at_most_twice_holds_against_a_swap() -> None:
    session = studio()
    for words in ("cut it", "swap clips 1 and 2"):
        await session.hear(words)
    reply = await session.hear("use clip 1 at most twice")
    assert reply.startswith("Clip 1 at most twice.")
    assert sum(shot.source == "v1" for shot in session.shots()) == 2


async def test_a_shot_is_split_in_its_middle() -> None:
    session = studio()
    await session.hear("cut it")
    shots = session.shots()
    for words in ("split shot 2", "把最后一个镜头切成两段"):
        await session.hear(words)
    second, last = shots[1], shots[-1]
    starts = {shot.start for shot in session.shots()}
    assert second.start + second.duration // 2 in starts
    assert last.start + last.duration // 2 in starts
    assert len(session.shots()) == len(shots) + 2


async def test_more_lines_than_the_clips_have_are_refused_for_that_reason() -> None:
    session = studio()
    await session.hear("cut it")
    assert await session.hear("4k") == (
        "2160p would be no sharper: the clips have 1080p at most."
        " I can make up to 1080p."
    )
    assert "素材最高只有 1080p" in await session.hear("4k分辨率", language="zh")


async def test_transitions_last_longer() -> None:
    session = studio()
    for words in ("cut it every 4 beats", "dissolves of 0.4 s", "black and white"):
        await session.hear(words)
    assert joins(session) == {400}
    for words, longest in (("叠化长一点", 480), ("make the transitions longer", 720)):
        await session.hear(words)
        assert joins(session) == {longest}


async def test_a_fade_lasts_longer() -> None:
    session = studio()
    for words in ("cut it", "fade to black at the end over 2 seconds", "vertical"):
        await session.hear(words)
    assert await session.hear("longer fade out") == "Fade out to black (3 s)."


async def test_a_title_moves_and_stays_longer() -> None:
    session = studio()
    for words in ("cut it", "title “Hi”", "标题移到10秒"):
        await session.hear(words)
    (title,) = session.titles()
    assert (title.start, title.duration) == (10_000, 3000)
    await session.hear("it should stay 2 seconds longer")
    (title,) = session.titles()
    assert (title.start, title.duration) == (10_000, 5000)
    await session.hear("half as long")
    (title,) = session.titles()
    assert title.duration == 2500


async def test_half_as_long_is_the_length_behind_a_pace() -> None:
    session = studio()
    for words in ("cut it", "faster cuts"):
        await session.hear(words)
    assert await session.hear("half as long") == "11 s."


async def test_too_much_goes_back_halfway() -> None:
    session = studio()
    for words in ("cut it", "brighter"):
        await session.hear(words)
    assert await session.hear("not that much") == "Brightness +10%."


async def test_undoing_the_shape_is_confirmed() -> None:
    session = studio()
    for words in ("cut it", "make it vertical"):
        await session.hear(words)
    assert await session.hear("undo the shape") == "The shape undone."


async def test_undoing_the_grading_undoes_looks_and_brightness() -> None:
    session = studio()
    for words in ("cut it", "black and white", "brighter", "撤销调色"):
        await session.hear(words)
    colours = {(s.effects.look, s.effects.adjust) for s in session.shots()}
    assert colours == {(None, Adjustments())}


async def test_a_wish_that_names_a_clip_is_no_answer() -> None:
    session = studio()
    await session.hear("cut it")
    assert "What do you mean?" in await session.hear("add flashes")
    assert (await session.hear("clip 2 first")).startswith("Clip 2 first.")


async def test_the_pace_that_stands_is_named() -> None:
    session = studio()
    await session.hear("cut it")
    reply = await session.hear("cut every 2 beats")
    assert reply == "Already the case: a cut every 2 beats (22 shots)."


async def test_a_photo_that_is_shown_twice_is_replaced_in_one_place() -> None:
    session = studio(photo(4))
    for words in ("cut it 15 seconds", "photo 1 last, hold it 3 seconds"):
        await session.hear(words)
    shots = session.shots()
    assert shots[-1].source == "p4"
    first = next(n for n, shot in enumerate(shots, 1) if shot.source == "p4")
    if first == len(shots):
        return
    await session.hear(f"replace shot {first}")
    assert session.shots()[first - 1].source != "p4"
    assert session.shots()[-1].source == "p4"


async def test_words_that_stand_are_meant_by_captions_where_there_are_none() -> None:
    session = studio()
    for words in ("cut it", "加标题“宝宝三岁啦”"):
        await session.hear(words)
    await session.hear("字幕颜色换成红色，出现5秒")
    (title,) = session.titles()
    assert (title.duration, title.style.color) == (5000, "#ff3b30")


async def test_a_quarter_to_the_left_is_not_said_in_degrees_to_the_right() -> None:
    session = studio()
    await session.hear("cut it")
    assert await session.hear("rotate clip 1 90 degrees left") == (
        "Rotated by 90° to the left (clip 1)."
    )


async def test_what_is_so_already_is_confirmed() -> None:
    session = studio()
    await session.hear("cut it")
    for words in ("clip 2 at most 5 seconds", "put clip 2 back"):
        assert (await session.hear(words)).startswith("Already the case: ")


async def test_before_the_new_length() -> None:
    session = studio()
    for words in ("cut it 20 seconds", "black and white"):
        await session.hear(words)
    assert await session.hear("go back to how it was before the 20 seconds") == (
        "The length undone.\nThe video is 22 s long now (20 s before)."
        "\nThe cut has 22 shots now (20 before)."
    )
    assert {str(s.effects.look) for s in session.shots()} == {"black_and_white"}
