"""People's messages are routed: commands in plain words, and instructions."""

import pytest
from hypothesis import given, strategies as st

from core.model.session import SETTING_NAMES
from core.rules.intake.routing import Intent, parse_command, route
from core.rules.text.wording import has_message


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


@pytest.mark.parametrize("name", SETTING_NAMES)
def test_each_setting_of_a_chat_is_set_by_plain_words(name: str) -> None:
    assert parse_command(f"settings {name} off") == ("settings", f"{name} off")
    assert has_message(f"toggle.{name}")
