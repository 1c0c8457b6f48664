"""Which sound and which song a clause is about."""

from studio.model.edits.music import SoundTarget, UseMusic
from studio.model.edits.record import Edit, OfClips
from studio.model.media import AssetId, MediaKind
from studio.model.reading import ClipView
from studio.rules.language.constructions.match import Match

MUSIC = "song|songs|sound"
CLIPS = "clip_sound|speech|noise_maker"
EVERYTHING = "everything_sound"
ABOUT = (
    "sound? $make? clip? videos? video? it? of? as? to? at? for? with? all? throughout? than? "
    "copula? both? on? from? background? there? face?"
)
"""What may stand around every wish about a sound."""


def each(*patterns: str) -> tuple[str, ...]:
    """The patterns once for each kind of sound, which stands in them as ``{audio}``."""
    kinds = (MUSIC, CLIPS, EVERYTHING)
    return tuple(one.replace("{audio}", kind) for one in patterns for kind in kinds)


def target(m: Match) -> SoundTarget:
    """The sound that the words of the pattern name; the music where none is named."""
    if m.has("song", "songs"):
        return SoundTarget.MUSIC
    if m.has("clip_sound", "speech", "noise_maker") or isinstance(m.scope, OfClips):
        return SoundTarget.CLIPS
    if m.has("everything_sound") or (m.has("all") and not m.has("throughout")):
        return SoundTarget.ALL
    clips = any(t.has("clip", "videos") and not t.has("verb.make") for _, t in m.words)
    return SoundTarget.CLIPS if clips else SoundTarget.MUSIC


def songs(m: Match) -> list[ClipView]:
    """The songs of the project."""
    return [c for c in m.clause.view.clips if c.kind is MediaKind.AUDIO]


def in_use(m: Match) -> set[AssetId]:
    """The songs that play before this request."""
    for edit in reversed(m.clause.view.last_edits):
        if isinstance(edit, UseMusic):
            return set(edit.songs)
    return {c.id for c in songs(m) if c.in_use}


def played(m: Match) -> list[Edit]:
    """The edit that plays a song which a clause names and which does not play yet."""
    named = tuple(m["songs"] or ())
    if any(isinstance(edit, UseMusic) for edit in m.clause.context.edits):
        return []
    return [UseMusic(songs=named)] if named and not set(named) <= in_use(m) else []
