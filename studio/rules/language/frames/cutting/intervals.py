"""Frames for cuts at regular intervals and at one moment."""

from studio.model.edits.music import (
    BeatUnit,
    CutAt,
    SetPace,
)
from studio.rules.language.frames.cutting.glue import GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import moment, scope


@frame("pace", "interval", "unit.section", "beats", "duration")
def every(c: Clause) -> Outcome | None:
    """Reads "cut every 2 beats", "one shot per bar", "每两拍切一次"."""
    if c.seen("pulse.", "title", "photo", "clips", "transition", "caption", "shots"):
        return None
    if any(x.startswith("pulse.") for t in c.tokens for x in t.concepts) and not c.seen(
        "cuts", "verb.switch_shots"
    ):
        return None
    interval = c.value("interval")
    shifting = c.seen("earlier", "later", "verb.shift", "before", "after")
    if (
        interval is None
        and c.has("beats")
        and not shifting
        and c.seen("once", "verb.switch_shots", "cuts", "each", "shot")
    ):
        interval = c.value("beats")
        c.take_all("once", "each", "only")
    if interval is None and c.has("between") and c.seen("cuts") and c.has("duration"):
        interval = (c.value("duration"), BeatUnit.SECOND)
        c.take_all("between")
    if interval is None:
        return None
    count, unit = interval
    if not c.seen(
        "cuts",
        "verb.switch_shots",
        "shot",
        "clip",
        "verb.trim",
        "verb.make",
        "verb.split",
        "photo",
        "verb.sync",
        "verb.replace",
        "video",
        "verb.swap",
    ):
        c.cost += 1.0
    c.take_all("once", "unit.step", "number")
    where = scope(c, SetPace)
    c.take_all(
        "photo",
        "other",
        "again",
        "verb.trim",
        "only",
        "verb.split",
        "verb.swap",
        "verb.replace",
        "new",
        *GLUE,
    )
    if not 0 < count <= 64:
        return None
    return [SetPace(every=count, unit=unit, scope=where)]


@frame("pace", "beat_grid", "unit.bar")
def on_downbeats(c: Clause) -> Outcome | None:
    """Reads "cut on the downbeats", "只在重拍切"."""
    words = " ".join(c.surface(t) for t in c.tokens)
    if not any(w in words for w in ("downbeat", "重拍", "强拍", "bar")) or not c.seen(
        "cuts", "verb.switch_shots", "verb.sync", "verb.trim"
    ):
        return None
    if c.seen(
        "number",
        "beats",
        "verb.shift",
        "earlier",
        "later",
        "interval",
        "first_place",
        "ordinal",
    ):
        return None
    c.take_all("beat_grid", "unit.bar", "only", "beat", "verb.trim", "each", *GLUE)
    return [SetPace(every=1, unit=BeatUnit.BAR, scope=scope(c, SetPace))]


@frame("cut_at", "moment", "time")
def cut_at(c: Clause) -> Outcome | None:
    """Reads "put a cut at 0:08"."""
    if not c.seen("cuts", "verb.switch_shots", "beat") or c.seen(
        "song",
        "clips",
        "verb.split",
        "shot",
        "title",
        "quote",
        "transition",
        "verb.freeze",
        "shots",
    ):
        return None
    if not c.seen("verb.add", "cuts") or (
        c.seen("verb.remove") and not c.seen("verb.add")
    ):
        return None
    where = moment(c)
    if where is None:
        return None
    c.take_all(
        "cuts",
        "verb.remove",
        "verb.trim",
        "beat",
        "verb.split",
        "time",
        "exactly",
        *GLUE,
    )
    return [CutAt(moment=where)]
