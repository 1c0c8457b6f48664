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


def levels(findings: list[Finding]) -> set[str]:
    return {each.level for each in findings}


def mends(findings: list[Finding]) -> str:
    return " | ".join(f"{each.summary} -> {each.fix}" for each in findings)


async def test_without_a_token_there_is_nothing_to_say() -> None:
    assert await check("") == []


async def test_all_is_well(telegram: FakeTelegram) -> None:
    findings = await check(TOKEN, telegram.url)
    assert levels(findings) == {"ok"}
    report = mends(findings)
    for word in ("@vidmuse_bot", "privacy mode is on", "polled", "20 MB"):
        assert word in report
    assert TOKEN not in report


async def test_a_wrong_token_is_reported(telegram: FakeTelegram) -> None:
    for token in ("1:wrong", "x"):
        findings = await check(token, telegram.url)
        assert levels(findings) == {"fail"}
        assert "@BotFather" in mends(findings)
        assert "1:wrong" not in mends(findings)


async def test_a_missing_answer_is_reported() -> None:
    findings = await check(TOKEN, "http://127.0.0.1:9")
    assert levels(findings) == {"fail"}
    assert "TELEGRAM_API_URL" in mends(findings)
    assert TOKEN not in mends(findings)


@pytest.mark.parametrize(
    ("webhook_url", "is_set", "level", "word"),
    [
        ("", HOOK, "warn", "but the bot polls"),
        (HOOK, "https://other.example/x", "warn", "another webhook"),
        (HOOK, "", "ok", "brought to the webhook"),
        ("http://bot.example/telegram", "", "fail", "HTTPS"),
    ],
)
async def test_polling_and_webhook_are_distinguished(
    telegram: FakeTelegram, webhook_url: str, is_set: str, level: str, word: str
) -> None:
    telegram.webhook = {"url": is_set}
    findings = await check(TOKEN, telegram.url, webhook_url=webhook_url)
    assert any(each.level == level and word in each.summary for each in findings)


async def test_a_secret_that_telegram_does_not_take_is_reported(
    telegram: FakeTelegram,
) -> None:
    findings = await check(
        TOKEN, telegram.url, webhook_url=HOOK, webhook_secret="with spaces"
    )
    assert "fail" in levels(findings)


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
    findings = await check(TOKEN, telegram.url)
    assert "privacy mode is off" in mends(findings)
    assert "/setjoingroups" in mends(findings)
