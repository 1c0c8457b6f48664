"""Fold letters so that look-ups meet one form; every character keeps its place."""

import re
from functools import cache
from importlib import resources

_HAN = re.compile("[\u3400-\u9fff]")
_FULL = str.maketrans(
    "：，。！？；（）“”‘’´`＃％＋－～　０１２３４５６７８９｜、…",
    ":,.!?;()\"\"''''#%+-~ 0123456789|、.",
)
_VARIANTS = {ord("著"): "着", ord("祇"): "只"}
"""Characters that have several simplified forms, by the one that requests mean."""


def fold(text: str) -> str:
    """Lower case, half width, simplified; as long as the text."""
    if text.isascii():
        return text.lower()
    half = text.translate(_FULL)
    low = half.lower()
    if len(low) != len(half):
        low = "".join(map(_one, half))
    return low.translate(_simplified())


def _one(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char


@cache
def _simplified() -> dict[int, str]:
    path = resources.files("studio").joinpath("data/traditional.txt")
    lines = path.read_text("utf-8").splitlines()
    return dict(zip(map(ord, lines[1]), lines[2], strict=True)) | _VARIANTS


def is_han(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return _HAN.search(text) is not None
