"""Build the view of a project that a request may refer to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import gcd

from studio.model.draft import Draft, TrackType
from studio.model.material import Material
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.project import Project
from studio.model.reading import (
    ClipView,
    ProjectView,
    SectionView,
    ShotView,
    TitleView,
)
from studio.rules.choice.clips import live_stills
from studio.rules.effects.titles import shown_titles
from studio.rules.intent.state import current_shots
from studio.rules.phrases import measure
from studio.rules.scopes.draft_cut import cut_of

_PICTURES = (MediaKind.VIDEO, MediaKind.IMAGE)


def project_view(project: Project, draft: Draft, material: Material) -> ProjectView:
    """The view of a project whose timeline is ``draft``.

    It does not contain the dialogue (the clips named last, the open question).
    """
    used = {s.source for track in draft.tracks for s in track.segments if s.source}
    numbers = clip_numbers(project.assets)
    stills = live_stills(project.assets)
    words = draft.segments(TrackType.TEXT)
    width, height = draft.meta.get("width", 0), draft.meta.get("height", 0)
    shared = gcd(width, height) or 1
    return ProjectView(
        clips=tuple(
            replace(
                _clip(a, numbers[a.id], material, in_use=a.id in used),
                still_of=stills.get(a.id),
            )
            for a in project.assets
        ),
        duration=draft.duration / 1000,
        shots=shot_views(draft),
        titles=tuple(
            TitleView(n, s.text, s.start / 1000, s.end / 1000)
            for n, s in enumerate(shown_titles(draft), 1)
        ),
        sections=tuple(
            SectionView(s["label"], s["start"] / 1000, s["end"] / 1000)
            for s in draft.meta.get("sections", ())
        ),
        tempo=float(draft.meta.get("tempo", 0.0)),
        aspect=(width // shared, height // shared),
        language=project.language,
        versions=len(project.versions),
        has_captions=any(s.id.startswith("c") for s in words),
        overlays=tuple(
            s.source
            for s in draft.segments(TrackType.VIDEO)
            if s.source and s.effects.overlay is not None
        ),
        transition=_transition(draft),
        fades=_fades(draft),
    )


def _transition(draft: Draft) -> tuple[str, float] | None:
    """The transition at most cuts, and how long the longest of them lasts."""
    shots = [s for s in measure.shots(draft) if s.start > 0]
    joins = [s.effects.join for s in shots if s.effects.join is not None]
    kinds = Counter(join.kind for join in joins)
    if not kinds or 2 * len(joins) < len(shots):
        return None
    kind = kinds.most_common(1)[0][0]
    longest = max(join.ms for join in joins if join.kind == kind)
    return kind.value, longest / 1000


def _fades(draft: Draft) -> dict[str, float]:
    """How long the picture and the music fade, by what fades and where."""
    pictures, music = measure.pictures(draft), measure.music(draft)
    fades = {
        "picture_in": max((s.effects.picture_in for s in pictures), default=0.0),
        "picture_out": max((s.effects.picture_out for s in pictures), default=0.0),
        "music_in": max((s.effects.fade_in for s in music), default=0.0),
        "music_out": max((s.effects.fade_out for s in music), default=0.0),
    }
    return {name: seconds for name, seconds in fades.items() if seconds}


def clip_numbers(assets: Sequence[Asset]) -> dict[AssetId, int]:
    """The number of each file, by arrival: pictures and songs are counted apart.

    A number never changes. Files of other kinds have 0.
    """
    counts = {"picture": 0, "song": 0}
    out: dict[AssetId, int] = {}
    for asset in assets:
        kind = "picture" if asset.kind in _PICTURES else "song"
        if asset.kind not in (*_PICTURES, MediaKind.AUDIO):
            out[asset.id] = 0
            continue
        counts[kind] += 1
        out[asset.id] = counts[kind]
    return out


def shot_views(draft: Draft) -> tuple[ShotView, ...]:
    """The shots of a draft in seconds of the video, its cards included."""
    cut = cut_of(draft)
    if cut is None:
        return ()
    first = [s for s in draft.segments(TrackType.VIDEO) if s.id.startswith("v")]
    shift = min((s.start for s in first), default=0) / 1000
    return tuple(
        ShotView(s.number, s.clip, s.start + shift, s.end + shift)
        for s in current_shots(cut)
    )


def _clip(asset: Asset, number: int, material: Material, *, in_use: bool) -> ClipView:
    footage = material.footage.get(asset.id)
    return ClipView(
        asset.id, asset.name, asset.kind, number,
        (footage.seconds if footage else 0.0) or asset.seconds,
        asset.width, asset.height, in_use=in_use,
    )  # fmt: skip
