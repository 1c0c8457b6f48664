"""Requests as people type them, and the wishes in them."""

import pytest
from hypothesis import given, strategies as st

from studio.model.media import AssetId, MediaKind
from studio.model.wish import (
    AddTitle,
    Ask,
    Back,
    Cannot,
    DropTitles,
    Faster,
    Forward,
    Put,
    Recut,
    RestyleTitles,
    StartOver,
    TitleWish,
    Wish,
    Wishes,
    apply,
)
from studio.rules.language.brief import read
from studio.rules.language.reading import Named
from studio.rules.language.spelling import spelled

FILES = [
    Named(AssetId("a1"), "beach.mp4", MediaKind.VIDEO),
    Named(AssetId("a2"), "run fast.mov", MediaKind.VIDEO),
    Named(AssetId("s1"), "My Song.mp3", MediaKind.AUDIO),
]
TALL = Put("aspect", (9, 16))


def length(seconds: float) -> Put:
    return Put("length", seconds)


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("sync my video to the beat", [Recut()]),
        ("Sync to the beat!!! 🔥", [Recut()]),
        ("generate a music-driven edit", [Recut()]),
        ("create a montage", [Recut()]),
        ("卡点剪辑", [Recut()]),
        ("按音乐节拍剪一下", [Recut()]),
        ("create a 30-second video at 1080p", [Put("side", 1080), length(30)]),
        ("I want a 1 minute video", [length(60)]),
        ("1:30 long", [length(90)]),
        ("half a minute", [length(30)]),
        ("15s", [length(15)]),
        ("twenty seconds please", [length(20)]),
        ("一分半", [length(90)]),
        ("三十秒", [length(30)]),
        ("1分20秒", [length(80)]),
        ("as long as the song", [Put("whole_song", True)]),
        ("整首歌", [Put("whole_song", True)]),
        ("vertical", [TALL]),
        ("make it vertical for TikTok", [TALL]),
        ("9:16", [TALL]),
        ("16:9 please", [Put("aspect", (16, 9))]),
        ("square", [Put("aspect", (1, 1))]),
        ("4:5 for instagram", [Put("aspect", (4, 5))]),
        ("for youtube shorts", [TALL]),
        ("for YouTube", [Put("aspect", (16, 9))]),
        ("竖屏", [TALL]),
        ("发抖音用", [TALL]),
        ("横屏", [Put("aspect", (16, 9))]),
        ("小红书", [Put("aspect", (4, 5))]),
        ("faster", [Faster(1.8)]),
        ("more energy", [Faster(1.8)]),
        ("much faster", [Faster(3.0)]),
        ("it's too slow", [Faster(1.8)]),
        ("calmer cuts please", [Faster(1 / 1.8)]),
        ("slow it down", [Faster(1 / 1.8)]),
        ("更快一点", [Faster(1.8)]),
        ("节奏舒缓一些", [Faster(1 / 1.8)]),
        ("cut every 2 beats", [Put("every", 2.0)]),
        ("on every beat", [Put("every", 1.0)]),
        ("cut on the downbeats", [Put("every", 4.0)]),
        ("每两拍切一次", [Put("every", 2.0)]),
        ("keep the original sound", [Put("sound", "keep")]),
        ("mute the clips' audio", [Put("sound", "mute")]),
        ("保留原声", [Put("sound", "keep")]),
        ("静音原视频", [Put("sound", "mute")]),
        ("music at 35%", [Put("music_volume", 0.35)]),
        ("use My Song", [Put("song", "s1")]),
        ("use this song", [Put("song", None)]),
        ("start with clip 2", [Put("first", ("a2",))]),
        ("start with run fast", [Put("first", ("a2",))]),
        ("leave out beach.mp4", [Put("without", ("a1",))]),
        ("only use the first clip", [Put("only", ("a1",))]),
        ("用第二个片段开头", [Put("first", ("a2",))]),
        ("blurred bars", [Put("fit", "blur")]),
        ("60 fps", [Put("fps", "60")]),
        ("29.97 fps", [Put("fps", "30000/1001")]),
        ("start the song at 0:30", [Put("song_start", 30.0)]),
        ("start at the chorus", [Put("song_start", "chorus")]),
        ("remove the title", [DropTitles()]),
        ("去掉标题", [DropTitles()]),
        ("make the title bigger and yellow", [RestyleTitles(color="#ffd60a", size=0.13)]),
        ("undo", [Back()]),
        ("undo that please", [Back()]),
        ("撤销", [Back()]),
        ("redo", [Forward()]),
        ("start over", [StartOver()]),
        ("what can you do?", [Ask("help")]),
        ("what's on the timeline?", [Ask("timeline")]),
        ("the weather is nice", []),
        ("make the sky blue", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_request_is_understood(text: str, wishes: list[Wish]) -> None:
    assert read(text, FILES) == wishes


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('title "Paradise Found"', TitleWish("Paradise Found")),
        ('add a title "Hi" at the start in red', TitleWish("Hi", color="#ff3b30")),
        ("add text 'Summer' at the end", TitleWish("Summer", -3.0)),
        ('caption "GO!" at the bottom from 5 to 8 seconds', TitleWish("GO!", 5, 8, "bottom")),
        ('"Urban Dreams" as a title, 0-3s, #ffcc00', TitleWish("Urban Dreams", 0, 3, color="#ffcc00")),
        ("title Summer Days at the top for 2 seconds", TitleWish("Summer Days", 0, 2, "top")),
        ('put the text "we\'re here" in blue', TitleWish("we're here", color="#2f80ff")),
        ("标题“天堂”放在开头，红色", TitleWish("天堂", color="#ff3b30")),
        ("加上标题「夏天」，在底部，显示3秒", TitleWish("夏天", 0, 3, "bottom")),
    ],
)  # fmt: skip
def test_titles_with_time_place_and_colour(text: str, title: TitleWish) -> None:
    assert read(text) == [AddTitle(title)]


