"""Constructions for a new cut to the beat."""

from studio.model.edits.music import Sync
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.played_songs import made_to_play
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome

_ABOUT = (
    "beat? beat_grid? song? songs? cuts? pacing? photo? clip? video? shot? all? together? version? between? "
    "new? other? verb.trim!not? verb.shorten? again? timeline? exactly? $make? to? "
    "with? for? as? from? it? of? at? verb.sync? verb.switch_shots? this_clip? up? down? lack? then? "
    "sound? verb.keep? downbeat? on? shot? unit.step? number? copula?"
)
"""What may stand around a wish for a cut to the beat."""


@construction("sync", f"surprise {_ABOUT}")
def surprise(m: Match) -> Outcome:
    """Reads "surprise me": another cut; beside a wish it only says how it is meant."""
    return [] if m.clause.context.edits else [Sync(again=True)]


@construction("sync", f"recut {_ABOUT}")
def recut(m: Match) -> Outcome:
    """Reads "another version": a first one, where there is none yet."""
    return [Sync(again=m.clause.view.duration > 0)]


@construction("sync", f"go {_ABOUT}")
def go(m: Match) -> Outcome | None:
    """Reads "let's go" before the first cut."""
    return [Sync()] if m.clause.view.duration == 0 else None


@construction(
    "sync",
    f"verb.sync {_ABOUT}",
    f"beat|song|songs verb.match|verb.follow {_ABOUT}",
    f"cuts|transition|verb.land|video|change_noun state.off {_ABOUT}",
    f"off_beat change_noun? excess? {_ABOUT}",
    f"state.off beat verb.match {_ABOUT}",
    f"verb.create!verb.make!verb.remove video|clip|photo|it|all|sound and? {_ABOUT}",
    f"verb.create&verb.make video of|with|from|as clip|photo|it|all {_ABOUT}",
    f"verb.create video|change_noun {_ABOUT}",
    f"verb.create!verb.make!verb.remove {_ABOUT}",
    f"verb.create song|sound with {_ABOUT}",
    f"verb.create&verb.trim to song|songs {_ABOUT}",
    f"verb.start cuts {_ABOUT}",
    f"verb.create&verb.remove video|clip|photo|all|sound and? {_ABOUT}",
)
def to_the_beat(m: Match) -> Outcome:
    """Reads "sync it", "make a video"; to a song that does not play yet it plays that."""
    return made_to_play(m) or [Sync()]


@construction("sync", f"verb.create&verb.remove!verb.make {_ABOUT}")
def cut(m: Match) -> Outcome | None:
    """Reads "cut to the beat"; a bare "cut" is a wish before the first cut only."""
    bare = not any(
        t.has("beat", "song", "songs", "again", "together") for _, t in m.words
    )
    if bare and m.clause.view.duration > 0:
        return None
    return made_to_play(m) or [Sync()]


@construction("sync", f"verb.create clips and? {_ABOUT}")
def create_of_these(m: Match) -> Outcome | None:
    """Reads "make an edit with these clips"."""
    return None if m["clips"].ids else [Sync()]


@construction(
    "sync",
    f"verb.create unknown video {_ABOUT}",
    "verb.add? video",
)
def first_cut(m: Match) -> Outcome | None:
    """Reads "cut me a travel video" and "I want a video" before the first cut."""
    return [Sync()] if m.clause.view.duration == 0 else None
