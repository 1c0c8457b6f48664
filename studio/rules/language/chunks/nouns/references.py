"""What a noun phrase refers to, and the files of the project by kind."""

from dataclasses import dataclass

from studio.model.edits.record import SongLabel
from studio.model.media import AssetId, MediaKind
from studio.model.reading import ClipView, ProjectView
from studio.rules.language.entities.token import Token

SONG_PARTS = tuple(f"song.{label.value}" for label in SongLabel)
"""Concepts of the parts of a song."""
NOUNS = ("clip", "photo", "shot", "song_one", "clip_one")
"""Words that name a kind of file, or a shot."""


@dataclass(frozen=True, slots=True)
class ClipRef:
    """Clips that were named: their ids, or how they were referred to.

    ``back`` : "it", "this" or "other" refer to what was named before. ``many`` tells
    that the name fits several, so that one must be chosen.
    """

    ids: tuple[AssetId, ...] = ()
    back: str = ""
    many: bool = False
    photos: bool = False


class Files:
    """The files of a project by kind."""

    def __init__(self, view: ProjectView) -> None:
        self.by_id = {clip.id: clip for clip in view.clips}
        self.pictures = list(view.pictures)
        self.videos = [c for c in self.pictures if c.kind is MediaKind.VIDEO]
        self.photos = [c for c in self.pictures if c.kind is MediaKind.IMAGE]
        self.songs = [c for c in view.clips if c.kind is MediaKind.AUDIO]

    def pool(self, noun: Token) -> tuple[str, list[ClipView]]:
        """The kind of a noun and the files of this kind in order."""
        if noun.has("song_one", "song") and not noun.has("clip", "clip_one"):
            return "songs", self.songs
        if noun.has("photo", "photo_one") and not noun.has("clip", "clip_one"):
            return "photos", self.photos
        return "clips", self.pictures
