"""The project whose frames and samples are looked at."""

import pytest

from studio.model.material import Material
from tests.studio.rendered.project import Video, build, start


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return build(tmp_path_factory.mktemp("rendered"))


@pytest.fixture
def video(material: Material) -> Video:
    return start(material)
