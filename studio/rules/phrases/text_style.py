"""Describe the requested style of words: ``bottom left, colour red``."""

from studio.model.draft import Segment
from studio.model.edits import overlay as o
from studio.rules.phrases import measure
from studio.rules.phrases.context import Context

_Captions = o.AddCaptions | o.SpeechCaptions | o.ChangeCaptions
Styled = o.AddTitle | o.ChangeTitle | _Captions


def text_style(edit: Styled, context: Context, segment: Segment | None = None) -> str:
    """The place, colour, size, font, background and animation that were asked for.

    ``segment`` is the title as it stands now; "" where nothing was asked for.
    """
    words, parts = context.words, []
    if edit.position is not None:
        parts.append(context.name("position", edit.position.value))
    if edit.color is not None:
        parts.append(words.say("edits.style.color", color=_shade(edit.color, context)))
    if edit.size is not None:
        percent = context.percent(_size(edit, context, segment))
        parts.append(words.say("edits.style.size", percent=percent))
    if edit.font is not None:
        parts.append(context.name("font", edit.font.value))
    if edit.background == "none":
        parts.append(words.say("edits.style.no_background"))
    elif edit.background is not None:
        shade = _shade(edit.background, context)
        parts.append(words.say("edits.style.background", color=shade))
    if edit.animation is not None:
        parts.append(context.name("animation", edit.animation.value))
    return words.say("lists.comma").join(parts)


def _size(edit: Styled, context: Context, segment: Segment | None) -> float:
    usual = o.USUAL_TITLE_LETTERS
    if isinstance(edit, _Captions):
        usual = o.USUAL_CAPTION_LETTERS
        segment = next(iter(measure.captions(context.after)), None)
    return (segment and segment.style.size) or usual


def _shade(color: str, context: Context) -> str:
    return context.name("shade", shade_of(color))


SHADES = {
    "white": (255, 255, 255), "black": (0, 0, 0), "grey": (128, 128, 128),
    "red": (225, 20, 20), "orange": (255, 140, 0), "yellow": (255, 235, 0),
    "green": (0, 170, 0), "turquoise": (0, 210, 210), "blue": (30, 60, 230),
    "purple": (140, 0, 170), "pink": (255, 120, 190), "brown": (130, 75, 30),
    "gold": (212, 175, 55),
}  # fmt: skip


def shade_of(color: str) -> str:
    """The name of the shade nearest to a ``#rrggbb`` colour."""
    red, green, blue = (int(color[n : n + 2], 16) for n in (1, 3, 5))
    return min(
        SHADES,
        key=lambda name: sum(
            (a - b) ** 2 for a, b in zip(SHADES[name], (red, green, blue), strict=True)
        ),
    )
