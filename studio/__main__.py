"""Command line of the studio: serve the API, or run one of its child processes.

Each command imports only what it needs: children start often and must start fast.
"""

import importlib
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from common.process.startup import importing, skip_library_extras
from common.process.stop_signals import ending_at_once, run_until_stopped

if TYPE_CHECKING:
    import argparse

    from starlette.applications import Starlette

    from studio.settings import Settings

_STOP_SECONDS = 5.0
"""Seconds that a studio whose parent has died may take to stop."""


def main(argv: list[str] | None = None) -> int:
    """Run a subcommand; return 0 on success, 2 for a user error, 1 for an internal error."""
    arguments = sys.argv[1:] if argv is None else argv
    name, rest = (arguments[0], arguments[1:]) if arguments else ("serve", [])
    skip_library_extras()
    match name:
        case "serve":
            spoken_for = "--die-with-parent" in rest  # the parent says what happens
            return (
                _serve(rest) if spoken_for else run_until_stopped(lambda: _serve(rest))
            )
        case "render":
            with importing():
                from studio.media.render import job

            return job.main(Path(rest[0]), Path(rest[1]))
        case "analyse":
            return _analyse(*rest)
        case "proxy":
            return _make_proxy(*rest)
        case "confined":
            with importing():
                from studio.media.sandbox import Limits, confine

            confine(Limits.parse(*rest[:4]))
            code = main(rest[4:])
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)  # freeing all modules would take a tenth of a probe's time
        case "fork-server":
            with importing():
                from studio.commands import fork_server

            return fork_server.main(rest, main)
        case "beats" | "models" | "renderer":
            with ending_at_once():
                command = _command(name)
            return run_until_stopped(lambda: command(rest))
        case "footage" | "convert":
            return _command(name)(rest)
        case "selftest":
            with importing():
                from studio.commands import selftest

            return selftest.main()
        case _:
            sys.stderr.write(
                f"There is no {name}: use serve, renderer, beats, models, convert, footage or selftest.\n"
            )
            return 2


def _command(name: str) -> Callable[[list[str]], int]:
    with importing():
        main: Callable[[list[str]], int]
        main = importlib.import_module(f"studio.commands.{name}").main
    return main


def _analyse(kind: str, path: str, name: str, probed: str = "") -> int:
    """Print the result or the fault of the file; an internal error ends with a traceback."""
    with importing():
        from studio.errors import UserFault
        from studio.media.analysis import job
        from studio.media.process_usage import print_usage

    logging.getLogger("libav").setLevel(logging.CRITICAL)
    threading.Thread(target=_leave_with_parent, args=(True,), daemon=True).start()
    too_much_memory = {"error": "memory", "facts": {"name": name}}
    try:
        line = job.main(kind, Path(path), name, probed)
    except UserFault as error:
        full = isinstance(error.__cause__, MemoryError)
        line = too_much_memory if full else {"error": error.key, "facts": error.facts}
    except MemoryError:
        line = too_much_memory
    print_usage()
    sys.stdout.write(json.dumps(line, default=str) + "\n")
    return 0


def _make_proxy(clip: str, name: str, proxy: str, probed: str = "") -> int:
    with importing():
        from studio.media import proxy as maker

    logging.getLogger("libav").setLevel(logging.CRITICAL)
    threading.Thread(target=_leave_with_parent, args=(True,), daemon=True).start()
    return maker.main(Path(clip), name, Path(proxy), probed)


def _serve_parser() -> "argparse.ArgumentParser":
    import argparse

    parser = argparse.ArgumentParser(
        prog="vidmuse studio", description="Serve the NEMO API on this machine."
    )
    parser.add_argument(
        "--http", help="host:port to listen on; port 0 takes a free one"
    )
    parser.add_argument(
        "--die-with-parent", action="store_true", help=argparse.SUPPRESS
    )
    parser.add_argument("--quiet", action="store_true", help=argparse.SUPPRESS)
    return parser


