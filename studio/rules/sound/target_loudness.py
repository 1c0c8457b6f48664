"""Determine the loudness to which a finished video is levelled."""

import math
from collections.abc import Mapping, Sequence

from studio.model.media import Asset, AssetId, MediaKind
from studio.model.plan import TARGET_LOUDNESS, Sound

_LEAST = -60.0


def target_loudness(heard: Sequence[Sound], assets: Mapping[AssetId, Asset]) -> float:
    """LUFS of a mix; music alone that was turned down stays that much below ``TARGET_LOUDNESS``.

    Levelling must not undo a requested volume if there is only music.
    """
    songs = {a.path for a in assets.values() if a.kind is MediaKind.AUDIO}
    loudest = max((sound.gain for sound in heard), default=1.0)
    if loudest < 1 and all(sound.path in songs for sound in heard):
        return max(_LEAST, TARGET_LOUDNESS + 20 * math.log10(loudest))
    return TARGET_LOUDNESS
