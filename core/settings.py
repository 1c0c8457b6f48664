"""The bots' settings: environment and ``.env``, read once by the wiring."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from common.disk import default_data_folder
from common.secret_files import SettingsWithSecretFiles
from core.retry_policy import AGENT_PATIENCE


class Settings(SettingsWithSecretFiles):
    """Every variable of ``.env.example``; no secret appears in a repr."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
    )

    nemo_api_url: str = ""
    nemo_web_url: str = "https://nemovideo.com"
    nemo_token: SecretStr = SecretStr("")
    nemo_client_id: str = ""
    skill_source: str = "unknown"

    telegram_bot_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    telegram_local_files: str = ""
    telegram_app_link: str = ""
    telegram_webhook_url: str = ""
    telegram_webhook_secret: SecretStr = SecretStr("")

    discord_bot_token: SecretStr = SecretStr("")
    discord_api_url: str = "https://discord.com/api/v10"

    redis_url: SecretStr = SecretStr("")
    studio_url: str = ""
    studio_http: str = "127.0.0.1:0"
    studio_upload_mb: int = Field(default=2048, ge=1)
    studio_keep_days: float = Field(default=30.0, gt=0)
    studio_keep_export_days: float = Field(default=7.0, gt=0)

    vidmuse_data: Path = Field(default_factory=default_data_folder)
    vidmuse_secret_key: SecretStr = SecretStr("")
    vidmuse_http: str = "127.0.0.1:8080"
    vidmuse_public_url: str = ""
    vidmuse_upload_gb: float = Field(default=20.0, gt=0)
    vidmuse_lang: str = ""
    vidmuse_speech_url: str = ""
    vidmuse_speech_model: str = "whisper-1"
    vidmuse_speech_key: SecretStr = SecretStr("")
    vidmuse_allow: Annotated[tuple[str, ...], NoDecode] = ()
    vidmuse_admins: Annotated[tuple[str, ...], NoDecode] = ()
    vidmuse_quota_turns: int = Field(default=0, ge=0)
    vidmuse_quota_megabytes: int = Field(default=0, ge=0)
    vidmuse_quota_credits: int = Field(default=0, ge=0)
    vidmuse_chat_quota_turns: int = Field(default=0, ge=0)
    vidmuse_chat_quota_megabytes: int = Field(default=0, ge=0)
    vidmuse_chat_quota_credits: int = Field(default=0, ge=0)
    vidmuse_keep_days: int = Field(default=400, ge=1)
    vidmuse_log: Literal["text", "json"] = "text"
    otel_exporter_otlp_endpoint: str = ""

    vidmuse_poll_seconds: float = 30.0
    vidmuse_still_working_seconds: float = 120.0
    vidmuse_reconcile_seconds: Annotated[tuple[float, ...], NoDecode] = (
        30.0,
        60.0,
        60.0,
        60.0,
        60.0,
    )
    vidmuse_retry_seconds: float = 30.0
    vidmuse_agent_patience_seconds: float = AGENT_PATIENCE
    vidmuse_quiet_seconds: float = 600.0
    vidmuse_turn_seconds: float = 900.0

    @field_validator("vidmuse_allow", "vidmuse_admins", mode="before")
    @classmethod
    def _ids(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("vidmuse_reconcile_seconds", mode="before")
    @classmethod
    def _seconds(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(float(part) for part in value.split(",") if part.strip())
        return value
