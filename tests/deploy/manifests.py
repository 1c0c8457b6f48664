"""What tests of deploy/ share: where its files lie, and which names exist."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from bots.__main__ import main
from core.settings import Settings
from studio.settings import Settings as StudioSettings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C is ten times as fast; it is missing where libyaml was not built."""


def documents(path: Path) -> Iterator[Any]:
    """The documents of a YAML file."""
    yield from yaml.load_all(path.read_text(), Loader=_LOADER)


(COMPOSE,) = documents(DEPLOY / "compose.yaml")
SERVICES: dict[str, Any] = COMPOSE["services"]
FIELDS = Settings.model_fields | StudioSettings.model_fields
SETTINGS = {name.upper() for name in FIELDS}
SECRET_FILES = {
    f"{name.upper()}_FILE"
    for name, field in FIELDS.items()
    if field.annotation is SecretStr
}


def known_commands(capsys: pytest.CaptureFixture[str]) -> set[str]:
    with pytest.raises(SystemExit):
        main(["--help"])
    return set(re.findall(r"^    (\w+) ", capsys.readouterr().out, re.MULTILINE))
