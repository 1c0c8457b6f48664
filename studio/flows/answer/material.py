"""Look at the clips and listen to the music of a project."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from studio.errors import StudioError
from studio.model.captions import Cue
from studio.model.draft import TrackType
from studio.model.edits.music import UseMusic
from studio.model.edits.picture import Stabilise
from studio.model.edits.record import Edit
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import Asset, AssetId, CameraPath, Footage, MediaKind
from studio.model.music import BeatGrid
from studio.model.project import Project
from studio.model.step import Call, Result, Step
from studio.rules.captions.caption_file import parse_captions

_MOST_OWN_SOUNDS = 3
"""Of so many clips the own sound is tried before there is held to be no music."""


class Analyst(Protocol):
    """Looks at clips and listens to music. Raises ``StudioError`` with a sentence."""

    async def footage(self, asset: Asset) -> Footage: ...
    async def music(self, asset: Asset) -> BeatGrid: ...
    async def camera(self, asset: Asset) -> CameraPath: ...


@dataclass(frozen=True, slots=True)
class MaterialAnalysis:
    """What could be analysed, and the files that could not be read."""

    material: Material
    broken: tuple[AssetId, ...] = ()


async def gather(
    project: Project, intent: Intent, edits: Sequence[Edit], analyst: Analyst
) -> AsyncIterator[Step | MaterialAnalysis]:
    """Analyse all pictures and the songs that may play; ``MaterialAnalysis`` comes last.

    Analyses are cached, so that only new files take time. A file that fails is left
    out. Where there is no song, the sound of the longest clips may serve as music.
    """
    assets = project.assets
    pictures = [a for a in assets if a.kind in (MediaKind.VIDEO, MediaKind.IMAGE)]
    yield Call("look_at_clips", {"clips": len(pictures)})
    looked = await asyncio.gather(
        *(analyst.footage(asset) for asset in pictures), return_exceptions=True
    )
    footage: dict[AssetId, Footage] = {}
    broken: list[AssetId] = []
    for asset, found in zip(pictures, looked, strict=True):
        if isinstance(found, Footage):
            footage[asset.id] = found
        elif isinstance(found, StudioError):
            broken.append(asset.id)
        else:
            raise found
    yield Result("look_at_clips", {"usable": len(footage)})
    music: dict[AssetId, BeatGrid] = {}
    for asset in _heard(project, intent, edits):
        if asset.kind is MediaKind.VIDEO and (music or asset.id not in footage):
            continue
        yield Call("analyze_music", {"song": asset.name})
        try:
            grid = await analyst.music(asset)
        except StudioError:
            if asset.kind is MediaKind.AUDIO:
                broken.append(asset.id)
            yield Result("analyze_music", {"tempo": 0})
            continue
        if asset.kind is MediaKind.AUDIO or _audible(grid):
            music[asset.id] = grid
        yield Result("analyze_music", {"tempo": grid.tempo})
    camera: dict[AssetId, CameraPath] = {}
    if shaky := _shaky(intent, edits, [a for a in pictures if a.id in footage]):
        yield Call("steady_clips", {"clips": len(shaky)})
        camera = await _cameras(shaky, analyst)
        yield Result("steady_clips", {"clips": len(camera)})
    captions = await asyncio.to_thread(_captions, assets)
    yield MaterialAnalysis(
        Material(tuple(assets), footage, music, captions, camera), tuple(broken)
    )


async def _cameras(
    clips: Sequence[Asset], analyst: Analyst
) -> dict[AssetId, CameraPath]:
    """The cameras' paths; a clip that cannot be measured is shown as filmed."""
    found = await asyncio.gather(
        *(analyst.camera(clip) for clip in clips), return_exceptions=True
    )
    paths: dict[AssetId, CameraPath] = {}
    for clip, path in zip(clips, found, strict=True):
        if isinstance(path, CameraPath):
            paths[clip.id] = path
        elif not isinstance(path, StudioError):
            raise path
    return paths


def _shaky(
    intent: Intent, edits: Sequence[Edit], looked: Sequence[Asset]
) -> list[Asset]:
    """The videos that may have to be held still."""
    wanted = any(e.on for e in (*intent.edits, *edits) if isinstance(e, Stabilise))
    return [a for a in looked if wanted and a.kind is MediaKind.VIDEO]


def _captions(assets: Sequence[Asset]) -> dict[AssetId, tuple[Cue, ...]]:
    """The cues of the caption files; one that is gone or damaged is left out."""
    out: dict[AssetId, tuple[Cue, ...]] = {}
    for asset in assets:
        if asset.kind is MediaKind.CAPTIONS:
            with suppress(OSError, ValueError):
                found = parse_captions(Path(asset.path).read_bytes()).captions
                out[asset.id] = tuple(Cue(c.start, c.end, c.text) for c in found)
    return out


def _heard(project: Project, intent: Intent, edits: Sequence[Edit]) -> list[Asset]:
    """The files to listen to: songs that play or are asked for, the newest, own sound."""
    assets = project.assets
    asked = {s.source for s in project.draft.segments(TrackType.AUDIO)} | {
        song
        for edit in (*intent.edits, *edits)
        if isinstance(edit, UseMusic)
        for song in edit.songs
    }
    songs = [a for a in assets if a.kind is MediaKind.AUDIO]
    wanted = [a for a in assets if a.id in asked or a in songs[-1:]]
    own = [a for a in assets if a.kind is MediaKind.VIDEO and a.has_audio]
    own.sort(key=lambda asset: -asset.seconds)
    return [*wanted, *(a for a in own[:_MOST_OWN_SOUNDS] if a not in wanted)]


def _audible(grid: BeatGrid) -> bool:
    return any(section.label != "silence" for section in grid.sections)
