"""What a check of the doctor found, and how to mend it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """``what`` is a short sentence; ``mend`` says what to do, "" if all is well."""

    level: Literal["ok", "warn", "fail"]
    what: str
    mend: str = ""
