"""Routing of people's messages, and rewriting of the agent's replies for a chat."""

import json
import string
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from core.model.commands import COMMANDS
from core.rules.agent.sse import FrameReader, TurnReader
from core.rules.intake.routing import Intent, parse_command, route
from core.rules.replies.gui_hints import GuiAction, read_gui_hints, rewrite_gui_hints
from core.rules.replies.help import help_text
from core.rules.text.redact import find_token, redact
from core.rules.text.wording import language_of, say
from core.words.catalogue import CATALOGUES


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("export", Intent.EXPORT),
        ("Please export it!", Intent.EXPORT),
        ("export the video please", Intent.EXPORT),
        ("send me the video", Intent.EXPORT),
        ("could you send me the final video", Intent.EXPORT),
        ("/download", Intent.EXPORT),
        ("导出", Intent.EXPORT),
        ("导出视频", Intent.EXPORT),
        ("请帮我导出一下", Intent.EXPORT),
        ("把视频发给我", Intent.EXPORT),
        ("export the first 10 seconds with a red title", Intent.INSTRUCT),
        ("导出前加一个标题", Intent.INSTRUCT),
        ("匯出", Intent.EXPORT),
        ("我想導出影片", Intent.EXPORT),
        ("可以把影片傳給我嗎？", Intent.EXPORT),
        ("導出前加一個標題", Intent.INSTRUCT),
        ("can I have the video", Intent.EXPORT),
        ("export to mp4", Intent.EXPORT),
        ("导出来", Intent.EXPORT),
        ("credits", Intent.CREDITS),
        ("what is my credit balance?", Intent.CREDITS),
        ("我的余额是多少", Intent.CREDITS),
        ("還有多少點數", Intent.CREDITS),
        ("查一下餘額", Intent.CREDITS),
        ("狀態", Intent.STATUS),
        ("看一下時間軸", Intent.STATUS),
        ("现在是什么状态", Intent.STATUS),
        ("上傳影片", Intent.UPLOAD),
        ("復原", Intent.UNDO),
        ("how many credits do I have left?", Intent.CREDITS),
        ("余额", Intent.CREDITS),
        ("add the credits at the end", Intent.INSTRUCT),
        ("show tracks", Intent.STATUS),
        ("状态", Intent.STATUS),
        ("我想导出", Intent.EXPORT),
        ("能导出吗", Intent.EXPORT),
        ("能不能把视频发给我？", Intent.EXPORT),
        ("现在可以导出了吗", Intent.EXPORT),
        ("can I download it?", Intent.EXPORT),
        ("I'd like to export the video", Intent.EXPORT),
        ("查一下余额", Intent.CREDITS),
        ("我还有多少积分", Intent.CREDITS),
        ("我还剩多少积分？", Intent.CREDITS),
        ("帮我看看积分还剩多少", Intent.CREDITS),
        ("看一下状态", Intent.STATUS),
        ("现在进度怎么样", Intent.STATUS),
        ("看下时间线", Intent.STATUS),
        ("upload", Intent.UPLOAD),
        ("I want to upload a video", Intent.UPLOAD),
        ("上传", Intent.UPLOAD),
        ("我想上传视频", Intent.UPLOAD),
        ("怎么上传素材", Intent.UPLOAD),
        ("upload the title in red", Intent.INSTRUCT),
        ("把导出的标题改成红色", Intent.INSTRUCT),
        ("看一下第三个片段能不能剪短", Intent.INSTRUCT),
        ("stop", Intent.CANCEL),
        ("stop the music at 10 s", Intent.INSTRUCT),
        ("undo that", Intent.UNDO),
        ("撤销", Intent.UNDO),
        ("make it cool", Intent.VAGUE),
        ("surprise me", Intent.VAGUE),
        ("随便", Intent.VAGUE),
        ("sync to the beat", Intent.INSTRUCT),
        ("按节拍剪辑", Intent.INSTRUCT),
        ("", Intent.INSTRUCT),
    ],
)
def test_words_are_routed(text: str, intent: Intent) -> None:
    assert route(text) is intent


