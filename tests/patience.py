"""How long a test waits for what must come: a bound for hangs, never a measure of speed."""

PATIENCE = 300.0
"""Seconds; pytest's own timeout is longer, so that a wait tells what did not come."""
