"""Variants and facts of the phrases for titles, captions, pictures on top, cards."""

from collections.abc import Mapping

from studio.model.draft import Segment
from studio.model.edits import overlay as o
from studio.model.edits.record import Edit
from studio.rules.phrases import measure
from studio.rules.phrases.context import Context

Facts = tuple[str, Mapping[str, str]]


def facts(edit: Edit, context: Context) -> Facts | None:
    """The variant of the phrase and its facts; None for edits of another family."""
    match edit:
        case o.AddTitle(text=text):
            found = [s for s in measure.titles(context.after) if s.text == text]
            variant = "done" if edit.scope.of == "whole" else "over"
            return variant, _title(found[-1] if found else None, text, context)
        case o.ChangeTitle():
            return _changed(edit, context)
        case o.RemoveTitle():
            return _removed(context)
        case o.AddCaptions(timing=timing):
            named = {"timing": context.name("timing", timing.value)}
            return "done", named | {"captions": _count(context)}
        case o.SpeechCaptions():
            return "done", {"captions": _count(context)}
        case o.ChangeCaptions():
            return _changed_captions(edit, context)
        case o.RemoveCaptions() | o.RemoveOverlay():
            return "done", {}
        case _:
            return _on_top(edit, context)


def _on_top(edit: Edit, context: Context) -> Facts | None:
    match edit:
        case o.AddOverlay(image=image) | o.ChangeOverlay(image=image):
            return "done", _overlay(image, context)
        case o.AddCard(where=where, text=text, seconds=seconds):
            facts = {
                "text": context.quote(text),
                "seconds": context.seconds(seconds),
            }
            return where if text.strip() else f"off_{where}", facts
        case _:
            return None


def _title(segment: Segment | None, text: str, context: Context) -> dict[str, str]:
    start, end = (segment.start, segment.end) if segment else (0, 0)
    return {
        "text": context.quote(text),
        "start": context.time(start / 1000),
        "end": context.time(end / 1000),
    }


def _changed(edit: o.ChangeTitle, context: Context) -> Facts:
    before = measure.titles(context.before)
    new = [s for s in measure.titles(context.after) if s not in before]
    style = _style(edit, context, new[0] if new else None)
    if edit.text:
        text = context.quote(edit.text)
        both = f"{text}{context.words.say('lists.comma')}{style}" if style else text
        return "text", {"text": both}
    if edit.scope.of != "whole" and new:
        return "over", {"text": context.quote(new[0].text)}
    if not style and new:
        return "moved", _title(new[0], new[0].text, context)
    if len(new) == 1:
        return "done", {"text": context.quote(new[0].text), "style": style}
    return "all", {"style": style}


def _changed_captions(edit: o.ChangeCaptions, context: Context) -> Facts:
    if style := _style(edit, context):
        return "style", {"style": style}
    if edit.shift:
        return "shift", {"seconds": context.words.count("seconds", edit.shift)}
    return "done", {}


def _removed(context: Context) -> Facts:
    left = {s.id: s for s in measure.titles(context.after)}
    texts = [s.text for s in left.values()]
    gone = [s.text for s in measure.titles(context.before) if s.text not in texts]
    if left and gone:
        return "one", {"text": context.quote(gone[0])}
    return "all", {}


def _style(
    edit: o.ChangeTitle | o.ChangeCaptions, context: Context,
    segment: Segment | None = None,
) -> str:  # fmt: skip
    """What is new about the look of words: ``bottom left, size 12 %``."""
    words, parts = context.words, []
    if edit.position is not None:
        parts.append(context.name("position", edit.position.value))
    if edit.color is not None:
        shade = context.name("shade", shade_of(edit.color))
        parts.append(words.say("edits.style.color", color=shade))
    if edit.size is not None:
        size = segment.style.size if segment and segment.style.size else None
        found = measure.captions(context.after)
        size = size or (found[0].style.size if found else 0.08)
        parts.append(words.say("edits.style.size", percent=context.percent(size)))
    if edit.font is not None:
        parts.append(context.name("font", edit.font.value))
    if edit.animation is not None:
        parts.append(context.name("animation", edit.animation.value))
    return words.say("lists.comma").join(parts)


def _count(context: Context) -> str:
    return context.words.count("captions", len(measure.captions(context.after)))


def _overlay(image: str | None, context: Context) -> dict[str, str]:
    found = measure.overlays(context.after)
    meant = [s for s in found if image in (None, s.source)] or found
    if not meant or meant[-1].effects.overlay is None:
        return {"image": context.clip(image or "")}
    x, y, width, opacity = meant[-1].effects.overlay
    return {
        "image": context.clip(meant[-1].source or ""),
        "position": context.name("position", _corner(x, y)),
        "percent": context.percent(width),
        "opacity": context.percent(opacity),
    }


def _corner(x: float, y: float) -> str:
    """The name of the place of a centre."""
    level = "top" if y < 0.4 else "bottom" if y > 0.6 else ""
    side = "left" if x < 0.4 else "right" if x > 0.6 else ""
    return "_".join(part for part in (level, side) if part) or "center"


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
