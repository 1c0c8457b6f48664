"""``vidmuse chat``: a conversation in the terminal, or through a pipe."""

import asyncio
import getpass
import itertools
import platform
import sys
import time
import uuid
from pathlib import Path

from bots.app import runtime
from bots.console.receive import stdin_lines as typed
from bots.console.send.adapter import ConsoleAdapter
from bots.console.send.screen import Pipe, Terminal
from bots.console.wire.inbound import inbound
from core.composition import Core
from core.model.chat import ChatId, Sender, SenderId
from core.rules.intake.routing import command_of
from core.rules.replies.wording import say
from core.settings import Settings


async def chat(settings: Settings) -> int:
    """Talk until the input ends and all is answered; what is unfinished is kept."""
    live = sys.stdin.isatty() and sys.stdout.isatty()
    screen = Terminal() if live else Pipe()
    adapter = ConsoleAdapter(screen, Path())
    try:
        async with runtime.house(
            settings, settings.vidmuse_data, lambda _: {adapter.platform: adapter}
        ) as house:
            if live:
                screen.show("", say(settings.vidmuse_lang, "help"), card=False)
            async with asyncio.TaskGroup() as group:
                behind = [group.create_task(house.office.worker.run())]
                behind += [group.create_task(_keep(each)) for each in house.keepers]
                await _talk(house.office, adapter, settings.vidmuse_lang)
                for task in behind:
                    task.cancel()
    finally:
        if isinstance(screen, Terminal):
            screen.close()
    return 0


async def _keep(keeper: runtime.Keeper) -> None:
    await keeper.keep()


async def _talk(office: Core, adapter: ConsoleAdapter, language: str) -> None:
    """One line is one message; the chat is the same one the next time."""
    here = ChatId(f"console:{getpass.getuser()}@{platform.node() or 'here'}")
    me = Sender(SenderId("console:me"), getpass.getuser(), language)
    run, numbers = uuid.uuid4().hex[:8], itertools.count(1)
    async for line, script in typed.lines():
        if not line.strip():
            continue
        if script and _asks_what_is(line):
            await office.wait_until_idle(here)
        event = inbound(
            line,
            number=f"{run}-{next(numbers)}",
            chat=here,
            sender=me,
            choices=[button.data for button in adapter.choices],
            at=time.time(),
        )
        admitted = await office.inbound.handle_inbound(event)
        if admitted.notice:
            print(admitted.notice, flush=True)  # noqa: T201
    await office.wait_until_idle(here)


def _asks_what_is(line: str) -> bool:
    """A script's next command, or its choice of a number, is about what came before."""
    text = line.strip()
    name = (
        text[1:].split()[0] if text.startswith("/") and text[1:] else command_of(text)
    )
    return text.isdecimal() or name not in {"", "cancel"}
