"""Stop a child process whose parent has ended."""

import os
import signal


def stop_with_parent() -> None:
    """Stop as after SIGTERM when the parent closes our standard input; blocks until then."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
