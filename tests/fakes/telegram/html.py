"""Parse HTML as Telegram does: the visible text, or its error."""

import re
from dataclasses import dataclass

_TAGS = (
    "a b strong i em s strike del u ins tg-spoiler tg-emoji tg-time span pre code"
    " blockquote"
).split()
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPACE = " \t\r\n\x0b\x0c"
_DATE = re.compile(r"r|[tTdDwW]*")


class ParseError(ValueError):
    pass


@dataclass
class _Reader:
    text: str
    at: int = 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def skip(self) -> None:
        while self.peek() and self.peek() in _SPACE:
            self.at += 1

    def until(self, stops: str) -> str:
        start = self.at
        while self.peek() and self.peek() not in stops:
            self.at += 1
        return self.text[start : self.at]

    def offset(self, at: int) -> int:
        return len(self.text[:at].encode("utf-8", "surrogatepass"))


def words(text: str) -> str:
    """The visible text. Raises ``ParseError``."""
    reader = _Reader(text)
    out: list[str] = []
    open_: list[str] = []
    while letter := reader.peek():
        if letter == "&":
            out.append(_entity(reader))
        elif letter != "<":
            out.append(letter)
            reader.at += 1
        elif text[reader.at + 1 : reader.at + 2] == "/":
            _end(reader, open_)
        else:
            open_.append(_start(reader))
    if open_:
        raise ParseError(
            f'Can\'t find end tag corresponding to start tag "{open_[-1]}"'
        )
    text_shown = "".join(out)
    if any("\ud800" <= letter <= "\udfff" for letter in text_shown):
        raise ParseError(
            "Text contains invalid Unicode characters after decoding HTML entities,"
            " check for unmatched surrogate code units"
        )
    return text_shown


def _entity(reader: _Reader) -> str:
    match = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-z]+));?").match(
        reader.text, reader.at
    )
    character = ""
    if match:
        if match[3]:
            character = _NAMED.get(match[3], "")
        else:
            code = int(match[1], 16) if match[1] else int(match[2])
            character = chr(code) if 0 < code < 0x10FFFF and len(match[0]) < 11 else ""
    if match and character:
        reader.at = match.end()
        return character
    reader.at += 1
    return "&"


def _start(reader: _Reader) -> str:
    begin = reader.at
    reader.at += 1
    name = reader.until(_SPACE + ">").lower()
    offset = reader.offset(begin)
    if not reader.peek():
        raise ParseError(f"Unclosed start tag at byte offset {offset}")
    if name not in _TAGS:
        raise ParseError(f'Unsupported start tag "{name}" at byte offset {offset}')
    while True:
        reader.skip()
        if reader.peek() == ">":
            break
        _attribute(reader, name, offset)
    reader.at += 1
    return name


def _attribute(reader: _Reader, tag: str, offset: int) -> None:
    key = reader.until(_SPACE + "=>").rstrip(",")
    if not key and reader.peek() == "=":
        raise ParseError(
            f'Empty attribute name in the tag "{tag}" at byte offset {offset}'
        )
    reader.skip()
    if not reader.peek():
        raise ParseError(f'Unclosed start tag "{tag}" at byte offset {offset}')
    if reader.peek() != "=":
        return
    reader.at += 1
    reader.skip()
    if not reader.peek():
        raise ParseError(f'Unclosed start tag "{tag}" at byte offset {offset}')
    value = _value(reader, offset)
    if tag == "tg-time" and key == "format" and not _DATE.fullmatch(value):
        raise ParseError("Invalid date format used")


def _value(reader: _Reader, offset: int) -> str:
    quote = reader.peek()
    if quote in "\"'":
        reader.at += 1
        value = reader.until(quote)
        if not reader.peek():
            raise ParseError(f"Unclosed start tag at byte offset {offset}")
        reader.at += 1
        if reader.peek() == ",":
            reader.at += 1
        return value
    start = reader.at
    while reader.peek() and (reader.peek().isalnum() or reader.peek() in ".-"):
        reader.at += 1
    if not reader.peek() or reader.peek() not in _SPACE + ">":
        where = reader.offset(start)
        raise ParseError(f"Unexpected end of name token at byte offset {where}")
    return reader.text[start : reader.at]


def _end(reader: _Reader, open_: list[str]) -> None:
    offset = reader.offset(reader.at)
    if not open_:
        raise ParseError(f"Unexpected end tag at byte offset {offset}")
    reader.at += 2
    name = reader.until(_SPACE + ">").lower()
    reader.skip()
    if reader.peek() != ">":
        raise ParseError(f"Unclosed end tag at byte offset {offset}")
    if name and name != open_[-1]:
        raise ParseError(
            f"Unmatched end tag at byte offset {offset}, expected"
            f' "</{open_[-1]}>", found "</{name}>"'
        )
    reader.at += 1
    open_.pop()
