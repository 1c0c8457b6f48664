"""A request as the network sees it: words with features, and values that can be copied.

Before the words stand those of the state: the clips named last, the newest edits, what
the project holds. After them stands what the constructions read. Names, quotations and
numbers have no letters here: the network tells which of them an edit takes, not what
they are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from studio.model.edits.record import Edit
from studio.model.media import MediaKind
from studio.model.reading import ProjectView, Reading
from studio.rules.language.entities.token import Token

_NONE: Mapping[str, Any] = MappingProxyType({})
_LONGEST_WORD = 24
_PIECE = re.compile(r"[a-z0-9']+|[\u3400-\u9fff]|[^\w\s]")
_NAMES = ("clips", "quote", "songs", "weak_name", "title_name", "name")
_NUMBERS = frozenset({
    "number", "ordinal", "nth", "duration", "time", "factor", "fraction", "percent",
    "degrees", "occasions", "steps", "lines", "frames", "version_number", "bar_ratio",
    "bpm", "song_time", "decibels",
})  # fmt: skip
_SIZED = ("percent", "number", "factor", "duration")
"""Numbers whose size tells what they can be."""
_FREE = frozenset({"text", "words", "about", "which"})
"""Fields that hold words of people."""
_RECENT = 3
"""Edits of the newest version that a request may lean on."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase: its features, and by name the values that an edit may take of it."""

    features: frozenset[str]
    values: Mapping[str, Any] = field(default_factory=lambda: _NONE)


WHOLE = "edit"
"""The value that is a whole edit, as the constructions read it."""
START = Word(frozenset({"SEP"}))
"""Stands between the state and the words of the request …"""
READ = Word(frozenset({"READ"}))
"""… and between these and what the constructions read."""


def source(
    raw: str,
    folded: str,
    phrases: Sequence[Token],
    view: ProjectView,
    reading: Reading,
) -> tuple[Word, ...]:
    """The state of the project, the phrases of a request, and what was read of it."""
    words = (_word(raw, folded, token, view) for token in phrases)
    return (*_state(view), START, *words, READ, *_read(reading))


