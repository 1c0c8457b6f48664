"""State of the fake Discord: users, guilds, channels, messages, interactions, files."""

import itertools
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

TOKEN = "MTAw.fake.discord-token"
APPLICATION, BOT = "900000000000000100", "900000000000000200"
EPOCH = 1_420_070_400_000
MIB = 1 << 20
CONTENT_FLAG = 1 << 18
EPHEMERAL, LOADING = 1 << 6, 1 << 7

Json = dict[str, Any]


@dataclass
class Interaction:
    """``state``: none, deferred, answered.

    ``born`` is on a clock that only ``DiscordState.shift`` moves: a busy machine is not
    late. ``acknowledged`` are the real seconds that it took.
    """

    id: str
    token: str
    type: int
    channel: str
    user: str
    born: float
    outside: bool = False
    permissions: int = (1 << 51) - 1
    limit: int = 10 * MIB
    carrier: str = ""
    state: str = "none"
    quiet: bool = False
    original: str = ""
    follow_ups: int = 0
    answer: Json = field(default_factory=dict)
    sent: float = field(default_factory=time.monotonic)
    acknowledged: float = 0.0


class DiscordState:
    """Users, guilds, channels and messages. ``shift`` moves the clock by seconds."""

    def __init__(self) -> None:
        self.shift = 0.0
        self.content_intent = False
        self.shards = 1
        self.channels: dict[str, Json] = {}
        self.guilds: dict[str, Json] = {}
        self.users: dict[str, Json] = {}
        self.members: dict[tuple[str, str], Json] = {}
        self.messages: dict[str, dict[str, Json]] = defaultdict(dict)
        self.everything_posted: list[Json] = []
        self.interactions: dict[str, Interaction] = {}
        self.commands: list[Json] = []
        self.command_writes = 0
        self.files: dict[str, tuple[bytes, str]] = {}
        self.reactions: list[tuple[str, str]] = []
        self.outside: set[str] = set()
        self.denied: set[str] = set()
        self.nonces: dict[tuple[str, str], tuple[str, float]] = {}
        self._numbers = itertools.count(1)
        self.bot = self.add_user("VidMuse", id_=BOT, bot=True)

    def now(self) -> float:
        return time.time() + self.shift

    def age(self, interaction: Interaction) -> float:
        return self.shift - interaction.born

    def snowflake(self) -> str:
        stamp = int(self.now() * 1000) - EPOCH
        return str((stamp << 22) | (next(self._numbers) & 0x3FFFFF))

    def add_user(self, name: str, *, id_: str = "", bot: bool = False) -> Json:
        user: Json = {
            "id": id_ or self.snowflake(),
            "username": name.lower(),
            "global_name": name,
            "discriminator": "0",
            "avatar": None,
            "bot": bot,
        }
        self.users[user["id"]] = user
        return user

    def add_guild(self, name: str = "Creators", *, tier: int = 0) -> Json:
        id_ = self.snowflake()
        guild = {
            "id": id_,
            "name": name,
            "owner_id": self.add_user("Owner")["id"],
            "premium_tier": tier,
            "roles": [
                {"id": id_, "name": "@everyone", "permissions": "68608"},
                self._bot_role(),
            ],
        }
        self.guilds[id_] = guild
        return guild

    def _bot_role(self) -> Json:
        """The role that Discord makes for a bot; its name is the bot's."""
        return {
            "id": self.snowflake(),
            "name": "VidMuse",
            "permissions": "0",
            "managed": True,
            "position": 1,
            "color": 0,
            "hoist": False,
            "mentionable": False,
            "tags": {"bot_id": BOT},
        }

    def bot_role(self, guild: Json) -> str:
        return str(next(r["id"] for r in guild["roles"] if r.get("tags")))

    def add_channel(self, guild: Json | None, name: str = "edits", **more: Any) -> Json:
        channel: Json = {
            "id": self.snowflake(),
            "type": 0 if guild else 1,
            "name": name,
            "position": 0,
            "permission_overwrites": [],
            **more,
        }
        if guild:
            channel["guild_id"] = guild["id"]
        self.channels[channel["id"]] = channel
        return channel

    def add_direct(self, user: Json) -> Json:
        """The channel of direct messages with a person; there is only one."""
        for channel in self.channels.values():
            if channel["type"] == 1 and channel["recipients"][0]["id"] == user["id"]:
                return channel
        return self.add_channel(None, "", recipients=[user])

    def add_thread(self, channel: Json, name: str, owner: str, id_: str = "") -> Json:
        guild = self.guilds[channel["guild_id"]]
        thread = self.add_channel(
            guild,
            name,
            type=11,
            parent_id=channel["id"],
            owner_id=owner,
            message_count=0,
            member_count=1,
            thread_metadata={
                "archived": False,
                "locked": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": "2026-01-01T00:00:00+00:00",
            },
        )
        if id_:
            del self.channels[thread["id"]]
            thread["id"] = id_
            self.channels[id_] = thread
        return thread

    def join(self, guild: Json, user: Json, roles: tuple[Json, ...] = ()) -> Json:
        member = {
            "user": user,
            "roles": [role["id"] for role in roles],
            "nick": None,
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }
        self.members[guild["id"], user["id"]] = member
        return member

    def add_message(self, channel: str, author: Json, **more: Any) -> Json:
        message: Json = {
            "id": self.snowflake(),
            "channel_id": channel,
            "author": author,
            "content": "",
            "timestamp": _stamp(self.now()),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "components": [],
            "pinned": False,
            "type": 0,
            "flags": 0,
            **more,
        }
        self.messages[channel][message["id"]] = message
        self.everything_posted.append(message)
        return message

    def change_message(self, message: Json, **more: Any) -> None:
        message.update(more, edited_timestamp=_stamp(self.now()))

    def seen(self, channel: str, *, by: str = "") -> list[Json]:
        """The bot's messages there, in order; quiet ones only with ``by``."""
        return [
            message
            for message in self.messages[channel].values()
            if message["author"]["id"] == BOT
            and not message["flags"] & LOADING
            and (not message["flags"] & EPHEMERAL or message.get("for") == by)
        ]

    def blanked(self, message: Json, *, content: bool) -> Json:
        """As Discord shows it to a bot, with or without the content intent."""
        shown = {k: v for k, v in message.items() if k != "for"}
        guild = self.channels[message["channel_id"]].get("guild_id")
        mentioned = any(user["id"] == BOT for user in message["mentions"])
        own = message["author"]["id"] == BOT
        if earlier := message.get("referenced_message"):
            shown["referenced_message"] = self.blanked(earlier, content=content)
        if content or not guild or mentioned or own:
            return shown
        return shown | {
            "content": "",
            "attachments": [],
            "embeds": [],
            "components": [],
            "message_snapshots": [],
        }

    def mentions_in(self, text: str) -> list[Json]:
        return [
            user
            for id_, user in self.users.items()
            if f"<@{id_}>" in text or f"<@!{id_}>" in text
        ]

    def threads_of(self, guild: str) -> Iterator[Json]:
        for channel in self.channels.values():
            if channel["type"] == 11 and channel["guild_id"] == guild:
                yield channel


def _stamp(seconds: float) -> str:
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{text}.{int(seconds * 1000) % 1000:03d}000+00:00"
