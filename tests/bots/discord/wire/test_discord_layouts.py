"""Cards and videos on Discord are laid out in components: containers, sections, galleries."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bots.discord.send.adapter import DiscordAdapter
from bots.discord.wire import ids as names, interactions
from bots.discord.wire.components import relabelled
from bots.discord.wire.ids import Ref, decode
from bots.discord.wire.inbound import videos_of
from core.model.chat import MessageRef
from core.model.media_types import TIMELINE_NAME
from core.model.reply import Button, ButtonStyle, Media, MediaKind, Reply
from tests.fakes.discord.bodies import LAYOUT, words_of
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import TOKEN, Json

FILES = ("my cut.v2.mp4", "the/line.png")
CANCEL = Button("Cancel", "c:1", look=ButtonStyle.DANGER)
NEXT = ((Button("Faster", "say:faster"), Button("Undo", "undo:1")),)


@pytest.fixture
async def adapter(discord: FakeDiscord) -> AsyncIterator[DiscordAdapter]:
    running = DiscordAdapter(TOKEN, discord.api_url, clock=discord.now)
    yield running
    await running.aclose()


def video(folder: Path, name: str = "cut.mp4") -> Media:
    path = folder / name
    path.write_bytes(b"film")
    return Media(MediaKind.VIDEO, str(path), name, 4, alt="Video of 15 s")


def timeline(folder: Path) -> Media:
    path = folder / TIMELINE_NAME
    path.write_bytes(b"picture")
    return Media(MediaKind.IMAGE, str(path), path.name, 7, alt="Two tracks")


def inside(message: Json) -> list[Any]:
    """The parts of the container of a message."""
    assert message["flags"] & LAYOUT
    assert message["content"] == ""
    (container,) = [part for part in message["components"] if part["type"] == 17]
    components: list[Any] = container["components"]
    return components


def shown(discord: FakeDiscord) -> Json:
    message: Json = discord.seen(discord.channel["id"])[-1]
    return message


async def test_a_card_stands_beside_its_button_and_changes_in_place(
    discord: FakeDiscord, adapter: DiscordAdapter
) -> None:
    chat = names.chat_id(discord.channel["id"])
    card = Reply("Working · 0:00", ((CANCEL,),), card=True, silent=True)
    ref = await adapter.post(chat, card, "k1")
    (section,) = inside(shown(discord))
    assert (section["type"], section["accessory"]["custom_id"]) == (9, "c:1")
    await adapter.edit(chat, ref, replace(card, text="Rendering · 0:20"))
    assert words_of(shown(discord)) == "Rendering · 0:20"
    await adapter.edit(chat, ref, Reply("Done", NEXT))
    words, _, row = inside(shown(discord))
    assert words["content"] == "Done"
    assert [part["label"] for part in row["components"]] == ["Faster", "Undo"]


async def test_a_video_stands_in_a_gallery_with_words_for_those_who_do_not_see_it(
    discord: FakeDiscord, adapter: DiscordAdapter, tmp_path: Path
) -> None:
    chat = names.chat_id(discord.channel["id"])
    preview = Reply("Preview", ((CANCEL,),), video(tmp_path, "preview.mp4"))
    ref = await adapter.post(chat, replace(preview, notify=None), "k1")
    words, gallery, _, _ = inside(shown(discord))
    assert words["content"] == "Preview"
    (item,) = gallery["items"]
    assert item["media"]["url"] == "attachment://preview.mp4"
    assert item["description"] == "Video of 15 s"
    ref = await adapter.edit(
        chat, ref, Reply("Preview · 50 %", ((CANCEL,),), card=True)
    )
    url = inside(shown(discord))[1]["items"][0]["media"]["url"]
    assert url == "attachment://preview.mp4"
    await adapter.replace_media(chat, ref, Reply("Done", NEXT, video(tmp_path)))
    assert inside(shown(discord))[1]["items"][0]["media"]["url"] == (
        "attachment://cut.mp4"
    )
    assert [each["filename"] for each in shown(discord)["attachments"]] == ["cut.mp4"]


def gallery_of(message: Json) -> list[tuple[str, str]]:
    """The files in the gallery of a message, with their alt texts."""
    (gallery,) = [part for part in inside(message) if part["type"] == 12]
    return [
        (item["media"]["url"].rpartition("/")[2], item.get("description", ""))
        for item in gallery["items"]
    ]


async def test_the_timeline_stands_beside_the_video_and_stays_through_edits(
    discord: FakeDiscord, adapter: DiscordAdapter, tmp_path: Path
) -> None:
    chat = names.chat_id(discord.channel["id"])
    picture = timeline(tmp_path)
    preview = Reply("Preview", NEXT, video(tmp_path, "preview.mp4"), timeline=picture)
    ref = await adapter.post(chat, preview, "k1")
    beside = (TIMELINE_NAME, "Two tracks")
    assert gallery_of(shown(discord)) == [("preview.mp4", "Video of 15 s"), beside]
    ref = await adapter.edit(chat, ref, Reply("Preview · 50 %", NEXT, card=True))
    assert gallery_of(shown(discord)) == [("preview.mp4", "Video of 15 s"), beside]
    done = Reply("Done", NEXT, video(tmp_path), timeline=picture)
    await adapter.replace_media(chat, ref, done)
    assert gallery_of(shown(discord)) == [("cut.mp4", "Video of 15 s"), beside]
    files = {each["filename"]: each["url"] for each in shown(discord)["attachments"]}
    assert list(files) == ["cut.mp4", TIMELINE_NAME]
    async with aiohttp.ClientSession() as web, web.get(files[TIMELINE_NAME]) as got:
        assert await got.read() == b"picture"


async def test_a_result_that_is_handed_in_again_comes_without_its_timeline(
    discord: FakeDiscord, adapter: DiscordAdapter, tmp_path: Path
) -> None:
    reply = Reply("Done", NEXT, video(tmp_path), timeline=timeline(tmp_path))
    await adapter.post(names.chat_id(discord.channel["id"]), reply, "k1")
    assert [clip.name for clip in videos_of(shown(discord))] == ["cut.mp4"]


async def test_the_person_is_called_above_the_video(
    discord: FakeDiscord, adapter: DiscordAdapter, tmp_path: Path
) -> None:
    chat = names.chat_id(discord.channel["id"])
    person = names.sender_id(discord.alice["id"])
    await adapter.post(chat, Reply("Done", NEXT, video(tmp_path), notify=person), "k1")
    assert shown(discord)["components"][0]["content"] == f"<@{discord.alice['id']}>"
    assert [each["id"] for each in shown(discord)["mentions"]] == [discord.alice["id"]]


async def deferred(discord: FakeDiscord, adapter: DiscordAdapter) -> MessageRef:
    """Run a command whose answer is deferred."""
    data: Json = {"id": "1", "name": "edit", "type": 1, "options": []}
    interaction = interactions.parse(await discord.event(2, data))
    assert interaction is not None
    await adapter.interaction_replies.respond(
        interaction.id, interaction.ref.token, 5, {}
    )
    return interaction.ref.encode()


@pytest.mark.parametrize("through_a_command", [False, True])
async def test_a_preview_that_is_posted_anew_brings_its_files_along(
    discord: FakeDiscord,
    adapter: DiscordAdapter,
    tmp_path: Path,
    *,
    through_a_command: bool,
) -> None:
    chat = names.chat_id(discord.channel["id"])
    to = await deferred(discord, adapter) if through_a_command else None
    preview = Reply("Preview", NEXT, video(tmp_path), timeline=timeline(tmp_path))
    ref = await adapter.post(chat, replace(preview, to=to), "k1")
    discord.shift = 3660
    moved = await adapter.edit(chat, ref, Reply("This is only the preview.", NEXT))
    assert moved != ref
    assert [words_of(each) for each in discord.seen(discord.channel["id"])] == [
        "This is only the preview."
    ]
    assert gallery_of(shown(discord)) == [
        ("cut.mp4", "Video of 15 s"),
        (TIMELINE_NAME, "Two tracks"),
    ]
    await adapter.edit(chat, moved, Reply("Only the preview.", NEXT))
    assert gallery_of(shown(discord))[0] == ("cut.mp4", "Video of 15 s")


async def test_a_pressed_button_of_a_layout_shows_it(
    discord: FakeDiscord, adapter: DiscordAdapter, tmp_path: Path
) -> None:
    chat = names.chat_id(discord.channel["id"])
    await adapter.post(chat, Reply("Done", NEXT, video(tmp_path)), "k1")
    data = {"component_type": 2, "custom_id": "say:faster"}
    event = await discord.event(3, data, message=shown(discord))
    pressed = interactions.parse(event)
    assert pressed is not None
    assert pressed.buttons == NEXT
    await adapter.channel_cache.set_layout(pressed.ref.message, pressed.layout)
    ref = Ref(pressed.channel, pressed.ref.message, layout=True).encode()
    marked = ((replace(NEXT[0][0], label="✓ Faster"), NEXT[0][1]),)
    await adapter.edit_buttons(chat, ref, marked)
    words, gallery, _, row = inside(shown(discord))
    assert words["content"] == "Done"
    assert gallery["items"][0]["media"]["url"] == "attachment://cut.mp4"
    assert [part["label"] for part in row["components"]] == ["✓ Faster", "Undo"]


async def test_a_card_of_an_earlier_version_stays_plain(
    discord: FakeDiscord, adapter: DiscordAdapter
) -> None:
    chat = names.chat_id(discord.channel["id"])
    ref = await adapter.post(chat, Reply("Working"), "k1")
    assert ref.startswith("m.")
    await adapter.edit(chat, ref, Reply("Rendering", ((CANCEL,),), card=True))
    assert shown(discord)["content"] == "Rendering"
    assert not shown(discord)["flags"] & LAYOUT


def test_a_message_keeps_its_layout_and_file_through_its_reference() -> None:
    assert decode(MessageRef("l.1.2/cut%2Emp4")) == Ref(
        "1", "2", layout=True, shows=("cut.mp4",)
    )
    for token in ("", "a.b.c"):
        ref = Ref("1", "2", "3" if token else "", token, layout=True, shows=FILES)
        assert decode(ref.encode()) == ref
    assert decode(MessageRef("m.1.2")) == Ref("1", "2")


def test_a_file_that_came_back_with_its_address_is_named_again() -> None:
    item = {"media": {"url": "https://cdn.test/attachments/1/2/cut.mp4?ex=1"}, "id": 4}
    gallery = {"type": 12, "id": 3, "items": [item]}
    (container,) = relabelled([{"type": 17, "id": 1, "components": [gallery]}], {})
    assert container["components"][0]["items"] == [
        {"media": {"url": "attachment://cut.mp4"}}
    ]
