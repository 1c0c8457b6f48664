"""Parse the command line of ``vidmuse`` and run one command.

Nothing is imported before the command is known: help and mistakes answer at once.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

_STUDIO_COMMANDS = {
    "beats": "beats", "models": "models", "renderer": "renderer", "studio": "serve",
}  # fmt: skip
"""Commands that the studio carries out itself, and their names there."""


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 3 done without some files, 2 the user's fault, 1 ours, 130 interrupted."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and (name := _STUDIO_COMMANDS.get(words[0])):
        from bots.app.studio_command import exec_studio

        return exec_studio(name, *words[1:])
    arguments = _parser().parse_args(words)
    from bots.app.run_command import run_command

    return run_command(arguments)


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
    demo_video = Path("vidmuse-demo.mp4")
    two.add_argument(
        "--say", default="", metavar="TEXT", help="what to ask for instead"
    )
    two.add_argument("--out", type=Path, default=demo_video, metavar="OUT.mp4")
    commands.add_parser("chat", help="a conversation in this terminal")
    commands.add_parser("up", help="everything that is configured, in one process")
    commands.add_parser("telegram", help="listen to Telegram only")
    commands.add_parser("discord", help="listen to Discord only")
    commands.add_parser("web", help="serve the page for large files only")
    commands.add_parser("worker", help="run turns only")
    commands.add_parser("beats", help="the beat grid of songs", add_help=False)
    commands.add_parser("models", help="optional stronger nets", add_help=False)
    commands.add_parser("studio", help="the studio alone, over HTTP", add_help=False)
    _add_admin(commands.add_parser("admin", help="who waits; cancel, requeue, drain"))
    keep = commands.add_parser("backup", help="write all data into one file")
    keep.add_argument("file", type=Path, metavar="FILE.tar.gz")
    back = commands.add_parser("restore", help="put the data of a backup back")
    back.add_argument("file", type=Path, metavar="FILE.tar.gz")
    back.add_argument("--replace", action="store_true", help="delete what is there")
    commands.add_parser(
        "renderer", help="heavy work of the studio, anywhere", add_help=False
    )
    commands.add_parser("doctor", help="check the configuration, a line each")
    return parser


def _add_admin(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("waiting", help="who waits, and who works")
    for name, what in (
        ("cancel", "stop a turn, or take it out of the line"),
        ("requeue", "look at a waiting turn now, or carry an ended one out again"),
    ):
        one = actions.add_parser(name, help=what)
        one.add_argument("turn", metavar="TURN", help="its 14 letters")
    who = "such as telegram:123 or discord:456"
    forget = actions.add_parser("forget", help="delete all of a person's data")
    forget.add_argument("person", metavar="PERSON", help=who)
    quota = actions.add_parser("quota", help="what a person has used today")
    quota.add_argument("person", metavar="PERSON", help=who)
    quota.add_argument("--reset", action="store_true", help="let it start anew")
    drain = actions.add_parser("drain", help="begin no turn; wait until none runs")
    drain.add_argument("--off", action="store_true", help="begin turns again")


if __name__ == "__main__":
    sys.exit(main())
