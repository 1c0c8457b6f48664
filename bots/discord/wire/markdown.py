"""Render light Markdown as Discord's: escaped and split into messages."""

import re
from collections.abc import Iterable

from bots.discord.wire import limits
from core.rules.replies.markup import Span, pieces, spans, units

_SPECIAL = re.compile(r"([\\*_~`|<\[\]])")
_START = re.compile(r"^([ \t]*)(#{1,3} |>+ |-# )", re.MULTILINE)
_COMMAND = re.compile(r"\\<(/[a-z]{2,32}:\d{1,20})>")
"""The mention of a slash command, which people can click, as it comes out escaped."""
_CROWD = re.compile(r"@(?=everyone|here)")


def render(text: str) -> str:
    """The text as Discord's Markdown, of any length."""
    return _joined(spans(text.strip()))


def parts(text: str, limit: int = limits.TEXT) -> list[str]:
    """The text as messages of at most ``limit`` UTF-16 units; none for an empty text."""
    texts = pieces(
        list(spans(text.strip())), lambda piece: units(_joined(piece)) <= limit
    )
    return [_joined(piece).strip() for piece in texts]


def _joined(parts: Iterable[Span]) -> str:
    return "".join(_written(span) for span in parts)


def _written(span: Span) -> str:
    """One span in Discord's Markdown; a link stays unchanged."""
    if span.link:
        return span.text
    if span.code:
        fence = "```" if span.code == "block" else "`"
        return f"{fence}{span.text}{fence}"
    out = _SPECIAL.sub(r"\\\1", span.text)
    out = _START.sub(r"\1\\\2", out)
    out = _COMMAND.sub(r"<\1>", _CROWD.sub("@\u2060", out))
    if span.bold:
        edge = len(out) - len(out.rstrip())
        inner, tail = (out[:-edge], out[-edge:]) if edge else (out, "")
        lead = len(inner) - len(inner.lstrip())
        if inner.strip():
            out = f"{inner[:lead]}**{inner[lead:]}**{tail}"
    if span.url:
        out = f"[{out}]({span.url})"
    return out
