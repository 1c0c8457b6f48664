"""Frames for how quick the cut is, and how its pace develops."""

from studio.model.edits.music import (
    PaceCurve,
    SetPace,
)
from studio.model.edits.record import OfClips, Times
from studio.rules.language.frames.cutting.glue import GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.amounts import degree, direction
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import scope


@frame("pace", "pace.")
def pace_curve(c: Clause) -> Outcome | None:
    """Reads "builds up", "faster and faster", "even pace"."""
    if c.seen("clips", "title", "shots"):
        return None
    found = [t for t in c.tokens if any(x.startswith("pace.") for x in t.concepts)]
    kind = c.prefixed("pace.")
    if kind is None or (
        found[0].has("songpart")
        and c.seen("at", "each", "speed.slow_motion", "from", "verb.start")
    ):
        return None
    c.take_all(
        "pace.build_up",
        "pace.even",
        "edge_start",
        "edge_end",
        "adj.fast",
        "adj.slow",
        "cuts",
        "first_place",
        "last_place",
        *GLUE,
    )
    if c.seen("to"):
        c.take_all("songpart")
    c.take_all("to", "adj.energetic", "adj.calm", "same", "then")
    return [SetPace(curve=PaceCurve(kind))]


@frame("pace", "adj.energetic", "adj.calm", "adj.boring")
def energy(c: Clause) -> Outcome | None:
    """Reads "more energetic", "a calm edit", "it drags a little"."""
    if (
        c.seen(
            "clips",
            "title",
            "shots",
            "logo",
            "clip_sound",
            "song",
            "transition",
            "beats",
            "look_noun",
            "number",
        )
        and not c.seen("verb.sync")
        and not (c.seen("song") and c.seen("cuts"))
    ):
        return None
    if c.seen("adj.boring"):
        c.take_all("adj.boring")
        flip = bool(c.take_all("less", "not"))
        c.take_all(
            "excess",
            "degree.bit",
            "degree.much",
            "edge_end",
            "edge_start",
            "middle",
            *GLUE,
        ) if not flip else c.take_all(*GLUE)
        step = degree(c)
        return [SetPace(rate=Times(factor=step))]
    up, down = c.seen("adj.energetic"), c.seen("adj.calm")
    plain = not c.seen("more", "less", "excess", "not", "lack") and not any(
        t.has("compared") and t.has("adj.calm", "adj.energetic") for t in c.tokens
    )
    sign = direction(c, ("adj.energetic",), ("adj.calm",))
    if sign == 0 or (up and down):
        return None
    where = scope(c, SetPace)
    c.take_all("adj.fast" if sign > 0 else "adj.slow", "excess")
    step = degree(c)
    c.take_all(*GLUE)
    if plain:
        return [
            SetPace(
                curve=PaceCurve.ENERGETIC if sign > 0 else PaceCurve.CALM, scope=where
            )
        ]
    return [
        SetPace(
            rate=Times(factor=step if sign > 0 else round(1 / step, 4)), scope=where
        )
    ]


def _means_clip(c: Clause) -> bool:
    """Whether "it" is a clip: one that was replied to or edited just before."""
    edits = c.context.edits
    return bool(c.view.replied_clips) or (
        bool(edits) and isinstance(edits[-1].scope, OfClips)
    )


@frame(
    "pace",
    "adj.fast",
    "adj.slow",
    "cuts",
    "verb.speed_up",
    "verb.slow_down",
    "adj.short",
    "adj.long",
    "shot",
)
def pace(c: Clause) -> Outcome | None:
    """Reads "faster", "fewer cuts", "slower pace", "longer shots", "too many cuts"."""
    if c.seen(
        "clips",
        "title",
        "shots",
        "speed_noun",
        "factor",
        "speed.slow_motion",
        "percent",
        "tempo_noun",
        "beats",
        "interval",
        "song_length",
        "duration",
        "photo",
        "number",
        "quote",
        "transition",
    ) and not (
        c.seen("cuts", "pacing")
        and not c.seen("beats", "duration", "number", "interval", "transition", "clips")
    ):
        return None
    if c.seen("it_clip") or (c.seen("it") and _means_clip(c)):
        return None
    if c.seen("span", "edge_end", "edge_start", "middle") and not c.seen(
        "cuts", "pacing", "verb.switch_shots"
    ):
        return None
    if c.seen("shot", "cuts") and c.seen("adj.long", "adj.short"):
        sign = -direction(c, ("adj.long",), ("adj.short",))
    elif c.seen("cuts") and not c.seen(
        "adj.fast", "adj.slow", "verb.speed_up", "verb.slow_down"
    ):
        sign = (
            1
            if c.seen("more", "verb.raise", "lack")
            else -1
            if c.seen("less", "excess", "verb.lower")
            else 0
        )
        if c.seen("double", "half") and not c.seen("adj.long", "adj.short"):
            factor = 2.0 if c.take("double") else 0.5
            c.take_all("half", "more", "less", *GLUE)
            return [SetPace(rate=Times(factor=factor), scope=scope(c, SetPace))]
        if sign:
            c.take_all(
                "more" if sign > 0 and not c.seen("lack") else "excess",
                "less",
                "verb.raise",
                "verb.lower",
                "lack",
                "not",
            )
            c.take_all("degree.much")
            c.take_all(*GLUE)
            return [
                SetPace(
                    rate=Times(factor=1.5 if sign > 0 else 0.6667),
                    scope=scope(c, SetPace),
                )
            ]
    else:
        if (
            c.seen("verb.speed_up", "verb.slow_down")
            and c.seen("clip", "this_clip", "video")
            and not c.seen("cuts", "pacing")
        ):
            return None
        sign = direction(
            c, ("adj.fast", "verb.speed_up"), ("adj.slow", "verb.slow_down")
        )
        if c.take_all("excess"):
            pass
    if sign == 0:
        return None
    if c.take("double"):
        factor = 2.0
    elif c.take("half"):
        factor = 2.0 if sign < 0 else 0.5
        sign = -1
    else:
        factor = degree(c)
    where = scope(c, SetPace)
    c.take_all("up", "down", "excess", "adj.energetic", "adj.calm", *GLUE)
    return [
        SetPace(
            rate=Times(factor=factor if sign > 0 else round(1 / factor, 4)), scope=where
        )
    ]
