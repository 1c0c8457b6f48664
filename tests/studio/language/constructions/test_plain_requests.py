"""Plain wishes, a table for each kind, with the edits that they must give."""

from dataclasses import replace

import pytest

from studio.model.edits.footage import PlaceClip
from studio.model.edits.record import AtShot, Edit
from studio.model.media import AssetId
from studio.rules.language.reader import read
from tests.corpus.views import load_views


def _edits(text: str, view: str = "cut30") -> list[dict[str, object]]:
    """The edits of a request without their defaults; there may be no residue."""
    reading = read(text, load_views()[view])
    assert reading.residues == ()
    return [_fields_of(edit) for edit in reading.edits]


def _fields_of(edit: Edit) -> dict[str, object]:
    fields = edit.model_dump(mode="json", exclude_defaults=True)
    return {"do": edit.do, **fields}


CHORUS = {"label": "chorus"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("logo in the chorus only", {"do": "overlay", "image": "logo"}),
        ("show the logo just in the chorus", {"do": "overlay", "image": "logo"}),
        ("logo只在副歌出现", {"do": "overlay", "image": "logo"}),
        ("logo淨係副歌先出現", {"do": "overlay", "image": "logo"}),
        ("title during the chorus", {"do": "change_title"}),
        ("keep the title only for the chorus", {"do": "change_title"}),
        ("标题只在副歌显示", {"do": "change_title"}),
        ("text HEY only in the chorus", {"do": "add_title", "text": "HEY"}),
        (
            "put the words HEY on screen during the chorus",
            {"do": "add_title", "text": "HEY"},
        ),
        ('副歌的时候写上"嗨"', {"do": "add_title", "text": "嗨"}),
    ],
)
def test_words_and_logos_take_a_part_of_the_song(
    text: str, meant: dict[str, object]
) -> None:
    assert _edits(text) == [meant | {"scope": CHORUS}]


def test_a_logo_until_a_part_of_the_song_takes_the_time_before_it() -> None:
    meant = {"do": "overlay", "image": "logo", "scope": {"start": 0.0, "end": 12.0}}
    assert _edits("logo until the drop") == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "remove all the effects",
        "get rid of every effect",
        "所有效果都取消",
        "啲特效全部唔要",
    ],
)
def test_all_effects_are_every_kind_that_is_in_force(text: str) -> None:
    kinds = frozenset({"look", "pulse", "join", "length", "add_title", "turn"})
    view = replace(load_views()["cut30"], in_force=kinds)
    assert [_fields_of(edit) for edit in read(text, view).edits] == [
        {"do": "look", "look": None},
        {"do": "undo_edit", "edit": "pulse"},
        {"do": "undo_edit", "edit": "join"},
        {"do": "turn", "mirror": "off"},
    ]


@pytest.mark.parametrize(
    "text",
    [
        "dog first and last",
        "start and end with the dog",
        "put the dog at the beginning and at the end",
        "begin with the dog and finish with it too",
        "首尾都用狗",
        "开头和结尾都放狗",
    ],
)
def test_a_clip_may_open_and_close_the_video(text: str) -> None:
    ends = ("first", "last")
    assert _edits(text) == [{"do": "place", "clip": "dog", "where": w} for w in ends]


@pytest.mark.parametrize("text", ["结尾狗再出现一次", "show the dog again at the end"])
def test_a_clip_that_is_shown_again_closes_the_video(text: str) -> None:
    assert _edits(text) == [{"do": "place", "clip": "dog", "where": "last"}]


def test_repeating_a_clip_at_the_end_is_no_loop() -> None:
    view = replace(load_views()["cut30"], named=(AssetId("dog"),))
    edits = [_fields_of(edit) for edit in read("repeat it at the end", view).edits]
    assert edits == [{"do": "place", "clip": "dog", "where": "last"}]


@pytest.mark.parametrize(
    "text",
    [
        "要横屏也要竖屏",
        "横竖各来一版",
        "直度橫度都要",
        "horizontal and vertical both please",
    ],
)
def test_two_shapes_are_a_question(text: str) -> None:
    reading = read(text, load_views()["cut30"])
    assert reading.edits == ()
    assert reading.question is not None
    assert reading.question.key == "contradiction"


@pytest.mark.parametrize("text", ["横屏改竖屏", "change from landscape to portrait"])
def test_of_a_change_of_shape_the_new_one_is_meant(text: str) -> None:
    assert _edits(text) == [{"do": "aspect", "width": 9, "height": 16}]


@pytest.mark.parametrize(
    ("text", "quality"),
    [
        ("we shot this at sunset, make it warmer", "warmth"),
        ("this was filmed at the beach, make it brighter", "brightness"),
    ],
)
def test_where_it_was_filmed_names_no_clip(text: str, quality: str) -> None:
    change = {"do": "adjust", "quality": quality, "level": {"delta": 0.2}}
    assert _edits(text) == [change]


