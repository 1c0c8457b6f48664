"""Run one command of the command line ``vidmuse``.

Modules are imported only after the command is known, so that help and usage errors are fast.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial

from common.process.startup import importing, skip_library_extras
from common.process.stop_signals import ending_at_once

_STUDIO_COMMANDS = {
    "beats": "beats", "models": "models", "renderer": "renderer", "studio": "serve",
}  # fmt: skip
"""Commands that the studio carries out itself, and their names there."""


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 3 some files left out, 2 user error, 1 internal error.

    130 after Ctrl-C, 143 after SIGTERM; a service that has started ends with 0.
    """
    with ending_at_once(), importing():
        skip_library_extras()
        run = _command(list(sys.argv[1:] if argv is None else argv))
    return run()


def _command(words: list[str]) -> Callable[[], int]:
    if words and (name := _STUDIO_COMMANDS.get(words[0])):
        from bots.app.studio_command import exec_studio

        return partial(exec_studio, name, *words[1:])
    from bots.app.arguments import command_parser

    asks_for_help = words == ["help"]
    arguments = command_parser().parse_args(["--help"] if asks_for_help else words)
    from bots.app.run_command import run_command

    return partial(run_command, arguments)


if __name__ == "__main__":
    sys.exit(main())
