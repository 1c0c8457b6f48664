"""Let processes start and end faster: leave out work of libraries and of the interpreter."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


def skip_library_extras() -> None:
    """Call it before the first import of pydocket, of httpx and of redis.

    A library below pydocket, key_value, otherwise writes and compiles a type check for
    each of its functions as it is imported: a seventh of the time that pydocket takes.
    httpx otherwise loads its command line, with click and rich: half of its time. redis
    otherwise loads OpenTelemetry's metrics, where that is installed, to measure nothing.
    """
    os.environ.setdefault("PY_KEY_VALUE_DISABLE_BEARTYPE", "1")
    # Both libraries do without them: there they are optional extras.
    modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]
    modules.setdefault("httpx._main", None)
    modules.setdefault("opentelemetry.sdk.metrics", None)


@contextmanager
def importing() -> Iterator[None]:
    """Import modules in this block without the garbage collector.

    It would look at them dozens of times while they load, and once more as the process
    ends, but they are no garbage before that.
    """
    if not gc.isenabled():
        yield
        return
    before = len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > before:
            gc.freeze()
        gc.enable()
