"""Add logos, watermarks and stickers over the picture."""

from studio.model.cut import Cut
from studio.model.draft import Segment
from studio.model.edits.overlay import AddOverlay, Position
from studio.model.effects import Effects
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import Asset
from studio.rules.effects.shot_pieces import shown
from studio.rules.effects.titles import part_ids, shot_starts
from studio.rules.scopes.query import all_of
from studio.rules.scopes.stretches import at_moment

_MARGIN = 0.04
"""The distance from the frame's edge, as a share of its width."""
_PLACES = {
    Position.TOP: (0, -1), Position.CENTER: (0, 0), Position.BOTTOM: (0, 1),
    Position.LEFT: (-1, 0), Position.RIGHT: (1, 0), Position.TOP_LEFT: (-1, -1),
    Position.TOP_RIGHT: (1, -1), Position.BOTTOM_LEFT: (-1, 1),
    Position.BOTTOM_RIGHT: (1, 1),
}  # fmt: skip


def overlays(
    cut: Cut, intent: Intent, material: Material, frame: tuple[int, int]
) -> list[Segment]:
    """A segment for each overlay, for a track above the picture."""
    total, starts = float(cut.frames / cut.rate), shot_starts(cut)
    out = []
    for number, edit in enumerate(all_of(intent, AddOverlay)):
        asset = material.by_id.get(edit.image)
        if asset is None:
            continue
        times = _times(edit, cut, total, starts)
        names = part_ids(f"o{number + 1}", len(times))
        for name, (low, high) in zip(names, times, strict=True):
            first, last = round(low * 1000), round(high * 1000)
            out.append(
                Segment(
                    name, asset.name, first, max(1, last - first), asset.id,
                    volume=0.0, effects=Effects(overlay=place(edit, asset, frame)),
                )
            )  # fmt: skip
    return out


def _times(
    edit: AddOverlay, cut: Cut, total: float, starts: tuple[float, ...]
) -> list[tuple[float, float]]:
    """When an overlay is shown, in seconds of the video."""
    if edit.scope.of != "whole":
        return shown(edit, cut)
    start = at_moment(edit.start, cut.music, total, starts) if edit.start else None
    end = at_moment(edit.end, cut.music, total, starts) if edit.end else None
    low = min(start or 0.0, max(0.0, total - 0.1))
    return [(low, end if end is not None and end > low else total)]


def place(
    edit: AddOverlay, asset: Asset, frame: tuple[int, int]
) -> tuple[float, float, float, float]:
    """Centre, width and opacity of an overlay, all as shares of the frame."""
    width, height = frame
    ratio = asset.height / asset.width if asset.width else 1.0
    share = min(edit.size, 1.0, height * 0.98 / width / max(ratio, 1e-6))
    tall = share * width * ratio / height
    margin_y = _MARGIN * width / height
    side, level = _PLACES[edit.position]
    x = 0.5 + side * max(0.0, 0.5 - _MARGIN - share / 2)
    y = 0.5 + level * max(0.0, 0.5 - margin_y - tall / 2)
    return round(x, 4), round(y, 4), round(share, 4), edit.opacity
