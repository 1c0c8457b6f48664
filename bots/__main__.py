"""``vidmuse``: the command line."""

import argparse
import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bots import doctor, runtime, studio
from bots.console import demo, make
from core.errors import UserError, VidMuseError
from core.flows.produce import USERS_FAULT, Producer
from core.settings import Settings

_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 2 the user's fault, 1 ours, 130 interrupted."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] in (["beats"], ["studio"]):
        return _studio(arguments)
    asked = _parser().parse_args(arguments)
    make.interruptible()
    try:
        return asyncio.run(_run(asked))
    except KeyboardInterrupt:
        _say("Stopped. Nothing is left behind.")
        return _INTERRUPTED
    except (UserError, studio.StudioError) as error:
        _say(str(error))
        return 2 if isinstance(error, UserError) else 1
    except VidMuseError as error:
        _say(make.sentence(error))
        return 2 if isinstance(error, USERS_FAULT) else 1


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
    commands.add_parser("beats", help="the beat grid of songs", add_help=False)
    commands.add_parser("studio", help="the studio alone, over HTTP", add_help=False)
    commands.add_parser("doctor", help="check the configuration, a line each")
    return parser


async def _run(asked: argparse.Namespace) -> int:
    settings = Settings()
    match asked.command:
        case "make":
            request = make.checked(
                asked.files, asked.say, asked.out, as_json=asked.json
            )
            return await _make(settings, request)
        case "demo":
            return await _demo(settings, asked.out)
        case _:
            return await _doctor(settings)


async def _make(settings: Settings, request: make.Request) -> int:
    with runtime.scratch() as folder:
        async with runtime.agent(settings, Path(folder)) as agent:
            token = await runtime.token(settings, agent)
            producer = Producer(
                agent,
                runtime.SystemClock(),
                settings.vidmuse_poll_seconds,
                settings.vidmuse_reconcile_seconds,
            )
            language = settings.vidmuse_lang or "en"
            return await make.make(producer, token, request, language)


async def _demo(settings: Settings, out: Path) -> int:
    with runtime.scratch() as folder:
        files = await demo.film(Path(folder))
        request = make.checked(files, demo.REQUEST, out, as_json=False)
        code = await _make(settings, request)
    if code == 0:
        sys.stderr.write(demo.farewell(files, out))
    return code


async def _doctor(settings: Settings) -> int:
    found = await doctor.examine(settings, doctor.CHECKS)
    marks = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}
    for finding in found:
        mend = f" -> {finding.mend}" if finding.mend else ""
        print(f"{marks[finding.level]}  {finding.what}{mend}")  # noqa: T201
    return 1 if any(finding.level == "fail" for finding in found) else 0


def _studio(arguments: list[str]) -> int:
    """The studio's own commands run in this process's place."""
    name, rest = arguments[0], arguments[1:]
    line = studio.command(*(["serve"] if name == "studio" else ["beats"]), *rest)
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(line[0], line)  # noqa: S606  # our own interpreter and module
    with contextlib.suppress(KeyboardInterrupt):
        return os.spawnv(os.P_WAIT, line[0], line)  # noqa: S606
    return _INTERRUPTED


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
