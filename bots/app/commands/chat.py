"""Run ``vidmuse chat``: a conversation in the terminal or through a pipe."""

import asyncio
import getpass
import itertools
import platform
import sys
import time
import uuid
from pathlib import Path

from bots.app import runtime
from bots.console.receive import stdin_lines
from bots.console.send.adapter import ConsoleAdapter
from bots.console.send.screen import LiveScreen, PlainScreen
from bots.console.wire.inbound import missing_file, parse_line
from common import log
from core.composition import Core
from core.model.chat import ChatId, Sender, SenderId
from core.rules.intake.routing import command_of
from core.rules.replies.help import help_text
from core.rules.text.wording import say
from core.settings import Settings


async def chat(settings: Settings) -> int:
    """Run the conversation until the input ends and every request is answered.

    Warnings go to ``chat.log`` in the data folder: a log line would stand amid the replies.
    """
    log_file = settings.vidmuse_data / "chat.log"
    log.configure(settings.vidmuse_log, settings.secrets(), quiet=True, file=log_file)
    live = sys.stdin.isatty() and sys.stdout.isatty()
    screen = LiveScreen() if live else PlainScreen()
    adapter = ConsoleAdapter(screen, Path())
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
                await _converse(services.core, adapter, settings.vidmuse_lang)
                for task in background:
                    task.cancel()
    finally:
        if isinstance(screen, LiveScreen):
            screen.close()
    return 0


async def _supervise(supervisor: runtime.Supervisor) -> None:
    await supervisor.keep()


async def _converse(core: Core, adapter: ConsoleAdapter, language: str) -> None:
    """Send each line as one message; the chat is the same at the next start."""
    here = ChatId(f"console:{getpass.getuser()}@{platform.node() or 'here'}")
    me = Sender(SenderId("console:me"), getpass.getuser(), language)
    run, numbers = uuid.uuid4().hex[:8], itertools.count(1)
    async for line, script in stdin_lines.lines():
        if not line.strip():
            continue
        if path := missing_file(line):
            print(say(language or "en", "console.no_file", path=path), flush=True)  # noqa: T201
            continue
        if script and _refers_to_earlier(line):
            await core.wait_until_idle(here)
        event = parse_line(
            line,
            number=f"{run}-{next(numbers)}",
            chat=here,
            sender=me,
            choices=[button.data for button in adapter.choices],
            at=time.time(),
        )
        admitted = await core.inbound.handle_inbound(event)
        if admitted.notice:
            print(admitted.notice, flush=True)  # noqa: T201
    await core.wait_until_idle(here)


def _refers_to_earlier(line: str) -> bool:
    """Whether a script's line (a command, a number) refers to the line before it."""
    text = line.strip()
    name = (
        text[1:].split()[0] if text.startswith("/") and text[1:] else command_of(text)
    )
    return text.isdecimal() or name not in {"", "cancel"}
