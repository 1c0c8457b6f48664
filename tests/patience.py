"""The timeout of waits in tests: it ends hangs and measures no speed."""

PATIENCE = 300.0
"""Seconds, shorter than pytest's timeout, so that the failure tells what was waited for."""
