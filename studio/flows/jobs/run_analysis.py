"""Analyse a file in a child process, so that a bad file crashes only that."""

import asyncio
import logging
import os
from pathlib import Path
from typing import Any

from studio.errors import AnalysisFailed, UnsupportedFile
from studio.media.file_view import FileView
from studio.media.processes import child, describe_exit
from studio.media.sandbox import Limits, memory_per_core
from studio.model.jobs.job import Operation

_log = logging.getLogger(__name__)
_SECONDS = {
    "probe": 60.0,
    "look": 400.0,
    "music": 300.0,
    "camera": 300.0,
    "faces": 300.0,
    "thumbnail": 60.0,
}
"""Timeout of each analysis in seconds."""
RESULT_VERSIONS = {
    Operation.LOOK: 9,
    Operation.MUSIC: 7,
    Operation.CAMERA: 1,
    Operation.FACES: 2,
    Operation.THUMBNAIL: 1,
}
"""After any change of what an analysis finds, raise its number: stored results of another
number are computed again."""
_CPU_SHARE = 8
"""Cores that a child may use for its whole time limit."""
_MEMORY = 2 << 30
"""Memory in bytes for reading any file: a minute of sound takes 30 MB, 8K video 1 GB."""
_FILES = 256
_CPU_SIGNAL = 24
"""SIGXCPU: the limit of CPU time was reached."""


def _models() -> tuple[str, ...]:
    """The folder of nets that the operator added, if there is one."""
    folder = os.environ.get("STUDIO_MODELS", "")
    return (folder,) if folder and Path(folder).is_dir() else ()


def result_path(operation: Operation, sha256: str) -> Path:
    """The path of a content's result, below the data folder."""
    return Path("analysis") / f"{sha256}.{operation}.json"


async def run_analysis(
    kind: str, path: Path, name: str, nice: int = 0, probed: str = ""
) -> dict[str, Any]:
    """Return the result of ``probe`` or of an analysis of ``RESULT_VERSIONS``.

    ``probed`` is the file's asset as JSON; without it the file is probed again.
    Raises ``UnsupportedFile``, or ``AnalysisFailed`` if the child crashed.
    """
    arguments = ("analyse", kind, str(path), name, probed)
    label = f"analysis ({kind}) of {path.name}"
    # A probe converts an animated picture, beside the file.
    models = _models() if kind == "music" else ()
    view = FileView(models, (str(path.parent),))
    limits = Limits(
        _MEMORY + memory_per_core(), round(_SECONDS[kind]) * _CPU_SHARE, _FILES, view
    )
    try:
        async with (
            asyncio.timeout(_SECONDS[kind]),
            child(arguments, limits, label=label, nice=nice) as process,
        ):
            async for line in process.lines():
                if "error" in line:
                    raise UnsupportedFile(str(line["error"]), **line["facts"])
                return line
            code = await process.exit_code()
    except TimeoutError as error:
        raise UnsupportedFile("too_slow", name=name) from error
    if code == -_CPU_SIGNAL:
        raise UnsupportedFile("too_slow", name=name)
    _log.error("%s crashed: %s", label, describe_exit(code))
    raise AnalysisFailed("analysis_failed", name=name)
