"""The analysis of clips, songs and caption files, as the flows call it."""

from typing import Protocol

from studio.model.media import Asset, CameraPath, Faces, Footage
from studio.model.music import BeatGrid


class Analyst(Protocol):
    """Analyses clips and songs, and fetches the bytes of caption files.

    Raises ``StudioError`` with a sentence; for captions also ``OSError``.
    """

    async def footage(self, asset: Asset) -> Footage: ...
    async def music(self, asset: Asset) -> BeatGrid: ...
    async def camera(self, asset: Asset) -> CameraPath: ...
    async def faces(self, asset: Asset) -> Faces: ...
    async def captions(self, asset: Asset) -> bytes: ...
