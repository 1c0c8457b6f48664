"""What only people on Discord read, in English."""

MESSAGES: dict[str, str] = {}
