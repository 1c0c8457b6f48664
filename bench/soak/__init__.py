"""Simulate a community for some minutes while parts are killed and frozen: ``python -m bench.soak``."""
