"""The command ``beats``: what it prints, and its exit codes."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bench.music.synthesis.scores import compose
from bench.music.synthesis.synth import RATE, play
from studio.commands.beats import clock, main


@pytest.fixture
def song(tmp_path: Path) -> str:
    return write(tmp_path / "my song.wav", play(compose("rock", 41, 12.0), 41))


def write(path: Path, sound: np.ndarray) -> str:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 32767).astype(np.int16).tobytes())
    return str(path)


def test_json_is_one_object_a_file_and_line(
    song: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([song, song, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 2
    assert list(lines[0]) == [
        "file", "seconds", "tempo", "other_tempo", "beats", "downbeats", "sections",
    ]  # fmt: skip
    assert lines[0]["file"] == song
    assert set(lines[0]["downbeats"]) <= set(lines[0]["beats"])
    assert lines[0]["sections"][-1]["end"] == pytest.approx(
        lines[0]["seconds"], abs=0.01
    )


def test_numpy_has_one_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    assert main([str(tmp_path / "none.mp3")]) == 2
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    assert capsys.readouterr().err


def test_csv_has_a_row_for_each_beat(
    song: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([song, "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) > 10
    assert [int(row["beat"]) for row in rows] == list(range(1, len(rows) + 1))
    assert {row["downbeat"] for row in rows} == {"0", "1"}


def test_the_table_is_for_people_and_counts_as_they_ask(
    song: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([song, "--half"]) == 0  # it is found at 170
    out = capsys.readouterr().out
    assert "my song.wav" in out
    assert re.search(r" 85\.\d BPM   16 beats, 4 bars of 4 ", out)
    assert "{" not in out


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00.0"), (59.94, "0:59.9"), (119.97, "2:00.0")]
)
def test_a_minute_has_no_sixtieth_second(seconds: float, text: str) -> None:
    assert clock(seconds).strip() == text


def test_a_rhythm_that_may_be_counted_twice_tells_both_tempi(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = play(compose("half-time", 41, 8.0), 41)
    assert main([write(tmp_path / "slow.wav", sound)]) == 0
    assert re.search(r"79\.\d BPM \(or 158\.\d\)", capsys.readouterr().out)


def test_a_faulty_file_is_reported_and_the_others_are_still_done(
    song: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing, text = str(tmp_path / "gone.mp3"), tmp_path / "no\nte's 😀.wav"
    text.write_text("words")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main([missing, str(text), str(empty), song, "--json"]) == 2
    out, err = capsys.readouterr()
    assert [json.loads(line)["file"] for line in out.splitlines()] == [song]
    assert len(err.splitlines()) == 3
    assert 'no file "gone.mp3"' in err
    assert "Traceback" not in err


def test_a_folder_is_every_song_in_it_and_files_are_made_as_it_lies(
    song: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inner = tmp_path / "songs" / "old"
    inner.mkdir(parents=True)
    Path(song).rename(inner / "my song.wav")
    (tmp_path / "songs" / "cover.jpg").write_bytes(b"no song")
    labels, clicks = tmp_path / "labels", tmp_path / "clicks"
    order = [str(tmp_path / "songs"), "--json", "--audacity", str(labels)]
    assert main([*order, "--click", str(clicks)]) == 0
    grid = json.loads(capsys.readouterr().out)
    rows = (labels / "old" / "my song.txt").read_text().splitlines()
    assert len(rows) == len(grid["beats"]) + len(grid["sections"])
    heard = samples(clicks / "old" / "my song.wav")
    at = round(grid["beats"][4] * 44100)
    assert np.abs(heard[at : at + 200]).max() > 0.6


def test_a_single_song_gives_the_files_that_are_named(
    song: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plot, edl = tmp_path / "plot.png", tmp_path / "markers.edl"
    assert main([song, "--plot", str(plot), "--edl", str(edl), "--fps", "25"]) == 0
    picture = Image.open(plot).convert("RGB")
    assert (192, 57, 43) in {picture.getpixel((x, 60)) for x in range(picture.width)}
    assert "|M:2.1 |D:1" in edl.read_text()
    assert main([song, "--click", str(tmp_path / "none" / "a.wav")]) == 2
    assert main([song, "--click", song]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert "Make it." in lines[0]
    assert "the song itself" in lines[1]


def samples(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


def test_silence_is_no_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([write(tmp_path / "hush.wav", np.zeros(5 * RATE))]) == 0
    assert "silent" in capsys.readouterr().out


def test_a_closed_pipe_prints_no_error(song: str) -> None:
    order = f'"{sys.executable}" -m studio beats "$0" "$0" "$0" --csv | head -1'
    done = subprocess.run(
        ["sh", "-c", order, song], check=False, capture_output=True, text=True
    )
    assert done.stdout.startswith("file,")
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("option", "name", "sentence"),
    [
        ("--click", "x.mp3", '--click: name the file "x.wav"'),
        ("--plot", "x", '--plot: name the file "x.png"'),
        ("--midi", "x.wav", '--midi: name the file "x.mid"'),
    ],
)
def test_a_file_whose_name_says_another_format_is_not_written(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    option: str,
    name: str,
    sentence: str,
) -> None:
    assert main([str(tmp_path / "a.wav"), option, str(tmp_path / name)]) == 2
    assert sentence in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_several_songs_are_not_written_into_a_folder_named_as_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    songs = [str(tmp_path / "a.wav"), str(tmp_path / "b.wav")]
    assert main([*songs, "--click", str(tmp_path / "x.wav")]) == 2
    assert "there are several songs. Name a folder" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_an_output_that_is_full_is_one_line_and_a_file_on_it_is_not_left(
    song: str, tmp_path: Path
) -> None:
    labels = tmp_path / "labels.txt"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "studio", "beats", song, "--audacity", str(labels)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "The output cannot be written: No space left on device.\n"
    assert labels.exists()
    unwritten = main([song, "--audacity", "/dev/full"])
    assert unwritten == 2
    assert {path.name for path in tmp_path.iterdir()} == {"my song.wav", "labels.txt"}
