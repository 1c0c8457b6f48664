"""Let processes start faster: switch off what libraries check of their own code."""

import os


def skip_library_checks() -> None:
    """Call it before the first import of pydocket.

    A library below it, key_value, otherwise writes and compiles a type check for each of
    its functions as it is imported: a seventh of the time that pydocket takes.
    """
    os.environ.setdefault("PY_KEY_VALUE_DISABLE_BEARTYPE", "1")