@given(
    st.sampled_from(["export", "Export", "EXPORT", "导出"]),
    st.text(" .!?。", max_size=3),
)
def test_a_bare_export_never_goes_to_the_agent(word: str, context: str) -> None:
    assert route(f"{context}{word}{context}") is Intent.EXPORT


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Your video is ready! Click the Export button to download it.",
         "Your video is ready! Say “export” to download it."),
        ("I added a title. Click the Save button to keep it.", "I added a title."),
        ("Open the media panel on the left. The music is now at 30%.", "The music is now at 30%."),
        ("Drag and drop your clips to the timeline", "Send me your clips"),
        ("Check your account to see the balance.", "Say “credits” to see the balance."),
        ("已添加标题，点击导出按钮即可下载。", "已添加标题，请说“导出”即可下载。"),
        ("点击右侧面板的按钮", ""),
        ('Title added: "Click" (0-3s)', 'Title added: "Click" (0-3s)'),
        ("The last shot shows a hand tapping the subscribe button.",
         "The last shot shows a hand tapping the subscribe button."),
        ("I added a subscribe button and a bell icon.", "I added a subscribe button and a bell icon."),
        ("The title now reads “Click the bell button below”.",
         "The title now reads “Click the bell button below”."),
        ("我在结尾添加了一个订阅按钮，并把音乐调小了。", "我在结尾添加了一个订阅按钮，并把音乐调小了。"),
        ("标题改成了红色，点击保存按钮即可保留。音乐也调小了。", "标题改成了红色。音乐也调小了。"),
        ("标题写着“点击下方按钮关注我”。", "标题写着“点击下方按钮关注我”。"),
        ("已加上標題，點選「匯出」按鈕即可下載。", "已加上標題，請說“導出”即可下載。"),
        ("片尾顯示皇后的畫面。", "片尾顯示皇后的畫面。"),
    ],
)  # fmt: skip
def test_screen_talk_becomes_chat_talk(said: str, shown: str) -> None:
    assert rewrite_gui_hints(said) == shown


@pytest.mark.parametrize(
    ("said", "actions"),
    [
        ("Click the Export button to get it.", (GuiAction.EXPORT,)),
        ("If you don't like it, click the Undo button.", (GuiAction.UNDO,)),
        ("Preview it in the timeline. Then check your account.",
         (GuiAction.STATUS, GuiAction.CREDITS)),
        ("点击“导出”按钮下载视频。", (GuiAction.EXPORT,)),
        ("可以打开时间线面板查看。", (GuiAction.STATUS,)),
        ("I added a title.", ()),
        ("The export button of your brand kit is in the last shot.", ()),
    ],
)  # fmt: skip
def test_what_is_to_be_clicked_becomes_an_action(
    said: str, actions: tuple[GuiAction, ...]
) -> None:
    assert read_gui_hints(said).actions == actions


@pytest.mark.parametrize(
    ("said", "edit"),
    [
        ("Drag the title to the beginning of the video.",
         "Move the title to the beginning of the video"),
        ("你可以把标题拖到开头。", "把标题移到开头"),
        ("你可以把標題拖到開頭。", "把標題移到開頭"),
        ("Drag and drop your clips to the timeline", ""),
        ("The race drags on.", ""),
        ("Click the “Add transition” button between the clips.", "Add transition"),
        ("To soften it, click on 'Apply fade' in the toolbar.", "Apply fade"),
        ("Click the Split button to cut it in two.", "Split"),
        ("点击“添加字幕”按钮即可。", "添加字幕"),
        ("Click Save to keep it.", ""),
        ("I added a title that says “Click Add to cart”.", ""),
    ],
)  # fmt: skip
def test_a_drag_or_a_click_becomes_the_edit_it_stands_for(said: str, edit: str) -> None:
    assert read_gui_hints(said).edit == edit
    assert "rag the title" not in rewrite_gui_hints(said)


def test_captured_screen_talk_keeps_nothing_to_click() -> None:
    path = Path(__file__).parents[2] / "wire" / "bodies" / "streams.zip"
    with zipfile.ZipFile(path) as archive:
        body = archive.read("agent-2.13.0/23-gui_phrases.stream-false.sse")
    turn = TurnReader()
    frames = [*FrameReader().feed(body)]
    said = [e.text for frame in frames for e in turn.read(frame) if hasattr(e, "text")]
    shown = [rewrite_gui_hints(text) for text in said]
    assert len(shown) == 2
    for text in shown:
        assert text
        for word in (
            "Click",
            "top right",
            "drag and drop",
            "panel",
            "点击",
            "面板",
            "拖拽",
        ):
            assert word not in text


