"""Convert projects, assets and analyses to and from JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from studio.model.media import Asset, AssetId, Footage, MediaKind, Shot
from studio.model.music import BeatGrid, Section
from studio.model.project import Pending, Project, Version
from studio.rules.serial.draft_json import from_wire, to_wire

Json = dict[str, Any]


def asset_to_json(asset: Asset) -> Json:
    return asdict(asset) | {"kind": asset.kind.value, "fps": str(asset.fps)}


def asset_from_json(data: Mapping[str, Any]) -> Asset:
    return Asset(
        **{**data, "kind": MediaKind(data["kind"]), "fps": Fraction(data["fps"])}
    )


def footage_from_json(data: Mapping[str, Any]) -> Footage:
    shots = tuple(
        Shot(**{**shot, "focus": tuple(shot["focus"])}) for shot in data["shots"]
    )
    return Footage(
        AssetId(data["asset"]),
        data["seconds"],
        shots,
        tuple(data["keyframes"]),
        data["loudness"],
    )


def grid_from_json(data: Mapping[str, Any]) -> BeatGrid:
    return BeatGrid(
        data["seconds"], data["tempo"], tuple(data["beats"]), tuple(data["downbeats"]),
        tuple(data["energy"]), tuple(Section(**s) for s in data["sections"]),
        tuple(data["confidence"]),
    )  # fmt: skip


def project_to_json(project: Project) -> Json:
    return asdict(project) | {
        "assets": [asset_to_json(asset) for asset in project.assets],
        "versions": [
            {"draft": to_wire(v.draft), "wishes": v.wishes, "request": v.request}
            for v in project.versions
        ],
    }


def project_from_json(data: Mapping[str, Any]) -> Project:
    return Project(
        **{
            **data,
            "assets": tuple(asset_from_json(asset) for asset in data["assets"]),
            "versions": tuple(
                Version(from_wire(v["draft"]), v["wishes"], v["request"])
                for v in data["versions"]
            ),
            "pending": tuple(Pending(**p) for p in data.get("pending", ())),
        }
    )
