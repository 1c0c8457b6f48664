"""What only people on Telegram read, in Chinese."""

MESSAGES: dict[str, str] = {}
