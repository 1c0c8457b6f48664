"""Frames for ramps, reversed and frozen footage."""

from studio.model.edits.footage import (
    Freeze,
    RampSpeed,
    Reverse,
)
from studio.model.edits.record import WHOLE, AtSong, AtTime, Moment, OfShots
from studio.model.reading import Residue
from studio.rules.language.frames.motion.glue import GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import moment, scope, shots


@frame(
    "ramp",
    "verb.ramp",
    "speed.slow_motion",
    "verb.slow_down",
    "verb.speed_up",
    "factor",
)
def ramp(c: Clause) -> Outcome | None:
    """Reads "speed ramp into the drop", "ramp from 2x to 0.5x"."""
    factors = [t.value("factor") for t in c.tokens if t.has("factor")]
    word = next((c.surface(t) for t in c.tokens if t.has("verb.ramp")), "")
    if not word or (c.seen("song", "sound") and not c.seen("songpart")):
        return None
    if c.seen("cuts", "pacing"):
        return None
    plain = word in {"ramp", "ramps", "ramping", "ramped"}
    if plain and not (factors or c.seen("songpart", "clips", "speed_noun", "shots")):
        return None
    c.take_all("verb.ramp", "factor")
    start, end = (2.0, 0.5)
    if len(factors) == 2:
        start, end = factors
    elif len(factors) == 1:
        start, end = (factors[0], 1.0) if c.seen("from") else (1.0, factors[0])
    elif any(
        w in word
        for w in (
            "slow down",
            "slowing",
            "减速",
            "渐慢",
            "变慢",
            "由快到慢",
            "先快后慢",
            "ramp down",
            "slower",
        )
    ):
        start, end = 1.0, 0.5
    elif any(
        w in word
        for w in (
            "speed up",
            "加速",
            "渐快",
            "变快",
            "由慢到快",
            "先慢后快",
            "ramp up",
            "faster",
        )
    ):
        start, end = 1.0, 2.0
    if c.seen("speed.slow_motion"):
        c.take_all("speed.slow_motion")
        start, end = 1.0, 0.5
    if not (0.25 <= start <= 8 and 0.25 <= end <= 8):
        return Residue(c.words(), "ramp", "out_of_range", f"{max(start, end):g}×")
    into = None
    if c.seen("songpart", "moment") and not c.seen("clips", "shots"):
        into = moment(c)
    where = scope(c, RampSpeed)
    c.take_all("beat", "before", "adj.slow", "adj.fast", *GLUE)
    if into is None and where == WHOLE:
        into = AtSong(label="drop")  # type: ignore[arg-type]
        c.cost += 0.2
    return [RampSpeed(start=start, end=end, into=into, scope=where)]


@frame("reverse", "verb.reverse", "verb.boomerang")
def reverse(c: Clause) -> Outcome | None:
    """Reads "play the dog backwards", "boomerang on clip 2"."""
    if c.seen("order_noun", "order.reversed", "song", "title") or c.seen("not"):
        return None
    boomerang = bool(c.take_all("verb.boomerang"))
    c.take_all("verb.reverse")
    where = scope(c, Reverse)
    c.take_all("adj.energetic", "verb.loop", *GLUE)
    return [Reverse(boomerang=boomerang, scope=where)]


@frame("freeze", "verb.freeze")
def freeze(c: Clause) -> Outcome | None:
    """Reads "freeze the last frame for 2 s", "freeze at 0:08"."""
    if c.seen(
        "photo", "title", "pauses", "song", "not", "still_photos", "quote", "speech"
    ):
        return None
    word = next(c.surface(t) for t in c.tokens if t.has("verb.freeze"))
    seconds = c.value("duration")
    span = c.peek("span")
    if (
        word in {"hold", "pause", "静止", "停顿", "停一下", "暂停"}
        and seconds is None
        and not c.seen("unit.frame", "edge_end")
    ):
        return None
    c.take_all("verb.freeze")
    if (
        seconds is None
        and span is not None
        and span.owner == ""
        and span.shares is None
    ):
        c.take("span")
        length = (
            abs(span.start or 0) if span.end is None else span.end - (span.start or 0)
        )
        at = (
            AtTime(end=True)
            if (span.start or 0) < 0
            else AtTime(seconds=span.start or 0.0)
        )
        c.take_all(*GLUE)
        return [Freeze(moment=at, seconds=length)] if 0 < length <= 30 else None
    numbers = shots(c)
    where = OfShots(numbers=numbers) if numbers else scope(c, Freeze)
    at_: Moment | None = None
    if where == WHOLE:
        if c.has("ordinal") and c.seen("unit.frame", "photo"):
            at_ = AtTime(end=True) if c.value("ordinal") == -1 else AtTime(seconds=0.0)
        else:
            at_ = moment(c)
    c.take_all(
        "unit.frame",
        "edge_end",
        "ordinal",
        "last_place",
        "verb.last",
        "beat",
        "photo",
        "verb.end",
        "degree.bit",
        "verb.switch_shots",
        "look.",
        "last",
        *GLUE,
    )
    if seconds is not None and not 0 < seconds <= 30:
        return Residue(c.words(), "freeze", "out_of_range", f"{seconds:g}")
    if at_ is None and where == WHOLE:
        at_ = AtTime(end=True)
        c.cost += 0.5
    return [Freeze(moment=at_, seconds=seconds or 1.0, scope=where)]
