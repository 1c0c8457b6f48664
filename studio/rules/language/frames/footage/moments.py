"""Frames for moments to ban, to keep or to show something else at."""

from studio.model.edits.footage import (
    BanMoment,
    KeepMoment,
    ReplaceShot,
)
from studio.model.edits.record import WHOLE, OfShots
from studio.rules.language.frames.footage.glue import GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import clips, scope, shots


def _shown(
    c: Clause, edit: type[BanMoment] | type[KeepMoment]
) -> BanMoment | KeepMoment | None:
    """A ban, a pin or a replacement of shots, or of what is at a moment."""
    numbers = shots(c)
    if numbers:
        return edit(scope=OfShots(numbers=numbers))
    where = scope(c, edit)
    return None if where == WHOLE else edit(scope=where)


@frame("ban", "verb.ban", "verb.remove", "verb.trim")
def ban(c: Clause) -> Outcome | None:
    """Reads "the shot at 8 seconds is bad", "cut out 0:05 to 0:10"."""
    if c.seen(
        "verb.keep",
        "song",
        "title",
        "quote",
        "caption",
        "look_noun",
        "logo",
        "clips",
        "transition",
        "percent",
        "pauses",
        "clip_sound",
        "songs",
        "speed.slow_motion",
        "cuts" if not c.seen("shots", "shot", "span") else "quote",
        "verb.like",
    ):
        return None
    if not c.seen("shots", "shot", "span", "moment") or not c.seen(
        "verb.ban", "verb.remove", "not", "verb.trim"
    ):
        return None
    if any(t.has("span") and t.value("span").owner for t in c.tokens):
        return None
    if c.seen("shots") and c.seen("moment"):
        return None
    found = _shown(c, BanMoment)
    if found is None:
        return None
    c.take_all(
        "verb.ban",
        "verb.remove",
        "verb.trim",
        "not",
        "shot",
        "off",
        "excess",
        "degree.much",
        "down",
        "adj.blurry",
        "adj.shaky",
        "adj.dark",
        "adj.boring",
        "this_clip",
        *GLUE,
    )
    return [found]


@frame("keep", "verb.keep", "verb.like")
def keep(c: Clause) -> Outcome | None:
    """Reads "keep shot 3", "I love the shot at 0:12"."""
    if c.seen(
        "song",
        "title",
        "quote",
        "clip_sound",
        "look_noun",
        "speech",
        "only",
        "order_noun",
        "length_noun",
        "caption",
        "sound",
        "logo",
        "verb.focus",
        "not",
        "first_place",
        "last_place",
        "edge_end",
        "duration",
    ):
        return None
    if not c.seen("shots", "shot", "moment", "this_clip", "clips", "span"):
        return None
    found = _shown(c, KeepMoment)
    if found is None:
        return None
    c.take_all(
        "verb.keep",
        "verb.like",
        "shot",
        "same",
        "all",
        "thanks",
        "degree.much",
        "this_clip",
        *GLUE,
    )
    return [found]


@frame("replace", "verb.replace", "other")
def replace(c: Clause) -> Outcome | None:
    """Reads "replace shot 3 with the dog", "something else at 0:08"."""
    if c.seen(
        "song",
        "title",
        "quote",
        "songs",
        "look_noun",
        "caption",
        "background",
        "transition",
    ):
        return None
    numbers = shots(c)
    where = OfShots(numbers=numbers) if numbers else None
    ids = clips(c)
    if where is None:
        found = scope(c, ReplaceShot)
        if found == WHOLE:
            return None
        where = found  # type: ignore[assignment]
    c.take_all("verb.replace", "other", "shot", "verb.ban", "not", "verb.swap", *GLUE)
    if len(ids) > 1:
        return None
    return [ReplaceShot(scope=where, clip=ids[0] if ids else None)]  # type: ignore[arg-type]
