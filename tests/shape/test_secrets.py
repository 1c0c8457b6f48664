"""No token and no private key is in the repository."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATTERNS = {  # each begins with letters, which are found fast
    "a Telegram token": r":AA(?<=\d{9}:AA)[\w-]{33}\b",
    "a Discord token": r"\.(?<=[\w-]{24}\.)[\w-]{6}\.[\w-]{27,40}\b",
    "a NEMO token": r"nmv_usr_(?!abcdef)[A-Za-z0-9]{20,}\b",
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    "a key of AWS": r"AKIA[0-9A-Z]{16}\b",
    "a token of GitHub": r"gh[pousr]_[A-Za-z0-9]{36}\b",
    "a key of a model's server": r"sk-[A-Za-z0-9]{32,}\b",
    "a password in an address": r"://[^\s:@/]*:[^\s:@/]{12,}@",
}
LARGEST = 1_000_000
SAMPLES = {
    "a Telegram token": "1234567890:AA" + "x" * 33,
    "a Discord token": "M" + "x" * 23 + "." + "y" * 6 + "." + "z" * 38,
    "a NEMO token": "nmv_usr_" + "a1" * 12,
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "a key of AWS": "AKIA" + "A1" * 8,
    "a token of GitHub": "ghp_" + "a" * 36,
    "a key of a model's server": "sk-" + "a1" * 20,
    "a password in an address": "redis://:" + "s" * 16 + "@host:6379",
}


def texts() -> Iterator[tuple[str, str]]:
    """The tracked files that are text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file() and path.stat().st_size <= LARGEST:
            content = path.read_bytes()
            if b"\0" not in content[:4096]:
                yield name, content.decode("utf-8", "replace")


@pytest.mark.parametrize("what", PATTERNS)
def test_each_pattern_finds_what_it_is_for(what: str) -> None:
    assert re.search(PATTERNS[what], SAMPLES[what])


@pytest.mark.skipif(
    not (shutil.which("git") and (ROOT / ".git").exists()), reason="no repository here"
)
def test_no_file_of_the_repository_holds_a_secret() -> None:
    secrets = [
        f"{name}: {what}"
        for name, text in texts()
        for what, pattern in PATTERNS.items()
        if re.search(pattern, text)
    ]
    assert secrets == []
