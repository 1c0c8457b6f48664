"""Subcommand ``models``: list, install and remove nets for better beat tracking.

vidmuse models vidmuse models get beat-this [--yes] [--from FILE|URL [--sha256 HEX]] vidmuse
models remove beat-this

Nothing is downloaded before the user has agreed to the licence, and a file is used only if
its checksum is the published one.
"""

import argparse
import sys
from pathlib import Path

import httpx

from studio.media.sound.model_packs import (
    PACKS,
    ModelPack,
    install,
    installed,
    remove,
)
from studio.settings import Settings

_LARGEST = 200 << 20
_SECONDS = 60.0
_SHA256_DIGITS = 64


def main(argv: list[str]) -> int:
    """Return 0, 2 for a user error, 1 if a download or the disk fails."""
    arguments = _parser().parse_args(argv)
    folder = Settings().vidmuse_data / "models"
    if arguments.action is None:
        return _list(folder)
    pack = PACKS[arguments.pack]
    if arguments.action == "remove":
        there = remove(folder, pack)
        _say(f"{pack.name} is removed." if there else f"{pack.name} is not installed.")
        return 0
    return _get(folder, pack, arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vidmuse models", description="Optional nets for stronger beats."
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    get = actions.add_parser(
        "get", help="show the licence, then download and install it"
    )
    get.add_argument("pack", choices=sorted(PACKS), metavar="PACK")
    get.add_argument("--yes", action="store_true", help="I agree to the licence")
    get.add_argument(
        "--from", dest="source", metavar="FILE|URL", help="take it from here"
    )
    get.add_argument(
        "--sha256",
        default="",
        metavar="HEX",
        help="its checksum, for another conversion",
    )
    away = actions.add_parser(
        "remove", help="delete it; the bundled nets do the work again"
    )
    away.add_argument("pack", choices=sorted(PACKS), metavar="PACK")
    return parser


def _list(folder: Path) -> int:
    for pack in PACKS.values():
        state = "installed" if installed(folder, pack) else "not installed"
        _say(f"{pack.name:<12} {state:<14} {pack.title}")
    return 0


def _get(folder: Path, pack: ModelPack, arguments: argparse.Namespace) -> int:
    sha256 = (arguments.sha256 or pack.sha256).lower()
    if len(sha256) != _SHA256_DIGITS or set(sha256) - set("0123456789abcdef"):
        return _fail("--sha256 takes the 64 hexadecimal digits of a SHA-256.")
    source = arguments.source or pack.url
    _say(
        f"{pack.title}\n  {pack.origin}\n  Licence: {pack.licence}\n"
        f"  From:    {source} ({pack.size / 1e6:.1f} MB)\n  SHA-256: {sha256}"
    )
    if not arguments.yes and not _agrees():
        return _fail("Nothing was downloaded. Add --yes to agree to the licence.")
    try:
        data = _read(source)
        path = install(folder, pack, data, sha256)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return _fail(f"The download failed: {error}. Try again, or use --from FILE.", 1)
    except ValueError as error:
        return _fail(f"This is not the file of {pack.name}: {error}. It is not used.")
    except OSError as error:
        return _fail(f"It cannot be read or stored: {error.strerror or error}.", 1)
    _say(f"Installed as {path}. Songs analysed from now on use it.")
    return 0


def _agrees() -> bool:
    if not sys.stdin.isatty():
        return False
    return input("Agree and download? [y/N] ").strip().lower() in ("y", "yes")


def _read(source: str) -> bytes:
    """Read a file or download it. Raises ``ValueError`` for one that is too large."""
    if not source.startswith(("http://", "https://")):
        return Path(source).read_bytes()
    data = bytearray()
    with httpx.stream("GET", source, follow_redirects=True, timeout=_SECONDS) as answer:
        answer.raise_for_status()
        for chunk in answer.iter_bytes():
            data += chunk
            if len(data) > _LARGEST:
                raise ValueError(f"it is larger than {_LARGEST >> 20} MB")
    return bytes(data)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _fail(text: str, code: int = 2) -> int:
    sys.stderr.write(text + "\n")
    return code
