"""Take out of a text what nobody sees, or what would control a terminal.

Every text that comes from outside goes through ``plain_text`` once: messages, names of
files and people, captions. Emoji that are joined, flags, and the joiners that Persian and
Indian scripts are written with stay.
"""

import re
import unicodedata

_SEQUENCE = re.compile(
    # a control sequence: colours, the cursor, a paste
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    # a string for the terminal: the window's title, a link, a picture
    "|(?:\x1b[]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\\\|\x9c)?"
    "|\x1b[ -/]*[0-~]?"
)
"""Escape sequences of ECMA-48, also with its 8-bit controls."""
_COLOURS_ENDED = "[0m"
_COLOURS = re.compile(r"\[\d{1,3}(?:;\d{1,3})*m")
"""Colours whose escape character a copy lost; they always end with "[0m"."""
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""All but the tab and the ends of lines; and halves of characters."""
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a]"
)
"""Fillers, marks and changes of the direction."""
_TAGS = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f)|[\U000e0000-\U000e007f]"
)
"""Characters that write invisible words; only flags of regions are written with them."""
_BLANK = "\u2800"
"""A letter of Braille without a dot."""
_JOINER = re.compile("[\u200c\u200d]")
_REPEATED_SELECTOR = re.compile(
    "([\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)


def without_controls(text: str) -> str:
    """The text without escape sequences and control characters; lines end with a line feed."""
    if text.isprintable():
        return text
    plain = _SEQUENCE.sub("", text)
    return _CONTROLS.sub("", _LINE_END.sub("\n", plain))


def plain_text(text: str) -> str:
    """The text without controls and invisible characters."""
    plain = without_controls(text)
    if _COLOURS_ENDED in plain:
        plain = _COLOURS.sub("", plain)
    if plain.isascii():
        return plain
    plain = _TAGS.sub(r"\1", _INVISIBLE.sub("", plain)).replace(_BLANK, " ")
    plain = _REPEATED_SELECTOR.sub(r"\1", plain)
    return _JOINER.sub(lambda joiner: _joins(joiner, plain), plain)


def _joins(joiner: re.Match[str], text: str) -> str:
    """The joiner where both sides can be joined: no spaces and no letters of Latin."""
    sides = (
        text[joiner.start() - 1 : joiner.start()],
        text[joiner.end() : joiner.end() + 1],
    )
    return joiner[0] if all(map(_can_be_joined, sides)) else ""


def _can_be_joined(char: str) -> bool:
    return bool(char) and not char.isascii() and unicodedata.category(char)[0] in "LMS"
