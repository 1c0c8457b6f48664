"""Keys of the turns in Redis, and their times to live.

All start with ``{vm}:``, or in a cluster with ``{vm0}:`` to ``{vm15}:`` by chat: the keys
of one script are in one hash slot. ``seen:<update>`` and ``m:<message>`` 7 days;
``t:<turn>`` 30 days, a day after its end; ``v:<turn>`` a day after the last vote;
``mb:<chat>`` while the chat has turns; ``c:<chat>`` 40 days after its last turn, longer
than a worker without its lease can run; ``lease`` without expiry: one member per chat with
turns; ``strays`` 2 days after the last one: one member per message still to be ended;
``workers`` a minute: when each worker reported, and its turns; ``drain`` a day: no turn is
started.
"""

import hashlib
import secrets
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from redis.asyncio import Redis, RedisCluster

from core.model.chat import ChatId, MessageRef, UpdateId
from core.model.turn import Turn, TurnId
from core.model.turn_posts import ReplyPart, StrayCard
from core.rules.records.turns import GARBAGE, turn_from_row

PREFIX = "{vm}:"
_DAY = 86_400
SEEN_SECONDS, WAITING_SECONDS, ENDED_SECONDS = 7 * _DAY, 30 * _DAY, _DAY
CHAT_SECONDS = 40 * _DAY
STRAY_SECONDS = 2 * _DAY
WORKERS, DRAIN = f"{PREFIX}workers", f"{PREFIX}drain"
WORKER_SECONDS = 30
"""Seconds without a report after which a worker counts as ended."""
DRAIN_SECONDS = _DAY
LOST = -1
_CLUSTER_PARTS = 16
"""More than a cluster has servers, and few enough to poll all of them."""
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def read_turn(row: Mapping[str, str]) -> Turn | None:
    """Parse a turn; None if it is missing or malformed, so that it cannot block its chat."""
    try:
        return turn_from_row(row) if row.get("asked") else None
    except GARBAGE:
        return None


def post_field(part: ReplyPart) -> str:
    return f"o:{part}"


def stray_to_text(stray: StrayCard) -> str:
    return f"{stray.turn} {stray.message or ''}"


def stray_from_text(text: str) -> StrayCard:
    turn, _, message = text.partition(" ")
    return StrayCard(TurnId(turn), MessageRef(message) if message else None)


def to_ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))


@dataclass(frozen=True, slots=True)
class TurnKeys:
    """The keys of turns in one or more parts; a chat and its turns are in one part.

    The number of parts must never change for a server: it determines the keys.
    """

    parts: int = 1

    @property
    def prefixes(self) -> list[str]:
        """The key prefixes of all parts."""
        if self.parts == 1:
            return [PREFIX]
        return [f"{{vm{part}}}:" for part in range(self.parts)]

    def prefix(self, id_: ChatId | TurnId | UpdateId) -> str:
        """The key prefix of a chat or a turn."""
        return self.prefixes[zlib.crc32(id_.encode()) % self.parts]

    def new_turn(self, chat: ChatId) -> TurnId:
        """Return a new id of 14 characters: 7 from the time in seconds, 7 random.

        Its turn is in the chat's part.
        """
        while True:
            seconds, head = int(time.time()), ""
            for _ in range(7):
                seconds, digit = divmod(seconds, 32)
                head = _ALPHABET[digit] + head
            tail = "".join(secrets.choice(_ALPHABET) for _ in range(7))
            if self.prefix(id_ := TurnId(head + tail)) == self.prefix(chat):
                return id_

    def moved_turn(self, turn: TurnId, chat: ChatId) -> TurnId:
        """Return the id that a turn gets in another chat's part: always the same one."""
        id_, number = turn, 0
        while self.prefix(id_) != self.prefix(chat):
            number += 1
            id_ = TurnId(f"{turn}{number}")
        return id_

    def leases(self, chat: ChatId) -> str:
        return f"{self.prefix(chat)}lease"

    def all_leases(self) -> list[str]:
        return [f"{prefix}lease" for prefix in self.prefixes]

    def strays(self, turn: TurnId) -> str:
        return f"{self.prefix(turn)}strays"

    def all_strays(self) -> list[str]:
        return [f"{prefix}strays" for prefix in self.prefixes]

    def seen(self, update: UpdateId, chat: ChatId | None = None) -> str:
        """The key of an update: in its chat's part, or without a chat in a part of its own."""
        return f"{self.prefix(update if chat is None else chat)}seen:{update}"

    def message(self, chat: ChatId, message: MessageRef) -> str:
        """The key of a message, without its ref, which may contain a token."""
        digest = hashlib.sha256(f"{chat}\n{message}".encode()).hexdigest()[:24]
        return f"{self.prefix(chat)}m:{digest}"

    def mailbox(self, chat: ChatId) -> str:
        return f"{self.prefix(chat)}mb:{chat}"

    def chat(self, chat: ChatId) -> str:
        return f"{self.prefix(chat)}c:{chat}"

    def turn(self, turn: TurnId) -> str:
        return f"{self.prefix(turn)}t:{turn}"

    def votes(self, turn: TurnId) -> str:
        return f"{self.prefix(turn)}v:{turn}"


def turn_keys(redis: Redis) -> TurnKeys:
    """The keys for a server: spread over a cluster, else in one part."""
    is_cluster = isinstance(redis, RedisCluster)
    return TurnKeys(_CLUSTER_PARTS if is_cluster else 1)
