"""Frames for the speed of footage: slow motion, time lapse, back to normal."""

from studio.model.edits.footage import (
    RestoreShots,
    Reverse,
    SetSpeed,
)
from studio.model.edits.record import WHOLE, OfClips
from studio.model.reading import Residue
from studio.rules.language.frames.motion.glue import GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import edge_time, scope


@frame("normal_speed", "speed.normal", "speed_noun")
def normal_speed(c: Clause) -> Outcome | None:
    """Reads "back to normal speed", "no more slow motion"."""
    if not (
        c.take_all("speed.normal") or (c.has("normal", "old") and c.has("speed_noun"))
    ):
        return None
    c.take_all("normal", "old", "back", "verb.undo", "again", "speed_noun")
    where = scope(c, RestoreShots)
    c.take_all(*GLUE)
    return [RestoreShots(scope=where)]


@frame(
    "normal_speed",
    "speed.slow_motion",
    "speed.time_lapse",
    "verb.reverse",
    "verb.ramp",
    "verb.freeze",
    "verb.boomerang",
)
def no_speed(c: Clause) -> Outcome | None:
    """Reads "no slow motion", "don't reverse it", "remove the freeze"."""
    if not c.seen("not", "verb.remove", "off") or c.seen("look_noun"):
        return None
    reverse = bool(c.take_all("verb.reverse", "verb.boomerang"))
    c.take_all(
        "not",
        "verb.remove",
        "off",
        "speed.slow_motion",
        "speed.time_lapse",
        "verb.ramp",
        "verb.freeze",
        "more",
        "all",
    )
    cls = Reverse if reverse else RestoreShots
    where = scope(c, cls)
    c.take_all(*GLUE)
    if reverse:
        return [Reverse(on=False, scope=where)]
    return [RestoreShots(scope=where)]


@frame(
    "speed",
    "speed.",
    "factor",
    "percent",
    "adj.fast",
    "adj.slow",
    "verb.speed_up",
    "verb.slow_down",
    "half",
    "double",
)
def speed(c: Clause) -> Outcome | None:
    """Reads "slow motion on the drop", "clip 2 at half speed", "speed it up 2x"."""
    if c.seen(
        "song",
        "sound",
        "clip_sound",
        "title",
        "caption",
        "cuts",
        "pacing",
        "photo_one",
        "tempo_noun",
        "interval",
        "look_noun",
        "adj.loud",
        "verb.zoom",
        "adj.big",
        "logo",
        "beats",
        "transition",
        "verb.repeat",
    ) and not c.seen("speed_noun", "speed.slow_motion", "speed.time_lapse"):
        return None
    if (
        c.seen("cuts", "pacing", "title")
        and c.seen("speed_noun")
        and not c.seen("clips")
    ):
        return None
    factor = _factor(c)
    if factor is None:
        return None
    where = scope(c, SetSpeed)
    if where == WHOLE and c.has("verb.end", "edge_end"):
        where = edge_time(c) or WHOLE
    c.take_all(
        "adj.fast",
        "adj.slow",
        "verb.speed_up",
        "verb.slow_down",
        "speed_noun",
        "speed.slow_motion",
        "speed.time_lapse",
        "up",
        "down",
        "adj.long",
        "excess",
        "speed.half",
        "speed.double",
        "pulse.punch",
        *GLUE,
    )
    if not 0.25 <= factor <= 8:
        return Residue(c.words(), "speed", "out_of_range", f"{factor:g}×")
    return [SetSpeed(factor=round(factor, 4), scope=where)]


def _factor(c: Clause) -> float | None:
    slow = c.seen("adj.slow", "verb.slow_down", "speed.slow_motion")
    fast = c.seen("adj.fast", "verb.speed_up", "speed.time_lapse")
    number = c.value("factor")
    if number is None and fast and c.take("twice"):
        number = 2.0
    if number is not None:
        if not (
            slow
            or fast
            or c.seen(
                "speed_noun",
                "clips",
                "shots",
                "verb.play",
                "video",
                "span",
                "it",
                "songpart",
                "verb.make",
            )
        ) and len(c.left()):
            return None
        if number == 0:
            return 0.0
        if slow and number > 1:
            return float(1 / number)
        return float(number)
    if c.seen("percent") and (slow or fast or c.seen("speed_noun")):
        percent = c.value("percent")
        if (
            (slow or fast)
            and not c.seen("speed_noun", "to", "at")
            and not c.seen("speed.slow_motion")
        ):
            return float(1 - percent / 100 if slow else 1 + percent / 100)
        return float(percent / 100)
    if c.take_all("speed.half"):
        return 0.5
    if c.take_all("speed.double"):
        return 2.0
    if c.has("half", "fraction") and (slow or c.seen("speed_noun")):
        token = c.take("half", "fraction")
        return float((token.value("fraction") if token else None) or 0.5)
    if c.has("triple") and (fast or slow or c.seen("speed_noun")):
        c.take("triple")
        return 1 / 3 if slow else 3.0
    if c.has("double") and (fast or slow or c.seen("speed_noun")):
        c.take("double")
        return 0.5 if slow else 2.0
    if c.take_all("speed.slow_motion"):
        if c.take_all("degree.bit"):
            return 0.75
        return 0.5 if not c.take_all("degree.much") else 0.25
    if c.take_all("speed.time_lapse"):
        c.take_all("degree.much")
        return 4.0
    return _relative(c, slow, fast)


def _relative(c: Clause, slow: bool, fast: bool) -> float | None:
    """Reads "slow clip 2 down a bit"; without a scope it is the pace of the cut."""
    placed = c.seen(
        "clips",
        "shots",
        "span",
        "this_clip",
        "speed_noun",
        "edge_end",
        "edge_start",
        "middle",
    ) or (c.seen("video", "clip") and c.seen("verb.speed_up", "verb.slow_down"))
    placed = (
        placed
        or c.seen("it_clip")
        or (bool(c.view.replied_clips) and c.seen("it"))
        or (
            c.seen("it")
            and bool(c.context.edits)
            and isinstance(c.context.edits[-1].scope, OfClips)
        )
    )
    if not (slow or fast) or not placed:
        return None
    if c.take_all("excess", "less", "not"):
        slow, fast = fast, slow
    if c.take_all("degree.bit"):
        factor = 0.75 if slow else 1.25
    elif c.take_all("degree.much"):
        factor = 0.25 if slow else 3.0
    else:
        factor = 0.5 if slow else 1.5
    c.take_all("more")
    return factor
