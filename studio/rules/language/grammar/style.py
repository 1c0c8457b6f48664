"""How words look and when they show: the fields that titles and captions share."""

from typing import Any

from studio.model.edits.overlay import (
    USUAL_TITLE_SECONDS,
    Animation,
    FontFamily,
    Position,
)
from studio.model.edits.record import Amount, AtTime, Exact, Times
from studio.rules.language.chunks.places import Span
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.amounts import BIT, MUCH, USUAL
from studio.rules.language.grammar.clause import Clause
from studio.rules.language.grammar.scopes import moment

_BIG, _SMALL = 0.13, 0.05
"""Shares of the frame's shorter side that "big" and "small" mean for new words."""
_WHILE = ("during", "only_at", "only")
"""Words before a place that say how long: "only in the chorus" is its scope."""
_PLACED = ("moment", "songpart", "shots", "edge_start", "edge_end", "middle")


def style(c: Clause) -> dict[str, Any]:
    """Read time, place, colour, size, font and animation."""
    values: dict[str, Any] = _time(c)
    if _names_box(c):
        values |= _colours(c)
    if (side := _position(c)) is not None:
        values["position"] = side
    values |= _colours(c)
    if (size := _size(c)) is not None:
        values["size"] = size
    if (font := c.prefixed("font.")) is not None:
        values["font"] = FontFamily(font)
        c.prefixed_all("font.")
    return values | _animation(c)


def _names_box(c: Clause) -> bool:
    """Whether a colour is that of the box: "黄底" is no place."""
    tokens = c.tokens
    return any(
        n and tokens[n - 1].has("colour") and tokens[n - 1].end == tokens[n].start
        for n in c.indexes("background")
    )


def _animation(c: Clause) -> dict[str, Any]:
    """How words come: the one that is named and not denied."""
    denied = [n for n, t in enumerate(c.tokens) if n not in c.used and _denied(c, n)]
    for n in denied:
        c.used.update({n - 1, n})
    name = c.prefixed("animation.")
    if name is None or _ends_the_video(c):
        return {}
    c.prefixed_all("animation.")
    c.take_all("join.dissolve", "fade_in", "fade_out")
    return {"animation": Animation(name)}


def fades_out(token: Token) -> bool:
    """Whether a word only says that something fades out, as the video does at its end."""
    return token.has("fade_out") and not token.has("fade_in")


def _ends_the_video(c: Clause) -> bool:
    """Reads "title 'Hi', fade out": behind a comma it is the video that fades."""
    return any(
        n > 0 and c.tokens[n - 1].has("comma", "and") and fades_out(c.tokens[n])
        for n in c.indexes("fade_out")
    )


def _denied(c: Clause, n: int) -> bool:
    """Reads "别一下子蹦出来": an animation that is not wanted."""
    comes = any(x.startswith("animation.") for x in c.tokens[n].concepts)
    return comes and n > 0 and c.tokens[n - 1].has("not") and n - 1 not in c.used


def _time(c: Clause) -> dict[str, Any]:
    """When the words show: a stretch, a start, a number of seconds, throughout."""
    values: dict[str, Any] = {}
    if c.take_all("throughout"):
        c.take_all("video")
        values["whole"] = True
    n = next(
        (k for k in c.indexes("span") if _is_ours(c.tokens[k].value("span"))), None
    )
    if n is not None:
        c.used.add(n)
        return values | _stretch(c.tokens[n].value("span"))
    if (seconds := c.value("duration")) is not None:
        values["seconds"] = seconds
    ends = bool(c.take_all("verb.vanish"))
    if c.seen(*_WHILE) and c.has("songpart", "shots"):
        c.take_all("during", "only_at", "only", "at", "for")
        return values  # the scope
    if (c.has(*_PLACED) and not _is_position(c)) or _is_edge(c):
        where = moment(c)
        if isinstance(where, AtTime) and where.end:
            length = values.pop("seconds", USUAL_TITLE_SECONDS)
            values |= {"start": AtTime(seconds=-length), "end": where}
        elif where is not None:
            values["end" if ends else "start"] = where
    return values


def _is_edge(c: Clause) -> bool:
    """Whether "at the start" or "last" is said; "the first" alone is a number."""
    first = (n for n in c.indexes("first_place") if not c.tokens[n].has("ordinal"))
    return c.has("last_place") or next(first, None) is not None


def _is_ours(span: Span) -> bool:
    """Whether a stretch is one of the video in seconds."""
    return span.owner == "" and span.shares is None


def _stretch(span: Span) -> dict[str, Any]:
    start = AtTime(seconds=span.start or 0.0)
    end = AtTime(end=True) if span.end is None else AtTime(seconds=span.end)
    return {"start": start, "end": end} if span.start is not None else {"end": end}


def _is_position(c: Clause) -> bool:
    """Whether "in the middle" is a place of the picture, not of the video."""
    if c.has("moment", "songpart", "shots", "edge_start", "edge_end"):
        return False
    return all(
        c.tokens[n].has("position.center") and not _of_video(c, n)
        for n in c.indexes("middle")
    )


def _of_video(c: Clause, n: int) -> bool:
    return n + 1 < len(c.tokens) and c.tokens[n + 1].has("video", "song")


def _position(c: Clause) -> Position | None:
    _drop_denied_places(c)
    names = [name for name in c.prefixed_all("position.") if name]
    for vertical in ("top", "bottom"):
        for side in ("left", "right"):
            if {vertical, side} <= set(names):
                return Position(f"{vertical}_{side}")
    corners = [name for name in names if "_" in name]
    return Position((corners or names)[0]) if names else None


