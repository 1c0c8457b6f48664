"""The state against which edits are resolved: the current timeline and the material."""

from dataclasses import dataclass
from functools import cached_property

from studio.model.cut import Cut, MusicPlan
from studio.model.draft import Draft
from studio.model.edits.record import Showing, SourceRange
from studio.model.intent import Intent, Reason, Refusal
from studio.model.material import Material
from studio.model.media import AssetId
from studio.rules.cutting.music_plan import plan_music
from studio.rules.effects.cards import cards_of
from studio.rules.scopes.draft_cut import cut_of


class RefusedEditError(Exception):
    """The edit is refused; ``refusal`` has the reason."""

    def __init__(self, edit: str, reason: Reason, **facts: float | str) -> None:
        super().__init__(f"{edit}: {reason}")
        self.refusal = Refusal(edit, reason, facts)


@dataclass(frozen=True, slots=True)
class CurrentShot:
    """A shot of the timeline: seconds of the video, and the shown range of its clip."""

    number: int
    start: float
    end: float
    clip: AssetId
    source: float
    source_end: float

    def range(self) -> SourceRange:
        """The stretch of the clip; a moment of a photo."""
        end = max(self.source_end, self.source + 0.05)
        return SourceRange(clip=self.clip, start=self.source, end=end)

    def showing(self) -> Showing:
        """The stretch of the clip where this shot shows it, and nowhere else."""
        part = self.range()
        at = round(self.start, 4)
        return Showing(clip=part.clip, start=part.start, end=part.end, at=at)


@dataclass(frozen=True)
class State:
    """The current draft (empty before the first cut) and the material.

    ``music_changed``: earlier edits of the same request chose other music than it plays.
    """

    draft: Draft
    material: Material
    music_changed: bool = False

    @cached_property
    def cut(self) -> Cut | None:
        return cut_of(self.draft)

    @cached_property
    def shots(self) -> tuple[CurrentShot, ...]:
        """The shots of the timeline; times without the cards."""
        return current_shots(self.cut) if self.cut else ()

    @property
    def seconds(self) -> float:
        """The length of the video without its cards; 0 before the first cut."""
        return float(self.cut.frames / self.cut.rate) if self.cut else 0.0

    def music(self, intent: Intent) -> MusicPlan:
        """The music under the timeline, or what it would be."""
        if self.cut and not self.music_changed:
            return self.cut.music
        before = self.cut.music if self.cut else None
        return plan_music(intent, self.material, before)

    def intro(self, intent: Intent) -> float:
        """Seconds of the card before the video, where the timeline has one."""
        return cards_of(intent).intro_ms / 1000 if self.cut else 0.0

    def outro(self, intent: Intent) -> float:
        """Seconds of the card after the video, where the timeline has one."""
        return cards_of(intent).outro_ms / 1000 if self.cut else 0.0


def current_shots(cut: Cut) -> tuple[CurrentShot, ...]:
    """The shots of a cut; one that goes on (slower, frozen) is one shot."""
    fps = cut.rate
    return tuple(
        CurrentShot(
            number, float(parts[0].first / fps), float(parts[-1].end / fps),
            parts[0].clip, min(p.source for p in parts),
            max(p.source + p.source_seconds(fps) for p in parts),
        )
        for number, parts in enumerate(cut.whole_shots(), 1)
    )  # fmt: skip
