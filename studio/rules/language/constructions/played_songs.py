"""Which songs there are, which of them play, and how another is made to play."""

from studio.model.edits.music import UseMusic
from studio.model.edits.record import Edit
from studio.model.media import AssetId, MediaKind
from studio.model.reading import ClipView
from studio.rules.language.constructions.match import Match


def known_songs(m: Match) -> list[ClipView]:
    """The songs of the project."""
    return [c for c in m.clause.view.clips if c.kind is MediaKind.AUDIO]


def in_use(m: Match) -> set[AssetId]:
    """The songs that play before this request."""
    for edit in reversed(m.clause.view.last_edits):
        if isinstance(edit, UseMusic):
            return set(edit.songs)
    return {c.id for c in known_songs(m) if c.in_use}


def played(m: Match) -> list[Edit]:
    """The edit that plays a song which a clause names and which does not play yet."""
    named = tuple(m["songs"] or ())
    if any(isinstance(edit, UseMusic) for edit in m.clause.context.edits):
        return []
    return [UseMusic(songs=named)] if named and not set(named) <= in_use(m) else []


def made_to_play(m: Match) -> list[Edit]:
    """The song that a cut is to follow, where it would not play anyway."""
    only = m.clause.view.duration == 0 and len(known_songs(m)) == 1
    return [] if only else played(m)
