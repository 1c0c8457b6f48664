"""Parse light Markdown, and split long texts."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

_MARK = re.compile(
    r"```(?P<block>.+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|\[(?P<label>[^\]\n]+)\]\((?P<url>https?://[^\s)]+)\)"
    r"|\*\*(?=\S)(?P<bold>.+?)(?<=\S)\*\*"
    r"|(?P<link>https?://[^\s<>]+)",
    re.DOTALL,
)
_ENDS = (
    re.compile(r"\n\n+"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])[\"')\]]?\s+|(?<=[。！？])"),
    re.compile(r"\s+"),
)
"""Places to cut a text, best first: paragraph, line, sentence, word."""


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one format.

    ``code`` is "block", "line" or ""; ``url`` is its link; ``link``: the text itself is a
    URL.
    """

    text: str
    bold: bool = False
    code: str = ""
    url: str = ""
    link: bool = False


def spans(text: str, look: Span | None = None) -> Iterator[Span]:
    """The spans of a text, without its marks; ``look`` is the format of the surrounding text."""
    look, at = look or Span(""), 0
    for match in _MARK.finditer(text):
        if match.start() > at:
            yield replace(look, text=text[at : match.start()])
        at = match.end()
        if block := match["block"]:
            yield replace(look, text=block, code="block")
        elif code := match["code"]:
            yield replace(look, text=code, code="line")
        elif label := match["label"]:
            yield from spans(label, replace(look, url=look.url or match["url"]))
        elif bold := match["bold"]:
            yield from spans(bold, replace(look, bold=True))
        else:
            yield replace(look, text=match["link"], link=True)
    if at < len(text):
        yield replace(look, text=text[at:])


def words(parts: Iterable[Span]) -> str:
    return "".join(span.text for span in parts)


def units(text: str) -> int:
    """Length in UTF-16 units, as both platforms count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(
    parts: Sequence[Span], fits: Callable[[Sequence[Span]], bool]
) -> list[list[Span]]:
    """Split the spans into pieces that fit, each cut at the best place in its second half."""
    out, rest = [], list(parts)
    while rest:
        if fits(rest):
            out.append(rest)
            break
        text = words(rest)
        end = _end(text, _most(rest, fits))
        out.append(_slice(rest, 0, len(text[:end].rstrip())))
        rest = _slice(rest, len(text) - len(text[end:].lstrip()), len(text))
    return [piece for piece in out if words(piece).strip()]


def _end(text: str, most: int) -> int:
    """The end of the next piece; a better place is used if at least half of ``most`` remains."""
    for ends in _ENDS:
        places = [
            match.end()
            for match in ends.finditer(text, 0, most + 1)
            if match.start() <= most and match.end() > 0
        ]
        if places and places[-1] >= most // 2:
            return places[-1]
    return most


def _most(parts: Sequence[Span], fits: Callable[[Sequence[Span]], bool]) -> int:
    """The number of characters that fit, at least one."""
    low, high = 1, sum(len(span.text) for span in parts)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(_slice(parts, 0, middle)):
            low = middle
        else:
            high = middle - 1
    return low


def _slice(parts: Sequence[Span], start: int, end: int) -> list[Span]:
    out, at = [], 0
    for span in parts:
        first, last = max(start - at, 0), min(end - at, len(span.text))
        if first < last:
            out.append(replace(span, text=span.text[first:last]))
        at += len(span.text)
    return out
