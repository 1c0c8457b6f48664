"""What every chat adapter must do, whatever the platform: one suite, run over each.

A platform's tests subclass ``AdapterContract`` and define a fixture ``place``: a chat
on a fake of that platform, and what the people in it see.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from core.errors import (
    ChatError,
    ChatGone,
    MaybeSent,
    MediaTooLarge,
    MessageGone,
    NotSent,
)
from core.model.chat import platform_of
from core.model.reply import Button, Media, MediaKind, Receipt, Reply
from tests.contracts.platform import Mishap, PlatformUnderTest, VisibleMessage
from tests.media import footage

LONG = " ".join(f"Sentence number {number} of a long story." for number in range(400))
KEY = "t0000000001"


def words(messages: Sequence[VisibleMessage]) -> str:
    return " ".join(" ".join(each.text.split()) for each in messages)


class AdapterContract:
    async def test_the_platform_is_the_prefix_of_its_chats(
        self, place: PlatformUnderTest
    ) -> None:
        assert platform_of(place.chat) == place.adapter.platform

    async def test_limits_are_positive(self, place: PlatformUnderTest) -> None:
        limits = await place.adapter.limits(place.chat)
        assert limits.upload > 0
        assert limits.edit_seconds >= 0

    async def test_a_reply_is_seen(self, place: PlatformUnderTest) -> None:
        await place.adapter.post(place.chat, Reply("Hello there"), KEY)
        assert [each.text for each in await place.visible()] == ["Hello there"]

    async def test_words_are_never_markup(self, place: PlatformUnderTest) -> None:
        text = "a < b & c > d, <b>not bold</b>, 5 * 3 * 2, snake_case_name"
        await place.adapter.post(place.chat, Reply(text), KEY)
        assert (await place.visible())[0].text == text

    async def test_other_scripts_and_emoji_arrive(
        self, place: PlatformUnderTest
    ) -> None:
        text = "剪好了 🎬 — 30 秒, ну вот, שלום"
        await place.adapter.post(place.chat, Reply(text), KEY)
        assert (await place.visible())[0].text == text

    async def test_a_long_text_arrives_whole_and_in_order(
        self, place: PlatformUnderTest
    ) -> None:
        await place.adapter.post(place.chat, Reply(LONG), KEY)
        assert words(await place.visible()) == LONG

    async def test_a_long_text_that_is_interrupted_is_not_shown_twice(
        self, place: PlatformUnderTest
    ) -> None:
        """What the outbox does: it posts again after ``NotSent``, not after ``MaybeSent``."""
        await place.fail("")
        await place.fail("refused")
        try:
            await place.adapter.post(place.chat, Reply(LONG), KEY)
        except MaybeSent:
            assert LONG.startswith(words(await place.visible()))
            return
        except NotSent:
            await place.adapter.post(place.chat, Reply(LONG), KEY)
        assert words(await place.visible()) == LONG

    @pytest.mark.parametrize("mishap", ["refused", "big"])
    async def test_a_long_text_with_a_file_that_is_refused_is_not_shown_twice(
        self, place: PlatformUnderTest, tmp_path: Path, mishap: Mishap
    ) -> None:
        """The outbox posts it again after ``NotSent``, and a link in place of a large file."""
        file = tmp_path / "result.mp4"
        file.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(1000))
        media = Media(MediaKind.VIDEO, str(file), "cut.mp4", file.stat().st_size)
        for _ in range(await place.writes_before_the_file(LONG)):
            await place.fail("")
        await place.fail(mishap)
        try:
            await place.adapter.post(place.chat, Reply(LONG, media=media), KEY)
        except MediaTooLarge:
            await place.adapter.post(place.chat, Reply(LONG), "turn.link")
        except NotSent:
            await place.adapter.post(place.chat, Reply(LONG, media=media), KEY)
        assert words(await place.visible()).strip() == LONG

    async def test_a_secret_is_shown_to_nobody_else(
        self, place: PlatformUnderTest
    ) -> None:
        secret = Reply("A link", private_to=place.sender, secret=True)
        with suppress(ChatGone):  # there is no way to show it to one person
            await place.adapter.post(place.chat, secret, KEY)
        texts = [each.text for each in await place.visible()]
        assert texts == (["A link"] if place.private else [])

    async def test_buttons_are_shown(self, place: PlatformUnderTest) -> None:
        rows = (
            (Button("Export", "e:1"), Button("Undo", "u:1")),
            (Button("Stop", "c:1"),),
        )
        await place.adapter.post(place.chat, Reply("Next?", rows), KEY)
        assert (await place.visible())[-1].buttons == ("Export", "Undo", "Stop")

    async def test_a_lost_message_is_found_by_its_button(
        self, place: PlatformUnderTest
    ) -> None:
        rows = ((Button("Stop", "c:1"),),)
        reply = Reply("Working", rows, to=place.message, card=True)
        ref = await place.adapter.post(place.chat, reply, KEY)
        message = await place.adapter.find(place.chat, place.message, rows)
        assert message == (None if place.chat.startswith("console:") else ref)
        other = ((Button("Stop", "c:2"),),)
        missing = await place.adapter.find(place.chat, place.message, other)
        assert missing is None
        assert [each.text for each in await place.visible()] == ["Working"]

    async def test_an_answer_points_at_its_question(
        self, place: PlatformUnderTest
    ) -> None:
        await place.adapter.post(place.chat, Reply("Yes", to=place.message), KEY)
        assert (await place.visible())[0].answered

    async def test_an_edit_changes_the_message_in_place(
        self, place: PlatformUnderTest
    ) -> None:
        adapter = place.adapter
        ref = await adapter.post(place.chat, Reply("10 %", card=True), KEY)
        ref = await adapter.edit(place.chat, ref, Reply("50 %", card=True))
        await adapter.edit(place.chat, ref, Reply("90 %", card=True))
        assert [each.text for each in await place.visible()] == ["90 %"]

    async def test_the_same_edit_twice_is_no_error(
        self, place: PlatformUnderTest
    ) -> None:
        adapter = place.adapter
        ref = await adapter.post(place.chat, Reply("10 %", card=True), KEY)
        ref = await adapter.edit(place.chat, ref, Reply("50 %", card=True))
        await adapter.edit(place.chat, ref, Reply("50 %", card=True))
        assert [each.text for each in await place.visible()] == ["50 %"]

    async def test_a_deleted_message_is_gone(self, place: PlatformUnderTest) -> None:
        ref = await place.adapter.post(place.chat, Reply("Working"), KEY)
        await place.adapter.delete(place.chat, ref)
        assert await place.visible() == []

    async def test_deleting_twice_is_no_error(self, place: PlatformUnderTest) -> None:
        ref = await place.adapter.post(place.chat, Reply("Working"), KEY)
        await place.adapter.delete(place.chat, ref)
        await place.adapter.delete(place.chat, ref)

    async def test_an_edit_of_a_deleted_message_says_so(
        self, place: PlatformUnderTest
    ) -> None:
        ref = await place.adapter.post(place.chat, Reply("Working"), KEY)
        await place.adapter.delete(place.chat, ref)
        with pytest.raises(MessageGone):
            await place.adapter.edit(place.chat, ref, Reply("Done"))

    async def test_a_video_arrives_byte_for_byte(
        self, place: PlatformUnderTest, tmp_path: Path
    ) -> None:
        file = tmp_path / "result.mp4"
        file.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 64)
        media = Media(
            MediaKind.VIDEO, str(file), "cut.mp4", file.stat().st_size, 1080, 1920, 30.0
        )
        await place.adapter.post(place.chat, Reply("Your video", media=media), KEY)
        last = (await place.visible())[-1]
        assert last.media == file.read_bytes()
        assert "Your video" in last.text

    async def test_the_file_of_a_message_is_replaced_in_place(
        self, place: PlatformUnderTest, tmp_path: Path
    ) -> None:
        picture = tmp_path / "still.png"
        Image.new("RGB", (64, 36)).save(picture)
        files = [picture] + [
            footage.write(tmp_path / f"{number}.mp4", number, seconds=0.2)
            for number in (1, 2)
        ]
        kinds = MediaKind.IMAGE, MediaKind.VIDEO, MediaKind.VIDEO
        media = [
            Media(kind, str(file), file.name, file.stat().st_size)
            for kind, file in zip(kinds, files, strict=True)
        ]
        adapter = place.adapter
        rows = ((Button("Undo", "u:1"),),)
        ref = await adapter.post(place.chat, Reply("Pictures", media=media[0]), KEY)
        preview = Reply("Preview", media=media[1])
        ref = await adapter.replace_media(place.chat, ref, preview)
        ref = await adapter.edit(place.chat, ref, Reply("Rendering 50 %", card=True))
        for _ in range(2):  # a worker repeats it if it does not know the outcome
            reply = Reply("Your video", rows, media[2])
            ref = await adapter.replace_media(place.chat, ref, reply)
        (message,) = await place.visible()
        assert message.media == files[2].read_bytes()
        assert message.buttons == ("Undo",)
        assert "Your video" in message.text

    async def test_the_file_of_a_deleted_message_cannot_be_replaced(
        self, place: PlatformUnderTest, tmp_path: Path
    ) -> None:
        file = tmp_path / "video.mp4"
        file.write_bytes(b"\x00\x00\x00\x18ftypmp42")
        reply = Reply("Video", media=Media(MediaKind.VIDEO, str(file), "v.mp4", 12))
        ref = await place.adapter.post(place.chat, reply, KEY)
        await place.adapter.delete(place.chat, ref)
        with pytest.raises(MessageGone):
            await place.adapter.replace_media(place.chat, ref, reply)

    async def test_a_deleted_file_is_a_chat_error(
        self, place: PlatformUnderTest, tmp_path: Path
    ) -> None:
        media = Media(MediaKind.VIDEO, str(tmp_path / "none.mp4"), "none.mp4")
        with pytest.raises(ChatError):
            await place.adapter.post(place.chat, Reply("Video", media=media), KEY)

    async def test_receipts_never_fail(self, place: PlatformUnderTest) -> None:
        for receipt in Receipt:
            await place.adapter.acknowledge(place.chat, place.message, receipt)

    async def test_a_clip_streams_whole(self, place: PlatformUnderTest) -> None:
        data = bytes(range(256)) * 4096
        clip = await place.clip(data)
        async with place.adapter.open(clip) as stream:
            got = b"".join([chunk async for chunk in stream.chunks])
        assert got == data
        assert stream.size in (None, len(data))

    async def test_a_refused_post_may_be_tried_again(
        self, place: PlatformUnderTest
    ) -> None:
        await place.fail("refused")
        with pytest.raises(NotSent):
            await place.adapter.post(place.chat, Reply("Hello"), KEY)
        await place.adapter.post(place.chat, Reply("Hello"), KEY)
        assert [each.text for each in await place.visible()] == ["Hello"]

    async def test_a_lost_answer_is_uncertain(self, place: PlatformUnderTest) -> None:
        await place.fail("lost")
        with pytest.raises(MaybeSent):
            await place.adapter.post(place.chat, Reply("Hello"), KEY)

    async def test_a_flooded_platform_loses_nothing(
        self, place: PlatformUnderTest
    ) -> None:
        """The adapter waits itself, or raises an error with the time to wait."""
        await place.fail("flood")
        try:
            await place.adapter.post(place.chat, Reply("Hello"), KEY)
        except NotSent:
            await place.adapter.post(place.chat, Reply("Hello"), KEY)
        assert [each.text for each in await place.visible()] == ["Hello"]

    async def test_a_closed_chat_is_an_error_of_its_own(
        self, place: PlatformUnderTest
    ) -> None:
        await place.fail("gone")
        with pytest.raises(ChatGone):
            await place.adapter.post(place.chat, Reply("Hello"), KEY)

    async def test_a_file_over_the_upload_limit_is_an_error_of_its_own(
        self, place: PlatformUnderTest, tmp_path: Path
    ) -> None:
        file = tmp_path / "big.mp4"
        file.write_bytes(b"\x00" * 1000)
        media = Media(MediaKind.VIDEO, str(file), "big.mp4", 1000)
        await place.fail("big")
        with pytest.raises(MediaTooLarge):
            await place.adapter.post(place.chat, Reply("Video", media=media), KEY)
