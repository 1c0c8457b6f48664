"""Events of Telegram and Discord, as the services send them, are read as expected."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bots.discord.wire import interactions
from bots.discord.wire.inbound import ChannelContext, parse_message
from bots.telegram.wire.inbound import parse_update
from bots.telegram.wire.mentions import BotIdentity

HERE = Path(__file__).parent
LIMIT = 20 << 20
DISCORD_BOT = "900000000000000200"
TELEGRAM_BOT = BotIdentity(7_000_000_001, "vidmuse_bot")


def payloads(platform: str) -> list[Any]:
    files = sorted((HERE / platform).glob("*.json"))
    assert files
    return [pytest.param(json.loads(f.read_text()), id=f.stem) for f in files]


def differences(actual: Any, expected: Any, path: str = "") -> list[str]:
    """The differences between the event and the expected fields."""
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return [f"{path}: {actual!r}"]
        return [
            fault
            for name, value in expected.items()
            for fault in differences(actual.get(name), value, f"{path}.{name}")
        ]
    if isinstance(expected, list):
        if len(actual) != len(expected):
            return [f"{path}: {actual!r}"]
        return [
            fault
            for number, value in enumerate(expected)
            for fault in differences(actual[number], value, f"{path}[{number}]")
        ]
    return [] if actual == expected else [f"{path}: {actual!r}, not {expected!r}"]


def read(event: Any) -> Any:
    return None if event is None else {"type": type(event).__name__, **asdict(event)}


@pytest.mark.parametrize("case", payloads("telegram"))
def test_telegram(case: dict[str, Any]) -> None:
    update = Update.de_json(case["payload"], None)
    event = read(parse_update(update, TELEGRAM_BOT, LIMIT))
    assert differences(event, case["expect"]) == []


@pytest.mark.parametrize("case", payloads("discord"))
def test_discord(case: dict[str, Any]) -> None:
    if case["kind"] == "message":
        context = ChannelContext(**case.get("context", {}))
        event = read(parse_message(case["payload"], DISCORD_BOT, context))
    else:
        event = read(interactions.parse(case["payload"]))
    assert differences(event, case["expect"]) == []
