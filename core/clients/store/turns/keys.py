"""Keys of the turns in Redis, and how long they live.

All start with ``{vm}:``: ``seen:<update>`` and ``m:<message>`` 7 days; ``t:<turn>`` 30
days, a day after its end; ``v:<turn>`` a day after the last vote; ``mb:<chat>`` while the
chat has turns; ``c:<chat>`` 40 days after its last turn,
longer than any zombie; ``lease`` for ever: one member per chat that has work; ``strays``
2 days after the last one: a member per message that is left to be ended; ``workers`` a
minute: when each worker reported, and its turns; ``drain`` a day: no turn is begun.
"""

import hashlib
from collections.abc import Mapping

from core.model.chat import ChatId, MessageRef, UpdateId
from core.model.turn import ReplyPart, StrayCard, Turn, TurnId
from core.rules.records.turns import GARBAGE, turn_from_row

PREFIX = "{vm}:"
_DAY = 86_400
SEEN_SECONDS, WAITING_SECONDS, ENDED_SECONDS = 7 * _DAY, 30 * _DAY, _DAY
CHAT_SECONDS = 40 * _DAY
LEASES = f"{PREFIX}lease"
STRAYS = f"{PREFIX}strays"
STRAY_SECONDS = 2 * _DAY
WORKERS, DRAIN = f"{PREFIX}workers", f"{PREFIX}drain"
WORKER_SECONDS = 30
"""A worker that is silent for so long is no more."""
DRAIN_SECONDS = _DAY
LOST = -1


def read_turn(row: Mapping[str, str]) -> Turn | None:
    """Parse a turn; None if it is missing or malformed, so that it cannot block its chat."""
    try:
        return turn_from_row(row) if row.get("asked") else None
    except GARBAGE:
        return None


def seen_key(update: UpdateId) -> str:
    return f"{PREFIX}seen:{update}"


def message_key(chat: ChatId, message: MessageRef) -> str:
    """Without the ref itself: it may hold a token."""
    digest = hashlib.sha256(f"{chat}\n{message}".encode()).hexdigest()[:24]
    return f"{PREFIX}m:{digest}"


def post_field(part: ReplyPart) -> str:
    return f"o:{part}"


def mailbox_key(chat: ChatId) -> str:
    return f"{PREFIX}mb:{chat}"


def chat_key(chat: ChatId) -> str:
    return f"{PREFIX}c:{chat}"


def turn_key(turn: TurnId) -> str:
    return f"{PREFIX}t:{turn}"


def votes_key(turn: TurnId) -> str:
    return f"{PREFIX}v:{turn}"


def stray_to_text(stray: StrayCard) -> str:
    return f"{stray.turn} {stray.message or ''}"


def stray_from_text(text: str) -> StrayCard:
    turn, _, message = text.partition(" ")
    return StrayCard(TurnId(turn), MessageRef(message) if message else None)


def to_ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))
