"""Format the size of a file."""

_MEGABYTE, _GIGABYTE = 1 << 20, 1 << 30


def size_text(size: int) -> str:
    """``size`` bytes as "500 MB" or "2 GB"; full gigabytes only, else megabytes."""
    if size and size % _GIGABYTE == 0:
        return f"{size // _GIGABYTE} GB"
    return f"{size // _MEGABYTE} MB"
