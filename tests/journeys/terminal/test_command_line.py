"""The command line in real processes: output, files, exit codes, and what is left behind."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest

from tests.journeys.terminal.commands import vidmuse
from tests.patience import PATIENCE

pytestmark = pytest.mark.journey


def cold_vidmuse(
    place: dict[str, str], *arguments: str | Path, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command in a new process; its input is ``typed``."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "bots", *map(str, arguments)],
        input=typed,
        text=True,
        capture_output=True,
        env=place,
        cwd=place["HOME"],
        timeout=PATIENCE,
        check=False,
    )


def left(place: dict[str, str]) -> list[Path]:
    """Files that a run left; the folder of sockets is kept for the next run."""
    paths = Path(place["TMPDIR"]).rglob("*")
    return [path for path in paths if path.is_file()]


def test_clips_and_a_song_become_a_video(place: dict[str, str], material: Path) -> None:
    files = [material / n for n in ("one.mp4", "two ’s 🎬.mp4", "song.wav")]
    out = Path(place["HOME"]) / "out.mp4"
    done = cold_vidmuse(
        place, "make", *files, "--say", "sync to the beat, 2 seconds, vertical",
        "--out", out, "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["output"] == str(out)
    assert report["duration"] == pytest.approx(2, abs=0.6)
    assert (report["width"], report["height"]) == (1080, 1920)
    assert report["timeline"].startswith("Timeline (2 tracks): 1. Video: ")
    beats = np.array(report["beats"])
    assert all(np.abs(beats - cut).min() <= 0.5 / 30 + 1e-4 for cut in report["cuts"])
    assert report["cuts"]
    with av.open(str(out)) as film:
        assert float(film.duration or 0) / 1e6 == pytest.approx(
            report["duration"], abs=0.1
        )
    assert done.stderr.startswith("Getting ready …\n")  # later steps may be too quick
    assert "/tmp/" not in done.stderr.replace(place["HOME"], "")
    assert left(place) == []


def test_a_file_that_is_no_media_is_named_and_the_others_are_used(
    served: dict[str, str], material: Path
) -> None:
    done = vidmuse(
        served, "make", material / "one.mp4", material / "notes.mp4",
        "--say", "a 2 second video, 360p", "--json",
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "notes.mp4" in done.stderr
    (left_out,) = json.loads(done.stdout)["left_out"]
    assert "notes.mp4" in left_out
    assert (Path(served["HOME"]) / "vidmuse.mp4").exists()


def test_a_document_and_a_cut_off_clip_are_named_as_what_they_are(
    served: dict[str, str], material: Path, tmp_path: Path
) -> None:
    whole = (material / "one.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: whole.index(b"moov") - 4])
    (tmp_path / "paper.mp4").write_bytes(b"%PDF-1.4 " + bytes(600))
    done = vidmuse(served, "make", tmp_path / "cut.mp4", tmp_path / "paper.mp4")
    errors = " ".join(done.stderr.split())
    assert done.returncode == 2
    assert "“cut.mp4” is damaged or cut off" in errors
    assert "“paper.mp4” is a PDF document: export its pages as JPG" in errors


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["make", "nowhere.mp4"], 'There is no file "nowhere.mp4". Check the path.'),
        (["make", "very vertical"], '--say "very vertical"'),
        (["make", "https://x.org/a.mp4"], "Download it"),
        (["make", "/"], "is a folder"),
        (["make", __file__, "--out", "a.avi"], "name it"),
        (["make", __file__, "--out", "no/where.mp4"], "no folder"),
        (["make", __file__], "not a format I can read"),
        (["up"], "TELEGRAM_BOT_TOKEN"),
        (["discord"], "DISCORD_BOT_TOKEN"),
    ],
)
def test_the_users_fault_is_a_sentence_and_exit_code_2(
    served: dict[str, str], arguments: list[str], sentence: str
) -> None:
    done = vidmuse(served, *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(Path(served["HOME"]).glob("*.mp4"))


def test_settings_that_cannot_be_read_are_named_without_their_values(
    place: dict[str, str],
) -> None:
    done = vidmuse(place | {"VIDMUSE_POLL_SECONDS": "s3cret"}, "doctor")
    assert done.returncode == 2
    assert "VIDMUSE_POLL_SECONDS" in done.stderr
    assert "s3cret" not in done.stderr


def test_the_doctor_renders_a_second(place: dict[str, str]) -> None:
    done = vidmuse(place, "doctor")
    assert done.returncode == 0, done.stdout
    assert "ok    a second of video and sound is rendered" in done.stdout
    assert left(place) == []


def test_the_doctor_finds_a_media_library_that_does_not_fit(
    place: dict[str, str], tmp_path: Path
) -> None:
    library = tmp_path / "library" / "av"
    library.mkdir(parents=True)
    (library / "__init__.py").write_text("raise TypeError('no such argument')\n")
    broken = place | {"PYTHONPATH": str(library.parent)}
    done = cold_vidmuse(broken, "doctor")
    assert done.returncode == 1
    assert "FAIL  video and sound cannot be rendered" in done.stdout
    assert "TypeError: no such argument" in done.stderr
    hosted = vidmuse(broken | {"NEMO_API_URL": "http://127.0.0.1:9"}, "doctor")
    assert "warn  video and sound cannot be rendered" in hosted.stdout


def test_a_missing_agent_is_explained_in_words(
    place: dict[str, str], material: Path
) -> None:
    away = {"NEMO_API_URL": "http://127.0.0.1:9", "VIDMUSE_RETRY_SECONDS": "0.1"}
    for extra in ({}, {"NEMO_TOKEN": "nmv_usr_of_the_operator"}):
        done = vidmuse(place | away | extra, "make", material / "one.mp4")
        assert done.returncode == 1
        assert "does not answer" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_stopped_leaves_no_process_and_no_file(
    place: dict[str, str], material: Path, number: signal.Signals
) -> None:
    """Also as a background job of a shell, which starts with SIGINT ignored."""
    files = map(str, material.glob("*.mp4"))
    job = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh"]
    command = [*job, sys.executable, "-P", "-m", "bots", "make", *files]
    with _started(place, *command, "--say", "make it 10 minutes") as process:
        assert process.stderr is not None
        while line := process.stderr.readline():
            if "Getting ready" not in line:
                break  # any step: quick ones are not shown
        process.send_signal(number)
        errors = process.stderr.read()
        assert process.wait(PATIENCE) == 128 + number, errors
    assert "Nothing is left behind" in errors
    assert left(place) == []
    until = time.monotonic() + PATIENCE
    while survivors := _of(place):
        assert time.monotonic() < until, survivors


def test_a_demo_that_is_stopped_while_it_makes_its_clips_says_only_that(
    place: dict[str, str],
) -> None:
    command = (sys.executable, "-P", "-m", "bots", "demo")
    with _started(place, *command) as process:
        until = time.monotonic() + PATIENCE
        while not any("--only" in line for line in _of(place)):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.02)
        process.terminate()
        assert process.stderr is not None
        assert process.stderr.read() == "Stopped. Nothing is left behind.\n"
        assert process.wait(PATIENCE) == 128 + signal.SIGTERM
    assert left(place) == []


def _started(place: dict[str, str], *command: str) -> subprocess.Popen[str]:
    """A command in a session of its own; what it says to people is piped."""
    return subprocess.Popen(
        command,
        env=place,
        cwd=place["HOME"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _of(place: dict[str, str]) -> list[str]:
    """Processes whose environment is that of this test."""
    mark, commands = f"TMPDIR={place['TMPDIR']}".encode(), []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes():
                commands.append((folder / "cmdline").read_text())
        except OSError:
            continue
    return commands


def test_a_pipe_is_a_conversation(
    place: dict[str, str], served: dict[str, str], material: Path
) -> None:
    lines = [
        str(material / "one.mp4"),
        str(material / "song.wav"),
        "sync to the beat, 2 seconds, 720p",
        "/status",
        "/credits",
        "/new Second",
        "1",
        "cancel",
    ]
    done = cold_vidmuse(place, "chat", typed="\n".join(lines) + "\n")
    assert done.returncode == 0, done.stderr
    output = done.stdout
    assert output.count("Timeline (2 tracks)") == 2  # the video's, and status
    assert "#" not in output  # no place in a queue
    assert "New project" in output
    assert "free of charge" in output
    results = {path.name for path in Path(place["HOME"]).glob("*.mp4")}
    assert len(results) == 2
    assert results == {
        line
        for line in output.splitlines()
        if line.endswith(".mp4") and " " not in line
    }
    again = cold_vidmuse(served, "chat", typed="/projects\n")
    assert "Second" in again.stdout