def leaves(data: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value in nested JSON with its path; ``[]`` ends that of an item of a list."""
    for key, value in data.items():
        here = f"{path}.{key}" if path else key
        match value:
            case dict():
                yield from leaves(value, here)
            case list() | tuple():
                yield from ((f"{here}[]", item) for item in value)
            case _:
                yield here, value


# Words of the request.


def _word(raw: str, folded: str, token: Token, view: ProjectView) -> Word:
    features = set(token.concepts)
    for kind, value in token.values.items():
        features |= _value_features(kind, value)
        features |= _place_features(kind, value, view.duration)
    if not token.has(*_NAMES):
        letters = folded[token.start : token.end]
        pieces = [one for one in _PIECE.findall(letters) if not one.isdigit()]
        features |= {f"w:{one}" for one in pieces}
        features.add(f"W:{' '.join(letters.split())[:_LONGEST_WORD]}")
        if token.has("unknown"):
            for one in pieces:
                if one.isascii() and len(one) > 3:
                    features |= {f"g:{one[:4]}", f"g:{one[:5]}", f"e:{one[-4:]}"}
    return Word(frozenset(features), _values(raw, token, view))


def _value_features(kind: str, value: Any) -> set[str]:
    match kind:
        case "clips":
            features = {f"clips:{min(len(value.ids), 3)}"}
            if value.back:
                features.add(f"back:{value.back}")
            if value.photos:
                features.add("clips:photos")
            return features
        case "songpart":
            return {f"part:{value[0].value}"}
        case "ordinal":
            return {f"ord:{value}"}
        case "beats" | "interval" if isinstance(value, tuple):
            return {f"unit:{value[1].value}"}
        case "impossible":
            return {f"imp:{value}"}
        case "span":
            first, last = value.start == 0, value.end is None
            side = "first" if first else "last" if last else "mid"
            return {f"span:{side}:{value.owner}"}
        case _ if kind in _SIZED and isinstance(value, int | float):
            bounds = (1, 4, 20, 101)
            size = next((b for b in bounds if value < b), "more")
            return {f"{kind}<{size}", f"n={value:.4g}"}
        case _:
            return set()


def _place_features(kind: str, value: Any, duration: float) -> set[str]:
    """In which quarter of the video a time lies; ``4`` is beyond its end."""
    match kind:
        case "time" | "song_time":
            times = {"at": value}
        case "span":
            times = {"from": value.start, "to": value.end}
        case _:
            return set()
    return {
        f"{name}:{min(4, int(4 * time / duration))}"
        for name, time in times.items()
        if isinstance(time, int | float) and duration and time >= 0
    }


def _values(raw: str, token: Token, view: ProjectView) -> Mapping[str, Any]:
    out: dict[str, Any] = {}
    for kind, value in token.values.items():
        out |= _values_of(kind, value, view)
    if token.has("unquoted", "unknown"):
        out.setdefault("text", raw[token.start : token.end])
    return out


def _values_of(kind: str, value: Any, view: ProjectView) -> dict[str, Any]:
    if kind in _NUMBERS:
        return _number(kind, value) if isinstance(value, int | float) else {}
    match kind:
        case "beats" | "interval" if isinstance(value, tuple):
            return {"n": value[0], "unit": value[1].value}
        case "span":
            return _span(value)
        case "moment":
            fields = value.model_dump(mode="json", exclude={"at"})
            return {f"m.{key}": one for key, one in fields.items() if one}
        case "songpart":
            return {"label": value[0].value, "number": value[1]}
        case "shots":
            return {"shots": list(value), "n": value[0]}
        case "clips":
            return {"clips": list(value.ids)}
        case "songs" | "weak_name" | "name" | "file":
            return {"clips": list(value)}
        case "excepted":
            others = [clip.id for clip in _pictures(view) if clip.id not in value]
            return {"clips": list(value), "others": others}
        case "quote" | "title_name" | "fps":
            return {"text": str(value)}
        case "colour":
            return {"colour": value}
        case "ratio":
            return {"w": value[0], "h": value[1]}
        case _:
            return {}


def _number(kind: str, value: float) -> dict[str, Any]:
    out: dict[str, Any] = {"n": value, "-n": -value}
    if kind in {"number", "percent"}:
        out["n/100"] = value / 100
    if kind == "percent":
        out |= {"1-n": 1 - value / 100, "1+n": 1 + value / 100, "-n/100": -value / 100}
    if kind in {"factor", "number", "occasions", "fraction"} and value:
        out["1/n"] = 1 / value
    if kind == "fraction":
        out["1-n"] = 1 - value
    if kind == "number":
        out["n60"] = value * 60
    return out


def _span(span: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if span.start is not None:
        out["start"] = span.start
        if span.start:
            out["-start"] = -span.start
    if span.end is not None:
        out["end"] = span.end
    if span.start is not None and span.end is not None:
        out["len"] = span.end - span.start
    if span.clips is not None:
        out["clips"] = list(span.clips.ids)
    return out


# What the constructions read.


def _read(reading: Reading) -> Iterator[Word]:
    reasons = {f"left:{residue.reason}" for residue in reading.residues}
    question = reading.question
    asks = {f"asks:{question.key}"} if question else set()
    some = "some" if reading.edits else "none"
    yield Word(frozenset({"CTX:read", f"read:{some}", *reasons, *asks}))
    offered = (e for c in question.choices for e in c.edits) if question else ()
    for role, edits in (("read", reading.edits), ("maybe", dict.fromkeys(offered))):
        for edit in edits:
            word = _edit(edit, role)
            yield replace(word, values={**word.values, WHOLE: edit})


# The state of the project.


def _state(view: ProjectView) -> Iterator[Word]:
    for name, clips in (
        ("named", view.named[:1]),
        ("named2", view.named[1:2]),
        ("replied", view.replied_clips),
    ):
        if clips:
            yield Word(frozenset({f"CTX:{name}"}), {"clips": list(clips)})
    for edit in view.last_edits[-_RECENT:]:
        yield _edit(edit, "last")
    yield _project(view)


def _edit(edit: Edit, role: str) -> Word:
    """An edit that was made or read: its fields as features, their values to copy."""
    features = {f"CTX:{role}", f"{role}:{edit.do}"}
    values: dict[str, Any] = {}
    data = edit.model_dump(mode="json", exclude_defaults=True, exclude={"do"})
    for path, value in leaves(data):
        features.add(f"{role}.{path}")
        if path.endswith("[]"):
            values.setdefault(f"L{path}", []).append(value)
        elif isinstance(value, bool) or value is None:
            features.add(f"{role}.{path}={value}")
        else:
            values[f"L{path}"] = value
            if isinstance(value, str) and path not in _FREE:
                features.add(f"{role}.{path}={value}")
    return Word(frozenset(features), values)


def _project(view: ProjectView) -> Word:
    by_kind = {kind: [c for c in view.clips if c.kind == kind] for kind in MediaKind}
    songs, photos = by_kind[MediaKind.AUDIO], by_kind[MediaKind.IMAGE]
    videos = by_kind[MediaKind.VIDEO]
    features = {
        "CTX:state",
        "st:shots" if view.shots else "st:empty",
        f"st:titles{min(2, len(view.titles))}",
        f"st:songs{min(2, len(songs))}",
        f"st:photos{min(3, len(photos))}",
        f"st:videos{min(3, len(videos))}",
    }
    features |= {"st:captions"} if view.has_captions else set()
    features |= {"st:overlay"} if view.overlays else set()
    features |= {f"st:asks:{view.question.key}"} if view.question else set()
    features |= {f"st:made:{kind}" for kind in view.in_force}
    media = {*_pictures(view), *songs}
    return Word(
        frozenset(features),
        {
            "photos": [clip.id for clip in photos],
            "videos": [clip.id for clip in videos],
            "songs": [clip.id for clip in songs],
            "spare": [clip.id for clip in songs if not clip.in_use],
            "logo": [clip.id for clip in photos if not clip.in_use],
            "files": [clip.id for clip in view.clips if clip not in media],
        },
    )


def _pictures(view: ProjectView) -> list[Any]:
    return [c for c in view.clips if c.kind in {MediaKind.VIDEO, MediaKind.IMAGE}]
