"""Frames for how long each shot or photo is shown, and how photos move."""

from studio.model.edits.footage import (
    PlaceClip,
    SetPhotoMotion,
    SetShotLength,
)
from studio.model.edits.record import Edit, OfClips, Scope
from studio.model.media import MediaKind
from studio.model.reading import Residue
from studio.rules.language.frames.footage.glue import GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import scope


@frame("shot_length", "duration", "in_full", "beats", "each", "adj.long", "adj.short")
def shot_length(c: Clause) -> Outcome | None:
    """Reads "each photo 2 seconds", "the beach for 2 seconds only", "clip 1 in full"."""
    if c.seen(
        "title",
        "quote",
        "caption",
        "song",
        "songs",
        "fade_in",
        "fade_out",
        "transition",
        "logo",
        "verb.freeze",
        "percent",
        "speed_noun",
        "speed.slow_motion",
        "span",
        "intro_card",
        "outro_card",
        "verb.trim" if not c.seen("to", "in_full", "only") else "quote",
        "verb.start",
        "verb.zoom",
        "verb.slow_zoom",
    ):
        return None
    photos = c.seen("photo", "photo_one") and any(
        t.has("photo") or (t.has("clips") and t.value("clips").photos) for t in c.tokens
    )
    in_full = bool(c.seen("in_full")) and not c.seen("duration", "beats")
    named = c.seen("clips", "shots")
    if not (
        named
        or photos
        or c.seen("each", "all", "clip")
        or (in_full and c.seen("clip", "video", "all"))
    ):
        return None
    seconds = c.value("duration")
    beats = None
    if seconds is None and (found := c.value("beats") or c.value("interval")):
        beats = found[0] * (4 if found[1] == "bar" else 1)
        if found[1] == "second":
            seconds, beats = found[0], None
    if seconds is None and beats is None and not in_full:
        return None
    if not named and not photos and not in_full and not c.seen("each"):
        return None
    every_photo = photos and (
        c.seen("each", "all")
        or all(len(t.value("clips").ids) != 1 for t in c.tokens if t.has("clips"))
    )
    if every_photo:
        every = [n for n in c.indexes("clips") if c.tokens[n].value("clips").photos]
        c.used.update(every)
    where = scope(c, SetShotLength)
    placed = _placed(c, where)
    c.take_all(
        "photo",
        "each",
        "all",
        "in_full",
        "only",
        "shot",
        "verb.last",
        "at_most",
        "exactly",
        "adj.long",
        "adj.short",
        "verb.shorten",
        "verb.lengthen",
        "verb.freeze",
        "verb.trim",
        "length_noun",
        "beat",
        "cuts",
        "verb.switch_shots",
        "same",
        "by",
        "not" if in_full else "photo",
        *GLUE,
    )
    if seconds is not None and not 0.1 <= seconds <= 3600:
        return Residue(c.words(), "shot_length", "out_of_range", f"{seconds:g}")
    if isinstance(where, OfClips) and seconds:
        by_id = {x.id: x for x in c.view.clips}
        longest = max(
            (
                by_id[i].seconds
                for i in where.assets
                if by_id[i].kind is MediaKind.VIDEO
            ),
            default=0,
        )
        if longest and seconds > longest + 0.5:
            return Residue(c.words(), "shot_length", "out_of_range", f"{seconds:g}")
    return [
        *placed,
        SetShotLength(
            seconds=seconds,
            beats=beats,
            in_full=in_full,
            photos=bool(every_photo),
            scope=where,
        ),
    ]


def _placed(c: Clause, where: Scope) -> list[Edit]:
    """Reads "合照摆最后停五秒": the place beside the length."""
    if not isinstance(where, OfClips) or len(where.assets) != 1:
        return []
    if not c.seen("verb.move"):
        return []
    if c.take("last_place", "edge_end"):
        return [PlaceClip(clip=where.assets[0], where="last")]
    if c.take("first_place", "edge_start"):
        return [PlaceClip(clip=where.assets[0], where="first")]
    return []


@frame("photo_motion", "photo_motion", "still_photos")
def photo_motion(c: Clause) -> Outcome | None:
    """Reads "ken burns on", "photos should stay still"."""
    still = c.seen("still_photos")
    if (
        still
        and not c.seen("photo")
        and not any(
            "photo" in c.surface(t) or "照片" in c.surface(t) or "图片" in c.surface(t)
            for t in c.tokens
        )
    ):
        return None
    if c.seen("title", "quote"):
        return None
    off = bool(c.take_all("not", "verb.remove", "off")) or (
        still and not c.seen("photo_motion")
    )
    c.take_all(
        "still_photos",
        "photo_motion",
        "all",
        "verb.slow_zoom",
        "verb.zoom",
        "adj.slow",
        "on",
        "degree.bit",
    )
    every = [
        n
        for n in c.indexes("clips")
        if c.tokens[n].value("clips").photos
        and len(c.tokens[n].value("clips").ids) != 1
    ]
    c.used.update(every)
    where = scope(c, SetPhotoMotion)
    c.take_all("photo", "each", "verb.stabilise", *GLUE)
    return [SetPhotoMotion(on=not off, scope=where)]
