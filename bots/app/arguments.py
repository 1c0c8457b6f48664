"""The commands of ``vidmuse`` and their arguments."""

import argparse
from pathlib import Path

from bots.app.platforms.names import CHAT_PLATFORMS, EXAMPLE_ID
from bots.console.receive.chat_lock import chat_name


def command_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vidmuse",
        description="Drop clips and a song, and get a video cut to the beat.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    one = commands.add_parser("make", help="make one MP4 of clips and songs")
    one.add_argument("files", nargs="+", type=Path, metavar="FILE")
    one.add_argument("--say", default="", metavar="TEXT", help="what you want")
    one.add_argument("--out", type=Path, metavar="OUT.mp4", help="default: vidmuse.mp4")
    one.add_argument("--json", action="store_true", help="print the result as JSON")
    two = commands.add_parser("demo", help="make a video of generated clips and a song")
    demo_video = Path("vidmuse-demo.mp4")
    two.add_argument("--say", default="", metavar="TEXT", help="ask for another video")
    two.add_argument("--out", type=Path, default=demo_video, metavar="OUT.mp4")
    talk = commands.add_parser("chat", help="talk to VidMuse in this terminal")
    talk.add_argument(
        "name",
        nargs="?",
        type=_chat_name,
        metavar="NAME",
        help="a conversation of its own, with other projects",
    )
    commands.add_parser("up", help="run everything that is configured")
    for name, title in CHAT_PLATFORMS.items():
        commands.add_parser(name, help=f"run only the {title} bot")
    commands.add_parser("web", help="run only the page for large files")
    commands.add_parser("worker", help="run only a worker, which carries out requests")
    commands.add_parser("beats", help="find the beats of songs", add_help=False)
    commands.add_parser(
        "models", help="install stronger nets for beats", add_help=False
    )
    commands.add_parser("studio", help="run only the studio, over HTTP", add_help=False)
    _add_admin(commands.add_parser("admin", help="list, cancel and repeat requests"))
    keep = commands.add_parser("backup", help="write all data into one file")
    keep.add_argument("file", type=Path, metavar="FILE.tar.gz")
    back = commands.add_parser("restore", help="restore the data of a backup")
    back.add_argument("file", type=Path, metavar="FILE.tar.gz")
    back.add_argument(
        "--replace", action="store_true", help="delete the data that is there first"
    )
    commands.add_parser(
        "renderer", help="run only renders and analyses", add_help=False
    )
    commands.add_parser("doctor", help="check the configuration")
    return parser


def _chat_name(text: str) -> str:
    try:
        return chat_name(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no name: {error}") from error


def _add_admin(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("waiting", help="list waiting requests and live workers")
    for name, what in (
        ("cancel", "cancel a waiting or running request"),
        ("requeue", "start a waiting request now, or repeat one that ended"),
    ):
        one = actions.add_parser(name, help=what)
        one.add_argument("turn", metavar="TURN", help="the 14 letters of its id")
    who = f"such as {EXAMPLE_ID}"
    forget = actions.add_parser("forget", help="delete all of a person's data")
    forget.add_argument("person", metavar="PERSON", help=who)
    quota = actions.add_parser("quota", help="show what a person has used today")
    quota.add_argument("person", metavar="PERSON", help=who)
    quota.add_argument("--reset", action="store_true", help="set it back to zero")
    drain = actions.add_parser(
        "drain", help="start no more requests; wait until none runs"
    )
    drain.add_argument("--off", action="store_true", help="start requests again")
