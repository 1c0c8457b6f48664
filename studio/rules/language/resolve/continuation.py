"""Carry an edit on: "more", "the other one", "the dog too", "no, 12"."""

from studio.model.edits.record import WHOLE, Edit, OfClips
from studio.model.media import AssetId, MediaKind
from studio.rules.language.grammar.amounts import degree
from studio.rules.language.grammar.clause import Clause
from studio.rules.language.grammar.scopes import clips, scope
from studio.rules.language.resolve import adjust
from studio.rules.language.resolve.sharing import assets

_FURTHER = ("more", "less", "excess", "lack", "again", "degree.bit", "degree.much")
_VALUES = (
    "number", "duration", "time", "percent", "factor", "beats", "quote", "colour",
    "clips", "moment",
)  # fmt: skip
_OPENING = (
    "verb.make", "verb.move", "verb.use", "to", "at", "it", "but", "rather", "comma",
    "than", "and",
)  # fmt: skip


def continued(c: Clause, last: Edit, *, inside: bool, corrects: bool) -> Edit | None:
    """The edit that a clause without a wish of its own makes of the last one.

    ``inside`` tells that the last edit is of the same request, ``corrects`` that the
    clause corrects it.
    """
    denied = bool(c.take_all("correction", "no")) or corrects
    c.take_all(*_OPENING)
    if c.seen(*_FURTHER) and not c.seen(*_VALUES):
        return _further(c, last)
    if c.has("other_one") or (c.has("clips") and c.peek("clips").back == "other"):
        return _the_other(c, last)
    if inside and not denied and c.has("clips", "shots", "span", "songpart"):
        return _elsewhere(c, last)
    places = any(x.startswith("position.") for t in c.tokens for x in t.concepts)
    if c.has(*_VALUES) or places:
        c.take_all("not", "only", "verb.last", "for", "with", "clip", "title")
        return adjust.with_value(last, c)
    return None


def _further(c: Clause, last: Edit) -> Edit | None:
    """Reads "more", "a bit less", "still too much"."""
    less = bool(c.take_all("less", "excess", "not"))
    if c.take_all("lack"):
        less = False
    step = degree(c)
    c.take_all("more", "again", "like")
    return adjust.again(last, less=less, step=step)


def _the_other(c: Clause, last: Edit) -> Edit | None:
    """Reads "the other one": the one file that the last edit was not about."""
    ids = clips(c) or _others(last, c)
    c.take_all("clips", "not", "other_one")
    return adjust.for_clips(last, ids) if ids else None


def _others(last: Edit, c: Clause) -> tuple[AssetId, ...]:
    held, songs = assets(last), bool(getattr(last, "songs", ()))
    rest = [
        clip.id
        for clip in c.view.clips
        if (clip.kind is MediaKind.AUDIO) is songs
        and clip.number
        and clip.id not in held
    ]
    return (rest[0],) if len(rest) == 1 else ()


def _elsewhere(c: Clause, last: Edit) -> Edit | None:
    """Reads "the dog too", "and in the chorus": the last edit at another place."""
    c.take_all("too", "all", "for", "with", "same", "verb.add")
    where = scope(c, type(last)) if type(last).SCOPES else WHOLE
    if where != WHOLE:
        return adjust.moved(last, where)
    ids = clips(c)
    if not ids or isinstance(last.scope, OfClips):
        return None
    return adjust.for_clips(last, ids)
