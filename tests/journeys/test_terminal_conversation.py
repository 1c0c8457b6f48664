"""A conversation in the terminal that is stopped, or whose studio is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.media import footage
from tests.patience import PATIENCE

pytestmark = pytest.mark.journey


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """An environment of its own, with no setting of the machine's in it."""
    inherited = {
        name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ
    }
    own = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    return inherited | own | {"VIDMUSE_DATA": str(tmp_path / "data")}


def conversation(place: dict[str, str]) -> subprocess.Popen[str]:
    """``vidmuse chat``, as people start it, with its output in a file."""
    with Path(place["HOME"], "output").open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "bots", "chat"],
            env=place,
            cwd=place["HOME"],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


def say(chat: subprocess.Popen[str], *lines: str) -> None:
    assert chat.stdin is not None
    chat.stdin.write("".join(f"{line}\n" for line in lines))
    chat.stdin.flush()


def shown(place: dict[str, str]) -> str:
    return Path(place["HOME"], "output").read_text()


def until(happens: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.05)


def studio_of(chat: subprocess.Popen[str]) -> int:
    children = Path(f"/proc/{chat.pid}/task/{chat.pid}/children").read_text().split()
    (studio,) = (
        int(child)
        for child in children
        if "--die-with-parent" in Path(f"/proc/{child}/cmdline").read_text()
    )
    return studio


def test_a_conversation_that_is_stopped_in_mid_work_goes_on_at_the_next_start(
    place: dict[str, str],
) -> None:
    home = Path(place["HOME"])
    clip = footage.write(home / "one.mp4", 1, seconds=4)
    with conversation(place) as first:
        say(first, str(clip), "make it 2 seconds, 720p")
        until(lambda: shown(place))  # a step of the work: nothing else is said before
        first.send_signal(signal.SIGINT)
        assert first.stderr is not None
        farewell = "Stopped. What was begun goes on at the next start.\n"
        assert first.stderr.read() == farewell
        assert first.wait(PATIENCE) == 128 + signal.SIGINT
    assert list(home.glob("*.mp4")) == [clip]
    with conversation(place) as second:
        _, errors = second.communicate("", PATIENCE)
    assert errors == ""
    videos = set(home.glob("*.mp4")) - {clip}
    assert videos
    assert all(each.name in shown(place) for each in videos)


def test_a_studio_that_is_killed_is_no_line_in_the_conversation(
    place: dict[str, str],
) -> None:
    log = Path(place["VIDMUSE_DATA"], "chat.log")
    with conversation(place) as chat:
        say(chat, "/status")
        until(lambda: shown(place))
        os.kill(studio_of(chat), signal.SIGKILL)
        until(log.exists)
        until(lambda: "restarted" in log.read_text())
        _, errors = chat.communicate("/credits\n", PATIENCE)
    assert errors == ""
    assert chat.returncode == 0
    assert "free of charge" in shown(place)
