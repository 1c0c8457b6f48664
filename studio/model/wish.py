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
    last: AssetId | None = None

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
    """Change the titles that stand: only what is given; ``lasts`` keeps the start.

    ``which``: words of those that are meant, "" for all.
    """

    place: str = ""
    color: str = ""
    size: float = 0.0
    text: str = ""
    start: float | None = None
    end: float | None = None
    lasts: float | None = None
    which: str = ""


@dataclass(frozen=True, slots=True)
class Longer:
    """Multiply the length, then add seconds; below 1 or below 0 it is shorter."""

    factor: float = 1.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Cannot:
    """Something that was asked for and is not made here: a key of the words."""

    what: str


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
    """A question, to be answered in words: help, timeline, new_title, thanks."""

    topic: str


Wish = (
    Put | Faster | AddTitle | DropTitles | RestyleTitles
    | Longer | Cannot | Recut | Back | Forward | StartOver | Ask
)  # fmt: skip

_USUAL = 30.0
"""Seconds; what "longer" starts from before there is a video."""
_KEEPS_CUTS = {"titles", "music_volume", "sound", "fit", "aspect", "side"}


def apply(wishes: Wishes, wish: Wish) -> Wishes:
    """The wishes after one more; questions and steps back change nothing."""
    match wish:
        case Put(field, value):
            return _put(wishes, field, value)
        case Faster(factor):
            return _paced(wishes, factor)
        case AddTitle() | DropTitles() | RestyleTitles():
            return replace(wishes, titles=_titled(wishes.titles, wish))
        case Longer(factor, seconds):
            length = (wishes.length or _USUAL) * factor + seconds
            length = min(600.0, max(2.0, length))
            return replace(wishes, length=length, whole_song=False)
        case Recut():
            return replace(wishes, take=wishes.take + 1)
        case StartOver():
            return Wishes()
        case Back() | Forward() | Ask() | Cannot():
            return wishes


def _put(wishes: Wishes, field: str, value: Any) -> Wishes:
    if field == "shift":
        value += wishes.shift
    if field == "tempo":
        value = min(2.0, max(0.5, wishes.tempo * value))
    changed = replace(wishes, **{field: value})
    if field == "song" and not wishes.music_volume:
        return replace(changed, music_volume=1.0)  # a song is meant to be heard
    if field == "length":
        return replace(changed, whole_song=False)
    return replace(changed, length=None) if field == "whole_song" else changed


def _paced(wishes: Wishes, factor: float) -> Wishes:
    pace = min(8.0, max(0.125, wishes.pace * factor))
    if wishes.every is None:
        return replace(wishes, pace=pace)
    return replace(wishes, pace=pace, every=min(32.0, max(0.5, wishes.every / factor)))


def _titled(
    titles: tuple[TitleWish, ...], wish: AddTitle | DropTitles | RestyleTitles
) -> tuple[TitleWish, ...]:
    match wish:
        case AddTitle(title):
            return (*(t for t in titles if not _same_place(t, title)), title)
        case DropTitles(text):
            return tuple(
                t for t in titles if text and text.lower() not in t.text.lower()
            )
        case RestyleTitles(text=text, which=which):
            if text and not titles:
                return (_restyled(TitleWish(text), wish),)
            return tuple(
                _restyled(title, wish) if which.lower() in title.text.lower() else title
                for title in titles
            )


def keeps_cuts(wish: Wish) -> bool:
    """Whether the cuts stand as they are under this wish."""
    match wish:
        case Put(field, _):
            return field in _KEEPS_CUTS
        case AddTitle() | DropTitles() | RestyleTitles() | Cannot() | Ask():
            return True
        case _:
            return False


def _restyled(title: TitleWish, look: RestyleTitles) -> TitleWish:
    """A title with what the new look gives; a new start brings its own end."""
    moved = look.start is not None
    if look.lasts is not None:
        begin = title.start or 0.0
        if begin < 0:
            title = replace(title, start=-look.lasts, end=None)
        else:
            title = replace(title, start=begin, end=begin + look.lasts)
    return replace(
        title,
        text=look.text or title.text,
        place=look.place or title.place,
        color=look.color or title.color,
        size=look.size or title.size,
        start=look.start if moved else title.start,
        end=look.end if moved or look.end is not None else title.end,
    )


def _same_place(one: TitleWish, other: TitleWish) -> bool:
    """Whether a new title would cover an old one."""
    return one.place == other.place and one.start == other.start
