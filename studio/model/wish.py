"""What a person wants of the edit: all wishes in force, and the changes to them."""

import json
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any, Self

from studio.model.media import AssetId


@dataclass(frozen=True, slots=True)
class TitleWish:
    """Words on the picture; ``start`` and ``end`` seconds, None for as is fitting.

    A ``start`` below 0 counts from the end of the video.
    """

    text: str
    start: float | None = None
    end: float | None = None
    place: str = "center"
    color: str = "#ffffff"
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """Everything that shapes the edit; the defaults are what nobody has to say.

    ``length`` seconds (None: as fits), ``aspect`` (w, h), ``pace`` cuts per usual cut,
    ``every`` beats per cut, ``song_start`` seconds or a section's label, volumes 0..1,
    ``sound`` of the clips: mute, duck (heard, music lowered) or keep, ``fit``: auto,
    crop, blur, pad, ``order``: auto or given, ``shift`` beats that bars move,
    ``tempo`` 2 or 0.5 where the tracker took half or double time.
    """

    length: float | None = None
    whole_song: bool = False
    aspect: tuple[int, int] | None = None
    side: int = 1080
    fps: str = ""
    pace: float = 1.0
    every: float | None = None
    song: AssetId | None = None
    song_start: float | str | None = None
    music_volume: float = 1.0
    sound: str = "mute"
    fit: str = "auto"
    order: str = "auto"
    first: tuple[AssetId, ...] = ()
    only: tuple[AssetId, ...] = ()
    without: tuple[AssetId, ...] = ()
    titles: tuple[TitleWish, ...] = ()
    shift: int = 0
    tempo: float = 1.0
    take: int = 0

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read back; what a newer or older version wrote besides is left out."""
        data: dict[str, Any] = json.loads(text or "{}")
        known = {k: v for k, v in data.items() if k in cls.__dataclass_fields__}
        for key in ("aspect", "first", "only", "without"):
            if known.get(key) is not None:
                known[key] = tuple(known[key])
        known["titles"] = tuple(TitleWish(**title) for title in known.get("titles", ()))
        return cls(**known)

    def rate(self) -> Fraction | None:
        return Fraction(self.fps) if self.fps else None


@dataclass(frozen=True, slots=True)
class Put:
    """Set one wish: the name of its field and the value."""

    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Faster:
    """Multiply the pace; below 1 is calmer."""

    factor: float


@dataclass(frozen=True, slots=True)
class AddTitle:
    title: TitleWish


@dataclass(frozen=True, slots=True)
class DropTitles:
    """Take titles off: the one with these words, or all when ""."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class RestyleTitles:
    """Change the titles that stand: only what is given."""

    place: str = ""
    color: str = ""
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Recut:
    """Cut to the music (anew)."""


@dataclass(frozen=True, slots=True)
class Back:
    steps: int = 1


@dataclass(frozen=True, slots=True)
class Forward:
    steps: int = 1


@dataclass(frozen=True, slots=True)
class StartOver:
    pass


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, to be answered in words: help, timeline."""

    topic: str


Wish = (
    Put | Faster | AddTitle | DropTitles | RestyleTitles
    | Recut | Back | Forward | StartOver | Ask
)  # fmt: skip

_KEEPS_CUTS = {"titles", "music_volume", "sound", "fit", "aspect", "side"}


def apply(wishes: Wishes, wish: Wish) -> Wishes:
    """The wishes after one more; questions and steps back change nothing."""
    match wish:
        case Put(field, value):
            changed = replace(wishes, **{field: value})
            if field in ("length", "whole_song"):
                other = {"whole_song": False} if field == "length" else {"length": None}
                changed = replace(changed, **other)
            return changed
        case Faster(factor):
            pace = min(8.0, max(0.125, wishes.pace * factor))
            every = (
                None
                if wishes.every is None
                else min(32.0, max(0.5, wishes.every / factor))
            )
            return replace(wishes, pace=pace, every=every)
        case AddTitle(title):
            others = tuple(t for t in wishes.titles if not _same_place(t, title))
            return replace(wishes, titles=(*others, title))
        case DropTitles(text):
            left = tuple(
                t for t in wishes.titles if text and text.lower() not in t.text.lower()
            )
            return replace(wishes, titles=left)
        case RestyleTitles(place, color, size):
            changes = {"place": place, "color": color, "size": size}
            changes = {key: value for key, value in changes.items() if value}
            return replace(
                wishes,
                titles=tuple(replace(t, **changes) for t in wishes.titles),  # type: ignore[arg-type]
            )
        case Recut():
            return replace(wishes, take=wishes.take + 1)
        case StartOver():
            return Wishes()
        case Back() | Forward() | Ask():
            return wishes


def keeps_cuts(wish: Wish) -> bool:
    """Whether the cuts stand as they are under this wish."""
    match wish:
        case Put(field, _):
            return field in _KEEPS_CUTS
        case AddTitle() | DropTitles() | RestyleTitles():
            return True
        case _:
            return False


def _same_place(one: TitleWish, other: TitleWish) -> bool:
    """Whether a new title would cover an old one."""
    return one.place == other.place and one.start == other.start
