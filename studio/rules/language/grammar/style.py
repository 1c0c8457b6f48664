"""How words look and when they show: the fields that titles and captions share."""

from typing import Any

from studio.model.edits.overlay import (
    Animation,
    FontFamily,
    Position,
)
from studio.model.edits.record import Amount, AtTime, Exact, Times
from studio.rules.language.grammar.clause import Clause
from studio.rules.language.grammar.places import Span
from studio.rules.language.grammar.scopes import moment


def style(c: Clause) -> dict[str, Any]:
    """Read time, place, colour, size, font and animation."""
    values: dict[str, Any] = {}
    _when(c, values)
    side = _position(c)
    if side:
        values["position"] = side
    if c.has("background") and c.has("colour", "not", "verb.remove"):
        values["background"] = _background(c)
        c.take_all("not", "verb.remove", "black", "white")
    if (color := c.value("colour")) is not None:
        values["color"] = color
        c.take_all("colour")
    if (size := _size(c)) is not None:
        values["size"] = size
    if (font := c.prefixed("font.")) is not None:
        values["font"] = FontFamily(font)
        c.prefixed_all("font.")
    animations = [
        t for t in c.tokens if any(x.startswith("animation.") for x in t.concepts)
    ]
    if animations and (name := c.prefixed("animation.")) is not None:
        values["animation"] = Animation(name)
        c.prefixed_all("animation.")
        c.take_all("join.dissolve", "fade_in", "fade_out")
    return values


def _background(c: Clause) -> str:
    """The colour beside the word for the box; "none" where it is taken off."""
    n = next(c.indexes("background"))
    c.used.add(n)
    near = min(c.indexes("colour"), key=lambda k: abs(k - n), default=None)
    if near is None:
        return "none"
    c.used.add(near)
    return str(c.tokens[near].value("colour"))


def _when(c: Clause, values: dict[str, Any]) -> None:
    if c.has("throughout"):
        c.take_all("throughout", "video")
        values["whole"] = True
    n = next(c.indexes("span"), None)
    if n is not None:
        span: Span = c.tokens[n].value("span")
        if span.owner == "" and span.shares is None:
            c.used.add(n)
            if span.start is not None and span.start != 0:
                values["start"] = AtTime(seconds=span.start)
            elif span.start == 0:
                values["start"] = AtTime(seconds=0.0)
            values["end"] = (
                AtTime(seconds=span.end) if span.end is not None else AtTime(end=True)
            )
            return
    seconds = c.value("duration")
    if seconds is not None:
        values["seconds"] = seconds
    where = None
    if c.has("moment", "songpart", "shots", "edge_start", "edge_end", "middle"):
        position = (
            c.has("middle")
            and not c.has("moment", "songpart", "shots", "edge_start", "edge_end")
            and any(t.has("middle") and t.has("position.center") for t in c.tokens)
        )
        where = None if position else moment(c)
    elif c.has("first_place", "last_place"):
        where = moment(c)
    if isinstance(where, AtTime) and where.end:
        length = seconds or 3.0
        values["start"] = AtTime(seconds=-length)
        values.pop("seconds", None)
        values["end"] = AtTime(end=True)
    elif where is not None and where != AtTime(seconds=0.0):
        values["start"] = where
    elif where is not None:
        values["start"] = AtTime(seconds=0.0)


def _position(c: Clause) -> Position | None:
    names = [n for n in c.prefixed_all("position.") if n]
    if not names:
        return None
    if len(names) > 1:
        pair = {names[0], names[1]}
        for vertical in ("top", "bottom"):
            for side in ("left", "right"):
                if pair == {vertical, side}:
                    return Position(f"{vertical}_{side}")
    return Position(names[0])


def _size(c: Clause) -> Amount | None:
    big, small = c.has("adj.big"), c.has("adj.small")
    if c.has("size_noun"):
        c.take_all("size_noun")
        if c.has("half", "double") and not (big or small):
            factor = 0.5 if c.take("half") else 2.0
            c.take_all("double")
            return Times(factor=factor)
    if not (big or small):
        if c.has("percent") and c.seen("font_noun", "adj.big", "length_noun"):
            return Exact(value=max(0.01, min(0.5, c.value("percent") / 100)))
        return None
    token = c.take("adj.big", "adj.small")
    sign = 1 if token is not None and token.has("adj.big") else -1
    relative = (token is not None and token.has("compared")) or c.seen(
        "excess", "degree.bit", "more", "less", "lack", "verb.raise", "verb.lower"
    )
    if c.take_all("lack"):
        c.take_all("not")
    elif c.take_all("excess", "less", "not"):
        sign, relative = -sign, True
    bit, much = bool(c.take_all("degree.bit")), bool(c.take_all("degree.much"))
    c.take_all("more", "adj.big", "adj.small", "verb.raise", "verb.lower")
    double = bool(c.take_all("double"))
    half = bool(c.take_all("half"))
    if double or half:
        return Times(factor=2.0 if double else 0.5)
    if relative or changing(c):
        step = 1.2 if bit else 2.0 if much else 1.5
        return Times(factor=step if sign > 0 else round(1 / step, 4))
    return Exact(value=0.13 if sign > 0 else 0.05)


def is_state(c: Clause) -> bool:
    """Whether "late" describes ("the captions are late") instead of asking ("later")."""
    return c.seen("state") and not c.seen("verb.shift", "verb.move", "verb.make")


def changing(c: Clause) -> bool:
    return not c.seen("quote")
