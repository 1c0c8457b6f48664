"""Turn the bytes of a text file into text, whatever program wrote it."""

import codecs

from common.text.plain_text import plain_text

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = ("gb18030", "big5", "cp1252")


def decode_text(data: bytes) -> str:
    """UTF-8 or UTF-16 by mark or content, then GB 18030, Big5, Windows 1252.

    Line ends become line feeds; what cannot be read becomes U+FFFD, and what cannot be
    seen is left out.
    """
    return plain_text(_decoded(data))


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if wide := _unmarked_utf16(data):
        return data.decode(wide, "replace")
    for encoding in _LEGACY:
        text = data.decode(encoding, "replace")
        if "\ufffd" not in text and _plausible(text, encoding):
            return text
    return data.decode("utf-8", "replace")


def _unmarked_utf16(data: bytes) -> str | None:
    """Every other byte of Latin text is zero."""
    even, odd = data[0::2], data[1::2]
    for zeros, encoding in ((odd, "utf-16-le"), (even, "utf-16-be")):
        if len(zeros) > 4 and zeros.count(0) > 0.4 * len(zeros):
            return encoding
    return None


def _plausible(text: str, encoding: str) -> bool:
    """Western text read as Chinese has single characters among letters."""
    if encoding == "cp1252":
        return True
    wide = [index for index, char in enumerate(text) if ord(char) > 0x2E7F]
    lonely = sum(
        text[index - 1 : index].isascii()
        and text[index - 1 : index].isalpha()
        and text[index + 1 : index + 2].isascii()
        and text[index + 1 : index + 2].isalpha()
        for index in wide
    )
    rare = sum(not "\u3000" <= text[n] <= "\u9fff" and text[n] < "\uff00" for n in wide)
    return bool(wide) and lonely <= 0.2 * len(wide) and rare <= 0.1 * len(wide)
