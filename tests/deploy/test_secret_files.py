"""Secrets may stand in files of their own, as Docker, Kubernetes and systemd give them."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bots.app.studio_process import StudioProcess
from core.settings import Settings
from studio.settings import Settings as StudioSettings
from tests.settings import read_settings

Kind = type[Settings] | type[StudioSettings]
SECRETS = [
    pytest.param(kind, name, id=f"{kind.__module__}.{name}")
    for kind in (Settings, StudioSettings)
    for name, field in kind.model_fields.items()
    if field.annotation is SecretStr
]


@pytest.mark.parametrize(("kind", "name"), SECRETS)
def test_no_log_shows_a_secret(kind: Kind, name: str) -> None:
    assert "s3cret-value" in read_settings(kind, **{name: "s3cret-value"}).secrets()


@pytest.mark.parametrize(("kind", "name"), SECRETS)
def test_each_secret_is_read_from_its_file(
    kind: Kind, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret"
    file.write_text("s3cret-value\n")
    monkeypatch.setenv(f"{name.upper()}_FILE", str(file))
    monkeypatch.setenv(name.upper(), "")  # as a copied example has it
    assert getattr(read_settings(kind), name).get_secret_value() == "s3cret-value"
    monkeypatch.setenv(name.upper(), "direct")
    assert getattr(read_settings(kind), name).get_secret_value() == "direct"


def test_the_env_file_may_name_the_file_too(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret-value")
    env = tmp_path / "env"
    env.write_text(f"NEMO_TOKEN_FILE={tmp_path / 'secret'}\nNEMO_TOKEN=\n")
    assert read_settings(Settings, env).nemo_token.get_secret_value() == "s3cret-value"


def test_a_file_that_cannot_be_read_names_its_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEMO_TOKEN_FILE", str(tmp_path / "gone"))
    with pytest.raises(ValidationError) as refused:
        read_settings(Settings)
    assert [error["loc"] for error in refused.value.errors()] == [("nemo_token",)]


def test_settings_that_are_no_secrets_have_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "text").write_text("zh")
    monkeypatch.setenv("VIDMUSE_LANG_FILE", str(tmp_path / "text"))
    assert read_settings(Settings).vidmuse_lang == ""


async def test_the_studio_gets_no_paths_of_the_bots_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("s3cret-value")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "secret"))
    studio = StudioProcess(tmp_path / "data", quiet=True)
    await studio.start()
    environment = Path(f"/proc/{studio.pid}/environ")
    shown = environment.read_text() if environment.exists() else ""
    await studio.stop()
    assert "TELEGRAM_BOT_TOKEN" not in shown
