"""Put times, numbers, clips and places of the video into words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.text.shown_names import shown_name
from studio.model.edits.record import (
    AtShot,
    AtSong,
    AtTime,
    Moment,
    OfClips,
    OfShots,
    OfSong,
    OfSource,
    OfTime,
    Scope,
)
from studio.model.reading import ClipView, ProjectView
from studio.words.catalogue import Words, plain

_SUMMARY = 6
"""Most clips that are named one by one."""


@dataclass(frozen=True, slots=True)
class Formatter:
    """Words of a language for the things of a project."""

    words: Words
    view: ProjectView

    def seconds(self, value: float) -> str:
        """A duration: ``12 s``, ``25.5 s``, from a minute on ``1:05``."""
        value = round(value, 1)
        return clock(value) if value >= 60 else self.words.count("seconds", value)

    def time(self, value: float) -> str:
        """A time of the video: ``0:12``; from the end it is counted back."""
        if value < 0 and self.view.duration:
            value = max(0.0, self.view.duration + value)
        return clock(value)

    def percent(self, share: float) -> str:
        """A share of 1: ``40 %``."""
        return self.words.count("percent", round(share * 100))

    def change(self, share: float) -> str:
        """A share with its sign: ``+20 %``."""
        number = round(share * 100)
        return self.words.say("units.change", n=f"{number:+d}")

    def shift(self, noun: str, number: float) -> str:
        """How far something moves in time: ``2 beats later``, ``0.5 s earlier``."""
        amount = self.words.count(noun, abs(number))
        way = "earlier" if number < 0 else "later"
        return self.words.say(f"units.{way}", amount=amount)

    def seconds_clock(self, value: float) -> str:
        """A time of a song or a clip: ``0:12``."""
        return clock(value)

    def quote(self, text: str, most: int = 60) -> str:
        """The text in quotation marks, shortened."""
        return self.words.say("lists.quote", text=shown_name(text, most))

    def name(self, kind: str, value: str) -> str:
        """What a value is called: ``name("look", "vintage")``."""
        return self.words.say(f"names.{kind}.{value}")

    def clip(self, id_: str, *, named: bool = False) -> str:
        """A file by its number (``clip 2``), with its name where that helps."""
        clip = self._find(id_)
        if clip is None:
            return self.words.say("names.clip.gone")
        return self.file(clip, named=named)

    def file(self, clip: ClipView, *, named: bool = False) -> str:
        """A file as ``clip`` tells it."""
        if not clip.number or clip.kind.value not in ("video", "image", "audio"):
            return self.words.say("names.clip.file", name=clip.name)
        number = self.words.say(f"names.clip.{clip.kind.value}", number=clip.number)
        if not named:
            return number
        return self.words.say("names.clip.named", number=number, name=clip.name)

    def song(self, id_: str) -> str:
        """A song by its name, in quotation marks."""
        clip = self._find(id_)
        return self.quote(clip.name) if clip else self.words.say("names.clip.gone")

    def clips(self, ids: Iterable[str], *, named: bool = False) -> str:
        """Files in a list; many of them are only counted."""
        unique = list(dict.fromkeys(ids))
        if len(unique) > _SUMMARY:
            return self.words.count("clips", len(unique))
        return self.words.listing([self.clip(id_, named=named) for id_ in unique])

    def part(self, label: str, number: int = 1) -> str:
        """A part of the song: ``the chorus``, ``chorus 2``."""
        key = {0: "every", 1: "first", -1: "last"}.get(number, "numbered")
        label = self.name("song", label)
        return self.words.say(f"scopes.part.{key}", label=label, number=number)

    def moment(self, moment: Moment) -> str:
        """A point of the video: ``0:12``, ``the drop``, ``shot 3``."""
        match moment:
            case AtTime(end=True):
                return self.words.say("scopes.moment.end")
            case AtTime(seconds=0):
                return self.words.say("scopes.moment.start")
            case AtTime(seconds=value):
                return self.time(value)
            case AtSong(label=label, number=number):
                return self.part(label.value, number)
            case AtShot(number=-1):
                return self.words.say("scopes.moment.last_shot")
            case AtShot(number=number):
                return self.words.say("scopes.moment.shot", number=number)

    def place(self, scope: Scope) -> str:
        """Where an edit holds (``in clip 2``); "" for the whole video."""
        match scope:
            case OfClips(assets=assets):
                return self.words.say("scopes.clips", clips=self.clips(assets))
            case OfSource(ranges=(stretch,), divides=True):
                return self.words.say(
                    "scopes.source", clip=self.clips((stretch.clip,)),
                    start=self.time(stretch.start), end=self.time(stretch.end),
                )  # fmt: skip
            case OfSource(ranges=ranges):
                clips = self.clips(part.clip for part in ranges)
                return self.words.say("scopes.clips", clips=clips)
            case OfSong(label=label, number=number):
                part = self.part(label.value, number)
                return self.words.say("scopes.song", part=part)
            case OfTime(start=start, end=end):
                return self._stretch(start, end)
            case OfShots(numbers=numbers):
                return self.words.say("scopes.shots", shots=self.shots(numbers))
            case _:
                return ""

    def shots(self, numbers: Sequence[int]) -> str:
        """Shots by number: ``shots 3 and 4``."""
        if list(numbers) == [-1]:
            return self.words.say("scopes.shot_numbers.last")
        total = len(self.view.shots)
        shown = [str(n if n > 0 else total + 1 + n) for n in numbers]
        if len(shown) == 1:
            return self.words.say("scopes.shot_numbers.one", n=shown[0])
        return self.words.say(
            "scopes.shot_numbers.many", numbers=self.words.listing(shown)
        )

    def _stretch(self, start: float | None, end: float | None) -> str:
        last = self.words.say("scopes.moment.end")
        if end is not None:
            last = self.time(end)
        elif self.view.duration:
            last = self.time(self.view.duration)
        return self.words.say("scopes.time", start=self.time(start or 0.0), end=last)

    def _find(self, id_: str) -> ClipView | None:
        return next((clip for clip in self.view.clips if clip.id == id_), None)


def clock(seconds: float) -> str:
    """``0:08``, ``1:05``, ``0:08.5``, ``1:00:00``."""
    whole, tenth = divmod(round(seconds * 10), 10)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{clock}:{rest:02d}" + (f".{tenth}" if tenth else "")


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


__all__ = ["Formatter", "clock", "plain", "sentence"]
