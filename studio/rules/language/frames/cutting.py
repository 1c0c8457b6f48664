"""Frames for how the cut follows the music: sync, pace, bars, tempo, beats by hand."""

from studio.model.edits.music import (
    BeatUnit,
    CutAt,
    PaceCurve,
    SetPace,
    SetTempo,
    ShiftBar,
    Sync,
)
from studio.model.edits.record import Times
from studio.rules.language.frames.registry import frame
from studio.rules.language.frames.words import is_state
from studio.rules.language.grammar.amounts import degree, direction
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import moment, scope

_GLUE = (
    "verb.make",
    "verb.create",
    "verb.add",
    "verb.use",
    "verb.move",
    "to",
    "for",
    "with",
    "as",
    "video",
    "verb.show",
    "cuts",
    "pacing",
    "verb.switch_shots",
    "shot",
    "clip",
    "it",
    "from",
    "verb.keep",
    "song",
    "adj.long",
    "of",
    "all",
    "verb.play",
    "verb.sync",
    "than",
    "beat",
)


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
        *_GLUE,
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
    c.take_all("beat_grid", "unit.bar", "only", "beat", "verb.trim", "each", *_GLUE)
    return [SetPace(every=1, unit=BeatUnit.BAR, scope=scope(c, SetPace))]


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
        *_GLUE,
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
            *_GLUE,
        ) if not flip else c.take_all(*_GLUE)
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
    c.take_all(*_GLUE)
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
    if c.seen("it_clip") or (c.view.replied_clips and c.seen("it")):
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
            c.take_all(*_GLUE)
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
    c.take_all("up", "down", "excess", "adj.energetic", "adj.calm", *_GLUE)
    return [
        SetPace(
            rate=Times(factor=factor if sign > 0 else round(1 / factor, 4)), scope=where
        )
    ]


@frame("shift_bar", "beat_grid", "verb.shift", "earlier", "later", "beats")
def shift_bar(c: Clause) -> Outcome | None:
    """Reads "shift the bars by one beat", "the cuts are 100 ms late"."""
    if not c.seen("beat_grid", "cuts", "unit.bar", "beats") or c.seen(
        "title",
        "caption",
        "clips",
        "logo",
        "songs",
        "quote",
        "interval",
        "shots",
        "transition",
    ):
        return None
    early = c.seen("earlier", "before")
    late = c.seen("later", "after")
    if not (c.seen("verb.shift") or early or late) or not c.seen(
        "beats", "duration", "number"
    ):
        return None
    if c.seen("cuts") and c.seen("later") and not c.seen("verb.shift"):
        early = True  # "the cuts come late": move them earlier
        c.take_all("excess")
    sign = -1 if early else 1
    if is_state(c) and not c.seen("cuts"):
        sign = -sign
    if c.has("beats"):
        count, unit = c.value("beats")
        c.take_all(
            "earlier",
            "later",
            "before",
            "after",
            "verb.shift",
            "beat_grid",
            "by",
            "down",
            "up",
            *_GLUE,
        )
        beats = int(count * (4 if unit is BeatUnit.BAR else 1))
        return [ShiftBar(beats=sign * beats)] if 0 < beats <= 16 else None
    seconds = c.value("duration")
    if seconds is None or not 0 < seconds <= 5:
        return None
    c.take_all(
        "earlier",
        "later",
        "before",
        "after",
        "verb.shift",
        "beat_grid",
        "by",
        "down",
        "up",
        *_GLUE,
    )
    return [ShiftBar(seconds=sign * seconds)]


@frame("tempo", "tempo.")
def tempo(c: Clause) -> Outcome | None:
    """Reads "half time", "the tempo is twice too fast"."""
    kind = c.prefixed("tempo.")
    c.take_all("tempo_noun", "song", "beat", "beat_grid", *_GLUE)
    if c.seen("verb.play", "clips"):
        return None
    return [SetTempo(factor=0.5 if kind == "half" else 2.0)]


@frame("tempo", "tempo_noun")
def normal_tempo(c: Clause) -> Outcome | None:
    if not c.take_all("normal", "old", "verb.undo", "back") or c.seen("number"):
        return None
    c.take_all("tempo_noun", *_GLUE)
    return [SetTempo(factor=1.0)]


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
        *_GLUE,
    )
    return [CutAt(moment=where)]


@frame("sync", "recut", "verb.sync")
def sync(c: Clause) -> Outcome | None:
    """Reads "sync to the beat"; "another version"."""
    again = bool(c.take_all("recut"))
    if not again and not c.take_all("verb.sync"):
        return None
    if c.seen("not"):
        return None
    if not again and c.seen("look_noun", "title", "quote", "effects_all", "interval"):
        return None
    c.take_all(
        "verb.sync",
        "beat",
        "beat_grid",
        "song",
        "cuts",
        "photo",
        "all",
        "clips",
        "together",
        "version",
        "between",
        "title_text",
        "new",
        "other",
        "join.cut",
        "verb.trim",
        "verb.shorten",
        "again",
        "songs" if not c.view.clips else "verb.sync",
        "timeline",
        "transition",
        "exactly",
        *_GLUE,
    )
    return [Sync(again=again)]


@frame("sync", "verb.create")
def create(c: Clause) -> Outcome | None:
    """Reads "make a montage", "edit these clips", "把这些剪成一个视频"."""
    if not c.seen("video", "clip", "photo", "clips", "it") or c.seen(
        "title",
        "quote",
        "number",
        "percent",
        "not",
        "verb.remove",
        "verb.split",
        "shots",
        "span",
    ):
        return None
    word = next(c.surface(t) for t in c.tokens if t.has("verb.create"))
    strong = (
        not any(t.has("verb.create") and t.has("verb.make") for t in c.tokens)
        or c.seen("video")
        or word.startswith(("edit", "cut", "剪"))
    )
    if not strong or word in {"do", "mix"}:
        return None
    c.take_all(
        "verb.create",
        "video",
        "clip",
        "all",
        "photo",
        "together",
        "then",
        "thanks",
        "beat",
        "of",
        *_GLUE,
    )
    for n in list(c.indexes("clips")):
        if (
            len(c.tokens[n].value("clips").ids) > 1
            and not c.tokens[n].value("clips").many
        ):
            c.used.add(n)
    c.cost += 0.4
    return [Sync()]
