"""Songs, clips and photos for tests of the timeline, without any files."""

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from fractions import Fraction
from functools import cache, wraps
from typing import TypeVar, cast

from studio.model.cut import Cut
from studio.model.draft import Draft
from studio.model.edits.record import Edit, Stage
from studio.model.intent import Intent, Refusal
from studio.model.material import Material
from studio.model.media import Asset, AssetId, Footage, FrameFeatures, MediaKind, Shot
from studio.model.music import BeatGrid, Section, SectionLabel
from studio.rules.derive_timeline import derive
from studio.rules.intent.apply_all import apply_all
from studio.rules.intent.state import State
from studio.rules.scopes.draft_cut import cut_of


def ids(*names: str) -> tuple[AssetId, ...]:
    return tuple(map(AssetId, names))


Parts = Sequence[tuple[float, float, SectionLabel]]
"""Start, energy and label of each part of a song."""


def song(
    name: str = "song", seconds: float = 60.0, bpm: float = 120.0,
    parts: Parts = (),
) -> tuple[Asset, BeatGrid]:  # fmt: skip
    """A song with a beat from 0 on, bars of four, and (start, energy, label) parts."""
    step = 60 / bpm
    beats = tuple(round(n * step, 4) for n in range(int(seconds / step)))
    parts = parts or (
        (0.0, 0.3, "intro"), (seconds * 0.25, 0.5, "verse"),
        (seconds * 0.5, 0.9, "chorus"), (seconds * 0.75, 0.4, "outro"),
    )  # fmt: skip
    ends = [start for start, _, _ in parts[1:]] + [seconds]
    sections = tuple(
        Section(start, end, energy, label)
        for (start, energy, label), end in zip(parts, ends, strict=True)
    )
    energy = tuple(
        next(s.energy for s in reversed(sections) if s.start <= beat + 1e-6)
        for beat in beats
    )
    asset = Asset(
        AssetId(name), f"{name}.mp3", MediaKind.AUDIO, f"/{name}", 1, seconds,
        has_audio=True,
    )  # fmt: skip
    grid = BeatGrid(
        seconds, bpm, beats, beats[::4], energy, sections, (1.0,) * len(beats)
    )
    return asset, grid


def clip(
    name: str, seconds: float, *, cuts: Sequence[float] = (), interest: float = 0.5,
    motion: float = 0.5, blank: Sequence[tuple[float, float]] = (),
    speech: Sequence[tuple[float, float]] = (),
    moments: Sequence[FrameFeatures] = (), size: tuple[int, int] = (1920, 1080),
    sound: bool = True,
) -> tuple[Asset, Footage]:  # fmt: skip
    """A clip; ``cuts`` are the seconds of its own cuts."""
    edges = [0.0, *cuts, seconds]
    shots = tuple(
        Shot(a, b, motion, interest) for a, b in zip(edges, edges[1:], strict=False)
    )
    asset = Asset(
        AssetId(name), f"{name}.mp4", MediaKind.VIDEO, f"/{name}", 1, seconds, *size,
        Fraction(30), has_audio=sound,
    )  # fmt: skip
    footage = Footage(
        asset.id, seconds, shots, moments=tuple(moments), blank=tuple(blank),
        speech=tuple(speech),
    )  # fmt: skip
    return asset, footage


def photo(name: str) -> tuple[Asset, Footage]:
    """A photo."""
    asset = Asset(
        AssetId(name), f"{name}.jpg", MediaKind.IMAGE, f"/{name}", 1, 0.0, 1600, 1200
    )
    return asset, Footage(asset.id, 0.0, (Shot(0.0, 0.0, motion=0.1),))


def material(
    *pictures: tuple[Asset, Footage], songs: Sequence[tuple[Asset, BeatGrid]] = ()
) -> Material:
    """A project of these pictures and songs, in that order."""
    return Material(
        (*(asset for asset, _ in pictures), *(asset for asset, _ in songs)),
        {asset.id: footage for asset, footage in pictures},
        {asset.id: grid for asset, grid in songs},
    )


class Editor:
    """A project that is edited request by request."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.intent = Intent()
        self.draft = Draft()
        self.refusals: tuple[Refusal, ...] = ()

    def edit(self, *edits: Edit) -> Cut:
        """Apply edits in one request and derive the timeline anew."""
        state = State(self.draft, self.material)
        done = apply_all(self.intent, edits, state)
        self.refusals = tuple(done.refusals)
        if done.stage is Stage.NONE and self.draft.tracks:
            return self.cut
        before = self.draft if self.draft.tracks else None
        self.draft = derive(done.intent, self.material, before, done.stage)
        self.intent = done.intent
        return self.cut

    @property
    def cut(self) -> Cut:
        cut = cut_of(self.draft)
        assert cut is not None
        return cut

    @property
    def seconds(self) -> float:
        return self.draft.duration / 1000


F = TypeVar("F", bound=Callable[..., Editor])


def built_once(build: F) -> F:
    """Return a fixture of a project that is cut once; each test edits a copy."""
    shared = cache(build)

    @wraps(build)
    def begin(*args: Hashable, **kwargs: Hashable) -> Editor:
        return copy(shared(*args, **kwargs))

    return cast("F", begin)