def test_several_wishes_in_one_sentence() -> None:
    text = 'Make a 15s reel, mute original audio, add caption "faster" for the first 2 seconds'
    assert read(text) == [
        AddTitle(TitleWish("faster", 0.0, 2.0)),
        TALL,
        Put("sound", "mute"),
        length(15),
    ]


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    now = Wishes()
    for wish in read(text, FILES):
        now = apply(now, wish)
    assert Wishes.from_json(now.to_json()) == now


@given(st.text(alphabet="fasterthvicl 0123456789:\"'标题秒更快竖屏-", max_size=60))
def test_nor_does_a_text_of_its_own_words(text: str) -> None:
    now = Wishes()
    for wish in read(text, FILES):
        now = apply(now, wish)
    assert now.length is None or 2 <= now.length <= 600
    assert 360 <= now.side <= 1080


def test_music_is_asked_for_where_there_is_none() -> None:
    assert read("add music", FILES[:2]) == [Cannot("song")]
    assert read("15s, add a song", FILES[:2]) == [Cannot("song"), length(15)]


def test_slips_are_mended_and_words_left_alone() -> None:
    assert (
        spelled("30 secnods verticall wiht musci") == "30 seconds vertical wiht music"
    )
    text = "the beach, originals, a minuet, shorten it; VERTICAL"
    assert spelled(text) == text


def test_a_title_that_is_to_last_keeps_its_start() -> None:
    before = Wishes(titles=(TitleWish("a", 4.0, 6.0), TitleWish("b", -3.0)))
    a, b = apply(before, RestyleTitles(lasts=5)).titles
    assert (a.start, a.end, b.start, b.end) == (4.0, 9.0, -5.0, None)


def test_photos_are_chosen_by_their_kind() -> None:
    files = [*FILES, Named(AssetId("p1"), "cat.jpg", MediaKind.IMAGE)]
    assert read("skip the photo", files) == [Put("without", ("p1",))]
    assert read("只用照片", files) == [Put("only", ("p1",))]


def test_only_the_title_that_is_named_changes() -> None:
    before = Wishes(titles=(TitleWish("Day 1"), TitleWish("Day 2", 5.0)))
    one, two = apply(before, RestyleTitles(color="#ff0000", which="day 2")).titles
    assert (one.color, two.color) == ("#ffffff", "#ff0000")
    left = apply(before, DropTitles("day 1")).titles
    assert [title.text for title in left] == ["Day 2"]
