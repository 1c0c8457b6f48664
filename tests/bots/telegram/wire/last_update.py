"""Parse the newest update of a fake Telegram."""

from telegram import Update

from bots.telegram.wire.inbound import parse_update
from bots.telegram.wire.mentions import BotIdentity
from core.model.chat import Clip
from core.model.inbound import Inbound, MessageReceived
from tests.fakes.telegram.people import TelegramPeople
from tests.fakes.telegram.state import USERNAME

LIMIT = 20 << 20


class LastUpdate:
    """The last update as the bot parses it."""

    def __init__(self) -> None:
        self.world = TelegramPeople()
        self.me = BotIdentity(self.world.bot["id"], USERNAME)

    def event(self, limit: int | None = LIMIT) -> Inbound | None:
        return parse_update(
            Update.de_json(self.world.updates[-1], None), self.me, limit
        )

    def message(self, limit: int | None = LIMIT) -> MessageReceived:
        event = self.event(limit)
        assert isinstance(event, MessageReceived), event
        return event

    def clip(self, limit: int | None = LIMIT) -> Clip:
        return self.message(limit).clips[0]
