"""The texts that a chat shows."""

from tests.bots.telegram.rendered import visible_messages
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import Json


def texts(telegram: FakeTelegram, chat: Json) -> list[str]:
    return [seen.text for seen in visible_messages(telegram, chat)]
