"""Exponential backoff with jitter."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds before each retry: ``first`` doubles up to ``most``.

    Each is shortened by up to a half at random, so that clients that failed together do not
    retry together (AWS Architecture Blog, "Exponential Backoff And Jitter": equal jitter).
    """

    first: float
    most: float

    def delay(self, failures: int) -> float:
        """Seconds to wait after the ``failures``-th failure, counted from 1."""
        full = min(self.most, self.first * 2.0 ** min(max(failures, 1) - 1, 32))
        return full * random.uniform(0.5, 1.0)
