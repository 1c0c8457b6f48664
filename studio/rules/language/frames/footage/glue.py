"""Concepts that a clause about footage may hold beside its wish."""

GLUE = (
    "verb.make",
    "verb.add",
    "verb.use",
    "verb.play",
    "verb.move",
    "verb.show",
    "with",
    "as",
    "to",
    "for",
    "at",
    "video",
    "clip",
    "verb.create",
    "from",
    "of",
    "it",
    "photo_one",
    "verb.keep",
    "clip_one",
    "position.top",
)


BUSY = (
    "quote",
    "title",
    "caption",
    "percent",
    "factor",
    "look_noun",
    "fade_in",
    "fade_out",
    "speed_noun",
    "clip_sound",
    "verb.mute",
    "logo",
)
