"""Render a reply as terminal lines: plain text and numbered choices."""

import re

from common.text.plain_text import without_controls
from core.model.reply import Button, Reply

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")
_CODE = re.compile(r"`([^`]+)`")


def strip_markup(text: str) -> str:
    """The light Markdown of replies without its marks; links keep their address."""
    text = _LINK.sub(r"\1: \2", text)
    text = _CODE.sub(r"\1", _BOLD.sub(r"\1", text))
    return without_controls(text)


def choices(reply: Reply) -> list[Button]:
    """The buttons that a person can choose by typing a number, in order."""
    return [button for row in reply.buttons for button in row if button.data]


def render(reply: Reply, first: int = 1) -> str:
    """The reply as text; its choices are numbered from ``first``."""
    parts = [strip_markup(reply.text)] if reply.text else []
    number = first
    labels = []
    for row in reply.buttons:
        for button in row:
            if not (button.data or button.url):
                continue
            if button.url:
                parts.append(f"{strip_markup(button.label)}: {button.url}")
            else:
                labels.append(f"[{number}] {strip_markup(button.label)}")
                number += 1
    if labels:
        parts.append("  ".join(labels))
    return "\n".join(parts)
