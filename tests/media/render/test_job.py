"""A render's process: progress, immediate end on a signal, no files left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from studio.errors import RenderCancelled, RenderFailed, is_cancel
from studio.model.plan import FrameSpan, RenderPlan
from studio.rules.serial.plan_json import plan_to_json
from tests.media import footage
from tests.patience import PATIENCE

pytestmark = pytest.mark.media


def started(
    folder: Path, frames: int, clip: str, stdin: int = subprocess.PIPE
) -> "subprocess.Popen[str]":
    plan = RenderPlan(
        1280, 720, Fraction(30), frames, (FrameSpan(0, frames, clip, 0.0),)
    )
    (folder / "plan.json").write_text(plan_to_json(plan))
    command = [sys.executable, "-m", "studio", "render"]
    return subprocess.Popen(
        [*command, str(folder / "plan.json"), str(folder / "out.mp4")],
        stdin=stdin,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def messages(process: "subprocess.Popen[str]") -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


def over(process: "subprocess.Popen[str]") -> int:
    code = process.wait(PATIENCE)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    return code


@pytest.fixture
def clip(tmp_path: Path) -> str:
    return str(footage.write(tmp_path / "clip.mp4", 1, seconds=1))


def test_progress_rises_to_the_end(tmp_path: Path, clip: str) -> None:
    process = started(tmp_path, 30, clip)
    lines = list(messages(process))
    assert over(process) == 0
    shares = [line["progress"] for line in lines if "progress" in line]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert lines[-1] == {"done": True, "size": (tmp_path / "out.mp4").stat().st_size}


@pytest.mark.chaos
@pytest.mark.parametrize("way", ["terminate", "orphan"])
def test_an_end_in_the_middle_leaves_no_file(
    tmp_path: Path, clip: str, way: str
) -> None:
    process = started(tmp_path, 9000, clip)
    assert "progress" in next(messages(process))
    if way == "terminate":
        os.killpg(process.pid, signal.SIGTERM)
    elif process.stdin:
        process.stdin.close()
    assert over(process) != 0
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"plan.json", "clip.mp4"}


@pytest.mark.chaos
def test_a_render_ends_with_its_parent_if_a_socket_joins_them(
    tmp_path: Path, clip: str
) -> None:
    """In early releases of Python 3.11 asyncio does not join them by a pipe."""
    parents, childs = socket.socketpair()
    with childs:
        process = started(tmp_path, 9000, clip, childs.fileno())
    assert "progress" in next(messages(process))
    parents.close()
    assert over(process) != 0
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.chaos
def test_a_kill_ends_the_whole_group(tmp_path: Path, clip: str) -> None:
    process = started(tmp_path, 9000, clip)
    assert "progress" in next(messages(process))
    os.killpg(process.pid, signal.SIGKILL)
    assert over(process) == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert not (tmp_path / "out.mp4").exists()


def test_a_deleted_clip_is_an_error_of_the_user(tmp_path: Path) -> None:
    process = started(tmp_path, 30, str(tmp_path / "gone.mp4"))
    last = list(messages(process))[-1]
    assert over(process) == 2
    assert last["fault"] == "user"
    assert str(tmp_path) not in str(last["error"])


def test_a_plan_that_makes_no_sense_is_ours(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{}")
    command = [sys.executable, "-m", "studio", "render", str(tmp_path / "plan.json")]
    done = subprocess.run(
        [*command, str(tmp_path / "out.mp4")],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 1
    assert json.loads(done.stdout.splitlines()[-1])["fault"] == "ours"
    assert "KeyError" in done.stderr  # the trace, for the log of the studio


def fail_while_cancelled() -> None:
    try:
        try:
            raise RenderCancelled("render_cancelled")
        finally:
            raise FileNotFoundError(2, "No such file", "out.mp4.part")
    except OSError as error:
        raise RenderFailed("render_unwritten") from error


def test_a_cancel_is_known_behind_the_errors_that_it_causes() -> None:
    with pytest.raises(RenderFailed) as caught:
        fail_while_cancelled()
    assert is_cancel(caught.value)
    assert not is_cancel(RenderFailed("render_unwritten"))
