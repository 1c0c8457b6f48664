"""Convert assets and analyses to and from JSON.

Child processes import it, so it must not import the edit records, which load slowly.
"""

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from studio.model.media import (
    Asset,
    AssetId,
    CameraPath,
    FacePlace,
    Faces,
    Footage,
    FrameFeatures,
    MediaKind,
    MotionPeak,
    Shot,
    SoundEvent,
    SoundKind,
    SubjectPlace,
)
from studio.model.music import BeatGrid, Section

Json = dict[str, Any]


def asset_to_json(asset: Asset) -> Json:
    return asdict(asset) | {"kind": asset.kind.value, "fps": str(asset.fps)}


def asset_from_json(data: Mapping[str, Any]) -> Asset:
    return Asset(
        **{
            **data,
            "kind": MediaKind(data["kind"]),
            "fps": Fraction(data["fps"]),
            "highlights": tuple(data.get("highlights", ())),
        }
    )


def footage_from_json(data: Mapping[str, Any]) -> Footage:
    shots = tuple(
        Shot(**{**shot, "focus": tuple(shot["focus"])}) for shot in data["shots"]
    )
    return Footage(
        AssetId(data["asset"]),
        data["seconds"],
        shots,
        data["loudness"],
        tuple(FrameFeatures(**moment) for moment in data.get("moments", ())),
        tuple((start, end) for start, end in data.get("blank", ())),
        tuple((start, end) for start, end in data.get("speech", ())),
        tuple(data.get("colour", ())),
        tuple(MotionPeak(**peak) for peak in data.get("peaks", ())),
        tuple(_subject(place) for place in data.get("subject", ())),
        tuple(_face_place(place) for place in data.get("faces", ())),
        tuple(_sound_event(event) for event in data.get("sounds", ())),
        tuple(data.get("highlights", ())),
        data.get("slow_motion", False),
    )


def _sound_event(data: Mapping[str, Any]) -> SoundEvent:
    return SoundEvent(**{**data, "kind": SoundKind(data["kind"])})


def _subject(data: Mapping[str, Any]) -> SubjectPlace:
    left, top, right, bottom = data["box"]
    return SubjectPlace(data["time"], (left, top, right, bottom))


def camera_from_json(data: Mapping[str, Any]) -> CameraPath:
    return CameraPath(
        AssetId(data["asset"]), *(tuple(data[name]) for name in ("times", "x", "y"))
    )


def faces_from_json(data: Mapping[str, Any]) -> Faces:
    return Faces(AssetId(data["asset"]), tuple(map(_face_place, data["places"])))


def _face_place(data: Mapping[str, Any]) -> FacePlace:
    return FacePlace(data["time"], tuple((a, b, c, d) for a, b, c, d in data["boxes"]))


def grid_from_json(data: Mapping[str, Any]) -> BeatGrid:
    return BeatGrid(
        data["seconds"], data["tempo"], tuple(data["beats"]), tuple(data["downbeats"]),
        tuple(data["energy"]), tuple(Section(**s) for s in data["sections"]),
        tuple(data["confidence"]), data.get("other_tempo", 0.0),
    )  # fmt: skip
