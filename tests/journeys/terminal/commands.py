"""Run a command in the surroundings of a test."""

import subprocess
from pathlib import Path

from tests.vidmuse_command import run_vidmuse


def vidmuse(
    place: dict[str, str], *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    """Run a command in an empty folder until it ends, as a fork, without a cold start."""
    return run_vidmuse(place, place["HOME"], *map(str, arguments))
