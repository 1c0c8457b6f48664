"""Concepts that a clause about words may hold beside its wish."""

LONGEST = 500
"""Characters of a title."""


GLUE = (
    "verb.make",
    "verb.add",
    "verb.use",
    "verb.move",
    "verb.show",
    "verb.write",
    "with",
    "as",
    "to",
    "for",
    "at",
    "video",
    "verb.create",
    "from",
    "of",
    "it",
    "title",
    "caption",
    "verb.last",
    "verb.play",
    "clip_one",
    "on",
    "font_noun",
    "animation_noun",
    "position_word",
    "verb.keep",
    "effects_all",
    "by",
    "up",
    "down",
    "in",
    "colour_word",
    "look_noun",
    "shot",
)
