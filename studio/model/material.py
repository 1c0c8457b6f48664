"""The material of a timeline: files and their analyses."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from studio.model.captions import Cue
from studio.model.media import Asset, AssetId, CameraPath, Faces, Footage, MediaKind
from studio.model.music import BeatGrid


@dataclass(frozen=True, slots=True)
class CaptionFaults:
    """How many captions of a file overlap the next ones, and how many cannot be read."""

    shortened: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Material:
    """The files of a project, in order of arrival, with their analyses.

    ``footage`` holds the pictures that can be used, ``music`` the songs (and the clips
    whose own sound may serve as music), ``captions`` the cues of subtitle files and of
    speech, ``camera`` the camera's paths of the clips that are to be held still, ``faces``
    where faces are in what is cropped around them. A file without an analysis is left out
    of the timeline.
    """

    assets: tuple[Asset, ...] = ()
    footage: Mapping[AssetId, Footage] = field(default_factory=dict)
    music: Mapping[AssetId, BeatGrid] = field(default_factory=dict)
    captions: Mapping[AssetId, tuple[Cue, ...]] = field(default_factory=dict)
    camera: Mapping[AssetId, CameraPath] = field(default_factory=dict)
    faces: Mapping[AssetId, Faces] = field(default_factory=dict)

    @property
    def by_id(self) -> dict[AssetId, Asset]:
        return {asset.id: asset for asset in self.assets}

    @property
    def pictures(self) -> list[Asset]:
        """Clips and photos with an analysis, in the order in which they came."""
        return [
            asset
            for asset in self.assets
            if asset.kind in (MediaKind.VIDEO, MediaKind.IMAGE)
            and asset.id in self.footage
        ]

    @property
    def songs(self) -> list[Asset]:
        """Songs with an analysis, in the order in which they came."""
        return [
            asset
            for asset in self.assets
            if asset.kind is MediaKind.AUDIO and asset.id in self.music
        ]
