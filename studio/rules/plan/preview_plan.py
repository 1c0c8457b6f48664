"""Plan a preview: the same shots, small, from proxies, fast to encode."""

from collections.abc import Mapping
from dataclasses import replace

from studio.model.draft import Draft
from studio.model.media import Asset, AssetId
from studio.model.plan import RenderPlan
from studio.rules.picture.framing import even
from studio.rules.plan.render_plan import plan

PREVIEW_SIDE = 540
"""Pixels of the shorter side of previews."""
PROXY_SIDE = PREVIEW_SIDE
"""The same of proxies, which previews show in place of clips. Proxies that exist keep their
size when it is changed: their paths tell the content of the clip alone."""
_MOST_FPS = 30
_PRESET, _CRF = "ultrafast", 26
_STILL_SHOTS = 3
"""Number of pictures side by side in the still of a preview."""
_DECODERS = 2
"""The encoder of a preview leaves a second core nearly idle."""


def has_preview(draft: Draft) -> bool:
    """Whether a preview is smaller than the video; otherwise a render is as fast."""
    return bool(draft.tracks) and _short_side(draft) > PREVIEW_SIDE


def preview_side(draft: Draft) -> int:
    """Pixels of the shorter side of a draft's preview."""
    return min(PREVIEW_SIDE, _short_side(draft) or PREVIEW_SIDE)


def _short_side(draft: Draft) -> int:
    """Pixels of the shorter side of the video, 0 where the draft does not tell."""
    sides = [draft.meta.get(name) for name in ("width", "height")]
    lengths = [int(side) for side in sides if isinstance(side, int | float)]
    return min(lengths) if len(lengths) == len(sides) else 0


def preview_plan(
    draft: Draft, assets: Mapping[AssetId, Asset], proxies: Mapping[str, str]
) -> RenderPlan:
    """Plan a preview at 30 frames per second at most.

    ``proxies`` are paths by the path of their clip; other clips are read themselves.
    Raises ``ValueError`` as ``plan`` does.
    """
    full = plan(draft, assets)
    fps = full.fps
    while fps > _MOST_FPS:
        fps /= 2
    if fps != full.fps:
        full = plan(replace(draft, meta={**draft.meta, "fps": str(fps)}), assets)
    return shrunk(full, proxies)


def shrunk(full: RenderPlan, proxies: Mapping[str, str]) -> RenderPlan:
    """The plan at the size of a preview, with proxies in place of their clips."""
    scale = min(1.0, PREVIEW_SIDE / min(full.width, full.height))
    pieces = tuple(
        piece
        if piece.still
        else replace(piece, path=proxies.get(piece.path, piece.path))
        for piece in full.pieces
    )
    return replace(
        full,
        width=even(full.width * scale),
        height=even(full.height * scale),
        pieces=pieces,
        preset=_PRESET,
        crf=_CRF,
        decoders=_DECODERS,
        still=_still_frames(full),
    )


def _still_frames(full: RenderPlan) -> tuple[int, ...]:
    """The middles of the first shots; of fewer shots, frames at even distances."""
    shots = [piece for piece in full.pieces if piece.path][:_STILL_SHOTS]
    if len(shots) == _STILL_SHOTS:
        return tuple(shot.first + shot.frames // 2 for shot in shots)
    step = full.frames / _STILL_SHOTS
    return tuple(sorted({int(step * (n + 0.5)) for n in range(_STILL_SHOTS)}))
