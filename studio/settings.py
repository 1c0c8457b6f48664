"""Settings of the studio, read from the environment and ``.env`` by ``__main__``."""

from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from common.disk import default_data_folder
from common.secret_files import SettingsWithSecretFiles


class StateKind(StrEnum):
    """Where projects and accounts are stored: with one studio, or shared."""

    FOLDER = "folder"
    REDIS = "redis"


class Settings(SettingsWithSecretFiles):
    """The studio's variables of ``.env.example``, which documents them.

    An empty value means the default.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True,
        env_ignore_empty=True,
    )  # fmt: skip

    redis_url: SecretStr = SecretStr("")
    studio_http: str = "127.0.0.1:8090"
    vidmuse_data: Path = Field(default_factory=default_data_folder)
    vidmuse_log: Literal["text", "json"] = "text"
    otel_exporter_otlp_endpoint: str = ""
    renderer_http: str = ""
    studio_state: StateKind = StateKind.FOLDER
    studio_bucket: str = ""
    studio_bucket_endpoint: str = ""
    studio_credits: int = Field(default=1_000_000, ge=0)
    studio_per_address: int = Field(default=0, ge=0)
    studio_renders: int = Field(default=2, ge=0)
    studio_open_renders: int = Field(default=20, ge=0)
    studio_render_minutes: float = Field(default=120.0, gt=0)
    studio_stall_seconds: float = Field(default=300.0, gt=0)
    studio_upload_mb: int = Field(default=2048, ge=1)
    studio_keep_days: float = Field(default=30.0, gt=0)
    studio_keep_export_days: float = Field(default=7.0, gt=0)
    studio_disk_gb: float = Field(default=0.0, ge=0)
    studio_reserve_gb: float = Field(default=2.0, ge=0)
    studio_allow_loopback_urls: bool = False
    studio_silent: bool = False
    studio_heartbeat_seconds: float = Field(default=5.0, gt=0)
    studio_gpu: bool = True
    studio_previews: bool = True
    studio_llm_url: str = ""
    studio_llm_model: str = ""
    studio_llm_key: SecretStr = SecretStr("")
