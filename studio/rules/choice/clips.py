"""Which clips may be shown, and which stretches of them."""

import re
from collections.abc import Iterable
from itertools import pairwise

from studio.model.edits.footage import (
    BanMoment,
    Include,
    LeaveOut,
    PlaceClip,
    TrimClip,
    UseOnly,
)
from studio.model.edits.music import RemovePauses
from studio.model.edits.overlay import AddOverlay
from studio.model.edits.resolved import PinShot
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import Asset, AssetId, Footage, MediaKind
from studio.rules.scopes.query import all_of, scoped

EDGE = 0.07
"""Margin in seconds at a cut inside a clip, so that no frame of the other side shows."""
_END = 0.04
"""Margin in seconds at a clip's end: its last frame may be early."""
_LEAST = 0.2
"""Shortest usable stretch of a clip in seconds."""
_SEEN = 0.5
"""Seconds between moments up to which all frames were analysed."""
_IDLE, _LEAST_IDLE = 0.2, 0.5
"""Share of a clip's usual movement below which it counts as idle, and for how long (s)."""
JUMP = 0.8
"""Seconds that must be skipped for a cut to be visible."""
LEAST_SPEED = 0.6
"""Smallest factor by which a shot may be slowed to fill a slot."""

_GRAPHIC = re.compile(r"logo|watermark|\u6c34\u5370", re.IGNORECASE)
"""Names of pictures that are no shots; the last word is the Chinese for a watermark."""

Range = tuple[float, float]


def chosen(intent: Intent, material: Material) -> list[Asset]:
    """The clips and photos that the edits leave, in order of arrival.

    Logos, pictures on top and the stills of Live Photos are not shown as shots unless
    an edit asks for them.
    """
    pictures = material.pictures
    stills = live_stills(pictures)
    allowed = {a.id for a in pictures if not is_graphic(a) and a.id not in stills}
    for edit in intent.edits:
        if isinstance(edit, UseOnly):
            allowed = set(edit.clips)
        elif isinstance(edit, LeaveOut):
            allowed -= set(edit.clips)
        elif isinstance(edit, Include):
            allowed |= set(edit.clips)
        elif isinstance(edit, AddOverlay):
            allowed.discard(edit.image)
        elif isinstance(edit, PlaceClip | PinShot):
            allowed.add(edit.clip)
    return [asset for asset in pictures if asset.id in allowed] or pictures


def trimmed(intent: Intent, material: Material, asset: Asset) -> Range:
    """The stretch of a clip that its trims leave, in seconds of its own clock."""
    seconds = material.footage[asset.id].seconds or asset.seconds
    start, end = 0.0, seconds
    for edit in all_of(intent, TrimClip):
        if asset.id in edit.clips:
            start = edit.start if edit.start >= 0 else seconds + edit.start
            end = seconds if edit.end is None else edit.end
            end = end if end >= 0 else seconds + end
    start = min(max(0.0, start), seconds)
    return start, min(max(start, end), seconds)


def banned(intent: Intent, asset: Asset) -> list[Range]:
    """The stretches of a clip that are not to be shown any more."""
    return [
        (part.start, part.end)
        for edit in all_of(intent, BanMoment)
        if edit.scope.of == "source"
        for part in edit.scope.ranges
        if part.clip == asset.id
    ]


def usable(intent: Intent, material: Material, asset: Asset) -> list[Range]:
    """The stretches of a clip from which shots are taken, in time.

    They lie within the trims and between the clip's own cuts, without what is banned,
    black, white, half faded or before anything happens; with pauses removed only speech
    is left. If that leaves nothing, defects are allowed, then the clip's own cuts.
    """
    footage = material.footage[asset.id]
    whole = trimmed(intent, material, asset)
    bans = banned(intent, asset)
    edges = [shot.start for shot in footage.shots[1:]]
    clean = without([whole], [*bans, *footage.blank, *idle_ends(footage)])
    if _removes_pauses(intent, asset) and footage.speech:
        clean = intersect(clean, list(footage.speech))
    for parts in (split(clean, edges), clean, without([whole], bans)):
        usable = [(a, _ending(b, footage.seconds)) for a, b in parts]
        usable = [(a, b) for a, b in usable if b - a >= _LEAST]
        if usable:
            return usable
    return [] if bans else [whole]


def idle_ends(footage: Footage) -> list[Range]:
    """The beginning and the end of a clip in which nothing moves, if most of it does.

    Of a partly analysed clip nothing is known about the other parts.
    """
    moments = footage.moments
    motions = sorted(moment.motion for moment in moments)
    usual = motions[len(motions) // 2] if motions else 0.0
    lively = [n for n, m in enumerate(moments) if m.motion > _IDLE * usual]
    if not lively:
        return []
    times = [0.0, *(moment.time for moment in moments), footage.seconds]
    ends = times[: lively[0] + 2], times[lively[-1] + 1 :]
    return [
        (seen[0], seen[-1])
        for seen in ends
        if seen[-1] - seen[0] >= _LEAST_IDLE
        and all(two - one <= _SEEN for one, two in pairwise(seen))
    ]


def _ending(end: float, seconds: float) -> float:
    return min(end, seconds - _END) if seconds else end


def _removes_pauses(intent: Intent, asset: Asset) -> bool:
    on = False
    for edit in scoped(all_of(intent, RemovePauses)):
        if edit.scope.of == "whole" or (
            edit.scope.of == "clips" and asset.id in edit.scope.assets
        ):
            on = edit.on
    return on


def without(parts: list[Range], holes: list[Range]) -> list[Range]:
    """The parts without the holes."""
    for low, high in holes:
        parts = [
            piece
            for start, end in parts
            for piece in ((start, min(end, low)), (max(start, high), end))
            if piece[1] > piece[0]
        ]
    return parts


def intersect(parts: list[Range], others: list[Range]) -> list[Range]:
    """What lies in both."""
    both = [
        (max(a, low), min(b, high)) for a, b in parts for low, high in sorted(others)
    ]
    return [part for part in both if part[1] > part[0]]


def split(parts: list[Range], edges: list[float]) -> list[Range]:
    """The parts split at the edges, with a margin at each."""
    for edge in edges:
        parts = [
            piece
            for start, end in parts
            for piece in (
                ((start, edge - EDGE), (edge + EDGE, end))
                if start < edge < end
                else ((start, end),)
            )
            if piece[1] > piece[0]
        ]
    return parts


def live_stills(assets: Iterable[Asset]) -> dict[AssetId, AssetId]:
    """The photos of Live Photos whose video exists too, each with that video."""
    stills = list(assets)
    videos = {
        a.content: a.id for a in stills if a.kind is MediaKind.VIDEO and a.content
    }
    return {
        a.id: videos[a.content]
        for a in stills
        if a.kind is MediaKind.IMAGE and a.content in videos
    }


def is_graphic(asset: Asset) -> bool:
    """Whether a picture is a logo or a watermark."""
    return is_still(asset) and is_graphic_name(asset.name)


def is_graphic_name(name: str) -> bool:
    """Whether a picture of this name is a logo or a watermark."""
    return _GRAPHIC.search(name) is not None


def is_still(asset: Asset) -> bool:
    """Whether it is a photo."""
    return asset.kind is MediaKind.IMAGE
