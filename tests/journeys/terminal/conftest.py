"""Material and surroundings of commands that are typed in a terminal."""

import os
from pathlib import Path

import pytest

from tests.media.footage import clicks, wav, write


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips and ten seconds of clicks at 120 a minute."""
    folder = tmp_path_factory.mktemp("material")
    write(folder / "one.mp4", 1, seconds=4)
    write(folder / "two ’s 🎬.mp4", 2, seconds=4)
    beats = [0.5 + n * 0.5 for n in range(19)]
    wav(folder / "song.wav", clicks(beats, 10.0))
    (folder / "notes.mp4").write_text("not a film at all")
    return folder


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """An environment of its own, with no setting of the machine's in it."""
    passed_on = ("PATH", "LANG", "OPENBLAS_NUM_THREADS")
    inherited = {name: os.environ[name] for name in passed_on if name in os.environ}
    (tmp_path / "tmp").mkdir()
    return inherited | {
        "HOME": str(tmp_path),
        "VIDMUSE_DATA": str(tmp_path / "data"),
        "VIDMUSE_HTTP": "127.0.0.1:0",
        "TMPDIR": tmp_path.joinpath("tmp").as_posix(),
        "OPENBLAS_CORETYPE": os.environ.get("OPENBLAS_CORETYPE", ""),
    }


@pytest.fixture
def served(place: dict[str, str], studio_server: str) -> dict[str, str]:
    """The same with a studio that runs already: a start takes seconds of CPU."""
    return place | {"STUDIO_URL": studio_server}
