"""Build the render plan of a draft: which source frame is shown at which output frame."""

import re
from collections.abc import Mapping
from fractions import Fraction

from studio.errors import UnusableDraft
from studio.model.draft import Draft, Segment, TrackType
from studio.model.edits.limits import FASTEST_FRAMES, LONGEST_TEXT, SLOWEST_FRAMES
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.plan import RenderPlan, Title
from studio.rules.picture.framing import even
from studio.rules.plan.sounds import sounds
from studio.rules.plan.spans import overlays, spans
from studio.rules.sound.target_loudness import target_loudness

_LEAST_SIDE, _MOST_SIDE = 144, 3840
_MOST_MINUTES = 30
_MOST_SEGMENTS = 5000
_RATE = re.compile(r"\d{1,6}(?:[./]\d{1,6})?")


def plan(draft: Draft, assets: Mapping[AssetId, Asset]) -> RenderPlan:
    """Plan a draft leniently: gaps are black, the later of overlaps wins.

    Raises ``UnusableDraft`` when there is nothing to show, or too much.
    """
    meta = draft.meta
    fps = _fps(meta.get("fps"))
    width, height = _size(meta.get("width")), _size(meta.get("height"))
    total = round(draft.duration * fps / 1000)
    seen = [s for s in draft.segments(TrackType.VIDEO) if _visible(s, assets)]
    shown = [s for s in seen if s.effects.overlay is None]
    if draft.duration > _MOST_MINUTES * 60_000 or len(seen) > _MOST_SEGMENTS:
        raise UnusableDraft(
            "export_too_long", minutes=_MOST_MINUTES, shots=_MOST_SEGMENTS
        )
    if total < 1 or not shown:
        raise UnusableDraft("export_empty")
    heard = sounds(draft, assets)
    return RenderPlan(
        width or 1920, height or 1080, fps, total, spans(shown, assets, fps, total),
        titles=tuple(_titles(draft, fps, total)),
        sounds=heard,
        overlays=overlays(
            [s for s in seen if s.effects.overlay is not None], assets, fps, total
        ),
        loudness=target_loudness(heard, assets),
    )  # fmt: skip


def _visible(segment: Segment, assets: Mapping[AssetId, Asset]) -> bool:
    """Footage, a photo, or a card: a plain colour without a source."""
    if not segment.source:
        return segment.effects.card is not None
    asset = assets.get(segment.source)
    if asset is None or not asset.kind.visible:
        return False
    return segment.effects.overlay is None or asset.kind is MediaKind.IMAGE


def _fps(value: object) -> Fraction:
    if not _RATE.fullmatch(str(value)):
        return Fraction(30)
    try:
        fps = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return Fraction(30)
    return fps if SLOWEST_FRAMES <= fps <= FASTEST_FRAMES else Fraction(30)


def _size(value: object) -> int:
    if not isinstance(value, int | float) or not value > 0:
        return 0
    return even(min(_MOST_SIDE, max(_LEAST_SIDE, value)))


def _titles(draft: Draft, fps: Fraction, total: int) -> list[Title]:
    out = []
    for segment in draft.segments(TrackType.TEXT):
        first = round(segment.start * fps / 1000)
        frames = min(total, round(segment.end * fps / 1000)) - first
        text = segment.text or segment.name
        if frames >= 1 and text.strip():
            out.append(Title(first, frames, text[:LONGEST_TEXT], segment.style))
    return out
