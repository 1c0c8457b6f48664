"""Run a parsed command of ``vidmuse`` and return its exit code.

Each command imports only what it needs: the terminal's commands no chat platform, the
bots only the platforms that are configured.
"""

import argparse
import asyncio
import os
import signal
import sys

from pydantic import ValidationError

from bots.app.platforms.names import ROLES
from bots.shared.command_name import command_name
from common.disk import is_disk_full
from common.process.startup import importing
from common.process.stop_signals import run_until_stopped
from core.errors import USERS_FAULT, AgentError, VidMuseError
from core.settings import Settings

_LEFT_NOTHING = "Stopped. Nothing is left behind."
_GOES_ON = "Stopped. What was begun goes on at the next start."


def run_command(arguments: argparse.Namespace) -> int:
    """Exit code: 0 done, 2 user error, 1 internal error, 130 or 143 stopped.

    141 where nobody reads the output any more.
    """
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    lasting = arguments.command in {"chat", "up", *ROLES}
    farewell = _GOES_ON if lasting else _LEFT_NOTHING
    return run_until_stopped(lambda: _run_to_end(arguments), farewell)


def _run_to_end(arguments: argparse.Namespace) -> int:
    with importing():
        from bots.app.studio_process import StudioError

    try:
        return asyncio.run(_run(arguments))
    except ValidationError as error:
        _print_error(_settings_error(error))
        return 2
    except VidMuseError as error:
        _print_error(_sentence(error))
        return 2 if isinstance(error, USERS_FAULT) else 1
    except BrokenPipeError:
        return _output_closed()
    except OSError as error:
        _print_error(_system_error(error))
        return 1
    except StudioError as error:
        doctor = f"{command_name()} doctor"
        _print_error(f"{error}. Run `{doctor}`: it says what is wrong.")
        return 1


def _system_error(error: OSError) -> str:
    """What the operating system refused, and where; the fix if a disk is full."""
    name = f" ({error.filename})" if error.filename else ""
    if is_disk_full(error.errno):
        return f"The disk is full{name}: free some space."
    doctor = f"{command_name()} doctor"
    return f"{error.strerror or error}{name}. Run `{doctor}`: it says what is wrong."


def _output_closed() -> int:
    """End as a program does whose reader has ended, such as ``head``.

    The interpreter would write what is left at its end, and fail once more.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 128 + signal.SIGPIPE


async def _run(arguments: argparse.Namespace) -> int:
    settings = Settings()
    match arguments.command:
        case "make":
            from bots.console.wire.request import check_request

            request = check_request(
                arguments.files, arguments.say, arguments.out, as_json=arguments.json
            )
            with importing():
                from bots.app.commands import make

            return await make.make(settings, request)
        case "demo":
            with importing():
                from bots.app.commands import demo

            return await demo.demo(settings, arguments.say, arguments.out)
        case "chat":
            with importing():
                from bots.app.commands import chat

            return await chat.chat(settings, arguments.name or "")
        case "doctor":
            with importing():
                from bots.app.doctor import report

            return await report.print_report(settings)
        case "admin":
            with importing():
                from bots.app.admin import command

            return await command.run(settings, arguments)
        case "backup":
            with importing():
                from bots.app.backup import command as backups

            return await backups.backup(settings, arguments.file)
        case "restore":
            with importing():
                from bots.app.backup import command as backups

            return await backups.restore(
                settings, arguments.file, replace=arguments.replace
            )
        case role:
            with importing():
                from bots.app import serve

            return await serve.serve(settings, ROLES[role])


def _sentence(error: VidMuseError) -> str:
    message = "" if isinstance(error, AgentError) else str(error)
    if message:
        return f"{message[0].upper()}{message[1:]}"
    from core.flows.turn.failure_words import describe_error

    return describe_error("en", error)


def _settings_error(error: ValidationError) -> str:
    """Names of the settings that cannot be read, without their values."""
    names = sorted({str(each["loc"][0]).upper() for each in error.errors()})
    return f"Cannot read {', '.join(names)}: see .env.example for its values."


def _print_error(text: str) -> None:
    sys.stderr.write(f"{text}\n")
