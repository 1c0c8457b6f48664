"""Names of the platforms and of the parts of ``vidmuse up``, without their code.

The command line needs them before it imports anything else. ``registry.py`` has a
description of each chat platform.
"""

CHAT_PLATFORMS = {"telegram": "Telegram", "discord": "Discord"}
"""The folder in ``bots`` of each chat platform, and what people call the platform."""
EXAMPLE_ID = f"{next(iter(CHAT_PLATFORMS))}:123"
"""How an operator writes the id of a person."""
WEB, WORKER = "web", "worker"
ROLES = {
    "up": (*CHAT_PLATFORMS, WEB, WORKER),
    **{name: (name,) for name in (*CHAT_PLATFORMS, WEB, WORKER)},
}
"""Commands that run for long, and the parts that each of them runs."""
