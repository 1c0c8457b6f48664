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


def conversation(place: dict[str, str], *name: str) -> subprocess.Popen[str]:
    """``vidmuse chat``, as people start it, with its output in a file."""
    with Path(place["HOME"], "".join(("output", *name))).open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "bots", "chat", *name],
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


def shown(place: dict[str, str], name: str = "") -> str:
    return Path(place["HOME"], f"output{name}").read_text()


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


def test_of_two_processes_each_leads_a_conversation_of_its_own(
    place: dict[str, str],
) -> None:
    home = Path(place["HOME"])
    clip = footage.write(home / "one.mp4", 1, seconds=4)
    with conversation(place) as first:
        say(first, "/status")
        until(lambda: shown(place))
        with conversation(place) as second:
            _, errors = second.communicate(f"{clip}\nmake it 2 seconds\n", PATIENCE)
        assert second.returncode == 2
        assert f"open in another terminal (process {first.pid})" in errors
        assert "chat NAME" in errors
        with conversation(place, "trip") as named:
            _, errors = named.communicate(f"{clip}\n2 seconds, 360p\n", PATIENCE)
        assert (named.returncode, errors) == (0, "")
        assert "2 s, 16:9, 640×360" in shown(place, "trip")
        say(first, "/status")
        until(lambda: shown(place).count("No video yet") == 2)
        assert "360" not in shown(place)
        first.kill()
        first.wait(PATIENCE)
    with conversation(place) as again:
        _, errors = again.communicate("/status\n", PATIENCE)
    assert (again.returncode, errors) == (0, "")


def test_a_conversation_outlives_the_one_that_started_its_servers(
    place: dict[str, str],
) -> None:
    log = Path(place["VIDMUSE_DATA"], "chat.log")
    with conversation(place) as first:
        say(first, "/status")
        until(lambda: shown(place))
        with conversation(place, "trip") as second:
            say(second, "/status")
            until(lambda: shown(place, "trip"))
            first.communicate("", PATIENCE)
            say(second, "/status")
            until(lambda: shown(place, "trip").count("No video yet") == 2)
            until(lambda: "the studio ended: restarted" in log.read_text())
            _, errors = second.communicate("/credits\n", PATIENCE)
    assert (second.returncode, errors) == (0, "")
    assert "free of charge" in shown(place, "trip")


def test_a_conversation_whose_output_nobody_reads_ends_without_a_word(
    place: dict[str, str],
) -> None:
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "bots", "chat"],
        env=place,
        cwd=place["HOME"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as chat:
        assert chat.stdout is not None
        chat.stdout.close()
        say(chat, "./nowhere.mp4")
        assert chat.stderr is not None
        assert chat.stderr.read() == ""
        assert chat.wait(PATIENCE) == 128 + signal.SIGPIPE
