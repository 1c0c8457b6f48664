"""Determine the length of the video, and the amount of footage."""

from dataclasses import dataclass

from studio.model.edits.footage import SetShotLength, SetSpeed
from studio.model.edits.limits import LONGEST_VIDEO, SHORTEST_VIDEO
from studio.model.edits.record import Exact
from studio.model.edits.resolved import TakeOut
from studio.model.edits.whole import SetLength
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import Asset, MediaKind
from studio.rules.choice.clips import chosen, trimmed
from studio.rules.scopes.query import all_of, last, scoped

_USUAL_MOST = 60.0
PHOTO = 2.5
"""Seconds per photo if no length is requested."""
_SHARE = 0.6
"""Share of the clips that is shown, so that something is left out between cuts."""
_SCARCE, _SCARCE_SHARE = 12.0, 0.85
"""Seconds of footage up to which nearly all of it is shown."""


@dataclass(frozen=True, slots=True)
class Length:
    """Seconds of the video; ``exact`` when the number was asked for.

    ``song`` asks for the whole song instead, ``footage`` for all clips in full.
    """

    seconds: float
    exact: bool = False
    song: bool = False
    footage: bool = False


def requested_length(intent: Intent, material: Material) -> Length:
    """The requested length, or one that suits the footage."""
    usual = fitting(intent, material)
    edit, left = last(intent, SetLength), _left(intent)
    in_full = last(intent, SetShotLength)
    if left is not None:
        return Length(left, exact=True)
    if edit is None or edit.rule == "auto":
        if in_full and in_full.in_full:
            return _full(intent, material)
        return Length(usual, exact=_photos_timed(intent, material))
    if edit.rule == "footage":
        return _full(intent, material)
    if edit.rule == "song":
        return Length(usual, song=True)
    value = edit.length.value if isinstance(edit.length, Exact) else usual
    value = min(LONGEST_VIDEO, max(SHORTEST_VIDEO, value))
    if edit.rule == "at_most":
        return Length(min(value, usual), exact=value <= usual)
    if edit.rule == "at_least":
        return Length(max(value, usual), exact=value >= usual)
    return Length(value, exact=True)


def _left(intent: Intent) -> float | None:
    """Seconds left where a stretch was taken out since a length was asked for."""
    since = [e for e in intent.edits if isinstance(e, SetLength | TakeOut)]
    newest = since[-1] if since else None
    return newest.left if isinstance(newest, TakeOut) else None


def _photos_timed(intent: Intent, material: Material) -> bool:
    """Whether there are only photos, and it was asked how long each is shown."""
    pictures = chosen(intent, material)
    return all(
        asset.kind is MediaKind.IMAGE and shot_seconds(intent, asset) is not None
        for asset in pictures
    )


def _full(intent: Intent, material: Material) -> Length:
    total = sum(full_seconds(intent, material, a) for a in chosen(intent, material))
    return Length(
        min(LONGEST_VIDEO, max(SHORTEST_VIDEO, total)), exact=True, footage=True
    )


def fitting(intent: Intent, material: Material) -> float:
    """Seconds that suit the footage: nothing is shown twice, and the best is chosen."""
    pictures = chosen(intent, material)
    photos = [a for a in pictures if a.kind is MediaKind.IMAGE]
    clips = [a for a in pictures if a.kind is not MediaKind.IMAGE]
    moving = sum(full_seconds(intent, material, asset) for asset in clips)
    share = _SCARCE_SHARE if moving <= _SCARCE else _SHARE
    still = sum(full_seconds(intent, material, asset) for asset in photos)
    most = max(_USUAL_MOST, float(len(photos)))
    return min(LONGEST_VIDEO, max(SHORTEST_VIDEO, min(most, share * moving + still)))


def full_seconds(intent: Intent, material: Material, asset: Asset) -> float:
    """How long a clip lasts in full: trimmed, at its speed; a photo as long as asked."""
    if asset.kind is MediaKind.IMAGE:
        return shot_seconds(intent, asset) or PHOTO
    start, end = trimmed(intent, material, asset)
    return max(0.0, end - start) / clip_speed(intent, asset)


def clip_speed(intent: Intent, asset: Asset) -> float:
    """The speed that holds for a clip wherever it stands."""
    speed = 1.0
    for edit in scoped(all_of(intent, SetSpeed)):
        scope = edit.scope
        if scope.of == "whole" or (scope.of == "clips" and asset.id in scope.assets):
            speed = edit.factor
    return speed


def shot_length(intent: Intent, asset: Asset) -> SetShotLength | None:
    """The edit that sets how long shots of a clip last, if there is one."""
    newest: SetShotLength | None = None
    for edit in scoped(all_of(intent, SetShotLength)):
        photo = asset.kind is MediaKind.IMAGE
        scope = edit.scope
        here = scope.of == "whole" or (scope.of == "clips" and asset.id in scope.assets)
        if here and (photo or not edit.photos):
            newest = edit
    return newest


def shot_seconds(intent: Intent, asset: Asset) -> float | None:
    """Seconds that a shot of a clip lasts, where that was asked for."""
    edit = shot_length(intent, asset)
    return edit.seconds if edit else None
