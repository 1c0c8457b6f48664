"""Answer a request: read it, carry it out, and tell what changed."""
