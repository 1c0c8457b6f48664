"""Make file names given by people safe for sentences and file systems."""

import re
from pathlib import PurePosixPath

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069/\\]+")
"""Characters that end a line, change the text direction or name a folder."""
_STEM, _SUFFIX = 120, 10
"""The most characters before the ending, and of it."""


def safe_name(name: str, default: str = "clip") -> str:
    """The name without folders and control characters; ``default`` if nothing is left."""
    tidy = _UNSAFE.sub("_", name).strip(" .") or default
    stem, suffix = PurePosixPath(tidy).stem, PurePosixPath(tidy).suffix[:_SUFFIX]
    return stem[:_STEM] + suffix
