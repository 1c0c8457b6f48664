"""The console's adapter keeps the contract, on a screen that stores what it shows."""

from pathlib import Path

import pytest

from bots.console.send.adapter import ConsoleAdapter
from core.model.chat import ChatId, Clip, MessageRef, SenderId
from core.model.reply import Button, Media, MediaKind, Reply
from tests.contracts.adapter import AdapterContract
from tests.contracts.platform import Mishap, VisibleMessage


class RecordingScreen:
    """A screen whose texts can be read again."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.closed = False

    def show(self, id_: str, text: str, *, card: bool, step: str = "") -> None:
        if self.closed:
            raise BrokenPipeError
        self.texts[id_] = text

    def change(self, id_: str, text: str, *, step: str, share: float | None) -> None:
        self.texts[id_] = text

    def remove(self, id_: str) -> None:
        del self.texts[id_]


class TerminalPlace:
    """A person at a terminal: a ``PlatformUnderTest``."""

    chat = ChatId("console:test")
    message = MessageRef("1")
    sender = SenderId("console:me")
    private = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.screen = RecordingScreen()
        self.adapter = ConsoleAdapter(self.screen, folder / "results", self.chat)

    async def visible(self) -> list[VisibleMessage]:
        return [self._as_visible(text) for text in self.screen.texts.values()]

    def _as_visible(self, text: str) -> VisibleMessage:
        lines, buttons, media = [], [], None
        for line in text.split("\n"):
            if line.startswith("[1] "):
                buttons = [part.split("] ")[1] for part in line.split("  ")]
            elif line.startswith(str(self.folder)):
                media = Path(line).read_bytes()
            else:
                lines.append(line)
        return VisibleMessage("\n".join(lines), tuple(buttons), media, answered=True)

    async def fail(self, mishap: Mishap) -> None:
        if mishap != "gone":
            pytest.skip("a terminal only goes away")
        self.screen.closed = True

    async def writes_before_the_file(self, text: str) -> int:
        return 0

    async def clip(self, data: bytes) -> Clip:
        path = self.folder / "clip.mp4"
        path.write_bytes(data)
        return Clip(str(path), path.name, size=len(data))


class TestConsoleAdapter(AdapterContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> TerminalPlace:
        return TerminalPlace(tmp_path)


async def test_a_question_for_words_leaves_no_earlier_choices(tmp_path: Path) -> None:
    chat = TerminalPlace.chat
    adapter = ConsoleAdapter(RecordingScreen(), tmp_path, chat)
    await adapter.post(chat, Reply("Done.", ((Button("Undo", "u"),),)), "1")
    assert [each.data for each in adapter.choices] == ["u"]
    await adapter.post(chat, Reply("How long?", ask="Your answer"), "2")
    assert adapter.choices == []


async def test_a_video_that_is_exported_again_is_one_file(tmp_path: Path) -> None:
    results = tmp_path / "results"
    adapter = ConsoleAdapter(RecordingScreen(), results, TerminalPlace.chat)
    for content in (b"one", b"two", b"one", b"two"):
        (tmp_path / "render.mp4").write_bytes(content)
        video = Media(MediaKind.VIDEO, str(tmp_path / "render.mp4"), "Summer.mp4")
        await adapter.post(TerminalPlace.chat, Reply(media=video), "key")
    assert [path.name for path in adapter.posted] == ["Summer.mp4", "Summer-1.mp4"] * 2
    assert len(list((tmp_path / "results").iterdir())) == 2
