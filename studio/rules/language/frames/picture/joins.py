"""Frames for transitions, and fades of the picture."""

from typing import Any

from studio.model.edits.music import BeatUnit, FadeSound, SoundTarget
from studio.model.edits.picture import FadePicture, JoinKind, SetJoin
from studio.model.edits.record import Edit
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome, removes
from studio.rules.language.grammar.scopes import scope

_GLUE = (
    "verb.make",
    "verb.add",
    "verb.use",
    "verb.move",
    "verb.show",
    "with",
    "as",
    "verb.create",
    "transition",
    "between",
    "effects_all",
    "clip",
    "shot",
    "to",
    "from",
    "verb.switch_shots",
    "all",
    "each",
    "video",
    "cuts",
    "verb.keep",
    "for",
)


@frame("join", "join.", "transition")
def join(c: Clause) -> Outcome | None:
    """Reads "dissolve between clips", "whip pans at the chorus", "no transitions"."""
    if c.seen("title", "caption") or (
        c.seen("song", "clip_sound") and not c.seen("transition")
    ):
        return None
    off = removes(c) and not c.seen("join.cut")
    kinds = [k for k in JoinKind if c.has(f"join.{k.value}")]
    if (
        c.seen("fade_in", "fade_out")
        and not c.seen("transition", "between")
        and (
            c.seen("edge_start", "edge_end", "first_place", "last_place")
            or not any(t.has("join.dissolve") for t in c.tokens)
        )
    ):
        return None
    if _is_pulse(c, off=off):
        return None
    if off:
        if not (c.has("transition") or kinds):
            return None
        c.take_all("not", "verb.remove", "off", "transition")
        c.take_all(*(f"join.{k.value}" for k in kinds))
        c.take_all(*_GLUE)
        return [SetJoin(kind=JoinKind.CUT)]
    transition = c.seen("transition", "between", "join_point")
    if not kinds and c.seen("transition") and c.take_all("adj.calm"):
        kinds = [JoinKind.DISSOLVE]
    if not kinds:
        if not c.seen("transition") or not c.seen(
            "verb.add", "verb.make", "verb.use", "duration", "beats", "look.", "all"
        ):
            return None
        kinds = [JoinKind.DISSOLVE]
        if not c.seen("duration", "beats"):
            c.cost += 0.3
    kind = next(
        (k for k in kinds if not (k is JoinKind.SLIDE and len(kinds) > 1)), kinds[0]
    )
    token = next((t for t in c.tokens if t.has(f"join.{kind.value}")), None)
    if (
        token
        and token.has("pulse.flash", "song.break")
        and not transition
        and c.seen("beat", "interval")
    ):
        return None
    c.take_all(*(f"join.{k.value}" for k in kinds))
    c.take_all("adj.calm", "pulse.flash", "adj.soft", "black", "white")
    values: dict[str, Any] = {}
    _place(c, values)
    if (seconds := c.value("duration")) is not None:
        if not 0 < seconds <= 10:
            return None
        values["seconds"] = seconds
    if (beats := c.value("beats")) is not None:
        values["beats"] = beats[0] * (4 if beats[1] is BeatUnit.BAR else 1)
    if (interval := c.peek("interval")) and interval[1] is BeatUnit.SECTION:
        c.take("interval")
        values["where"] = "sections"
    if c.has("clips") and c.peek("clips").photos and len(c.peek("clips").ids) > 1:
        c.take_all("clips", "between")
    where = scope(c, SetJoin)
    c.take_all(*_GLUE)
    return [SetJoin(kind=kind, scope=where, **values)]


def _is_pulse(c: Clause, *, off: bool) -> bool:
    """Whether "flash on the drop" means a pulse, no transition."""
    marked = [t for t in c.tokens if any(x.startswith("join.") for x in t.concepts)]
    pulsing = bool(marked) and all(
        any(x.startswith("pulse.") for x in t.concepts) for t in marked
    )
    between = c.seen("transition", "between", "cuts")
    return pulsing and not between and (off or c.seen("songpart", "beat"))


def _place(c: Clause, values: dict[str, Any]) -> None:
    """At one join ("between shot 1 and 2", "the last transition") or at sections."""
    if c.has("between") and (shots := c.peek("shots")) and len(shots) == 2:
        c.take("shots")
        c.take("between")
        values.update(where="one", join=min(shots))
        return
    for side in ("before", "after"):
        if c.has(side) and (shots := c.peek("shots")) and len(shots) == 1:
            c.take_all("shots", side)
            number = shots[0] if side == "after" or shots[0] == -1 else shots[0] - 1
            values.update(where="one", join=number)
            return
    if c.has("between") and not c.has("shots"):
        plain = [
            int(t.value("number"))
            for t in c.tokens
            if t.has("number") and not t.has("duration")
        ]
        if len(plain) == 2 and plain[1] == plain[0] + 1:
            c.take_all("number", "between")
            values.update(where="one", join=plain[0])
            return
    if c.has("unit.section") and c.take("unit.section"):
        c.take_all("at", "between")
        values["where"] = "sections"
        return
    if c.has("ordinal") and c.seen("transition", "join_point"):
        values.update(where="one", join=int(c.value("ordinal")))
        c.take_all("transition", "join_point")
        return
    if c.has("moment"):
        values.update(where="one", moment=c.value("moment"))


