"""Format the size of a file."""

_MEGABYTE, _GIGABYTE = 1 << 20, 1 << 30
_WHOLE_FROM = 100
"""Megabytes from which tenths are left out."""


def size_text(size: int) -> str:
    """``size`` bytes as "2 GB", "500 MB" or "9.5 MB"; full gigabytes only, else megabytes.

    It is rounded down, so that nobody is told of a limit that is too large.
    """
    if size and size % _GIGABYTE == 0:
        return f"{size // _GIGABYTE} GB"
    whole, rest = divmod(size, _MEGABYTE)
    tenths = rest * 10 // _MEGABYTE
    if tenths and whole < _WHOLE_FROM:
        return f"{whole}.{tenths} MB"
    return f"{whole} MB"
