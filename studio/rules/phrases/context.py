"""The context of a reply: two drafts of a project, and a language."""

from collections.abc import Callable
from dataclasses import dataclass, field

from studio.model.draft import Draft, Segment
from studio.model.edits.record import (
    Amount,
    Edit,
    Exact,
    OfClips,
    OfShots,
    OfSong,
    OfSource,
    OfTime,
)
from studio.rules.phrases import measure
from studio.rules.phrases.formats import Formatter


@dataclass(frozen=True, slots=True)
class Context(Formatter):
    """The drafts before and after a request; ``view`` is the project before it."""

    before: Draft = field(default_factory=Draft)
    after: Draft = field(default_factory=Draft)

    def concerned(self, edit: Edit, *, before: bool = False) -> list[Segment]:
        """The pictures of the new draft, or the old, that the scope of an edit covers.

        Shots are taken by what they show; of divided ones the parts inside.
        """
        draft = self.before if before else self.after
        pictures = measure.pictures(draft)
        match edit.scope:
            case OfClips(assets=assets):
                return [s for s in pictures if s.source in assets]
            case OfSource(ranges=ranges):
                return [s for s in pictures if s.source in {r.clip for r in ranges}]
            case OfShots(numbers=numbers):
                shots = len(measure.shots(draft))
                stems = {f"v{n if n > 0 else shots + 1 + n}" for n in numbers}
                return [s for s in pictures if s.id.partition(".")[0] in stems]
            case OfTime(start=start, end=end):
                total = measure.seconds(draft)
                low, high = _from_start(start or 0.0, total), total
                if end is not None:
                    high = _from_start(end, total)
                return [s for s in pictures if low <= _middle(s) < high]
            case OfSong():
                parts = measure.parts(draft, edit.scope)
                return [
                    s for s in pictures if any(a <= _middle(s) < b for a, b in parts)
                ]
            case _:
                return pictures

    def altered(self, edit: Edit, read: Callable[[Segment], float]) -> list[float]:
        """A value in each segment that an edit covers, of those alone where it changed.

        Narrower edits may keep theirs; all values where none changed.
        """
        old = {(s.source, s.start): read(s) for s in measure.pictures(self.before)}
        new = [(old.get((s.source, s.start)), read(s)) for s in self.concerned(edit)]
        changed = [now for before, now in new if before != now]
        return changed or [now for _, now in new]

    @property
    def shorter(self) -> float:
        """Seconds by which the new draft is shorter; below 0 where it is longer."""
        if not self.before.tracks:
            return 0.0
        return measure.seconds(self.before) - measure.seconds(self.after)

    def shot_count(self) -> str:
        """The number of shots of the new draft."""
        return self.words.count("shots", len(measure.shots(self.after)))

    def tempo(self) -> str:
        """The tempo of the new draft."""
        return self.words.count("bpm", round(measure.tempo(self.after)))

    def other_tempo(self) -> str:
        """A sentence on the other count of a song that has two; "" if it has one."""
        other = measure.other_tempo(self.after)
        if not other:
            return ""
        key = "double" if other > measure.tempo(self.after) else "half"
        facts = {"tempo": self.words.count("bpm", round(other))}
        return self.words.say(f"replies.or_{key}_time", **facts)

    def songs(self) -> str:
        """The songs of the new draft by name."""
        sources = dict.fromkeys(s.source or "" for s in measure.music(self.after))
        return self.words.listing([self.song(id_) for id_ in sources])


def value(amount: Amount | None) -> float | None:
    """The value of an exact amount; None of a relative one."""
    return amount.value if isinstance(amount, Exact) else None


def _middle(segment: Segment) -> float:
    return (segment.start + segment.end) / 2000


def _from_start(time: float, total: float) -> float:
    return time if time >= 0 else max(0.0, total + time)
