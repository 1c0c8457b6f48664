"""``.env.example`` lists exactly the settings, with their defaults."""

import re
from pathlib import Path

import pytest

from core.settings import Settings
from studio.settings import Settings as StudioSettings
from tests.settings import read_settings

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / ".env.example").read_text()
NAMES = re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE)


def test_every_setting_is_in_the_example_once() -> None:
    assert sorted(NAMES) == sorted(set(NAMES))
    settings = {*Settings.model_fields, *StudioSettings.model_fields}
    assert {name.upper() for name in settings} == set(NAMES)


def test_every_setting_stands_below_its_reason() -> None:
    lines = EXAMPLE.splitlines()
    unexplained = []
    for number, line in enumerate(lines):
        above = [one for one in lines[:number] if one][-1] if number else ""
        if re.match("[A-Z_]+=", line) and not above.startswith("#"):
            family = line.partition("_")[0]
            if not above.startswith(family):
                unexplained.append(line)
    assert unexplained == []


@pytest.mark.parametrize("kind", [Settings, StudioSettings], ids=["bots", "studio"])
def test_the_example_as_it_stands_is_the_default(
    kind: type[Settings] | type[StudioSettings],
) -> None:
    shown = read_settings(kind, ROOT / ".env.example").model_dump()
    default = read_settings(kind).model_dump()
    if kind is StudioSettings:
        del shown["studio_http"], default["studio_http"]
    assert shown == default


@pytest.mark.parametrize("kind", [Settings, StudioSettings], ids=["bots", "studio"])
def test_an_empty_value_is_the_default_in_the_file_and_in_the_environment(
    kind: type[Settings] | type[StudioSettings],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """systemd and compose pass the empty values of a copied example on."""
    default = read_settings(kind)
    empty = tmp_path / "env"
    empty.write_text("".join(f"{name}=\n" for name in NAMES))
    assert read_settings(kind, empty) == default
    for name in NAMES:
        monkeypatch.setenv(name, "")
    assert read_settings(kind) == default


@pytest.mark.parametrize("kind", [Settings, StudioSettings], ids=["bots", "studio"])
def test_the_data_go_to_the_folder_that_systemd_made(
    kind: type[Settings] | type[StudioSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/vidmuse")
    monkeypatch.setenv("VIDMUSE_DATA", "")
    assert read_settings(kind).vidmuse_data == Path("/var/lib/vidmuse")
    monkeypatch.setenv("VIDMUSE_DATA", "/srv")
    assert read_settings(kind).vidmuse_data == Path("/srv")


def test_secrets_never_show() -> None:
    shown = repr(
        read_settings(Settings, nemo_token="nmv_usr_abc", redis_url="redis://:pw@h")
    )
    assert "nmv_usr_abc" not in shown
    assert "pw" not in shown