def _drop_denied_places(c: Clause) -> None:
    """Read the places that are not wanted: "not the middle, bottom left"."""
    places = [
        n
        for n, t in enumerate(c.tokens)
        if n not in c.used and any(x.startswith("position.") for x in t.concepts)
    ]
    for n in places[:-1]:
        no = next((k for k in (n - 1, n - 2) if k >= 0 and c.tokens[k].has("not")), -1)
        if no >= 0 and not c.tokens[n - 1].has("comma"):
            c.used.update({no, n})


def _colours(c: Clause) -> dict[str, Any]:
    """The colours of the words and of the box behind them."""
    values: dict[str, Any] = {}
    for name, words, box in (
        ("white_on_black", "#ffffff", "#000000"),
        ("black_on_white", "#000000", "#ffffff"),
    ):
        if c.take_all(name):
            return {"color": words, "background": box}
    if (box_name := c.prefixed("background.")) is not None:
        c.take_all("background")
        values["background"] = {"black": "#000000", "white": "#ffffff"}[box_name]
    elif c.has("background") and c.has(
        "colour",
        "not",
        "verb.remove",
        "off",
        "adj.transparent",
        "adj.dark",
        "adj.bright",
    ):
        values["background"] = _background(c)
        c.take_all("not", "verb.remove", "off", "adj.transparent")
    _drop_denied(c)
    _drop_outline(c)
    if (color := c.value("colour")) is not None:
        values["color"] = color
        if "background" not in values and c.has("colour") and c.has("at"):
            other = c.value("colour")
            values |= {"background": other} if other != color else {}
    return values


def _drop_outline(c: Clause) -> None:
    """Read "with a black outline": letters without a box always have a dark one."""
    for n in c.indexes("outline"):
        beside = [k for k in (n - 1, n + 1) if k in c.indexes("colour")]
        if beside and c.tokens[beside[0]].value("colour") == "#000000":
            c.used.update({n, beside[0]})


def _drop_denied(c: Clause) -> None:
    """Read the colours that are not wanted: "blue instead of white", "not white"."""
    for n in list(c.indexes("colour")):
        if n > 0 and c.tokens[n - 1].has("instead_of", "not"):
            others = [k for k in c.indexes("colour") if k != n]
            if others:
                c.used.update({n - 1, n})


def _background(c: Clause) -> str:
    """The colour beside the word for the box; "none" where it is taken off."""
    n = next(c.indexes("background"))
    c.used.add(n)
    for shade, box in (("adj.dark", "#000000"), ("adj.bright", "#ffffff")):
        if not c.has("colour") and c.take(shade):
            return box
    near = min(c.indexes("colour"), key=lambda k: abs(k - n), default=None)
    if near is None:
        added = c.seen("half", "verb.add", "verb.put_on")
        return "none" if c.seen("verb.remove", "not", "off") or not added else "#000000"
    c.used.add(near)
    return str(c.tokens[near].value("colour"))


def _size(c: Clause) -> Amount | None:
    """A size of new words, or a change of size: "bigger", "too small", "half the size"."""
    named = bool(c.take_all("size_noun"))
    if not c.has("adj.big", "adj.small"):
        return _named_size(c, named=named)
    token = c.take("adj.big", "adj.small")
    sign = 1 if token is not None and token.has("adj.big") else -1
    relative = token is not None and token.has("compared")
    relative = relative or c.seen(
        "excess", "degree.bit", "more", "less", "lack", "verb.raise", "verb.lower"
    )
    denied = _takes_denial(c)
    turns = (
        ["excess"]
        if token is not None and token.has("compared")
        else ["excess", "less"]
    )
    if c.take_all("lack"):
        pass
    elif c.take_all(*turns) or denied:  # "less text, make it smaller" is no less small
        sign, relative = -sign, True
    bit, much = bool(c.take_all("degree.bit")), bool(c.take_all("degree.much"))
    c.take_all("more", "adj.big", "adj.small", "verb.raise", "verb.lower")
    if (change := _change_by(c, sign)) is not None:
        return change
    if c.take_all("double"):
        return Times(factor=2.0)
    if c.take_all("half"):
        return Times(factor=0.5)
    if relative or not c.seen("quote"):
        step = BIT if bit else MUCH if much else USUAL
        return Times(factor=step if sign > 0 else round(1 / step, 4))
    return Exact(value=_BIG if sign > 0 else _SMALL)


def _change_by(c: Clause, sign: int) -> Times | None:
    """Reads how much bigger or smaller: "20 % bigger", "1.5x bigger", "小 30%"."""
    if c.has("percent"):
        share = sign * c.value("percent") / 100
        return Times(factor=max(0.01, round(1 + share, 4)))
    if (factor := c.value("factor")) and factor > 0:
        return Times(factor=factor if sign > 0 or factor < 1 else round(1 / factor, 4))
    return None


def _takes_denial(c: Clause) -> bool:
    """Read "not" beside a size ("not so big"); "不要" takes something away."""
    denied = [n for n in c.indexes("not") if not c.tokens[n].has("verb.remove")]
    c.used.update(denied)
    return bool(denied)


def _named_size(c: Clause, *, named: bool) -> Amount | None:
    """Reads "half the size", "font size 10 %"."""
    if named and c.take_all("half"):
        return Times(factor=0.5)
    if named and c.take_all("double"):
        return Times(factor=2.0)
    if (named or c.seen("font_noun", "length_noun")) and c.has("percent"):
        return Exact(value=c.value("percent") / 100)
    return None
