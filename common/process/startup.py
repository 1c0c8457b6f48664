"""Let processes start and end faster: leave out work of libraries and of the interpreter."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def skip_library_checks() -> None:
    """Call it before the first import of pydocket.

    A library below it, key_value, otherwise writes and compiles a type check for each of
    its functions as it is imported: a seventh of the time that pydocket takes.
    """
    os.environ.setdefault("PY_KEY_VALUE_DISABLE_BEARTYPE", "1")


@contextmanager
def importing() -> Iterator[None]:
    """Import modules in this block without the garbage collector.

    It would look at them dozens of times while they load, and once more as the process
    ends, but they are no garbage before that.
    """
    if not gc.isenabled():
        yield
        return
    known = len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > known:
            gc.freeze()
        gc.enable()
