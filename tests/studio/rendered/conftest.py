"""The project whose frames and samples are looked at."""

import pytest

from studio.model.material import Material
from tests.studio.rendered.project import Planes, Video, build, start


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return build(tmp_path_factory.mktemp("rendered"))


@pytest.fixture
def video(material: Material) -> Video:
    return start(material)


@pytest.fixture(scope="session")
def untouched(material: Material) -> list[Planes]:
    """The frames of the video before any edit of a test."""
    return start(material).frames()
