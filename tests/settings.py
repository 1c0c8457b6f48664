"""Settings for tests, without the ``.env`` of the folder where they run."""

from pathlib import Path
from typing import TypeVar

from pydantic_settings import BaseSettings

S = TypeVar("S", bound=BaseSettings)


def read_settings(
    kind: type[S], env_file: Path | None = None, /, **values: object
) -> S:
    """Settings of the environment and ``env_file``; ``values`` have precedence."""
    return kind.model_validate({"_env_file": env_file, **values})
