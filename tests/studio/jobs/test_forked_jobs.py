"""Forked jobs share loaded libraries, and nothing else."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studio.errors import AnalysisFailed
from studio.flows.jobs.run_analysis import run_analysis
from studio.media.forked_process import ForkedProcess, ForkServer, start_forked
from studio.media.processes import clean_environment
from tests.patience import PATIENCE
from tests.studio.fake_pyav import replace_pyav

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="jobs start anew")

TELLS_ITS_PARENT = "import os; raise RuntimeError(f'parent {os.getppid()}.')"
HANGS = """
import os, sys
sys.stderr.write(f"hangs {os.getppid()} {os.getpid()}\\n")
sys.stderr.flush()
sys.stdin.read()
os._exit(1)
"""
"""Until the studio closes its input."""
SEARCHES = """
import os, re
words = {words}
found = []
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        area = re.match(r"(\\w+)-(\\w+) rw", line)
        if not area or "[v" in line:
            continue
        start, end = (int(number, 16) for number in area.groups())
        while start < end:
            memory.seek(start)
            part = memory.read(min(end - start, 1 << 20))
            for first, second in words:
                # In halves: the pattern itself is in this memory.
                at = part.find(first.encode())
                while at >= 0:
                    if part[at + len(first):].startswith(second.encode()):
                        found.append(first)
                    at = part.find(first.encode(), at + 1)
            start += len(part)
files = sorted(os.listdir("/proc/self/fd"), key=int)
raise RuntimeError(f"found {{sorted(set(found))}}, files {{files}}.")
"""


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"\0\0\0\x18ftypisom" + bytes(100))
    return path


async def parent_of_a_job(clip: Path, caplog: pytest.LogCaptureFixture) -> str:
    caplog.clear()
    with pytest.raises(AnalysisFailed):
        await run_analysis("probe", clip, "clip.mp4")
    return caplog.text.partition("RuntimeError: parent ")[2].partition(".")[0]


async def hanging_job(caplog: pytest.LogCaptureFixture) -> tuple[int, int]:
    """The process ids of its server and of itself, once it hangs."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for message in caplog.messages:
                if " hangs " in f" {message}":
                    server, job = message.rpartition("hangs ")[2].split()
                    return int(server), int(job)
            await asyncio.sleep(0.01)


