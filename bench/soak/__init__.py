"""A community for some minutes, whose parts are killed and frozen: ``python -m bench.soak``."""
