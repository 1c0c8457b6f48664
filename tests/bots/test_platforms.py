"""The registry of platforms: what each of them has, and which settings it needs."""

import importlib
import re

import pytest

from bots.__main__ import main
from bots.app.doctor.report import CHECKS
from bots.app.drop import drop_page
from bots.app.platforms import registry
from bots.app.platforms.chat_platform import ChatPlatform
from bots.app.platforms.names import CHAT_PLATFORMS, ROLES
from bots.app.serve import missing_bot
from core.errors import UserError
from core.settings import Settings
from tests.settings import read_settings

WEBHOOK = {"telegram_bot_token": "1:a", "telegram_webhook_url": "https://bot.example"}
PAGE = {"vidmuse_public_url": "https://page.example"}


@pytest.mark.parametrize(
    ("values", "roles", "needs"),
    [
        (WEBHOOK, ["telegram", "worker"], "TELEGRAM_WEBHOOK_URL"),
        (WEBHOOK, ["worker"], ""),
        ({"telegram_bot_token": "1:a"}, ["telegram"], ""),
        (PAGE, ["web"], "VIDMUSE_PUBLIC_URL"),
        (PAGE, ["discord"], ""),
    ],
)
def test_a_taken_port_stops_only_what_needs_it(
    values: dict[str, str], roles: list[str], needs: str
) -> None:
    settings = read_settings(Settings, **values)
    assert registry.setting_that_needs_http(settings, roles) == needs


@pytest.mark.parametrize(
    ("values", "links"),
    [
        ({"telegram_bot_token": "1:a"}, {"telegram": ""}),
        (
            {"telegram_bot_token": "1:a", "telegram_app_link": "https://t.me/bot/app/"},
            {"telegram": "https://t.me/bot/app"},
        ),
        (
            {"telegram_bot_token": "1:a", "vidmuse_public_url": "http://clips.example"},
            {},
        ),
        ({"discord_bot_token": "a"}, {}),
        ({}, {}),
    ],
)
def test_a_configured_platform_opens_the_page_in_its_app(
    values: dict[str, str], links: dict[str, str]
) -> None:
    settings = read_settings(Settings, **PAGE | values)
    assert registry.app_links(settings) == links
    page = drop_page.address(settings, registry.app_links(settings))
    assert page
    assert page.apps == links


def test_every_chat_platform_is_in_the_table_of_names() -> None:
    assert [each.name for each in registry.CHAT_PLATFORMS] == list(CHAT_PLATFORMS)


def test_the_doctor_checks_every_chat_platform() -> None:
    assert set(CHAT_PLATFORMS) <= set(CHECKS)


@pytest.mark.parametrize("name", CHAT_PLATFORMS)
def test_each_chat_platform_has_a_command_and_runs_with_the_others(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: vidmuse {name}" in capsys.readouterr().out
    assert name in ROLES["up"]


@pytest.mark.parametrize(
    "platform", registry.CHAT_PLATFORMS, ids=lambda each: each.name
)
def test_a_token_switches_a_platform_on(platform: ChatPlatform) -> None:
    token = {f"{platform.name}_bot_token": "1:a"}
    assert not platform.token(read_settings(Settings))
    assert registry.configured(read_settings(Settings, **token)) == [platform]


def test_help_is_shown_to_whoever_types_it_as_a_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("usage: vidmuse ")


@pytest.mark.parametrize(
    ("roles", "values", "in_terminal", "starts"),
    [
        (ROLES["up"], {}, True, True),
        (ROLES["up"], {}, False, False),
        (ROLES["up"], {"vidmuse_http": "127.0.0.1:0"}, True, False),
        (["telegram"], {}, True, False),
        (ROLES["up"], PAGE, False, True),
        (["worker"], {}, False, True),
    ],
)
def test_without_a_bot_the_page_is_enough_where_somebody_sees_its_link(
    roles: list[str], values: dict[str, str], *, in_terminal: bool, starts: bool
) -> None:
    settings = read_settings(Settings, **values)
    if starts:
        missing = missing_bot(settings, roles, in_terminal=in_terminal)
        assert bool(missing) == (in_terminal and not values)
        return
    with pytest.raises(UserError, match="no bot yet"):
        missing_bot(settings, roles, in_terminal=in_terminal)


@pytest.mark.parametrize(
    "platform", registry.CHAT_PLATFORMS, ids=lambda each: each.name
)
def test_the_allow_list_takes_the_ids_of_each_platform(platform: ChatPlatform) -> None:
    ids = importlib.import_module(f"bots.{platform.name}.wire.ids")
    assert platform.name == ids.PLATFORM
    for id_ in (ids.sender_id(123), ids.chat_id(123)):
        assert re.fullmatch(platform.person_or_chat, id_.partition(":")[2])
