"""Settings of the studio, read from the environment and ``.env`` by ``__main__``."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _default_data() -> Path:
    return Path.home() / ".local" / "share" / "vidmuse"


class Settings(BaseSettings):
    """Settings; ``studio_silent`` (for tests) omits the text after an edit.

    ``studio_per_address`` tokens a week for one address: generous, as the operator's
    own bots come from one.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True,
        env_ignore_empty=True,
    )  # fmt: skip

    studio_http: str = "127.0.0.1:8090"
    vidmuse_data: Path = Field(default_factory=_default_data)
    studio_credits: int = 100
    studio_per_address: int = 100_000
    studio_renders: int = 2
    studio_keep_days: float = 30.0
    studio_allow_loopback_urls: bool = False
    studio_silent: bool = False
    studio_heartbeat_seconds: float = 5.0
    studio_llm_url: str = ""
    studio_llm_model: str = ""
    studio_llm_key: SecretStr = SecretStr("")