def _serve(argv: list[str]) -> int:

    arguments = _serve_parser().parse_args(argv)
    with importing():
        from common.http_address import bind
        from studio.settings import Settings

    settings = Settings()
    os.environ["STUDIO_GPU"] = str(int(settings.studio_gpu))  # children read both
    os.environ["STUDIO_MODELS"] = str(settings.vidmuse_data / "models")
    address = arguments.http or settings.studio_http
    fault = _configure_output(settings, quiet=arguments.quiet)
    if fault := fault or _redis_fault(settings.redis_url.get_secret_value()):
        sys.stderr.write(f"{fault}\n")
        return 2
    try:
        listener = bind(address)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"Cannot listen on {address}: {error}. Set STUDIO_HTTP.\n")
        return 2
    if (held := _locked_folder(settings)) is None:
        return 2
    if arguments.die_with_parent:
        threading.Thread(target=_leave_with_parent, daemon=True).start()
    bound = listener.getsockname()
    shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
    sys.stdout.write(json.dumps({"url": f"http://{shown}:{bound[1]}"}) + "\n")
    sys.stdout.flush()
    # The port is bound: clients that connect now wait for the rest of the start, about a
    # second.
    with importing():
        from common.http_server import HttpServer

    with held:
        server = HttpServer(_build_app(settings))
        with suppress(KeyboardInterrupt):  # a signal that has stopped it by then
            server.run(sockets=[listener])
    return 0


def _locked_folder(settings: "Settings") -> IO[str] | None:
    """Lock the data folder for this studio; None, and a message, if it cannot be used."""
    from studio.media.files import lock_folder
    from studio.settings import StateKind

    try:
        shared = settings.studio_state is StateKind.REDIS
        held = lock_folder(settings.vidmuse_data / "studio", shared=shared)
    except OSError as error:
        sys.stderr.write(
            f"Cannot use VIDMUSE_DATA: {error.strerror}. Choose another.\n"
        )
        return None
    if held is None:
        sys.stderr.write(
            "Another studio works in this folder. Stop it, or set VIDMUSE_DATA; to run "
            "several of them, set STUDIO_STATE=redis for each.\n"
        )
    return held


def _build_app(settings: "Settings") -> "Starlette":
    with importing():
        from studio.api.app import Options, build
        from studio.flows.jobs.run_render import RenderLimits
        from studio.flows.llm import Model
        from studio.flows.upkeep.housekeeping import Retention

    options = Options(
        data=settings.vidmuse_data / "studio",
        state=settings.studio_state,
        credits_each=settings.studio_credits,
        per_address=settings.studio_per_address,
        redis_url=settings.redis_url.get_secret_value(),
        bucket=settings.studio_bucket,
        bucket_endpoint=settings.studio_bucket_endpoint,
        renders_at_once=settings.studio_renders,
        open_renders=settings.studio_open_renders,
        renders=RenderLimits(
            settings.studio_render_minutes * 60,
            settings.studio_stall_seconds,
        ),
        retention=Retention(
            settings.studio_keep_days * 86400,
            settings.studio_keep_export_days * 86400,
            round(settings.studio_disk_gb * 1e9),
            round(settings.studio_reserve_gb * 1e9),
        ),
        loopback=settings.studio_allow_loopback_urls,
        silent=settings.studio_silent,
        heartbeat=settings.studio_heartbeat_seconds,
        largest_upload=settings.studio_upload_mb << 20,
        previews=settings.studio_previews,
    )
    reader = (
        Model(
            settings.studio_llm_url,
            settings.studio_llm_model,
            settings.studio_llm_key.get_secret_value(),
        )
        if settings.studio_llm_url
        else None
    )
    return build(options, reader)


def _configure_output(settings: "Settings", *, quiet: bool) -> str:
    """Configure log and traces; return what is wrong with their settings, or ""."""
    from common import log, tracing
    from common.errors import MissingExtra

    log.configure(settings.vidmuse_log, settings.secrets(), quiet=quiet)
    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # guests' mistakes
    try:
        tracing.configure(settings.otel_exporter_otlp_endpoint, "vidmuse-studio")
    except MissingExtra as error:
        return str(error)
    return ""


def _redis_fault(url: str) -> str:
    """Return how ``REDIS_URL`` is to be written if it cannot be read, else ""."""
    if not url:
        return ""
    from common.errors import UnreadableUrl
    from common.redis.connection import connect

    try:
        _ = connect(url)
    except UnreadableUrl as error:
        return str(error)
    return ""


def _leave_with_parent(at_once: bool = False) -> None:  # noqa: FBT001, FBT002
    """Exit when the parent closes our stdin, that is, when it ends."""
    while os.read(0, 1024):
        pass
    if at_once:
        os._exit(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_STOP_SECONDS)
    os._exit(1)  # it would wait for a Redis that ended with the parent


if __name__ == "__main__":
    sys.exit(main())
