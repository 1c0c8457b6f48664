"""Read from the chat where the preview and the video are."""

from typing import Any

from tests.core.harness import (
    CHAT,
    CoreHarness,
)

LONG = 3600.0
"""Seconds of a render that lasts until the test has seen it."""


PICTURES = "First pictures."


ANNOUNCED = "The full-quality video will replace it here."


def media(post: dict[str, Any]) -> str:
    """The kind of a message's file: preview, mp4 or ""."""
    return bytes.fromhex(post["media"]).decode("latin-1").partition(":")[0]


async def shown(harness: CoreHarness) -> list[str]:
    return [media(post) for post in await harness.chat.posts(CHAT)]


async def preview_is_out(harness: CoreHarness) -> dict[str, Any]:
    async def there() -> bool:
        return "preview" in await shown(harness)

    await harness.until(there)
    return next(p for p in await harness.chat.posts(CHAT) if media(p) == "preview")


def labels(post: dict[str, Any]) -> list[str]:
    return [label for label, _, _ in post["buttons"]]
