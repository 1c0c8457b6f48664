"""Run analyses that only some edits need: paths of cameras, places of faces."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from studio.errors import StudioError
from studio.model.draft import Draft
from studio.model.edits.picture import FocusPoint, SetFocus, Stabilise
from studio.model.edits.record import Edit
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import (
    Asset,
    AssetId,
    MediaKind,
)
from studio.model.step import Call, Result, Step
from studio.ports.analyst import Analyst
from studio.rules.effects.stabilise import clips_to_measure
from studio.rules.scopes.draft_cut import cut_of

T = TypeVar("T")


async def measured(
    material: Material, intent: Intent, edits: Sequence[Edit], analyst: Analyst
) -> AsyncIterator[Step | Material]:
    """Measure the clips that the edits in force may need; the material comes last.

    A clip that cannot be measured is shown as filmed.
    """
    in_force = (*intent.edits, *edits)
    if any(isinstance(edit, Stabilise) and edit.on for edit in in_force):
        videos = [a for a in material.pictures if a.kind is MediaKind.VIDEO]
        yield Call("steady_clips", {"clips": len(videos)})
        material = replace(material, camera=await _each(videos, analyst.camera))
        yield Result("steady_clips", {"clips": len(material.camera)})
    if any(isinstance(e, SetFocus) and e.point is FocusPoint.FACE for e in in_force):
        pictures = material.pictures
        yield Call("find_faces", {"clips": len(pictures)})
        material = replace(material, faces=await _each(pictures, analyst.faces))
        yield Result("find_faces", {"clips": len(material.faces)})
    yield material


async def cameras_of_shaky(
    drafts: Sequence[tuple[Intent, Draft]], material: Material, analyst: Analyst
) -> AsyncIterator[Step | Material]:
    """Measure the cameras of shots that shake badly; the material comes last."""
    shaky: set[AssetId] = set()
    for intent, draft in drafts:
        if (cut := cut_of(draft)) is not None:
            shaky |= set(clips_to_measure(cut, intent, material))
    if shaky:
        clips = [asset for asset in material.assets if asset.id in shaky]
        yield Call("steady_clips", {"clips": len(clips)})
        cameras = await _each(clips, analyst.camera)
        material = replace(material, camera={**material.camera, **cameras})
        yield Result("steady_clips", {"clips": len(cameras)})
    yield material


async def _each(
    clips: Sequence[Asset], measure: Callable[[Asset], Awaitable[T]]
) -> dict[AssetId, T]:
    results = await asyncio.gather(*(_or_none(measure(clip)) for clip in clips))
    return {c.id: one for c, one in zip(clips, results, strict=True) if one is not None}


async def _or_none(measuring: Awaitable[T]) -> T | None:
    with suppress(StudioError):
        return await measuring
    return None
