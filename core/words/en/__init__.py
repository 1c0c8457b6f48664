"""English: its name, its plurals and the things it counts."""

NAME = "English"
ALIASES = ()
TAGS = ("en",)
LETTERS = ""
COMMON_WORDS = (
    "add put write replace change set call name make use show say says saying title text "
    "caption titles the and with at in on it to my".split()
)
"""Words of requests, mostly about a title."""
UNITS = {
    "clips": ("{n} clip", "{n} clips"),
    "tracks": ("{n} track", "{n} tracks"),
    "shots": ("{n} shot", "{n} shots"),
    "projects": ("{n} project", "{n} projects"),
    "tokens": ("{n} token", "{n} tokens"),
    "requests": ("{n} request", "{n} requests"),
    "credits": ("{n} credit", "{n} credits"),
    "minutes": ("{n} minute", "{n} minutes"),
    "hours": ("{n} hour", "{n} hours"),
    "days": ("{n} day", "{n} days"),
    "records": ("{n} record", "{n} records"),
    "files": ("{n} file", "{n} files"),
    "items": ("{n} item", "{n} items"),
}


def plural(number: float) -> int:
    """0 for the singular form, 1 for the plural form."""
    return 0 if number == 1 else 1
