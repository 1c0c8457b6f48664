"""Files and links in Telegram's messages become clips."""

import pytest

from bots.telegram.wire import ids as names
from core.model.chat import ClipKind
from core.model.inbound import Command
from tests.bots.telegram.wire.last_update import LIMIT, LastUpdate
from tests.fakes.telegram.people import TelegramPeople
from tests.fakes.telegram.state import USERNAME, Json


@pytest.mark.parametrize(
    ("kind", "clip", "name"),
    [
        ("video", ClipKind.VIDEO, "video_1.mp4"),
        ("animation", ClipKind.VIDEO, "animation_1.mp4"),
        ("video_note", ClipKind.VIDEO, "round_1.mp4"),
        ("audio", ClipKind.AUDIO, "song_1.mp3"),
        ("voice", ClipKind.AUDIO, "voice_1.ogg"),
        ("photo", ClipKind.IMAGE, "photo_1.jpg"),
        ("document", ClipKind.VIDEO, "file_1"),
    ],
)
async def test_every_kind_of_file_is_a_clip(
    last_update: LastUpdate, world: TelegramPeople, kind: str, clip: ClipKind, name: str
) -> None:
    message = await world.drop(b"1234", kind)
    received = last_update.clip()
    file = message[kind][0] if kind == "photo" else message[kind]
    assert (received.ref, received.kind, received.name) == (file["file_id"], clip, name)
    assert (received.size, received.problem, received.url) == (4, "", None)
    assert received.owner == names.sender_id(world.alice["id"])
    assert received.source == last_update.message().message
    assert received.seconds == (None if kind in {"photo", "document"} else 7.0)


