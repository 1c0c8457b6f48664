"""What a file may be called: by its name, words of it, its number, its camera."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from studio.rules.language.lexicon.fold import fold, is_han
from studio.rules.language.lexicon.load import lexicon
from studio.rules.language.lexicon.subjects import other_names

PARTS = re.compile(r"[a-z\u00c0-\u024f]+|\d+|[\u3400-\u9fff]+|[^\W\d_]+")
_GENERIC = frozenset(
    "img image video vid mov mp4 jpg jpeg png clip clips photo pic dsc dscf dscn gopr "
    "gx gh dji pxl wa final copy edit edited new song music track mp3 wav audio file "
    "screen recording the and of my a in at on to with".split()
)
CAMERA = frozenset("img vid mov dsc dscf dscn gopr gx gh dji pxl".split())
"""How cameras begin their file names: a name where a noun stands beside it."""
_LEAST = 2
"""Characters of a part of a Chinese name that stands for the whole."""
_SHORTENED, _LONGEST = 3, 10
"""Characters of a Chinese name that is called by its parts."""
_CAMERAS = {
    "gopr": ("gopro",), "gx": ("gopro",), "gh": ("gopro",), "dji": ("dji", "drone"),
    "pxl": ("pixel",), "mvi": ("canon",), "dsc": ("sony", "nikon"),
    "wechat": ("微信",), "mmexport": ("微信",), "wx": ("微信",),
}  # fmt: skip
"""How cameras and WeChat begin the names of their files, and what people call them."""
NUMERALS = "零一二三四五六七八九十"
_POINTING = ("那段", "那个", "那条", "那张", "那只", "嗰段", "嗰条", "嗰张")
"""What is said behind one character of a name: "爬的那段" for 宝宝爬.mp4 …"""
_COUNTING = "只条"
_BEGINNING = ("开头的", "打头的")
"""What is said behind how a name begins: "IMG开头的那个视频"."""
"""… and before one: "隻魚" for 蒸魚.mp4."""
_DATE = 6
"""Digits of a date in a name: it may be called by them alone."""
_CALLED = 4
"""Letters and digits by which a file is called: "C007" in "A001_C007_1006"."""
_SIGNS = ("", "_", " ", "-")
"""What people write between a camera and a number: "DJI_02" for DJI_20240512_02.mp4."""
_SENT = re.compile(r"(?:^|[-_])wa\d{4}$")
"""How WhatsApp ends the names of its files."""
_NUMBERED = re.compile(r"(?<![a-z])([a-z]{3,})[ _-]?(\d{1,3})(?!\d)")
_COUNTED = frozenset("shot photo clip scene version".split())
"""Nouns whose number is no part of a name: "shot 3"."""


@dataclass(frozen=True, slots=True)
class FileWords:
    """What a file may be called: by its whole name, by words of it, by number or camera.

    By a camera only where no file has that name.
    """

    whole: tuple[str, ...]
    words: tuple[str, ...]
    marks: tuple[str, ...]
    cameras: tuple[str, ...]


@lru_cache(1024)
def file_words(text: str) -> FileWords:
    name = fold(text).strip()
    stem = name.rsplit(".", 1)[0] if "." in name[1:] else name
    pieces = PARTS.findall(stem)
    whole = tuple(
        alias
        for alias in dict.fromkeys((name, stem, " ".join(pieces), "".join(pieces)))
        if len(alias) > 1 and not alias.isdecimal() and alias not in _GENERIC
    )
    digits = [p for p in pieces if p.isdecimal()] if len(pieces) > 1 else []
    camera = pieces[:1] if len(pieces) > 1 and pieces[0] in CAMERA else []
    words = (
        *_words(pieces),
        *_numbered(stem),
        *other_names(" ".join(pieces)),
        *(f"{one}{begins}" for one in pieces[:1] for begins in _BEGINNING),
    )
    dates = [d for digit in digits[:-1] if len(digit) >= _DATE for d in _dates(digit)]
    marks = (*digits[-1:], *dates, *camera, *_parts(stem))
    return FileWords(whole, words, marks, tuple(_cameras(stem)))


def _dates(digits: str) -> tuple[str, ...]:
    """How a date is called: "20250620", "0620"."""
    return (digits, digits[-4:]) if digits.startswith("20") else (digits,)


def _parts(stem: str) -> Iterator[str]:
    """Parts of a name with their numbers: "video_20241003", "C007", "合影1", "合影一"."""
    matches = list(PARTS.finditer(stem))
    pieces = [piece.group() for piece in matches]
    for n, first in enumerate(matches):
        for end in range(n + 1, len(matches)):
            stretch = pieces[n : end + 1]
            if any(map(str.isdecimal, stretch)) and not all(
                map(str.isdecimal, stretch)
            ):
                yield from _calls(stretch, stem[first.start() : matches[end].end()])
    if pieces and pieces[0] in CAMERA:
        numbers = [piece for piece in pieces[1:] if piece.isdecimal()]
        for sign in _SIGNS:
            yield from (f"{pieces[0]}{sign}{number}" for number in numbers)


def _calls(pieces: Sequence[str], written: str) -> Iterator[str]:
    """How pieces of a name are called that follow each other in it."""
    plain = "".join(pieces)
    if plain.isascii():
        yield from {plain, written} if len(plain) >= _CALLED else ()
    elif len(pieces) == 2 and is_han(pieces[0]) and pieces[1].isdecimal():
        yield plain
        if 0 < (number := int(pieces[1])) < len(NUMERALS):
            yield pieces[0] + NUMERALS[number]


def _cameras(stem: str) -> Iterator[str]:
    for prefix, names in _CAMERAS.items():
        if re.match(rf"{prefix}[_\d]", stem):
            for name in names:
                yield from (name, *other_names(name))
    if _SENT.search(stem):
        yield "whatsapp"


def _numbered(stem: str) -> Iterator[str]:
    """What a file is called by a word and its number: "take 7" of dance_take07.mp4."""
    for word, number in _NUMBERED.findall(stem):
        if word not in _GENERIC | _COUNTED:
            for count in {number, str(int(number))}:
                yield from (f"{word}{count}", f"{word} {count}")


def _words(pieces: Sequence[str]) -> Iterator[str]:
    for piece in pieces:
        if piece in _GENERIC or piece.isdecimal():
            continue
        if not piece.isascii() or len(piece) > 2:
            yield piece
            yield from other_names(piece)
            if piece.isascii():
                yield piece[:-1] if piece.endswith("s") else f"{piece}s"
            else:
                yield from _ends(piece)
                yield from _by_one_character(piece)


def _by_one_character(piece: str) -> Iterator[str]:
    """What a clip is called by a character of its name that stands for nothing else."""
    if not is_han(piece) or len(piece) > _SHORTENED:
        return
    for one in piece:
        if one not in lexicon().han and one not in NUMERALS:
            yield from (f"{one}{of}{clip}" for of in ("的", "") for clip in _POINTING)
            yield from (count + one for count in _COUNTING)


def is_one_character(alias: str) -> bool:
    """Whether it is such a name."""
    return alias[1:].removeprefix("的") in _POINTING or (
        len(alias) == _LEAST and alias[0] in _COUNTING
    )


def _ends(piece: str) -> Iterator[str]:
    """What people call a file with a long Chinese name: "夜景" for "維港夜景"."""
    if not is_han(piece) or not _SHORTENED <= len(piece) <= _LONGEST:
        return
    for size in range(_LEAST, len(piece)):
        for part in (piece[:size], piece[-size:]):
            yield part
            yield from other_names(part)
