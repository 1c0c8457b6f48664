"""The doctor's findings about Telegram, each with its fix."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bots.shared.doctor_finding import Finding
from bots.telegram.setup.doctor import check
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN

HOOK = "https://bot.example/telegram"


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake
        assert fake.complaints == []


def levels(found: list[Finding]) -> set[str]:
    return {each.level for each in found}


def mends(found: list[Finding]) -> str:
    return " | ".join(f"{each.summary} -> {each.fix}" for each in found)


async def test_without_a_token_there_is_nothing_to_say() -> None:
    assert await check("") == []


async def test_all_is_well(telegram: FakeTelegram) -> None:
    found = await check(TOKEN, telegram.url)
    assert levels(found) == {"ok"}
    said = mends(found)
    for word in ("@vidmuse_bot", "privacy mode is on", "polled", "20 MB"):
        assert word in said
    assert TOKEN not in said


async def test_a_wrong_token_is_reported(telegram: FakeTelegram) -> None:
    for token in ("1:wrong", "x"):
        found = await check(token, telegram.url)
        assert levels(found) == {"fail"}
        assert "@BotFather" in mends(found)
        assert "1:wrong" not in mends(found)


async def test_a_missing_answer_is_reported() -> None:
    found = await check(TOKEN, "http://127.0.0.1:9")
    assert levels(found) == {"fail"}
    assert "TELEGRAM_API_URL" in mends(found)
    assert TOKEN not in mends(found)


@pytest.mark.parametrize(
    ("wanted", "is_set", "level", "word"),
    [
        ("", HOOK, "warn", "but the bot polls"),
        (HOOK, "https://other.example/x", "warn", "another webhook"),
        (HOOK, "", "ok", "brought to the webhook"),
        ("http://bot.example/telegram", "", "fail", "HTTPS"),
    ],
)
async def test_polling_and_webhook_are_distinguished(
    telegram: FakeTelegram, wanted: str, is_set: str, level: str, word: str
) -> None:
    telegram.webhook = {"url": is_set}
    found = await check(TOKEN, telegram.url, webhook_url=wanted)
    assert any(each.level == level and word in each.summary for each in found)


async def test_a_secret_that_telegram_does_not_take_is_reported(
    telegram: FakeTelegram,
) -> None:
    found = await check(
        TOKEN, telegram.url, webhook_url=HOOK, webhook_secret="with spaces"
    )
    assert "fail" in levels(found)


async def test_the_shared_folder_is_looked_at(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    good = await check(TOKEN, telegram.url, local_files=str(tmp_path))
    assert levels(good) == {"ok"}
    bad = await check(TOKEN, telegram.url, local_files=str(tmp_path / "none"))
    assert "mount" in mends(bad)


async def test_privacy_and_groups_are_reported(telegram: FakeTelegram) -> None:
    telegram.bot["can_read_all_group_messages"] = True
    telegram.bot["can_join_groups"] = False
    found = await check(TOKEN, telegram.url)
    assert "privacy mode is off" in mends(found)
    assert "/setjoingroups" in mends(found)
