"""Run ``vidmuse make``: turn clips and songs into one MP4."""

import asyncio
import json
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bots.app import runtime
from bots.app.commands import one_shot
from bots.console.send.adapter import ConsoleAdapter
from bots.console.send.progress_bar import ProgressBar
from bots.console.wire.request import MakeRequest
from bots.shared.tempdirs import temporary_folder
from core.errors import UserError
from core.model.chat import ChatId
from core.rules.draft.timeline import duration, summary
from core.rules.text.wording import say
from core.settings import Settings

_EXAMPLE = "vertical, 20 seconds"
_LEFT_OUT = 3
"""The exit code for a video without some of the files."""


async def make(settings: Settings, request: MakeRequest) -> int:
    """Make the video and print its path, or a JSON report.

    Returns the exit code: 0 done, 2 user error, 1 internal error, 3 if files were left out.
    """
    language = settings.vidmuse_lang or "en"
    with temporary_folder() as folder, ProgressBar() as bar:
        data = Path(folder)
        chat = ChatId(f"console:{uuid.uuid4().hex[:12]}")
        adapter = ConsoleAdapter(bar, data / "made", chat, terse=True)
        async with runtime.open_services(
            settings, data, lambda _: {adapter.platform: adapter}, shared=False
        ) as services:
            result = await one_shot.make(services, adapter, request, language)
        if isinstance(result, one_shot.MakeFailure):
            _explain(bar, result, language)
            return 1 if result.is_internal else 2
        bar.print_answers()
        await asyncio.to_thread(_copy_result, result.video, request.out)
    if request.json:
        report_json = json.dumps(
            report(request.out, result, language), ensure_ascii=False
        )
        print(report_json)  # noqa: T201
    else:
        print(request.out)  # noqa: T201
    return _LEFT_OUT if result.left_out else 0


def _explain(bar: ProgressBar, failure: one_shot.MakeFailure, language: str) -> None:
    """Show what the agent answered, and end with words for a command line.

    Where there is nothing to see, the agent asks for clips, as in a chat: leave that out.
    """
    last = say(language, f"make.{failure.reason}", example=_EXAMPLE)
    if failure.reason is one_shot.FailureReason.NO_PICTURES:
        bar.answers = list(failure.rejections)
    bar.answers.append(last)
    bar.print_answers()


def _copy_result(result: Path, out: Path) -> None:
    """Copy the video to ``out`` atomically. Raises ``UserError`` when it cannot be written."""
    part = out.with_name(f".{out.name}.part")
    try:
        shutil.copyfile(result, part)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError(
            f'Cannot write "{out}": {error.strerror}. Choose another --out.'
        ) from error


def report(out: Path, result: one_shot.MadeVideo, language: str) -> dict[str, Any]:
    """The result as one object; times in seconds on the output's clock."""
    draft = result.draft
    meta = draft.get("m") or {}
    return {
        "output": str(out),
        "duration": round(duration(draft), 3),
        "width": meta.get("width"),
        "height": meta.get("height"),
        "timeline": summary(draft, language),
        "beats": [round(beat / 1000, 4) for beat in meta.get("beats") or ()],
        "cuts": cuts(draft),
        "left_out": list(result.left_out),
    }


def cuts(draft: Mapping[str, Any]) -> list[float]:
    """Start times of all shots but the first, rounded to frames."""
    meta = draft.get("m") or {}
    top, _, bottom = str(meta.get("fps") or "30").partition("/")
    fps = float(top) / float(bottom or 1)
    starts = sorted(
        segment.get("st", 0)
        for track in draft.get("t") or ()
        if track.get("tt") == 0
        for segment in track.get("sg") or ()
    )
    return [round(round(start * fps / 1000) / fps, 4) for start in starts[1:]]
