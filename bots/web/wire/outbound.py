"""Render replies for the page: text in spans, rows of buttons, the file."""

from typing import Any

from core.model.reply import Button, Reply
from core.rules.replies.markup import spans

Fields = dict[str, Any]


def message_fields(reply: Reply) -> Fields:
    """A reply as JSON fields; the page inserts all of it as text, never as HTML."""
    return {
        "spans": text_spans(reply.text),
        "buttons": [
            [_button(button) for button in row if button.data or button.url]
            for row in reply.buttons
        ],
        "answers": str(reply.to or ""),
        "card": reply.card,
        "progress": reply.progress,
    }


def text_spans(text: str) -> list[Fields]:
    """The text in spans, each with its formatting."""
    return [
        {
            "text": each.text,
            "bold": each.bold,
            "code": each.code,
            "url": each.url or (each.text if each.link else ""),
        }
        for each in spans(text.strip())
    ]


def _button(button: Button) -> Fields:
    return {
        "label": button.label,
        "data": button.data,
        "url": button.url,
        "look": button.look,
    }