@given(st.text(max_size=200))
def test_translating_twice_changes_nothing(text: str) -> None:
    assert rewrite_gui_hints(rewrite_gui_hints(text)) == rewrite_gui_hints(text)


@given(
    st.lists(
        st.sampled_from(["Music", "added", "at", "3", "seconds", "，", "\n", "标题"])
    )
)
def test_content_without_a_screen_in_it_stays(words: list[str]) -> None:
    assert rewrite_gui_hints(" ".join(words)) == " ".join(words).strip()


@given(
    st.text(max_size=40),
    st.text(string.ascii_letters + string.digits, min_size=6, max_size=30),
    st.sampled_from(["nmv_usr_", "clm_"]),
)
def test_no_token_is_ever_shown(context: str, secret: str, kind: str) -> None:
    assert f"{kind}{secret}" not in redact(f"{context} {kind}{secret} {context}")


@given(
    st.dictionaries(
        st.text(min_size=8), st.lists(st.integers()), min_size=2, max_size=4
    )
)
def test_no_dump_is_ever_shown(data: dict[str, list[int]]) -> None:
    dump = json.dumps(data)
    assert redact(f"Title added. {dump}") == "Title added."


def test_no_path_is_ever_shown_but_the_name_and_links_stay() -> None:
    assert redact("Saved /tmp/x/clip.mp4 now") == "Saved clip.mp4 now"
    link = "See https://nemo.test/home/x.mp4"
    assert redact(link) == link


def test_a_persons_token_is_found_in_their_words() -> None:
    assert find_token("here: nmv_usr_AbC-123 ok") == "nmv_usr_AbC-123"
    assert find_token("make it 9:16") == ""


def _facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_every_language_says_everything_with_the_same_facts(language: str) -> None:
    english, other = CATALOGUES["en"].messages, CATALOGUES[language].messages
    assert set(other) == set(english)
    assert {key: _facts(text) for key, text in other.items()} == {
        key: _facts(text) for key, text in english.items()
    }


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_help_is_short(language: str) -> None:
    assert len(help_text(language).splitlines()) <= 10


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_help_tells_what_every_command_is_for(language: str) -> None:
    text = help_text(language)
    for name in set(COMMANDS) - {"start", "help"}:
        assert f"{name}: {say(language, f'about.{name}')}" in text


def test_language_is_seen_in_chinese_words_then_in_the_hint() -> None:
    assert language_of("按节拍剪", "en") == "zh"
    assert language_of("settings", "zh-CN") == "zh"
    assert language_of("按节拍剪", "zh-TW") == "zh-hant"
    assert language_of("", "zh-HK") == "zh-hant"
    assert language_of("讓開頭慢一點") == "zh-hant"
    assert language_of("匯出") == "zh-hant"
    assert language_of("cut it", "fr-FR") == "en"
    assert language_of("", "zh-CN") == "zh"
    assert language_of("", "fr", "en") == "en"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("new", ("new", "")),
        ("New project", ("new", "")),
        ("新建项目", ("new", "")),
        ("projects", ("projects", "")),
        ("我的项目", ("projects", "")),
        ("settings", ("settings", "")),
        ("settings scope member", ("settings", "scope member")),
        ("Settings token off", ("settings", "token off")),
        ("设置", ("settings", "")),
        ("language zh", ("language", "zh")),
        ("语言 中文", ("language", "中文")),
        ("設定", ("settings", "")),
        ("語言 繁體中文", ("language", "繁体中文")),
        ("新增專案", ("new", "")),
        ("刪除我的資料", ("forget", "")),
        ("privacy", ("privacy", "")),
        ("forget my data", ("forget", "")),
        ("export", ("export", "")),
        ("new title please", None),
        ("settings like in the last video", None),
        ("language of the titles: French", None),
        ("forget the second clip", None),
    ],
)
def test_commands_are_plain_words_too(
    text: str, command: tuple[str, str] | None
) -> None:
    assert parse_command(text) == command
