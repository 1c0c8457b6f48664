"""Short messages that lean on the last edit: "bigger", "in red", "off", "no, 12"."""

from collections.abc import Mapping

from studio.model.edits.control import Undo
from studio.model.edits.footage import PlaceClip, Reverse, SetShotLength
from studio.model.edits.music import SoundTarget, TrimMusic
from studio.model.edits.overlay import (
    AddCaptions,
    AddOverlay,
    AddTitle,
    ChangeCaptions,
    ChangeOverlay,
    ChangeTitle,
    RemoveCaptions,
    RemoveOverlay,
    RemoveTitle,
    SpeechCaptions,
)
from studio.model.edits.picture import SetLook, SetPulse
from studio.model.edits.record import WHOLE, Edit, OfClips
from studio.rules.language.grammar.clause import Clause
from studio.rules.language.grammar.scopes import scope
from studio.rules.language.resolve import adjust

_RELATIVE = (
    "adj.", "compared", "degree.", "more", "less", "excess", "lack", "not", "filler", "again", "verb.make", "verb.raise",
    "verb.lower", "it", "back", "up", "down", "at", "to", "look.faded", "verb.move", "no", "comma", "video", "degree.bit", "verb.shorten", "verb.lengthen",
)  # fmt: skip
_FITS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "strength": (
        ("adj.strong", 1),
        ("adj.weak", -1),
        ("adj.transparent", -1),
    ),
    "seconds": (("adj.long", 1), ("adj.short", -1)),
}
_TITLES = (AddTitle, ChangeTitle)
_CAPTIONS = (AddCaptions, SpeechCaptions, ChangeCaptions)
_OVERLAYS = (AddOverlay, ChangeOverlay)


def relative(c: Clause, last: Edit) -> Edit | None:
    """Reads "bigger", "weaker", "短一点": a measure of the last edit goes up or down."""
    if not all(any(x.startswith(_RELATIVE) for x in t.concepts) for t in c.tokens):
        return None
    for field, pairs in _FITS.items():
        if not _has(last, field):
            continue
        for concept, sign in pairs:
            if c.seen(concept):
                up = (
                    sign
                    if not c.seen("excess", "less", "not") or c.seen("lack")
                    else -sign
                )
                step = (
                    1.2
                    if c.seen("degree.bit")
                    else 2.0
                    if c.seen("degree.much")
                    else 1.5
                )
                c.used.update(range(len(c.tokens)))
                return _stepped(last, field, up, step)
    return None


def _has(last: Edit, field: str) -> bool:
    if field == "strength":
        return isinstance(last, SetLook | SetPulse) or last.do == "cube"
    return getattr(last, "seconds", None) is not None and last.do in {
        "join",
        "fade_picture",
        "fade_sound",
        "shot_length",
        "freeze",
        "add_title",
        "card",
    }


def _stepped(last: Edit, field: str, sign: int, step: float) -> Edit | None:
    factor = step if sign > 0 else round(1 / step, 4)
    now = float(getattr(last, field))
    value = now * factor
    if field == "strength":
        value = min(1.0, value) if sign > 0 else now / 2
    return adjust.with_fields(last, **{field: round(value, 3)})


def taken_off(c: Clause, last: Edit) -> Edit | None:
    """Reads "off", "take it off", "算了不要了": the last edit's own removal."""
    content = [
        t for t in c.tokens if not t.has("filler", "it", "comma", "verb.make", "back")
    ]
    if (
        c.seen("cuts", "verb.undo")
        or not content
        or not all(t.has("off", "verb.remove", "not") for t in content)
    ):
        return None
    if not c.seen("off", "it") and len(c.tokens) > 1:
        return None
    c.used.update(range(len(c.tokens)))
    if isinstance(last, _TITLES):
        return RemoveTitle(which="last" if isinstance(last, AddTitle) else last.which)
    if isinstance(last, _CAPTIONS):
        return RemoveCaptions()
    if isinstance(last, _OVERLAYS):
        return RemoveOverlay()
    if isinstance(last, SetLook):
        return SetLook(look=None, scope=last.scope)
    if isinstance(last, SetPulse):
        return SetPulse(kind=last.kind, on="off", scope=last.scope)
    if isinstance(last, Reverse):
        return Reverse(on=False, scope=last.scope)
    return Undo()


def timed(c: Clause, last: Edit) -> Edit | None:
    """A bare duration after an edit that has one: "两秒好了", "half a second"."""
    if isinstance(last, PlaceClip) and c.seen("verb.last", "verb.freeze"):
        return _shown_for(c, last)
    if last.do not in {
        "shot_length",
        "join",
        "fade_picture",
        "fade_sound",
        "freeze",
        "add_title",
        "card",
    }:
        return None
    content = [
        t
        for t in c.tokens
        if not t.has(
            "filler",
            "comma",
            "verb.make",
            "for",
            "to",
            "it",
            "only",
            "verb.last",
            "verb.freeze",
            "adj.long",
            "adj.short",
        )
    ]
    if len(content) != 1 or not content[0].has("duration"):
        return None
    c.used.update(range(len(c.tokens)))
    return adjust.with_fields(last, seconds=float(content[0].value("duration")))


def narrowed(c: Clause, last: Edit) -> Edit | None:
    """Reads "but only on the dog", "just for the chorus": the last edit's scope."""
    if not c.take_all("only_at"):
        return None
    c.take_all("but", "for", "at", "verb.make", "same", "look_noun", "effects_all")
    where = scope(c, type(last))
    return None if where == WHOLE else adjust.moved(last, where)


def _shown_for(c: Clause, last: PlaceClip) -> Edit | None:
    """Reads "the photo last, for six seconds"."""
    content = [
        t
        for t in c.tokens
        if not t.has("filler", "comma", "it", "verb.last", "verb.freeze", "only")
    ]
    if len(content) != 1 or not content[0].has("duration"):
        return None
    c.used.update(range(len(c.tokens)))
    return SetShotLength(
        seconds=float(content[0].value("duration")), scope=OfClips(assets=(last.clip,))
    )


def placed(c: Clause, last: Edit) -> Edit | None:
    """Reads "no, first" after a clip was put somewhere; "from 0:40" after a song."""
    if isinstance(last, PlaceClip) and not c.seen("clips"):
        edge = (
            "first"
            if c.seen("first_place", "edge_start")
            else "last"
            if c.seen("last_place", "edge_end")
            else ""
        )
        if edge:
            c.take_all(
                "first_place",
                "last_place",
                "edge_start",
                "edge_end",
                "verb.move",
                "ordinal",
                "it",
                "to",
                "at",
                "verb.show",
                "verb.make",
            )
            return PlaceClip(clip=last.clip, where=edge)  # type: ignore[arg-type]
    if (
        last.do in {"use_music", "trim_music", "volume"}
        and c.seen("from", "verb.start")
        and c.seen("time", "duration")
        and not c.seen("clips", "shots")
    ):
        if (
            last.do == "volume"
            and getattr(last, "target", None) is not SoundTarget.MUSIC
        ):
            return None
        token = c.take("time", "duration")
        seconds = (
            None if token is None else token.value("time") or token.value("duration")
        )
        c.take_all("moment", "from", "verb.start", "at", "it", "verb.make")
        return TrimMusic(start=float(seconds or 0))
    return None
