"""Parse the command line of ``vidmuse`` and run one command."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from bots.app import doctor, serve, studio_process as studio
from bots.app.commands import chat, demo, make
from bots.console.wire.request import check_request
from core.errors import USERS_FAULT, AgentError, VidMuseError
from core.flows.turn.failures import describe_error
from core.settings import Settings

_INTERRUPTED = 130
_ROLES = {
    "up": ("telegram", "discord", "worker"),
    "telegram": ("telegram",),
    "discord": ("discord",),
    "worker": ("worker",),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 2 the user's fault, 1 ours, 130 interrupted."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] in (["beats"], ["studio"]):
        return _run_studio(words)
    arguments = _parser().parse_args(words)
    _install_signal_handlers()
    try:
        return asyncio.run(_run(arguments))
    except KeyboardInterrupt:
        _print_error("Stopped. Nothing is left behind.")
        return _INTERRUPTED
    except ValidationError as error:
        _print_error(_settings_error(error))
        return 2
    except VidMuseError as error:
        message = "" if isinstance(error, AgentError) else str(error)
        _print_error(message or describe_error("en", error))
        return 2 if isinstance(error, USERS_FAULT) else 1
    except (studio.StudioError, OSError) as error:
        _print_error(f"{error}. Run `vidmuse doctor`: it says what is wrong.")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vidmuse",
        description="Drop clips and a song, get a video cut to the beat.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    one = commands.add_parser("make", help="clips and songs in, one MP4 out")
    one.add_argument("files", nargs="+", type=Path, metavar="FILE")
    one.add_argument("--say", default="", metavar="TEXT", help="what you want")
    one.add_argument("--out", type=Path, metavar="OUT.mp4", help="default: vidmuse.mp4")
    one.add_argument("--json", action="store_true", help="print one JSON object")
    two = commands.add_parser("demo", help="film footage, play a song, cut them")
    two.add_argument("--out", type=Path, default=demo.OUT, metavar="OUT.mp4")
    commands.add_parser("chat", help="a conversation in this terminal")
    commands.add_parser("up", help="everything that is configured, in one process")
    commands.add_parser("telegram", help="listen to Telegram only")
    commands.add_parser("discord", help="listen to Discord only")
    commands.add_parser("worker", help="run turns only")
    commands.add_parser("beats", help="the beat grid of songs", add_help=False)
    commands.add_parser("studio", help="the studio alone, over HTTP", add_help=False)
    commands.add_parser("doctor", help="check the configuration, a line each")
    return parser


async def _run(arguments: argparse.Namespace) -> int:
    settings = Settings()
    match arguments.command:
        case "make":
            request = check_request(
                arguments.files, arguments.say, arguments.out, as_json=arguments.json
            )
            return await make.make(settings, request)
        case "demo":
            return await demo.demo(settings, arguments.out)
        case "chat":
            return await chat.chat(settings)
        case "doctor":
            return await doctor.print_report(settings)
        case role:
            return await serve.serve(settings, _ROLES[role])


def _run_studio(arguments: list[str]) -> int:
    """The studio's own commands run in this process's place."""
    name, rest = arguments[0], arguments[1:]
    line = studio.command(*(["serve"] if name == "studio" else ["beats"]), *rest)
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(line[0], line)  # noqa: S606  # our own interpreter and module
    with contextlib.suppress(KeyboardInterrupt):
        return os.spawnv(os.P_WAIT, line[0], line)  # noqa: S606
    return _INTERRUPTED


def _install_signal_handlers() -> None:
    """SIGTERM ends us the way Ctrl-C does: cleaning up."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]


def _settings_error(error: ValidationError) -> str:
    """Which settings cannot be read; never what stands in them."""
    names = sorted({str(each["loc"][0]).upper() for each in error.errors()})
    return f"Cannot read {', '.join(names)}: see .env.example for what it may be."


def _print_error(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
