"""Constructions for the clips' own sound: silent, kept, or with the music lowered."""

from studio.model.edits.music import RemoveMusic, SetClipSound
from studio.model.edits.record import WHOLE, Edit, OfClips
from studio.model.media import AssetId, MediaKind
from studio.model.reading import Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.music.audio import ABOUT
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome

_ABOUT = f"clip? photo? this_clip? verb.show? back? again? {ABOUT}"
_OFF = "not|verb.remove|off|verb.mute"


@construction("clip_sound", f"denoise q.can? q.mark? too? {_ABOUT} @scope")
def denoise(m: Match) -> Outcome:
    """Reads "降噪": a sound is turned down as a whole only."""
    return Residue(m.clause.words(), "clip_sound", "noise")


@construction(
    "clip_sound",
    f"only sound|verb.mute|verb.keep|verb.use|off song verb.keep? verb.mute? {_ABOUT}",
    f"verb.mute|off except song all? other? rest? {_ABOUT}",
    f"clip_sound {_OFF} only? song? verb.keep? verb.hear? verb.include? off? {_ABOUT} @scope",
    f"only song verb.hear {_ABOUT}",
    f"only~song {_ABOUT}",
    f"verb.mute clip|videos|all verb.keep? {_ABOUT} @scope",
    f"sound|everything_sound {_OFF} clip verb.keep? verb.hear? off? {_ABOUT}",
)
def mute(m: Match) -> Outcome | None:
    """Reads "mute the clips", "no original sound", "just the music".

    "Background noise removed" leaves what else is heard.
    """
    if m.clause.seen("noise_noun") and m.has("verb.remove"):
        return Residue(m.clause.words(), "clip_sound", "noise")
    if m.nearest(("song", "clip_sound"), _OFF.split("|")) == "song" and m.has(
        "clip_sound"
    ):
        return None
    return [SetClipSound(mode="mute", scope=m.scope)]


@construction("clip_sound", f"others verb.mute all? verb.keep? {_ABOUT}")
def mute_others(m: Match) -> Outcome:
    """Reads "keep the dog's sound, mute the rest"."""
    named = [i for e in m.clause.context.edits for i in _clips(e)]
    rest = tuple(
        c.id
        for c in m.clause.view.clips
        if c.kind is MediaKind.VIDEO and c.id not in named
    )
    scope = OfClips(assets=rest) if named and rest else WHOLE
    return [SetClipSound(mode="mute", scope=scope)]


def _clips(edit: Edit) -> tuple[AssetId, ...]:
    return edit.scope.assets if isinstance(edit.scope, OfClips) else ()


@construction(
    "clip_sound",
    f"everything_sound {_OFF} {_ABOUT}",
    "all verb.mute|off!outward!verb.remove sound? all? it? $make? at? video?",
)
def silence(m: Match) -> Outcome:
    """Reads "mute all the sound": the music goes, too."""
    return [RemoveMusic(), SetClipSound(mode="mute", scope=m.scope)]


@construction(
    "clip_sound",
    f"sound {_OFF} verb.keep? verb.hear? off? {_ABOUT} @scope",
    f"verb.mute verb.keep? {_ABOUT} @scope",
)
def mute_there(m: Match) -> Outcome | None:
    """Reads "no sound", "mute clip 2", "海边那条声音别留"."""
    if m.scope.of in {"time", "song"}:
        return None
    return [SetClipSound(mode="mute", scope=m.scope)]


@construction(
    "clip_sound",
    f"only clip_sound|speech not? verb.remove? song? verb.keep? verb.hear? {_ABOUT}",
    f"not|verb.remove song only sound|clip|clip_sound verb.keep? clip_sound? {_ABOUT}",
)
def alone(m: Match) -> Outcome | None:
    """Reads "just the original sound": the music goes."""
    if any(t.has("noise_maker") for _, t in m.words):
        return None  # "turn clip 1's sound off, it's just wind"
    if m.nearest(("song", "clip_sound"), ("not", "verb.remove")) == "clip_sound":
        return None
    return [RemoveMusic(), SetClipSound(mode="keep", scope=m.scope)]


@construction(
    "clip_sound",
    "verb.unmute clip_sound? verb.keep? " + f"{_ABOUT} @scope",
    f"verb.mute not|off|back {_ABOUT} @scope",
    f"clip_sound&verb.hear {_ABOUT} @scope",
    f"noise_maker verb.hear {_ABOUT} @scope",
    f"sound only verb.keep? {_ABOUT} @place",
    f"clip_sound at? with? {_ABOUT} @place",
    f"sound with!verb.use {_ABOUT} @place",
    f"clip_sound verb.keep|verb.hear|verb.include|$make|back|on|with verb.hear? normal? "
    f"verb.show? {_ABOUT} @scope",
    f"sound|speech verb.keep|verb.include|back|verb.hear|on normal? {_ABOUT} @scope",
    f"speech verb.add!films|verb.use|with {_ABOUT} @scope",
    f"clip_sound song verb.keep|verb.include|verb.hear|both|all and? too? {_ABOUT}",
)
def keep(m: Match) -> Outcome | None:
    """Reads "keep the original sound", "原声留着", "unmute clip 2"."""
    if m.clause.seen("during") and any(t.has("verb.show") for _, t in m.words):
        return None  # "show the office while Ben talks"
    return [SetClipSound(mode="keep", scope=m.scope)]


@construction(
    "clip_sound", f"verb.hear clip|videos {_ABOUT}", f"verb.hear {_ABOUT} @scope"
)
def hear(m: Match) -> Outcome | None:
    """Reads "I want to hear Anna", "let me hear the clips"."""
    named = m.scope.of != "whole" or m.has("clip", "videos")
    return keep(m) if named else None


_LOWER = "verb.lower|verb.duck|down|adj.quiet|adj.small|less|adj.loud&complaint"


@construction(
    "clip_sound",
    f"verb.hear song|songs not? excess? during? under? only? instead_of? {_ABOUT} @place",
)
def over_the_music(m: Match) -> Outcome | None:
    """Reads "I can hardly hear Anna over the music", "hear her, not the song"."""
    against = m.clause.seen("complaint", "not", "instead_of")
    if not against or not isinstance(m.scope, OfClips):
        return None
    return [SetClipSound(mode="duck", scope=m.scope)]


@construction(
    "clip_sound",
    f"verb.duck song? songs? speech? clip_sound? under? or? {_ABOUT} @scope",
    f"speech|clip_sound {_LOWER} song|songs under? excess? verb.hear? after? "
    f"degree.bit? degree.much? adj.sharp? {_ABOUT} @scope",
    f"speech|clip_sound song|songs under {_ABOUT} @scope",
    f"speech|clip_sound|face song|songs|sound verb.drown not? verb.remove? {_ABOUT} @scope",
    f"speech|clip_sound verb.hear adj.sharp? {_ABOUT} @scope",
    f"speech adj.sharp {_ABOUT} @scope",
    f"speech song|songs adj.loud excess during? {_ABOUT} @scope",
)
def duck(m: Match) -> Outcome:
    """Reads "lower the music while they talk", "有原声的时候音乐压低一些"."""
    return [SetClipSound(mode="duck", scope=m.scope)]