@frame("fade_picture", "fade_in", "fade_out", "fade_both")
def fade(c: Clause) -> Outcome | None:
    """Reads "fade in from black", "music fades out over 4 s", "fade to white at the end"."""
    if c.seen("title", "caption", "logo", "quote", "transition"):
        return None
    edges = _edges(c)
    if not edges:
        return None
    sound = _fading(c)
    off = bool(c.take_all("not", "verb.remove", "off"))
    seconds = c.value("duration")
    if seconds is not None and seconds > 60:
        return None
    color = "white" if c.take_all("white") else "black"
    c.take_all(
        "black",
        "fade_noun",
        "verb.fade",
        "edge_start",
        "edge_end",
        "first_place",
        "last_place",
        "video",
        "shot",
        "to",
        "from",
        "for",
        "colour",
        "join.dissolve",
        "join.dip_black",
        "join.dip_white",
        "animation.fade",
        "verb.start",
        "verb.end",
        "down",
        "up",
        "off",
        "it",
        "all",
        "picture",
    )
    c.take_all(
        "verb.make",
        "verb.add",
        "verb.use",
        "verb.move",
        "verb.show",
        "with",
        "verb.create",
        "adj.slow",
        "degree.bit",
        "adj.calm",
        "last",
        "verb.last",
        "ordinal",
        "adj.long",
        "middle",
    )
    out: list[Edit] = []
    for edge in edges:
        if sound is not None:
            length = 0.0 if off else seconds if seconds is not None else 2.0
            out.append(FadeSound(target=sound, edge=edge, seconds=length))  # type: ignore[arg-type]
        if sound is None:
            length = 0.0 if off else seconds if seconds is not None else 1.0
            out.append(FadePicture(edge=edge, seconds=length, color=color))  # type: ignore[arg-type]
    return out


def _edges(c: Clause) -> list[str]:
    both = bool(c.take_all("fade_both"))
    fade_in, fade_out = bool(c.take_all("fade_in")), bool(c.take_all("fade_out"))
    if both or (fade_in and fade_out):
        return ["in", "out"]
    if fade_in:
        return ["in"]
    return ["out"] if fade_out else []


def _fading(c: Clause) -> SoundTarget | None:
    if c.take_all("clip_sound"):
        return SoundTarget.CLIPS
    if c.take_all("song", "songs", "songpart"):
        c.take_all("sound")
        return SoundTarget.MUSIC
    if c.take_all("everything_sound"):
        return SoundTarget.ALL
    if c.take_all("sound", "speech"):
        return SoundTarget.MUSIC
    return None


def _edge(c: Clause) -> tuple[str, float | None]:
    """Which end a plain "fade" is at, and its length where a stretch tells it."""
    words = {c.surface(t) for t in c.tokens}
    outward = {"out", "off", "away"}
    for k, token in enumerate(c.tokens):
        if c.surface(token) in outward:
            c.used.add(k)
    n = next(
        (k for k in c.indexes("span") if not c.tokens[k].value("span").shares), None
    )
    if n is not None:
        span = c.tokens[n].value("span")
        if (span.start or 0) < 0 and span.end is None:
            c.used.add(n)
            return "out", -span.start
        if span.start == 0 and span.end:
            c.used.add(n)
            return "in", span.end
    if words & {"out", "off", "away"}:
        c.take_all(
            *(
                x
                for t in c.tokens
                if c.surface(t) in {"out", "off", "away"}
                for x in t.concepts
            )
        )
        return "out", None
    if c.has("black", "white") and c.seen("verb.start", "verb.end"):
        start = bool(c.take_all("verb.start"))
        c.take_all("verb.end", "to", "from")
        return ("in" if start else "out"), None
    if c.has("black", "white") and c.seen("to", "from"):
        return ("in" if c.seen("from") else "out"), None
    if c.take_all("edge_end", "last_place"):
        return "out", None
    if c.take_all("edge_start", "first_place"):
        return "in", None
    return ("in" if "in" in words else ""), None


@frame("fade_picture", "fade_noun", "verb.fade", "black", "white")
def plain_fade(c: Clause) -> Outcome | None:
    """Reads "a fade at the end", "结尾渐变"."""
    if c.seen("title", "caption", "transition", "between"):
        return None
    if not c.seen("fade_noun", "verb.fade") and not c.seen("verb.start", "verb.end"):
        return None
    edge, length_ = _edge(c)
    if not edge:
        return None
    c.take_all("fade_noun", "verb.fade", "fade_in", "fade_out")
    sound = _fading(c)
    off = bool(c.take_all("not", "verb.remove", "off"))
    seconds = c.value("duration") or length_
    color = "white" if c.take_all("white") else "black"
    c.take_all(
        "black", "video", "photo", "at", "it", "for", "edge_end", "edge_start", *_GLUE
    )
    if sound is not None:
        length = 0.0 if off else seconds or 2.0
        return [FadeSound(target=sound, edge=edge, seconds=length)]  # type: ignore[arg-type]
    length = 0.0 if off else seconds or 1.0
    return [FadePicture(edge=edge, seconds=length, color=color)]  # type: ignore[arg-type]
