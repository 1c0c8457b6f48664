"""What only people on Telegram read, in English."""

MESSAGES: dict[str, str] = {}
