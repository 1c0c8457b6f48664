"""Analyse the clips and the music of a project."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from studio.errors import StudioError
from studio.flows.answer.optional_analyses import measured
from studio.model.captions import Cue
from studio.model.draft import TrackType
from studio.model.edits.music import UseMusic
from studio.model.edits.record import Edit
from studio.model.intent import Intent
from studio.model.material import CaptionFaults, Material
from studio.model.media import Asset, AssetId, Footage, MediaKind
from studio.model.music import BeatGrid
from studio.model.project import Project
from studio.model.step import Call, Result, Step
from studio.ports.analyst import Analyst
from studio.rules.captions.caption_file import CaptionFile, parse_captions

_MOST_OWN_SOUNDS = 3
"""Number of clips whose own sound is tried as music."""


@dataclass(frozen=True, slots=True)
class MaterialAnalysis:
    """The analysed material, the unreadable files, the songs without sound.

    ``caption_faults`` are those of the caption files that have some.
    """

    material: Material
    broken: tuple[AssetId, ...] = ()
    caption_faults: Mapping[AssetId, CaptionFaults] = field(default_factory=dict)

    @property
    def silent(self) -> tuple[AssetId, ...]:
        """The songs that are silent."""
        grids = self.material.music
        return tuple(
            asset.id
            for asset in self.material.assets
            if asset.kind is MediaKind.AUDIO
            and asset.id in grids
            and not grids[asset.id].is_audible
        )


async def gather(
    project: Project, intent: Intent, edits: Sequence[Edit], analyst: Analyst
) -> AsyncIterator[Step | MaterialAnalysis]:
    """Analyse what the edits need; ``MaterialAnalysis`` is yielded last."""
    analysed = MaterialAnalysis(Material(project.assets))
    async for step in _look_and_listen(project, intent, edits, analyst):
        if isinstance(step, MaterialAnalysis):
            analysed = step
        else:
            yield step
    async for seen in measured(analysed.material, intent, edits, analyst):
        if isinstance(seen, Material):
            analysed = replace(analysed, material=seen)
        else:
            yield seen
    yield analysed


async def _look_and_listen(
    project: Project, intent: Intent, edits: Sequence[Edit], analyst: Analyst
) -> AsyncIterator[Step | MaterialAnalysis]:
    """Analyse all pictures and the songs that may play; ``MaterialAnalysis`` is yielded last.

    Analyses are cached, so that only new files take time. A file that fails is left
    out. Without a song, the sound of the longest clips may serve as music.
    """
    assets = project.assets
    pictures = [a for a in assets if a.kind in (MediaKind.VIDEO, MediaKind.IMAGE)]
    yield Call("look_at_clips", {"clips": len(pictures)})
    looked = await asyncio.gather(
        *(analyst.footage(asset) for asset in pictures), return_exceptions=True
    )
    footage: dict[AssetId, Footage] = {}
    broken: list[AssetId] = []
    for asset, footage_or_error in zip(pictures, looked, strict=True):
        if isinstance(footage_or_error, Footage):
            footage[asset.id] = footage_or_error
        elif isinstance(footage_or_error, StudioError):
            broken.append(asset.id)
        else:
            raise footage_or_error
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
        if asset.kind is MediaKind.AUDIO or grid.is_audible:
            music[asset.id] = grid
        yield Result("analyze_music", {"tempo": grid.tempo})
    cues, faults = await _captions(assets, analyst)
    material = Material(tuple(assets), footage, music, cues)
    yield MaterialAnalysis(material, tuple(broken), faults)


async def _captions(
    assets: Sequence[Asset], analyst: Analyst
) -> tuple[dict[AssetId, tuple[Cue, ...]], dict[AssetId, CaptionFaults]]:
    """The cues of the caption files, and what is wrong with them."""
    files = await _caption_files(assets, analyst)
    cues = {
        id_: tuple(Cue(c.start, c.end, c.text) for c in file.captions)
        for id_, file in files.items()
    }
    faults = {
        id_: CaptionFaults(file.shortened, file.skipped)
        for id_, file in files.items()
        if file.shortened or file.skipped
    }
    return cues, faults


async def _caption_files(
    assets: Sequence[Asset], analyst: Analyst
) -> dict[AssetId, CaptionFile]:
    """The parsed caption files; a missing or damaged one is left out."""
    out: dict[AssetId, CaptionFile] = {}
    for asset in assets:
        if asset.kind is MediaKind.CAPTIONS:
            with suppress(OSError, ValueError, StudioError):
                out[asset.id] = parse_captions(await analyst.captions(asset))
    return out


def _heard(project: Project, intent: Intent, edits: Sequence[Edit]) -> list[Asset]:
    """The files to analyse as music: songs in use or requested, the newest one, clips' own sound."""
    assets = project.assets
    playing = {s.source for s in project.draft.segments(TrackType.AUDIO)} | {
        song
        for edit in (*intent.edits, *edits)
        if isinstance(edit, UseMusic)
        for song in edit.songs
    }
    songs = [a for a in assets if a.kind is MediaKind.AUDIO]
    in_use = [a for a in assets if a.id in playing or a in songs[-1:]]
    own = [a for a in assets if a.kind is MediaKind.VIDEO and a.has_audio]
    own.sort(key=lambda asset: -asset.seconds)
    return [*in_use, *(a for a in own[:_MOST_OWN_SOUNDS] if a not in in_use)]
