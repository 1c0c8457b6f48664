"""Decoders of people's files get no secrets, no network and limited memory."""

import ctypes
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.errors import AnalysisFailed, UnsupportedFile
from studio.flows.jobs.run_analysis import run_analysis
from studio.media.file_view import FileView
from studio.media.processes import clean_environment
from studio.media.sandbox import Limits
from tests.studio.jobs.conftest import ReplacePyav

LANDLOCK = Path("/sys/kernel/security/landlock").exists() or (
    sys.platform == "linux"
    and ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) > 0
)
FILTERED = sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")


def _clip(folder: Path) -> Path:
    clip = folder / "clip.mp4"
    clip.write_bytes(b"\0\0\0\x18ftypisom" + bytes(100))
    return clip


async def test_a_decoder_inherits_no_secret(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fake_pyav: ReplacePyav,
) -> None:
    for name in ("TELEGRAM_BOT_TOKEN", "REDIS_URL", "STUDIO_LLM_KEY", "AWS_SECRET"):
        monkeypatch.setenv(name, "a-secret-value")
    code = "import os; raise RuntimeError(sorted(os.environ.items()))"
    fake_pyav(code)
    with pytest.raises(AnalysisFailed):
        await run_analysis("probe", _clip(tmp_path), "clip.mp4")
    assert "PYTHONPATH" in caplog.text
    assert "a-secret-value" not in caplog.text
    assert "a-secret-value" not in str(clean_environment())


@pytest.mark.parametrize(("setting", "threads"), [(None, "1"), ("3", "3")])
def test_numpy_has_one_thread_unless_the_operator_gives_it_more(
    setting: str | None, threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "OPENBLAS_NUM_THREADS"
    if setting is None:
        monkeypatch.delenv(name, raising=False)
    else:
        monkeypatch.setenv(name, setting)
    assert clean_environment()[name] == threads


@pytest.mark.skipif(not FILTERED, reason="seccomp is of Linux on two machines")
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"])
async def test_a_decoder_cannot_open_a_connection(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    fake_pyav: ReplacePyav,
    family: str,
) -> None:
    code = (
        "import socket, threading\n"
        "socket.socketpair()\n"
        "def connect():\n"
        f"    socket.socket(socket.{family}, socket.SOCK_RAW if 'ET' not in "
        f"'{family}' else socket.SOCK_DGRAM)\n"
        "    print('connected', flush=True)\n"
        "thread = threading.Thread(target=connect); thread.start(); thread.join()\n"
        "raise RuntimeError('over')\n"
    )
    fake_pyav(code)
    with pytest.raises(AnalysisFailed):
        await run_analysis("probe", _clip(tmp_path), "clip.mp4")
    assert "PermissionError: [Errno 13]" in caplog.text
    assert "RuntimeError: over" in caplog.text


@pytest.fixture
def shared() -> Iterator[Path]:
    """A file where processes keep the memory that they share."""
    with tempfile.NamedTemporaryFile(dir="/dev/shm") as file:
        yield Path(file.name)


@pytest.mark.skipif(not LANDLOCK, reason="this system has no Landlock")
async def test_a_decoder_sees_the_files_of_its_job_alone(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fake_pyav: ReplacePyav,
    shared: Path,
) -> None:
    """The bot's settings, another's clip and memory, and the folder of the checkout."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    others = tmp_path / "others"
    others.mkdir()
    (others / "clip.mp4").write_bytes(b"private")
    mine = tmp_path / "mine"
    mine.mkdir()
    clip = _clip(mine)
    checkout = Path(run_analysis.__code__.co_filename).parents[3] / "pyproject.toml"
    code = (
        "import os, pathlib\n"
        "done = []\n"
        "def attempt(name, work):\n"
        "    try:\n"
        "        work()\n"
        "        done.append(name)\n"
        "    except PermissionError: pass\n"
        f"other = pathlib.Path({str(others / 'clip.mp4')!r})\n"
        "attempt('read', other.read_bytes)\n"
        "attempt('list', lambda: list(other.parent.iterdir()))\n"
        "attempt('write', lambda: other.write_bytes(b'x'))\n"
        "attempt('delete', other.unlink)\n"
        f"attempt('shared', pathlib.Path({str(shared)!r}).read_bytes)\n"
        f"attempt('settings', pathlib.Path({str(checkout)!r}).read_bytes)\n"
        "attempt('environment', pathlib.Path(f'/proc/{__import__('os').getppid()}"
        "/environ').read_bytes)\n"
        f"attempt('own', pathlib.Path({str(clip)!r}).read_bytes)\n"
        f"attempt('beside', lambda: pathlib.Path({str(mine / 'new')!r}).touch())\n"
        "raise RuntimeError(done)\n"
    )
    fake_pyav(code.replace("__import__('os')", "os"))
    with pytest.raises(AnalysisFailed):
        await run_analysis("probe", clip, "clip.mp4")
    assert "RuntimeError: ['own', 'beside']" in caplog.text
    assert (others / "clip.mp4").read_bytes() == b"private"


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA holds on Linux")
@pytest.mark.parametrize(
    "code",
    ["bytearray(64 << 30)", "import numpy; numpy.ones(1 << 33)"],
    ids=["bytes", "array"],
)
async def test_a_file_that_takes_too_much_memory_is_refused_by_name(
    tmp_path: Path, fake_pyav: ReplacePyav, code: str
) -> None:
    fake_pyav(code)
    with pytest.raises(UnsupportedFile, match=r"“holiday\.mp4” needs too much memory"):
        await run_analysis("probe", _clip(tmp_path), "holiday.mp4")


async def test_limits_hold_for_cpu_time_open_files_and_core_dumps(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, fake_pyav: ReplacePyav
) -> None:
    code = (
        "import resource as r\n"
        "names = ('RLIMIT_CPU', 'RLIMIT_NOFILE', 'RLIMIT_CORE')\n"
        "raise RuntimeError([r.getrlimit(getattr(r, n)) for n in names])\n"
    )
    fake_pyav(code)
    with pytest.raises(AnalysisFailed):
        await run_analysis("probe", _clip(tmp_path), "clip.mp4")
    assert "[(480, 480), (256, 256), (0, 0)]" in caplog.text


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="a setting of glibc")
def test_a_job_reuses_the_memory_of_its_frames() -> None:
    code = (
        "import resource\n"
        "for _ in range(50):\n"
        "    frames = [b'x' * (4 << 20) for _ in range(4)]\n"
        "    frames.clear()\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean_environment(), check=True,
        capture_output=True,
    )  # fmt: skip
    pages_of_all = 50 * 4 * (4 << 20) // resource.getpagesize()
    assert int(done.stdout) < pages_of_all / 2


def test_limits_round_trip_through_the_command_line() -> None:
    view = FileView(("/a b",), ("/c", '/d"'))
    limits = Limits(1 << 31, 60, 256, view)
    assert Limits.parse(*limits.arguments()) == limits
