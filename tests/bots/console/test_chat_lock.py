"""One process at a time leads a conversation in the terminal."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bots.console.receive.chat_lock import ChatIsOpen, chat_name, locked_chat

_HOLD = """
import sys, time
from pathlib import Path
from bots.console.receive.chat_lock import locked_chat
with locked_chat(Path(sys.argv[1]), ""):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_conversation_is_led_by_one_process_and_another_name_by_another(
    tmp_path: Path,
) -> None:
    with locked_chat(tmp_path, ""):
        with pytest.raises(ChatIsOpen) as refused, locked_chat(tmp_path, ""):
            pass
        with locked_chat(tmp_path, "trip"):
            pass
    assert refused.value.process == str(os.getpid())
    with locked_chat(tmp_path, ""):
        pass


def test_a_process_that_is_killed_leaves_no_lock(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ChatIsOpen) as refused, locked_chat(tmp_path, ""):
            pass
        assert refused.value.process == str(holder.pid)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with locked_chat(tmp_path, ""):
        pass


def test_a_name_is_the_same_in_capitals() -> None:
    assert chat_name("Trip-2") == "trip-2"
    assert chat_name("假期") == "假期"


@pytest.mark.parametrize("text", ["", "..", "a/b", "clip.mp4", "make it red", "x" * 41])
def test_words_and_paths_are_no_name(text: str) -> None:
    with pytest.raises(ValueError, match="letters"):
        chat_name(text)
