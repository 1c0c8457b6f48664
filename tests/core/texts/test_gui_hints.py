"""The agent's hints about a screen are rewritten for a chat."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from core.rules.agent.sse import FrameReader, TurnReader
from core.rules.replies.gui_hints import GuiAction, read_gui_hints, rewrite_gui_hints


@pytest.mark.parametrize(
    ("reply", "shown"),
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
        ("已加上標題，點選「匯出」按鈕即可下載。", "已加上標題，請說「匯出」即可下載。"),
        ("片尾顯示皇后的畫面。", "片尾顯示皇后的畫面。"),
    ],
)  # fmt: skip
def test_screen_talk_becomes_chat_talk(reply: str, shown: str) -> None:
    assert rewrite_gui_hints(reply) == shown


@pytest.mark.parametrize(
    ("reply", "actions"),
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
    reply: str, actions: tuple[GuiAction, ...]
) -> None:
    assert read_gui_hints(reply).actions == actions


@pytest.mark.parametrize(
    ("reply", "edit"),
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
def test_a_drag_or_a_click_becomes_the_edit_it_stands_for(
    reply: str, edit: str
) -> None:
    assert read_gui_hints(reply).edit == edit
    assert "rag the title" not in rewrite_gui_hints(reply)


def test_captured_screen_talk_keeps_nothing_to_click() -> None:
    path = Path(__file__).parents[2] / "wire" / "bodies" / "streams.zip"
    with zipfile.ZipFile(path) as archive:
        body = archive.read("agent-2.13.0/23-gui_phrases.stream-false.sse")
    turn = TurnReader()
    frames = [*FrameReader().feed(body)]
    texts = [e.text for frame in frames for e in turn.read(frame) if hasattr(e, "text")]
    shown = [rewrite_gui_hints(text) for text in texts]
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
