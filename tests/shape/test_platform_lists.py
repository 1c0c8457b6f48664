"""Each chat platform stands in every list that is written by hand."""

import tomllib
from pathlib import Path

import pytest

from bots.app.platforms.names import CHAT_PLATFORMS
from core.settings import Settings
from tests.shape.platform_libraries import libraries

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = PROJECT["tool"]["importlinter"]["contracts"]
README = (ROOT / "README.md").read_text()

platforms = pytest.mark.parametrize("name", CHAT_PLATFORMS)


@platforms
def test_a_platform_has_a_secret_token_in_the_settings(name: str) -> None:
    assert f"{name}_bot_token" in Settings.model_fields
    assert f"\n{name.upper()}_BOT_TOKEN=" in (ROOT / ".env.example").read_text()


@platforms
def test_rules_and_model_may_not_import_the_library_of_a_platform(name: str) -> None:
    (contract,) = (c for c in CONTRACTS if c["name"] == "Model and rules do no I/O")
    assert libraries(name)
    assert libraries(name) <= set(contract["forbidden_modules"])


@platforms
def test_four_contracts_of_imports_hold_for_a_platform(name: str) -> None:
    held = {c["name"] for c in CONTRACTS if f"'bots.{name}'" in str(c)}
    assert len(held) == 3, held
    (layers,) = (c["layers"] for c in CONTRACTS if c.get("containers") == ["bots"])
    assert any(name in layer.split(" | ") for layer in layers)


@platforms
def test_the_pages_for_operators_name_a_platform(name: str) -> None:
    title = CHAT_PLATFORMS[name]
    assert f"\n- **{title}**: " in README
    assert title in (ROOT / "docs/operating.md").read_text()
    assert f"`bots/{name}`" in (ROOT / "docs/architecture.md").read_text()
    assert (ROOT / f"deploy/kubernetes/{name}.yaml").is_file()
