"""Run ``vidmuse chat``: a conversation in the terminal or through a pipe."""

import asyncio
import getpass
import itertools
import platform
import sys
import time
import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from bots.app import runtime
from bots.console.receive import stdin_lines
from bots.console.receive.chat_lock import ChatIsOpen, locked_chat
from bots.console.send.adapter import ConsoleAdapter
from bots.console.send.screen import LiveScreen, PlainScreen, Screen
from bots.console.wire.inbound import (
    folder_in,
    is_farewell,
    missing_choice,
    missing_file,
    parse_line,
)
from bots.shared.command_name import command_name
from common import log
from common.errors import first_of
from common.text.plain_text import without_controls
from core.clients.disk import prepare_data_folder
from core.composition import Core
from core.errors import StoreDown, UserError
from core.model.chat import ChatId, Sender, SenderId
from core.rules.intake.routing import command_of
from core.rules.replies.help import help_text
from core.rules.text.wording import say
from core.settings import Settings

_RETRY_SECONDS = 0.5
_SILENT_TRIES = 20
"""Tries to store a line after which the terminal tells that it is not stored yet."""
_Result = TypeVar("_Result")


async def chat(settings: Settings, name: str) -> int:
    """Run the conversation until the input ends and every request is answered.

    Conversations of different names have different projects. Raises ``UserError`` if
    another process leads this one. Warnings go to ``chat.log`` in the data folder: a log
    line would stand amid the replies.
    """
    data, language = settings.vidmuse_data, settings.vidmuse_lang
    await asyncio.to_thread(prepare_data_folder, data)
    try:
        with locked_chat(data, name):
            return await _run(settings, _chat_id(name))
    except ChatIsOpen as error:
        facts = {"process": error.process, "command": command_name()}
        key = "console.name_is_open" if name else "console.is_open"
        raise UserError(say(language, key, **facts)) from error
    except ExceptionGroup as error:
        raise first_of(error) from error


def _chat_id(name: str) -> ChatId:
    """The same at each start."""
    usual = f"console:{getpass.getuser()}@{platform.node() or 'here'}"
    return ChatId(f"{usual}:{name}" if name else usual)


async def _run(settings: Settings, here: ChatId) -> int:
    log_file = settings.vidmuse_data / "chat.log"
    log.configure(settings.vidmuse_log, settings.secrets(), quiet=True, file=log_file)
    live = sys.stdin.isatty() and sys.stdout.isatty()
    screen = LiveScreen() if live else PlainScreen()
    adapter = ConsoleAdapter(screen, Path(), here)
    try:
        async with runtime.open_services(
            settings,
            settings.vidmuse_data,
            lambda _: {adapter.platform: adapter},
            log_file=log_file,
        ) as services:
            if live:
                language = settings.vidmuse_lang
                text = f"{help_text(language)}\n\n{say(language, 'help.console')}"
                screen.show("", text, card=False)
            async with asyncio.TaskGroup() as group:
                background = [group.create_task(services.core.worker.run())]
                background += [
                    group.create_task(_supervise(each)) for each in services.supervisors
                ]
                await _converse(services.core, adapter, screen, settings.vidmuse_lang)
                for task in background:
                    task.cancel()
    finally:
        if isinstance(screen, LiveScreen):
            screen.close()
    return 0


async def _supervise(supervisor: runtime.Supervisor) -> None:
    await supervisor.keep()


async def _converse(
    core: Core, adapter: ConsoleAdapter, screen: Screen, language: str
) -> None:
    """Send each line as one message."""
    here = adapter.chat
    me = Sender(SenderId("console:me"), getpass.getuser(), language)
    run, numbers = uuid.uuid4().hex[:8], itertools.count(1)

    def tell(text: str) -> None:
        screen.show("", without_controls(text), card=False)

    async def stored(store: Callable[[], Awaitable[_Result]]) -> _Result:
        return await _until_stored(
            store, lambda: tell(say(language, "console.not_stored"))
        )

    async for line, script in stdin_lines.lines():
        if not line.strip():
            continue
        if is_farewell(line):
            break
        if remark := _remark(line, len(adapter.choices), language):
            tell(remark)
            continue
        if script and _refers_to_earlier(line):
            await stored(lambda: core.wait_until_idle(here))
        event = parse_line(
            line,
            number=f"{run}-{next(numbers)}",
            chat=here,
            sender=me,
            choices=[button.data for button in adapter.choices],
            at=time.time(),
        )
        admitted = await stored(partial(core.inbound.handle_inbound, event))
        if admitted.notice:
            tell(admitted.notice)
    await stored(lambda: core.wait_until_idle(here))


def _remark(line: str, choices: int, language: str) -> str:
    """What is wrong with a line that can be no message, "" for messages."""
    if path := missing_file(line):
        return say(language, "console.no_file", path=path)
    if path := folder_in(line):
        return say(language, "console.folder", path=path)
    if number := missing_choice(line, choices):
        return say(language, "console.no_choice", number=number, most=choices)
    return ""


async def _until_stored(
    store: Callable[[], Awaitable[_Result]], tell: Callable[[], None]
) -> _Result:
    """Repeat it while Redis is down; ``tell`` once that this takes long.

    The bundled server ends with the process that started it, and another one starts it
    again.
    """
    for tries in itertools.count(1):
        try:
            return await store()
        except StoreDown:
            if tries == _SILENT_TRIES:
                tell()
            await asyncio.sleep(_RETRY_SECONDS)
    raise AssertionError


def _refers_to_earlier(line: str) -> bool:
    """Whether a script's line (a command, a number) refers to the line before it."""
    text = line.strip()
    name = (
        text[1:].split()[0] if text.startswith("/") and text[1:] else command_of(text)
    )
    return text.isdecimal() or name not in {"", "cancel"}
