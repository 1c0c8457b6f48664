"""Render in a child process: plan in, MP4 out, progress as JSON lines.

Where the plan asks for a still, it is made first, as the first step of progress.
"""

import json
import os
import signal
import stat
import sys
import threading
import time
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

from common.process.parent import stop_with_parent
from studio.errors import RenderCancelled, StudioError, UserFault, is_cancel
from studio.media.files import TEMP_SUFFIX
from studio.media.process_usage import print_usage
from studio.media.render.render import render
from studio.media.render.still import make_still
from studio.model.jobs.job import STILL
from studio.model.plan import RenderPlan
from studio.rules.serial.plan_json import plan_from_json

_STILL_SHARE = 0.01
_STEP, _SECONDS = 0.01, 2.0
"""Progress is reported in steps of one per cent, or after two seconds if it moved."""


def main(plan_path: Path, out: Path) -> int:
    """Render; the last line says ``done``, or whose ``fault`` it is and the ``error``, if known.

    The trace of a fault of ours goes to standard error.
    Ends at once, leaving nothing, on SIGTERM or when the parent is gone: its end of our
    stdin closes then.
    """
    signal.signal(signal.SIGTERM, _cancel)
    if _has_parent_at_stdin():
        threading.Thread(target=stop_with_parent, daemon=True).start()
    try:
        code, last = _render(plan_path, out)
    except Exception as error:
        if is_cancel(error):
            return 143
        raise
    print_usage()
    _print_line(last)
    return code


def _render(plan_path: Path, out: Path) -> tuple[int, dict[str, Any]]:
    """Render, and return the exit status and the last line."""
    reported, at = -1.0, 0.0

    def progress(share: float) -> None:
        nonlocal reported, at
        late = share > reported and time.monotonic() - at >= _SECONDS
        if late or share - reported >= _STEP or share >= 1:
            reported, at = share, time.monotonic()
            _print_line({"progress": round(share, 6)})

    try:
        plan = plan_from_json(plan_path.read_text())
        if plan.still:
            _write_still(plan, out)
            _print_line({"progress": _STILL_SHARE})
        render(plan, out, progress)
    except StudioError as error:
        if is_cancel(error):
            raise
        fault = "user" if isinstance(error, UserFault) else "ours"
        if fault == "ours":
            traceback.print_exc()
        line = {"error": error.key, "facts": error.facts, "fault": fault}
        return 2 if fault == "user" else 1, line
    except Exception as error:  # the boundary of this process
        if is_cancel(error):
            raise
        traceback.print_exc()
        return 1, {"fault": "ours"}
    return 0, {"done": True, "size": out.stat().st_size}


def _write_still(plan: RenderPlan, out: Path) -> None:
    """Write ``still.jpg`` beside the video."""
    part = out.with_name(f".{out.name}{TEMP_SUFFIX}")
    part.write_bytes(make_still(plan))
    part.replace(out.with_name(STILL))


def _print_line(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _cancel(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise RenderCancelled("render_cancelled")


def _has_parent_at_stdin() -> bool:
    """Whether stdin is a pipe; early releases of Python 3.11 give children a socket."""
    mode = os.fstat(0).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
