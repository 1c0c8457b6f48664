"""English: its name, its plurals and the things it counts."""

NAME = "English"
TAGS = ("en",)
UNITS = {
    "clips": ("{n} clip", "{n} clips"),
    "tracks": ("{n} track", "{n} tracks"),
    "shots": ("{n} shot", "{n} shots"),
    "projects": ("{n} project", "{n} projects"),
    "tokens": ("{n} token", "{n} tokens"),
    "requests": ("{n} request", "{n} requests"),
    "credits": ("{n} credit", "{n} credits"),
    "minutes": ("{n} minute", "{n} minutes"),
    "days": ("{n} day", "{n} days"),
    "items": ("{n} item", "{n} items"),
}


def plural(number: float) -> int:
    """0 for the singular form, 1 for the plural form."""
    return 0 if number == 1 else 1
