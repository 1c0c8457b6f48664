"""Make file names given by people safe for sentences and file systems."""

import re
from pathlib import PurePosixPath

from common.text.plain_text import plain_text

_UNSAFE = re.compile(r"[\t\n/\\]+")
"""Characters that end a line or name a folder."""
_STEM, _SUFFIX = 120, 10
"""The most characters before the ending, and of it."""


def safe_name(name: str, default: str = "clip") -> str:
    """The name without folders and control characters; ``default`` if nothing is left."""
    tidy = _UNSAFE.sub("_", plain_text(name)).strip(" .") or default
    stem, suffix = PurePosixPath(tidy).stem, PurePosixPath(tidy).suffix[:_SUFFIX]
    return stem[:_STEM] + suffix
