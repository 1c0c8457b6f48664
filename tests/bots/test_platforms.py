"""Which settings switch a platform on, and which need our HTTP address."""

import pytest

from bots.app.platforms import registry as platforms
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
    assert platforms.setting_that_needs_http(settings, roles) == needs
