"""Fixtures of the project whose rendered frames and samples are checked."""

from copy import copy

import pytest

from studio.model.material import Material
from tests.studio.rendered_edits.project import Planes, Video, build, start


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return build(tmp_path_factory.mktemp("rendered"))


@pytest.fixture(scope="session")
def started(material: Material) -> Video:
    """The video before any edit of a test."""
    return start(material)


@pytest.fixture
def video(started: Video) -> Video:
    """A copy for one test to edit."""
    return Video(copy(started.editor))


@pytest.fixture(scope="session")
def untouched(started: Video) -> list[Planes]:
    """The frames of the video before any edit of a test."""
    return started.frames()
