"""Lay out text: choose the font of a character, break lines."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import Enum

from common.text.plain_text import plain_text
from studio.model.edits.overlay import USUAL_TITLE_LETTERS

_EMOJI = re.compile(
    "[\u203c\u2049\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u25fd\u25fe\u2600-\u2604\u260e\u2611"
    "\u2614\u2615\u2618\u261d\u2620\u2622\u2623\u2626\u262a\u262e\u262f\u2638-\u263a\u2640"
    "\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f\u2692-\u2697"
    "\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4-\u26d4"
    "\u26e9-\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2728\u2733"
    "\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1\u27b0"
    "\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55"
    "\U0001f000-\U0001f02f\U0001f0cf\U0001f170-\U0001faff]"
)
"""Characters of the emoji font; among them those that other fonts have, too."""
_CJK = re.compile(
    "[\u1100-\u11ff\u2460-\u2473\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
    "|[\U00020000-\U0003ffff]"
)
_WIDE = re.compile(
    "[\u0530-\u06ff\u10a0-\u10ff\ufb13-\ufb4f\ufb50-\ufdff\ufe70-\ufefc]"
    "|[\u0250-\u02f7\u1d00-\u1dc9\u1f00-\u1fff\u2070-\u209c\u2150-\u245f\u2474-\u2bff]"
    "|[\u2c60-\u2e2e\u4dc0-\u4dff\ufb00-\ufb06\U0001f030-\U0001f0ff]"
)
"""Armenian, Georgian, Hebrew and Arabic; phonetic letters, signs, arrows, notes."""
_FANCY = re.compile("[\U0001d400-\U0001d7ff]+")
"""Letters of mathematics, which people write for their shapes."""
_RIGHT_TO_LEFT = ("R", "AL")
_FOREIGN = re.compile("[\u0700-\u109f\u1200-\u1cff\ua000-\uabff]")
_FLAGS = {0x1F1E6 + n: ord("A") + n for n in range(26)}
"""The letters that flags are written with: a flag is shown as its country's code."""
_UNSEEN = {"\u20e3", "\u200d", "\ufe0e", "\ufe0f", "\u2060", "\ufeff"}
_LINES = 6
MARGIN = 0.07
"""The share of each side of the frame that stays free of words."""
LEADING = 1.22
"""From line to line, in letter heights."""
_ADVANCE, _WIDE_ADVANCE = 0.58, 1.0
"""The mean width of a letter in letter heights, and that of an ideograph."""


class Face(Enum):
    """The bundled fonts."""

    LATIN = "NotoSans-Bold.ttf"
    WIDE = "DejaVuSans-Bold.ttf"
    CJK = "NotoSansCJKsc-Bold.otf"
    EMOJI = "NotoColorEmoji.ttf"


def face_of(char: str) -> Face:
    """Return the font of a character."""
    if _EMOJI.match(char):
        return Face.EMOJI
    if _WIDE.match(char):
        return Face.WIDE
    return Face.CJK if _CJK.match(char) else Face.LATIN


def has_unsupported_letters(text: str) -> bool:
    """Return whether the text has letters that no font covers."""
    return bool(_FOREIGN.search(text))


def runs(text: str) -> list[tuple[Face, str]]:
    """Split a line where the font changes; spaces stay with the text before.

    A line with words from the right is in one font as far as it goes: only so its words,
    numbers and brackets are in order.
    """
    out: list[tuple[Face, str]] = []
    is_mixed = any(_is_from_right(char) for char in text)
    for char in text:
        face = out[-1][0] if char == " " and out else face_of(char)
        if is_mixed and face is Face.LATIN:
            face = Face.WIDE
        if out and out[-1][0] is face and face is not Face.EMOJI:
            out[-1] = (face, out[-1][1] + char)
        else:
            out.append((face, char))
    return out[::-1] if right_to_left(text) else out


def right_to_left(text: str) -> bool:
    """Whether a line is written from the right: by its first letter."""
    strong = (c for c in text if unicodedata.bidirectional(c) in ("L", *_RIGHT_TO_LEFT))
    return _is_from_right(next(strong, "L"))


def _is_from_right(char: str) -> bool:
    return unicodedata.bidirectional(char) in _RIGHT_TO_LEFT


def clean(text: str) -> str:
    """Remove what cannot be drawn: control characters, joiners, skin tones."""
    characters = (
        " " if char == "\t" else char
        for char in unicodedata.normalize("NFC", _plain(plain_text(text))).translate(
            _FLAGS
        )
        if char in "\t\n" or _drawable(char)
    )
    return "".join(characters).strip()


def _plain(text: str) -> str:
    return _FANCY.sub(lambda letters: unicodedata.normalize("NFKC", letters[0]), text)


def _drawable(char: str) -> bool:
    if char in _UNSEEN or "\U0001f3fb" <= char <= "\U0001f3ff":
        return False
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def wrap(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Wrap text: at spaces, anywhere in CJK, inside words that are too long.

    At most six lines; the last ends with "…" when more would have followed.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_fill(_atoms(paragraph), fits))
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1].rstrip() + "…"]
    return [line for line in lines if line] or [""]


def estimated_size(
    text: str, letter: float, frame: tuple[int, int]
) -> tuple[float, float]:
    """About how much room words take: shares of the frame's width and height.

    ``letter`` is their height as a share of the shorter side, 0 for the usual one.
    """
    size = (letter or USUAL_TITLE_LETTERS) * min(frame)

    def width(line: str) -> float:
        return size * sum(_WIDE_ADVANCE if _breaks(c) else _ADVANCE for c in line)

    room = frame[0] * (1 - 2 * MARGIN)
    lines = wrap(clean(text), lambda line: width(line) <= room)
    wide, high = max(map(width, lines)), size * LEADING * len(lines)
    return min(1.0, wide / frame[0]), min(1.0, high / frame[1])


def _atoms(text: str) -> list[str]:
    """Pieces that stay together: words with their space, single CJK characters."""
    out: list[str] = []
    for char in text:
        loose = _breaks(char)
        after_loose = bool(out) and _breaks(out[-1][-1])
        if not out or loose or out[-1].endswith(" ") or after_loose:
            if char == " " and out:
                out[-1] += char
            else:
                out.append(char)
        else:
            out[-1] += char
    return out


def _breaks(char: str) -> bool:
    """Whether a line may be broken on either side of it."""
    return face_of(char) in (Face.CJK, Face.EMOJI)


def _fill(atoms: Iterable[str], fits: Callable[[str], bool]) -> list[str]:
    lines, line = [], ""
    for atom in atoms:
        if fits((line + atom).rstrip()):
            line += atom
            continue
        if line:
            lines.append(line.rstrip())
        line = atom
        while len(line) > 1 and not fits(line.rstrip()):
            cut = next((n for n in range(len(line) - 1, 0, -1) if fits(line[:n])), 1)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.rstrip()]
