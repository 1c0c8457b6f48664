"""What ``vidmuse make`` and ``demo`` say where they make no video."""

import re
from pathlib import Path

import pytest

from tests.journeys.terminal.commands import vidmuse

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("names", "words", "faults", "last"),
    [
        (["song.wav"], "", 0, "none of these files is a video or a photo"),
        (["notes.mp4"], "", 1, "none of these files is a video or a photo"),
        (["notes.mp4", "song.wav"], "", 1, "none of these files is a video or a photo"),
        (["one.mp4"], "how long is it?", 0, "Say in other words what you want"),
        (["one.mp4"], "add a title", 0, "Say in other words what you want"),
    ],
)
def test_a_command_that_makes_no_video_ends_with_words_for_a_command_line(
    served: dict[str, str],
    material: Path,
    names: list[str],
    words: str,
    faults: int,
    last: str,
) -> None:
    files = [material / name for name in names]
    done = vidmuse(served, "make", *files, "--say", words)
    lines = " ".join(done.stderr.split())
    assert done.returncode == 2
    assert lines.count("is damaged, or not what its name says") == faults
    assert last in lines.rpartition("No video was made")[2]
    assert not re.search(r"\b([Ss]end|drop)\b", lines)
    assert done.stdout == ""


def test_a_folder_that_nothing_can_be_written_to_is_named_before_the_work(
    served: dict[str, str], material: Path
) -> None:
    for command in (["make", material / "one.mp4"], ["demo"]):
        done = vidmuse(served, *command, "--out", "/proc/video.mp4")
        assert done.returncode == 2
        assert done.stderr.startswith('Cannot write to the folder "/proc": ')
