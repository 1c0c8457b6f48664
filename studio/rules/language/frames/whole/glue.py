"""Concepts that a clause about the whole video may hold beside its wish."""

LONGEST = 600.0
"""Seconds; longer videos are not made."""


GLUE = (
    "verb.make",
    "verb.create",
    "verb.add",
    "verb.use",
    "verb.move",
    "to",
    "for",
    "video",
    "with",
    "as",
    "length_noun",
    "verb.shorten",
    "verb.lengthen",
    "verb.trim",
    "adj.long",
    "all",
    "exactly",
    "verb.show",
    "verb.play",
    "verb.last",
    "from",
    "cuts",
    "at",
    "clip",
    "verb.keep",
    "verb.end",
    "in_full",
)
