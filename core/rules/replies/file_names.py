"""Name result files after the video's title or the project."""

import re
from collections.abc import Mapping
from typing import Any

from core.rules.draft.segments import TITLE
from core.rules.draft.timeline import pieces

_ODD = re.compile(r"[^\w \-.,'&+()!]+")
_LONGEST = 40


def preview_name(draft: Mapping[str, Any], project: str) -> str:
    """The name of the preview of a video, e.g. ``Summer-preview.mp4``."""
    return file_name(draft, project).replace(".mp4", "-preview.mp4")


def file_name(draft: Mapping[str, Any], project: str) -> str:
    """A name that is valid on every file system, without folders, e.g. ``Summer.mp4``."""
    titles = [
        piece.name
        for piece in pieces(draft)
        if piece.kind == TITLE and not piece.caption
    ]
    for words in (*titles, project, "vidmuse"):
        plain = " ".join(_ODD.sub(" ", words).split())[:_LONGEST].strip(" .")
        if plain:
            return f"{plain}.mp4"
    return "vidmuse.mp4"
