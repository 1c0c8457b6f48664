"""Which kinds of edits people mean by a noun: "undo the title", "keep the transitions"."""

from collections.abc import Mapping
from types import MappingProxyType

NOUN_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "transition": ("join",),
        "title": ("add_title", "change_title", "remove_title"),
        "caption": (
            "captions",
            "speech_captions",
            "change_captions",
            "remove_captions",
        ),
        "length_noun": ("length",),
        "order_noun": ("order", "place", "swap"),
        "aspect_noun": ("aspect",),
    }
)
"""By the concept of the noun, the usual kind first; a noun that comes earlier wins."""
SPEED_KINDS = ("speed", "ramp")
LOGO_KINDS = ("overlay", "change_overlay", "remove_overlay")