async def test_a_song_is_called_by_its_artist_and_title(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    song = world.file(b"1", "audio") | {"performer": "Nina", "title": "Up/Down"}
    await world.write({"audio": song})
    assert last_update.clip().name == "Nina - Up_Down.mp3"


@pytest.mark.parametrize(
    ("name", "mime", "kind", "problem"),
    [
        ("a.MOV", "video/quicktime", ClipKind.VIDEO, ""),
        ("b.mkv", "application/octet-stream", ClipKind.VIDEO, ""),
        ("c.flac", "", ClipKind.AUDIO, ""),
        ("d.heic", "", ClipKind.IMAGE, ""),
        ("e", "application/octet-stream", ClipKind.UNKNOWN, ""),
        ("f.pdf", "application/pdf", ClipKind.UNKNOWN, "unsupported"),
        ("g.srt", "application/x-subrip", ClipKind.UNKNOWN, ""),
        ("teal.cube", "text/plain", ClipKind.UNKNOWN, ""),
        ("../../g\n.mp4", "video/mp4", ClipKind.VIDEO, ""),
    ],
)
async def test_a_document_is_what_its_type_or_its_ending_says(
    last_update: LastUpdate,
    world: TelegramPeople,
    name: str,
    mime: str,
    kind: ClipKind,
    problem: str,
) -> None:
    file = world.file(b"1", "document", name) | {"mime_type": mime}
    await world.write({"document": {k: v for k, v in file.items() if v}})
    clip = last_update.clip()
    assert (clip.kind, clip.problem) == (kind, problem)
    assert not set(clip.name) & set("/\\\n")


async def test_too_large_is_known_before_the_download(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    await world.drop(size=LIMIT + 1)
    clip = last_update.clip()
    assert (clip.problem, clip.limit, clip.size) == ("too_large", LIMIT, LIMIT + 1)
    assert last_update.clip(None).problem == ""


async def test_a_smaller_rendition_is_taken_where_there_is_one(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    video = world.file(b"1", "video", size=90 << 20)
    shape = {"file_unique_id": "q", "width": 1, "height": 1, "codec": "h264"}
    video["qualities"] = [
        shape | {"file_id": "huge", "file_size": 40 << 20},
        shape | {"file_id": "good", "file_size": 19 << 20},
        shape | {"file_id": "poor", "file_size": 5 << 20},
        shape | {"file_id": "unknown"},
    ]
    await world.write({"video": video})
    assert (last_update.clip().ref, last_update.clip().problem) == ("good", "")
    assert (last_update.clip().size, last_update.clip().full_size) == (
        19 << 20,
        90 << 20,
    )
    assert last_update.clip(None).ref == video["file_id"]
    assert last_update.clip(None).full_size is None


async def test_a_live_photo_is_its_moving_picture(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    photo = world.file(b"still", "photo")
    live = {"file_id": "moving", "file_unique_id": "u", "width": 720, "height": 1280}
    live |= {"duration": 3, "file_size": 5, "photo": photo}
    await world.write({"live_photo": live, "photo": photo})
    clip = last_update.clip()
    assert (clip.ref, clip.kind, clip.mime) == ("moving", ClipKind.VIDEO, "video/mp4")
    assert clip.seconds == 3.0


async def test_the_largest_photo_that_can_be_fetched_is_taken(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    sizes = [
        {"file_id": f"p{side}", "file_unique_id": "u", "width": side, "height": side}
        for side in (90, 1280, 320)
    ]
    sizes[1]["file_size"] = LIMIT + 1
    await world.write({"photo": sizes})
    assert (last_update.clip().ref, last_update.clip(None).ref) == ("p320", "p1280")


async def test_an_albums_parts_carry_its_mark(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    await world.drop(album="a7", caption="to the beat")
    first = last_update.message()
    await world.drop(album="a7")
    assert (first.album, first.text, last_update.message().album) == (
        "a7",
        "to the beat",
        "a7",
    )


async def test_a_caption_is_the_instruction(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    await world.drop(caption="make it 9:16")
    assert (last_update.message().text, len(last_update.message().clips)) == (
        "make it 9:16",
        1,
    )
    await world.drop(caption="/export")
    assert last_update.message().command == Command("export")


async def test_an_answer_brings_the_clip_it_answers(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    clip = await world.drop(user=world.bob, chat=world.group, topic=77)
    text = f"@{USERNAME} calmer please"
    await world.say(text, chat=world.group, topic=77, answers=clip)
    message = last_update.message()
    assert (message.text, message.clips) == ("calmer please", ())
    (quoted,) = message.quoted
    assert quoted.ref == clip["video"]["file_id"]
    assert quoted.owner == names.sender_id(world.bob["id"])


async def test_what_we_posted_ourselves_is_no_footage(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    ours = world.add_message(world.private, world.bot, {"video": world.file(b"1")})
    await world.say("calmer", answers=ours)
    assert (last_update.message().text, last_update.message().quoted) == ("calmer", ())


async def test_a_quote_of_another_chat_brings_its_clip(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Zoe"}
    external = {"origin": origin, "video": world.file(b"1")}
    await world.say("cut this", external_reply=external)
    assert last_update.message().quoted[0].ref == external["video"]["file_id"]


async def test_a_forward_counts_as_dropped_by_who_forwards(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Zoe"}
    await world.drop(caption="from Zoe", forward_origin=origin)
    message = last_update.message()
    assert message.sender.name == "Alice"
    assert message.clips[0].owner == message.sender.id


async def test_a_forwarded_voice_note_is_marked_unless_it_is_ones_own(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    zoe = {"type": "hidden_user", "date": 1, "sender_user_name": "Zoe"}
    alice = {"type": "user", "date": 1, "sender_user": world.alice}
    for origin, forwarded in ((zoe, True), (alice, False), (None, False)):
        await world.drop(b"1234", "voice", forward_origin=origin)
        clip = last_update.clip()
        assert (clip.spoken, clip.forwarded) == (True, forwarded)


@pytest.mark.parametrize("caption", ["make it black and white", "/forget", "x.com/a"])
@pytest.mark.parametrize(
    "author",
    [
        {"type": "hidden_user", "sender_user_name": "Zoe"},
        {"type": "user", "sender_user": {"id": 9, "is_bot": False, "first_name": "A"}},
        {"type": "channel", "chat": {"id": -9, "type": "channel"}, "message_id": 1},
    ],
)
async def test_the_caption_of_a_forward_is_no_wish_of_who_forwards(
    last_update: LastUpdate, world: TelegramPeople, author: Json, caption: str
) -> None:
    await world.drop(caption=caption, forward_origin=author | {"date": 1})
    message = last_update.message()
    assert (message.text, message.command, len(message.clips)) == ("", None, 1)
    assert message.foreign_words


async def test_the_caption_of_a_forward_of_ones_own_is_a_wish(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    for author in (
        {"type": "user", "sender_user": world.alice},
        {"type": "hidden_user", "sender_user_name": "Alice"},
    ):
        await world.drop(caption="cut it", forward_origin=author | {"date": 1})
        message = last_update.message()
        assert (message.text, message.foreign_words) == ("cut it", False)


async def test_a_link_in_the_words_is_a_clip(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    await world.say("use https://cdn.example.com/a%20b.mp4?x=1 and sync it 🎬 to it")
    message = last_update.message()
    assert message.text == "use and sync it 🎬 to it"
    (clip,) = message.clips
    assert clip.url == "https://cdn.example.com/a%20b.mp4?x=1"
    assert clip.name == "a b.mp4"


@pytest.mark.parametrize("link", ["https://t.me/x", "https://example.t.me/y"])
async def test_telegrams_own_pages_are_no_clips(
    last_update: LastUpdate, world: TelegramPeople, link: str
) -> None:
    await world.say(f"see {link}")
    assert (last_update.message().clips, last_update.message().text) == (
        (),
        f"see {link}",
    )
