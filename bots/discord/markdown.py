"""Light Markdown becomes Discord's: escaped, split in parts, never within a mark."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

TEXT = 2000
"""What a message takes, in UTF-16 units to be on the safe side."""
_MARK = re.compile(
    r"```(?P<block>.+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|\[(?P<label>[^\]\n]+)\]\((?P<to>https?://[^\s)]+)\)"
    r"|\*\*(?=\S)(?P<bold>.+?)(?<=\S)\*\*"
    r"|(?P<link>https?://[^\s<>]+)",
    re.DOTALL,
)
_SPECIAL = re.compile(r"([\\*_~`|<\[\]])")
_START = re.compile(r"^([ \t]*)(#{1,3} |>+ |-# )", re.MULTILINE)
_CROWD = re.compile(r"@(?=everyone|here)")
_ENDS = (
    re.compile(r"\n\n+"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])[\"')\]]?\s+|(?<=[。！？])"),
    re.compile(r"\s+"),
)
"""Where a text is cut best, second best …: paragraph, line, sentence, word."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one look; ``whole`` ones are cut only if nothing else fits."""

    text: str
    bold: bool = False
    code: str = ""
    to: str = ""
    link: bool = False


def render(text: str) -> str:
    """The text as Discord's Markdown, however long it gets."""
    return "".join(_written(span) for span in _spans(text.strip()))


def parts(text: str, limit: int = TEXT) -> list[str]:
    """The text as messages of at most ``limit`` UTF-16 units; none for no words."""
    out: list[str] = []
    spans = list(_spans(text.strip()))
    while spans:
        written = "".join(_written(span) for span in spans)
        if length(written) <= limit:
            out.append(written)
            break
        head, spans = _cut(spans, limit)
        out.append("".join(_written(span) for span in head).strip())
    return [part for part in out if part.strip()]


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _written(span: Span) -> str:
    """One span in Discord's Markdown; a link in words stays what it is."""
    if span.link:
        return span.text
    if span.code:
        fence = "```" if span.code == "block" else "`"
        return f"{fence}{span.text}{fence}"
    out = _SPECIAL.sub(r"\\\1", span.text)
    out = _START.sub(r"\1\\\2", out)
    out = _CROWD.sub("@\u2060", out)
    if span.bold:
        edge = len(out) - len(out.rstrip())
        inner, tail = (out[:-edge], out[-edge:]) if edge else (out, "")
        lead = len(inner) - len(inner.lstrip())
        if inner.strip():
            out = f"{inner[:lead]}**{inner[lead:]}**{tail}"
    if span.to:
        out = f"[{out}]({span.to})"
    return out


def _spans(text: str, look: Span | None = None) -> Iterator[Span]:
    look = look or Span("")
    at = 0
    for match in _MARK.finditer(text):
        if match.start() > at:
            yield replace(look, text=text[at : match.start()])
        at = match.end()
        if block := match["block"]:
            yield replace(look, text=block, code="block")
        elif code := match["code"]:
            yield replace(look, text=code, code="line")
        elif label := match["label"]:
            yield replace(look, text=label, to=match["to"])
        elif bold := match["bold"]:
            yield from _spans(bold, replace(look, bold=True))
        else:
            yield replace(look, text=match["link"], link=True)
    if at < len(text):
        yield replace(look, text=text[at:])


def _cut(spans: list[Span], limit: int) -> tuple[list[Span], list[Span]]:
    """As many words as fit, cut at the best place of the second half."""
    words = "".join(span.text for span in spans)
    fits = _fitting(spans, limit)
    end = fits
    for ends in _ENDS:
        found = [
            match.end()
            for match in ends.finditer(words, 0, fits + 1)
            if match.end() > 0 and match.start() <= fits
        ]
        if found and found[-1] >= fits // 2:
            end = found[-1]
            break
    kept = len(words[:end].rstrip())
    rest = len(words) - len(words[end:].lstrip())
    return _slice(spans, 0, kept), _slice(spans, rest, len(words))


def _fitting(spans: list[Span], limit: int) -> int:
    """How many characters of the words fit, written out, into ``limit``; at least 1."""
    total = sum(len(span.text) for span in spans)
    low, high = 1, total
    while low < high:
        middle = (low + high + 1) // 2
        written = "".join(_written(span) for span in _slice(spans, 0, middle))
        if length(written) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _slice(spans: list[Span], start: int, end: int) -> list[Span]:
    out, at = [], 0
    for span in spans:
        first, last = max(start - at, 0), min(end - at, len(span.text))
        if first < last:
            out.append(replace(span, text=span.text[first:last]))
        at += len(span.text)
    return out
