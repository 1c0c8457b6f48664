"""Write the picture of a timeline to a file, for a message."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from core.model.media_types import TIMELINE_NAME
from core.model.reply import Media, MediaKind
from core.model.session import ProjectClip
from core.rules.draft.timeline_image import draw_timeline
from core.rules.intake.clip_numbers import picture_names


async def write_timeline(
    path: Path,
    draft: Mapping[str, Any],
    files: Sequence[ProjectClip],
    alt: str,
    still: bytes = b"",
) -> Media | None:
    """Draw the draft into ``path``, below a ``still`` of it; None if it has no length.

    Shots have the numbers that instructions use for their clips. Raises ``OSError``.
    """
    names = picture_names(files)
    image = await asyncio.to_thread(draw_timeline, draft, names, still)
    if not image:
        return None
    await asyncio.to_thread(_write, path, image)
    return Media(MediaKind.IMAGE, str(path), TIMELINE_NAME, len(image), alt=alt)


def _write(path: Path, image: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(image)
