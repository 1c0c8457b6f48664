"""Commands that are stopped say so in one line, whenever the signal comes."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

pytestmark = pytest.mark.journey
STARTS = {
    "demo": "argparse",
    "doctor": "pydantic",
    "studio": "studio",
    "beats": "studio",
}
"""A module that each command imports early: it is still loading then."""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", STARTS)
def test_a_command_that_is_stopped_while_it_starts_prints_one_line(
    tmp_path: Path, command: str, number: signal.Signals
) -> None:
    environment = os.environ | {
        "PYTHONPROFILEIMPORTTIME": "1",
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "VIDMUSE_DATA": str(tmp_path / "data"),
        "STUDIO_HTTP": "127.0.0.1:0",
    }
    files = ["song.mp3"] if command == "beats" else []
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "bots", command, *files],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        while line := process.stderr.readline():
            if re.search(rf"\| +{STARTS[command]}$", line):
                break
        process.send_signal(number)
        printed = process.stderr.read().splitlines()
        assert process.wait(PATIENCE) == 128 + number
    lines = [line for line in printed if not line.startswith("import time:")]
    assert len(lines) == 1, lines
    assert lines[0].startswith("Stopped.")
