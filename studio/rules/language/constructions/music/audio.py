"""Which sound a clause is about."""

from studio.model.edits.music import SoundTarget
from studio.model.edits.record import OfClips
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
    if m.has("video") and "视频的" in m.clause.context.folded:
        return SoundTarget.CLIPS  # "声音小一点，视频的"
    clips = any(t.has("clip", "videos") and not t.has("verb.make") for _, t in m.words)
    return SoundTarget.CLIPS if clips else SoundTarget.MUSIC