@pytest.mark.parametrize(
    "text",
    [
        "let the beach play until the drop",
        "海滩一直放到drop",
        "don't show the dog before 10 s",
        "10秒之前不要出现狗",
    ],
)
def test_the_reply_says_what_no_edit_does(text: str) -> None:
    reading = read(text, load_views()["cut30"])
    assert reading.edits == ()
    assert reading.residues


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@bot 30 seconds please", {"do": "length", "length": {"value": 30.0}}),
        ("hey @editbot make it faster", {"do": "pace", "rate": {"factor": 1.5}}),
        ("@mia.films top right", {"do": "add_title", "text": "@mia.films", "position": "top_right"}),
        (
            "dog clip starts too early, skip the first 2 s",
            {"do": "trim_clip", "clips": ["dog"], "start": 2.0},
        ),
        (
            "keep the dog for after the drop",
            {"do": "place", "clip": "dog", "where": "at", "moment": {"seconds": 18.0}},
        ),
    ],
)  # fmt: skip
def test_a_plain_wish_is_read(text: str, meant: dict[str, object]) -> None:
    assert _edits(text) == [meant]


def test_a_file_name_is_no_slip_of_another_word() -> None:
    assert [edit.do for edit in read("Buga", load_views()["u7_chidi_new"]).edits] == [
        "use_music"
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("make it about 40 seconds use lofi", ["length", "use_music"]),
        ("could you change the song to the lofi one?", ["use_music"]),
        ("would you mind using lofi instead?", ["use_music"]),
        ("sunset has to go last", ["place"]),
        ("dog last, not the beach", ["place"]),
        ("add flashes on the beat, not on the dog", ["pulse", "pulse"]),
        ("no music under the dog", ["volume"]),
        ("竖屏，不要上下黑边", ["aspect", "fit"]),
        ("竖版的，上下别留黑", ["aspect", "fit"]),
        ("export at 4k60 please", ["resolution", "frame_rate"]),
        ("用lofi吧～kick太吵了", ["use_music", "volume"]),
        ("speed it up a bit, if it looks bad i'll undo it", ["pace"]),
        ("加快一点试试，不好看我再退回来", ["pace"]),
        ("小机器人你好，做个20秒视频", ["length"]),
        ("行了 就这么着吧", ["ask"]),
    ],
)
def test_each_wish_gives_its_edit_and_no_other(text: str, meant: list[str]) -> None:
    assert [edit["do"] for edit in _edits(text)] == meant


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title should say Anna and Ben, June 2024", "Anna and Ben, June 2024"),
        ("change the title to A & B, 11.02.2024", "A & B, 11.02.2024"),
        ("标题改成 毕业快乐 然后放大一点", "毕业快乐"),
    ],
)
def test_a_date_belongs_to_a_title_and_the_next_wish_does_not(
    text: str, words: str
) -> None:
    (edit, *_) = read(text, load_views()["cut30"]).edits
    assert _fields_of(edit)["text"] == words


@pytest.mark.parametrize(
    "text",
    ["put the dog third", "make the dog the third clip", "狗放第三个", "狗放第三"],
)
def test_a_clip_may_be_put_at_a_place_that_is_counted(text: str) -> None:
    (edit,) = read(text, load_views()["cut30"]).edits
    assert edit == PlaceClip(clip=AssetId("dog"), where="at", moment=AtShot(number=3))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Add my number 0803 555 0147 at the end", "0803 555 0147"),
        ("put 13812345678 at the bottom", "13812345678"),
        ("write mia@films.com at the end", "mia@films.com"),
        ("it's Summer Party not just Summer", "Summer Party"),
        ("it's supposed to be Sommer not Summer", "Sommer"),
    ],
)
def test_numbers_addresses_and_corrections_are_words_of_titles(
    text: str, words: str
) -> None:
    (edit,) = _edits(text)
    assert edit["text"] == words


def test_a_photo_in_a_corner_lies_over_the_clip_that_is_named() -> None:
    (edit,) = _edits("put the sunset small in the top left during the dog")
    assert (edit["do"], edit["image"]) == ("overlay", "sunset")
    assert edit["scope"] == {"assets": ["dog"]}
    assert edit["position"] == "top_left"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("each photo for, say, six seconds", "shot_length"),
        ("the music should go silent slowly at the end", "fade_sound"),
        ("turn the game audio down its clashing with the song", "volume"),
        ("make the colours stronger", "adjust"),
        ("b&w till the beat switch", "look"),
    ],
)
def test_a_wish_among_small_words_is_read(text: str, meant: str) -> None:
    assert [edit["do"] for edit in _edits(text)] == [meant]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("the beach is too short", {"do": "shot_length", "scope": {"assets": ["beach"]}}),
        ("the dog bit is over too quickly", {"do": "shot_length"}),
        ("狗那段太长了", {"do": "shot_length", "scope": {"assets": ["dog"]}}),
        ("the title is too long", {"do": "change_title", "seconds": 2.0}),
        ("faces are too dark", {"do": "adjust", "quality": "brightness"}),
        ("加速画面", {"do": "speed"}),
        ("title in gold, if you have gold", {"do": "change_title"}),
        ("change the title to Jo and keep it in gold", {"do": "change_title", "text": "Jo"}),
        ("音樂可以改從「副歌」那邊開始嗎", {"do": "trim_music", "start": "chorus"}),
        (
            "can it b like 15 sec exactly tiktok wont let me loop it otherwise",
            {"do": "length", "length": {"value": 15.0}},
        ),
    ],
)  # fmt: skip
def test_a_complaint_or_a_loose_wish_is_read(
    text: str, meant: dict[str, object]
) -> None:
    (edit,) = _edits(text)
    assert {name: edit.get(name) for name in meant} == meant


@pytest.mark.parametrize("text", ["不是歌，是我们说话那个", "1:1 and a 4:5 of this"])
def test_what_is_open_changes_nothing(text: str) -> None:
    assert read(text, load_views()["cut30"]).edits == ()
