"""Concepts that a clause about music may hold beside its wish."""

GLUE = (
    "verb.make",
    "verb.add",
    "verb.use",
    "verb.play",
    "verb.move",
    "with",
    "as",
    "to",
    "for",
    "from",
    "at",
    "video",
    "verb.show",
    "sound",
    "it",
    "verb.create",
    "verb.keep",
)
