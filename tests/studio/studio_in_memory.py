"""A project in memory: answer requests and store versions as the studio does."""

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from studio.errors import UnsupportedFile
from studio.flows.answer.answer import Reader, answer
from studio.model.draft import Draft, Segment
from studio.model.media import (
    Asset,
    AssetId,
    CameraPath,
    FacePlace,
    Faces,
    Footage,
    MediaKind,
    Shot,
)
from studio.model.music import BeatGrid, Section, SectionLabel
from studio.model.project import Project
from studio.model.step import (
    DialogueChanged,
    OptionsAdded,
    ReplyText,
    Step,
    VersionAdded,
    VersionSelected,
)
from studio.rules.phrases import measure

BEAT = 0.5


def video(number: int, seconds: float = 12.0, **more: Any) -> Asset:
    asset = Asset(
        AssetId(f"v{number}"), f"clip{number}.mp4", MediaKind.VIDEO, f"/v{number}", 1,
        seconds, 1920, 1080, Fraction(30),
    )  # fmt: skip
    return replace(asset, **more)


def song(seconds: float = 60.0, name: str = "song.mp3") -> Asset:
    return Asset(
        AssetId(name), name, MediaKind.AUDIO, f"/{name}", 1, seconds, has_audio=True
    )


class FakeAnalyst:
    """An analyst that sees three shots in each clip and hears 120 beats a minute."""

    def __init__(
        self, *broken: str, pulse: bool = True, silent: bool = False,
        other_tempo: float = 0.0,
    ) -> None:  # fmt: skip
        self.broken = broken
        self.other_tempo = other_tempo
        self.pulse = pulse
        self.silent = silent

    async def footage(self, asset: Asset) -> Footage:
        self._check(asset)
        third = asset.seconds / 3
        shots = tuple(Shot(n * third, (n + 1) * third) for n in range(3))
        return Footage(asset.id, asset.seconds, shots)

    async def camera(self, asset: Asset) -> CameraPath:
        """A camera that swings to the right and back ten times a second."""
        self._check(asset)
        times = tuple(n / 30 for n in range(round(asset.seconds * 30)))
        x = tuple(0.02 * math.sin(2 * math.pi * 10 * time) for time in times)
        return CameraPath(asset.id, times, x, (0.0,) * len(times))

    async def captions(self, asset: Asset) -> bytes:
        return Path(asset.path).read_bytes()

    async def faces(self, asset: Asset) -> Faces:
        """One face that walks from the left to the right."""
        self._check(asset)
        places = [
            FacePlace(float(t), ((0.1 + 0.06 * t, 0.3, 0.2 + 0.06 * t, 0.5),))
            for t in range(round(asset.seconds) + 1)
        ]
        return Faces(asset.id, tuple(places))

    async def music(self, asset: Asset) -> BeatGrid:
        self._check(asset)
        count = int(asset.seconds / BEAT) if self.pulse else 0
        beats = tuple(n * BEAT for n in range(count))
        label: SectionLabel = "silence" if self.silent else "verse"
        whole = self._sections(asset.seconds, label)
        tempo = 60 / BEAT if self.pulse else 0.0
        return BeatGrid(
            asset.seconds, tempo, beats, beats[::4], (0.6,) * count, whole,
            (1.0,) * count, self.other_tempo,
        )  # fmt: skip

    def _sections(self, seconds: float, label: SectionLabel) -> tuple[Section, ...]:
        """A verse, a build-up, a chorus, a verse; one section without a pulse."""
        if not self.pulse or self.silent or seconds < 40:
            return (Section(0.0, seconds, 0.5, label),)
        return (
            Section(0.0, 8.0, 0.3, "verse"),
            Section(8.0, 12.0, 0.6, "build"),
            Section(12.0, 28.0, 1.0, "chorus"),
            Section(28.0, seconds, 0.4, "verse"),
        )

    def _check(self, asset: Asset) -> None:
        if asset.name in self.broken:
            raise UnsupportedFile("unreadable", name=asset.name)


class StudioInMemory:
    """A session: answers requests and stores versions as the studio does."""

    def __init__(
        self, *assets: Asset, analyst: FakeAnalyst | None = None,
        reader: Reader | None = None, language: str = "en",
    ) -> None:  # fmt: skip
        self.project = Project("s", "t", "u", language, assets)
        self.analyst = analyst or FakeAnalyst()
        self.reader = reader

    async def say(self, text: str, **about: Any) -> list[Step]:
        """``about``: ``language`` and ``answers`` as of ``answer``."""
        steps = [
            step
            async for step in answer(
                self.project, text, self.analyst, self.reader, **about
            )
        ]
        for step in steps:
            match step:
                case VersionAdded(version, after, dialogue):
                    versions = self.project.versions[: after + 1]
                    self.project = replace(
                        self.project, versions=(*versions, version), current=len(versions),
                        dialogue=dialogue,
                    )  # fmt: skip
                case VersionSelected(current, dialogue):
                    self.project = replace(
                        self.project, current=current, dialogue=dialogue
                    )
                case OptionsAdded(options, after, dialogue):
                    versions = self.project.versions[: after + 1]
                    self.project = replace(
                        self.project, versions=(*versions, *options), current=after,
                        dialogue=dialogue,
                    )  # fmt: skip
                case DialogueChanged(dialogue):
                    self.project = replace(self.project, dialogue=dialogue)
                case _:
                    pass
        return steps

    async def hear(self, text: str, **about: Any) -> str:
        steps = await self.say(text, **about)
        return "\n".join(s.text for s in steps if isinstance(s, ReplyText))

    @property
    def draft(self) -> Draft:
        return self.project.draft

    def shots(self) -> list[Segment]:
        return measure.shots(self.draft)

    def music(self) -> list[Segment]:
        return measure.music(self.draft)

    def titles(self) -> list[Segment]:
        return measure.titles(self.draft)

    def cuts(self) -> list[tuple[str | None, int, int, int]]:
        return [(s.source, s.start, s.duration, s.source_start) for s in self.shots()]
