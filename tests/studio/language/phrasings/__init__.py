"""Plain requests: every way to ask, with every way to name what is meant."""
