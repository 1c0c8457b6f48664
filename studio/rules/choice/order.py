"""Determine the order of clips that was requested, and the usual one: as sent."""

import re

from studio.model.edits.footage import OrderMode, PlaceClip, SetOrder
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import AssetId
from studio.rules.choice.clips import chosen
from studio.rules.scopes.query import all_of, last


def ordered(intent: Intent) -> bool:
    """Whether an order of all clips was requested."""
    edit = last(intent, SetOrder)
    return edit is not None and edit.mode is not OrderMode.AUTO


def sequence(intent: Intent, material: Material) -> list[AssetId]:
    """The clips in the order in which they are shown, each once."""
    sent = [asset.id for asset in chosen(intent, material)]
    edit = last(intent, SetOrder)
    mode = edit.mode if edit else OrderMode.AS_SENT
    clips = list(sent)
    if mode is OrderMode.BY_TIME:
        names = {asset.id: asset.name for asset in material.assets}
        clips.sort(key=lambda id_: (_natural(names[id_]), sent.index(id_)))
    elif mode is OrderMode.REVERSED:
        clips.reverse()
    elif mode is OrderMode.SHUFFLED:
        clips.sort(key=lambda id_: noise(id_, 0, intent.variation + 1))
    elif mode is OrderMode.LISTED and edit:
        listed = [clip for clip in edit.clips if clip in sent]
        clips = [*listed, *(clip for clip in sent if clip not in listed)]
    for place in all_of(intent, PlaceClip):
        if place.clip in clips:
            clips = _placed(clips, place)
    return clips


def _natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts IMG_9 before IMG_10, as cameras count."""
    parts = re.findall(r"\d+|\D+", name.casefold())
    return [(int(p), "") if p.isdecimal() else (-1, p) for p in parts]


def _placed(clips: list[AssetId], place: PlaceClip) -> list[AssetId]:
    rest = [clip for clip in clips if clip != place.clip]
    if place.where == "first":
        return [place.clip, *rest]
    if place.where == "last":
        return [*rest, place.clip]
    if place.where in ("after", "before") and place.other in rest:
        at = rest.index(place.other) + (place.where == "after")
        return [*rest[:at], place.clip, *rest[at:]]
    return clips


def noise(text: str, place: int, variation: int) -> float:
    """A reproducible pseudo-random number 0..1 (FNV-1a, mixed)."""
    value = 2166136261
    for char in text:
        value = ((value ^ ord(char)) * 16777619) & 0xFFFFFFFF
    mixed = (value * 31 + place * 17 + variation * 7919) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    return ((mixed ^ (mixed >> 12)) & 0xFFFF) / 0xFFFF