async def until_gone(*pids: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while any(is_running(pid) for pid in pids):
            await asyncio.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return text.rpartition(")")[2].split()[0] not in "ZX"


async def test_jobs_are_forks_of_one_process(
    clip: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    replace_pyav(monkeypatch, tmp_path, TELLS_ITS_PARENT)
    parents = {await parent_of_a_job(clip, caplog) for _ in range(2)}
    assert len(parents) == 1
    assert parents != {str(os.getpid())}


STARTS_A_THREAD = (
    "import threading; "
    "threading.Thread(target=threading.Event().wait, daemon=True).start()"
)


@pytest.mark.parametrize(
    "library",
    ["raise ImportError", STARTS_A_THREAD],
    ids=["cannot be loaded", "starts a thread"],
)
async def test_without_such_a_process_jobs_start_anew(
    clip: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    library: str,
) -> None:
    code = f"import sys\nif 'fork-server' in sys.argv:\n    {library}\nelse:\n    "
    replace_pyav(monkeypatch, tmp_path, code + TELLS_ITS_PARENT, forked=False)
    caplog.set_level(logging.INFO)
    assert await parent_of_a_job(clip, caplog) == str(os.getpid())
    assert "jobs start anew: their fork server ended with 1" in caplog.messages
    assert await start_forked(["selftest"], clean_environment(), tmp_path, 0) is None


async def test_a_job_finds_nothing_of_another_one_and_no_secret(
    clip: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:token-of-the-bot")
    mine, other = ("my-own-", "holiday"), ("wedding-of-", "another-person")
    words = [mine, other, ("123:token-", "of-the-bot")]
    replace_pyav(monkeypatch, tmp_path, SEARCHES.format(words=words))
    for name in (other, mine):
        caplog.clear()
        with pytest.raises(AnalysisFailed):
            await run_analysis("probe", clip, f"{''.join(name)}.mp4")
        # Input, output, errors, and the folder that is being listed.
        assert f"found {[name[0]]}, files ['0', '1', '2', '3']." in caplog.text


async def test_after_a_crash_the_next_job_has_memory_of_another_layout(
    clip: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    crash = tmp_path / "crash"
    code = (
        f"import os, signal; os.path.exists({str(crash)!r}) and "
        "os.kill(os.getpid(), signal.SIGSEGV)\n"
    )
    replace_pyav(monkeypatch, tmp_path, code + TELLS_ITS_PARENT)
    before = await parent_of_a_job(clip, caplog)
    crash.touch()
    assert not await parent_of_a_job(clip, caplog)
    assert "killed by SIGSEGV" in caplog.text
    crash.unlink()
    assert await parent_of_a_job(clip, caplog) not in ("", before)
    await until_gone(int(before))


async def test_a_killed_server_ends_its_jobs_and_is_replaced(
    clip: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    replace_pyav(monkeypatch, tmp_path, HANGS)
    for _ in range(2):
        caplog.clear()
        running = asyncio.create_task(run_analysis("probe", clip, "clip.mp4"))
        server, job = await hanging_job(caplog)
        assert server != os.getpid()
        os.kill(server, signal.SIGKILL)
        with pytest.raises(AnalysisFailed):
            await running
        assert "killed by SIGKILL" in caplog.text
        await until_gone(job)


async def test_server_and_jobs_end_with_the_studio(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_pyav(monkeypatch, tmp_path, HANGS)
    code = (
        "import asyncio, pathlib, sys\n"
        "from studio.flows.jobs.run_analysis import run_analysis\n"
        "asyncio.run(run_analysis('probe', pathlib.Path(sys.argv[1]), 'clip.mp4'))\n"
    )
    studio = subprocess.Popen(
        [sys.executable, "-P", "-c", code, str(clip)], stderr=subprocess.PIPE
    )
    with studio:
        assert studio.stderr is not None
        line = studio.stderr.readline().decode()
        server, job = map(int, line.rpartition("hangs ")[2].split())
        assert is_running(server)
        studio.kill()
    await until_gone(server, job)


def test_a_process_that_ends_waits_for_its_server() -> None:
    code = (
        "import asyncio, os, pathlib\n"
        "from studio.media.forked_process import start_forked\n"
        "from studio.media.processes import clean_environment\n"
        "async def main():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    loop.slow_callback_duration = 1e9  # a busy machine is no fault\n"
        "    job = await start_forked(\n"
        "        ['no-such-command'], clean_environment(), pathlib.Path('/'), 0\n"
        "    )\n"
        "    print(await job.wait())\n"
        "    job.close()\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-X", "dev", "-P", "-c", code]
    ended = subprocess.run(command, capture_output=True, check=True)
    assert (ended.stdout, ended.stderr) == (b"2\n", b""), "nothing is left open"


async def exit_code(process: ForkedProcess | None) -> int:
    assert process is not None
    try:
        return await process.wait()
    finally:
        process.close()


async def test_a_server_ends_when_it_has_nothing_to_do(tmp_path: Path) -> None:
    server = ForkServer(clean_environment(), idle_seconds=0.0)
    process = await server.start(b'[["no-such-command"], "/", 0]\n')
    assert await exit_code(process) == 2
    assert await asyncio.to_thread(server.process.wait) == 0
    assert await server.start(b'[["no-such-command"], "/", 0]\n') is None


async def test_a_server_starts_a_limited_number_of_jobs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """All of them have memory of the same layout."""
    server = ForkServer(clean_environment())
    for _ in range(100):
        assert not server.is_retired
        process = await server.start(b'[["no-such-command"], "/", 0]\n')
        assert await exit_code(process) == 2
    assert server.is_retired
    assert await asyncio.to_thread(server.process.wait) == 0
