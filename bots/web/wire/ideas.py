"""The requests that the page offers below its line for words."""

from collections.abc import Mapping
from typing import Any

from core.rules.draft.downscale import is_tall
from core.rules.draft.timeline import duration, exportable
from core.rules.replies.suggestions import has_title

_SHORT = 15.0
"""Seconds of the length that ``page.idea.short`` asks for."""


def ideas(draft: Mapping[str, Any]) -> list[str]:
    """The ends of the keys ``page.idea.…`` whose requests would change the video.

    A first video may get all of them.
    """
    if not exportable(draft):
        return ["beat", "vertical", "title", "short"]
    fits = {
        "vertical": not is_tall(draft),
        "title": not has_title(draft),
        "short": duration(draft) > _SHORT,
    }
    return [idea for idea, is_fit in fits.items() if is_fit]
