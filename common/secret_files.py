"""Read secret settings from files: ``NAME_FILE`` holds the path of ``NAME``'s value.

Docker, Kubernetes and systemd hand secrets over as files; an environment shows in the
listings of processes and containers.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
)
from pydantic_settings.sources import EnvSettingsSource

SUFFIX = "_file"


class SecretFileSource(PydanticBaseSettingsSource):
    """Settings from the files that the environment or ``.env`` names.

    A file that cannot be read makes the setting invalid.
    """

    def __init__(
        self, kind: type[BaseSettings], *sources: PydanticBaseSettingsSource
    ) -> None:
        super().__init__(kind)
        self._named: dict[str, str | None] = {}
        for source in reversed(sources):
            if isinstance(source, EnvSettingsSource):
                self._named |= _lowered(source.env_vars)

    def get_field_value(
        self, field: FieldInfo, field_name: str
    ) -> tuple[Any, str, bool]:
        path = self._named.get(f"{field_name}{SUFFIX}")
        if field.annotation is not SecretStr or not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError):
            return 0, field_name, False  # no text: refused with the setting's name

    def __call__(self) -> dict[str, Any]:
        values = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in values.items() if value is not None}


def _lowered(names: Mapping[str, str | None]) -> dict[str, str | None]:
    return {name.lower(): value for name, value in names.items()}


class SettingsWithSecretFiles(BaseSettings):
    """Settings whose secrets may stand in files; a value given directly wins."""

    def secrets(self) -> list[str]:
        """The values of all secret settings, which no log may show."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return [
            each.get_secret_value() for each in values if isinstance(each, SecretStr)
        ]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        files = SecretFileSource(settings_cls, env_settings, dotenv_settings)
        return init_settings, env_settings, dotenv_settings, files
