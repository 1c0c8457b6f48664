"""Run ``vidmuse backup`` and ``vidmuse restore``."""

from pathlib import Path

from bots.app.admin.command import open_redis
from bots.app.backup.archive import (
    BackupSummary,
    holds_data,
    read_backup,
    write_backup,
)
from bots.app.studio_process import is_healthy, read_address
from bots.shared.command_name import command_name
from core.clients.store.turns.store import RedisTurnStore
from core.errors import UserError
from core.rules.text.wording import format_number, say
from core.settings import Settings


async def backup(settings: Settings, file: Path) -> int:
    """Write a backup; VidMuse may be running. Raises ``UserError``, ``OSError``."""
    if not file.parent.is_dir():
        raise UserError(_say(settings, "no_folder", folder=file.parent))
    async with open_redis(settings) as redis:
        done = await write_backup(redis, settings.vidmuse_data, file)
    _report(settings, "backed_up", file, done)
    return 0


async def restore(settings: Settings, file: Path, *, replace: bool) -> int:
    """Restore into an empty installation, or replace an existing one.

    Raises ``UserError`` while VidMuse runs there.
    """
    if not file.is_file():
        raise UserError(_say(settings, "no_file", file=file))
    data = settings.vidmuse_data
    async with open_redis(settings) as redis:
        address = read_address(data)
        if await RedisTurnStore(redis).workers() or (
            address and await is_healthy(address)
        ):
            raise UserError(_say(settings, "still_runs"))
        if not replace and await holds_data(redis, data):
            raise UserError(_say(settings, "not_empty", data=data))
        done = await read_backup(redis, data, file)
    _report(settings, "restored", file, done)
    return 0


def _report(settings: Settings, key: str, file: Path, done: BackupSummary) -> None:
    megabytes = format_number(round(done.size / 1e6, 1))
    facts = {"records": done.records, "files": done.files, "megabytes": megabytes}
    print(_say(settings, key, file=file, **facts))  # noqa: T201


def _say(settings: Settings, key: str, **facts: object) -> str:
    language = settings.vidmuse_lang or "en"
    return say(language, f"operator.{key}", command=command_name(), **facts)
