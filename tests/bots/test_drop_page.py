"""The page for large files by the settings: its address, its limits."""

import pytest

from bots.app.drop import drop_page
from core.settings import Settings
from tests.settings import read_settings


@pytest.mark.parametrize(
    ("values", "largest"),
    [
        ({}, 2 << 30),
        ({"studio_upload_mb": 100}, 100 << 20),
        ({"nemo_api_url": "https://agent.test"}, 500 << 20),
        ({"studio_url": "http://127.0.0.1:9"}, 2 << 30),
    ],
)
def test_the_page_takes_what_the_agent_takes(
    values: dict[str, object], largest: int
) -> None:
    settings = read_settings(Settings, None, vidmuse_http="127.0.0.1:8080", **values)
    page = drop_page.address(settings)
    assert page
    assert page.largest == drop_page.upload_limits(settings).file == largest
