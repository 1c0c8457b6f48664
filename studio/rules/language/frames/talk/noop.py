"""Frames for what asks for no change: "leave the rest as it is", "keep the music"."""

from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome

KEPT = {
    "title": ("add_title", "change_title", "remove_title"), "caption": ("captions", "speech_captions", "change_captions", "remove_captions"),
    "song": ("use_music", "remove_music", "trim_music", "volume", "fade_sound", "loop_music", "end_with_music"),
    "length_noun": ("length",), "look_noun": ("look", "adjust", "cube"), "effects_all": ("look", "adjust", "cube", "pulse"), "transition": ("join",),
    "order_noun": ("order", "place", "swap"), "aspect_noun": ("aspect",), "cuts": ("pace",), "logo": ("overlay", "change_overlay", "remove_overlay"),
    "speed_noun": ("speed", "ramp"), "sound": ("volume", "clip_sound"), "photo": ("shot_length", "photo_motion"),
}  # fmt: skip
"""The edits that belong to what people call by these nouns."""


_GLUE = (
    "verb.make",
    "verb.keep",
    "same",
    "normal",
    "old",
    "not",
    "at",
    "with",
    "as",
    "it",
    "all",
    "of",
    "verb.add",
    "verb.use",
    "verb.move",
    "but",
    "verb.play",
    "thanks",
    "verb.like",
)


@frame("", "leave_alone", "verb.keep")
def leave_alone(c: Clause) -> Outcome | None:
    """No edit, but read."""
    if c.take_all("leave_alone"):
        c.take_all(*_GLUE)
        return []
    nouns = [name for name in KEPT if c.has(name)]
    if (
        not nouns
        or not c.seen("verb.keep")
        or c.seen(
            "only",
            "clip_sound",
            "speech",
            "clips",
            "shots",
            "span",
            "duration",
            "number",
            "quote",
            "songpart",
        )
    ):
        return None
    c.take_all(*nouns, *_GLUE)
    c.cost += 0.5
    return []
