"""Frames for logos, watermarks and stickers."""

from typing import Any

from studio.model.edits.overlay import (
    AddOverlay,
    ChangeOverlay,
    Position,
    RemoveOverlay,
)
from studio.model.edits.record import Amount, AtTime, Exact, Times
from studio.model.media import AssetId, MediaKind
from studio.model.reading import Residue
from studio.rules.language.frames.registry import frame
from studio.rules.language.frames.words.style import style
from studio.rules.language.grammar.clause import Clause, Outcome, question
from studio.rules.language.grammar.scopes import clips

_GLUE = (
    "verb.make",
    "verb.add",
    "verb.use",
    "verb.move",
    "verb.show",
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
    "logo",
    "photo",
    "verb.last",
    "verb.keep",
    "position_word",
    "on",
    "all",
    "by",
    "each",
    "verb.play",
    "clip_one",
)


@frame("overlay", "logo")
def overlay(c: Clause) -> Outcome | None:
    """Reads "use the photo as a logo top right", "logo smaller", "lose the watermark"."""
    if c.seen("quote"):
        return None
    image = _image(c)
    if c.seen("not", "verb.remove", "off") and not c.seen(
        "adj.big", "adj.small", "excess", "duration"
    ):
        c.take_all("not", "verb.remove", "off", "logo", *_GLUE)
        return [RemoveOverlay(image=image)]
    c.take_all("logo")
    size, opacity = _measures(c)
    values: dict[str, Any] = style(c)
    for key in ("whole", "color", "font", "animation", "background", "size"):
        found = values.pop(key, None)
        if key == "size" and found is not None and size is None:
            size = found
    seconds = values.pop("seconds", None)
    if seconds is not None:
        start = values.get("start", AtTime(seconds=0.0))
        values["end"] = AtTime(seconds=start.seconds + seconds)
    adding = (
        any(
            t.has("verb.add", "as", "verb.use") and not t.has("verb.move", "verb.make")
            for t in c.tokens
        )
        or not c.view.overlays
    )
    c.take_all(
        "excess", "adj.transparent", "adj.opaque", "corner", "position_word", *_GLUE
    )
    strong = any(
        c.surface(t).startswith(("add", "加", "添", "贴", "stick", "slap"))
        for t in c.tokens
    )
    if (
        c.view.overlays
        and not strong
        and (not adding or image is None)
        and (values or size is not None or opacity is not None)
    ):
        several = image if len(c.view.overlays) > 1 else None
        return [ChangeOverlay(image=several, size=size, opacity=opacity, **values)]
    return _new(c, image, values, size, opacity)


def _new(
    c: Clause,
    image: AssetId | None,
    values: dict[str, Any],
    size: Amount | None,
    opacity: Amount | None,
) -> Outcome | None:
    photos = [x for x in c.view.clips if x.kind is MediaKind.IMAGE]
    if image is None:
        named = [
            x
            for x in photos
            if any(
                w in x.name.lower()
                for w in (
                    "logo",
                    "watermark",
                    "sticker",
                    "水印",
                    "标志",
                    "贴纸",
                    "icon",
                )
            )
        ]
        found = named or photos
        if not found:
            return Residue(c.words(), "overlay", "no_photo")
        if len(found) > 1:
            return question(
                "which_photo",
                [(x.name, [AddOverlay(image=x.id, **values)]) for x in found],
            )
        image = found[0].id
    if isinstance(size, Exact):
        values["size"] = max(0.02, min(1.0, size.value))
    elif isinstance(size, Times):
        values["size"] = round(max(0.02, min(1.0, 0.18 * size.factor)), 3)
    if isinstance(opacity, Exact):
        values["opacity"] = max(0.0, min(1.0, opacity.value))
    elif isinstance(opacity, Times):
        values["opacity"] = round(max(0.05, min(1.0, opacity.factor)), 3)
    values.setdefault("position", Position.BOTTOM_RIGHT)
    return [AddOverlay(image=image, **values)]


def _image(c: Clause) -> AssetId | None:
    by_id = {x.id: x for x in c.view.clips}
    ids = [i for i in clips(c, pronouns=False) if by_id[i].kind is MediaKind.IMAGE]
    return ids[0] if len(ids) == 1 else None


def _measures(c: Clause) -> tuple[Amount | None, Amount | None]:
    """Size and opacity."""
    percent = c.value("percent")
    if percent is None:
        if c.has("adj.transparent", "adj.opaque"):
            if any(
                c.surface(t) in {"half transparent", "semi transparent", "半透明"}
                for t in c.tokens
            ):
                c.take_all("adj.transparent", "adj.opaque", "half")
                return None, Exact(value=0.5)
            up = bool(c.take_all("adj.opaque"))
            c.take_all("adj.transparent", "more")
            if c.take_all("less", "excess"):
                up = not up
            bit = bool(c.take_all("degree.bit"))
            if c.take_all("half"):
                return None, Exact(value=0.5)
            step = 1.2 if bit else 1.5
            return None, Times(factor=step if up else round(1 / step, 4))
        return None, None
    share = percent / 100
    if c.has("adj.transparent") and not c.has("adj.opaque"):
        c.take_all("adj.transparent")
        return None, Exact(value=round(1 - share, 4))
    if c.take_all("adj.opaque"):
        return None, Exact(value=share)
    c.take_all("adj.big", "adj.small", "length_noun")
    return Exact(value=share), None
