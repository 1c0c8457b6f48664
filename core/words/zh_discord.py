"""What only people on Discord read, in Chinese."""

MESSAGES: dict[str, str] = {}
