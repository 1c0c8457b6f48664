"""A construction for the picture and the music that fade out at the same time."""

from studio.model.edits.limits import LONGEST_FADE
from studio.model.edits.music import FadeSound
from studio.model.edits.picture import FadePicture
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome

_LAST = "nth&clips? clip? shot? last_place? edge_end? picture? video? it? $put? duration? at? with? for?"
"""What may stand around the wish: the last clip, and how long it fades."""
_FADE = "fade_out|verb.fade outward? as?"
_WITH = ("with", "and", "verb.sync")


@construction(
    "fade_picture",
    f"{_FADE} and&at song {_LAST}",
    f"{_FADE} with song {_LAST}",
    f"{_FADE} verb.sync {_LAST}",
)
def out_together(m: Match) -> Outcome | None:
    """Reads "let the last clip fade out together with the music"."""
    fading = max(m.place("fade_out"), m.place("verb.fade"))
    words = [t.surface(m.clause.context.folded) for _, t in m.words if t.has(*_WITH)]
    heard = m.has("song") or any("music" in one or "song" in one for one in words)
    last = m["nth"] in (None, -1)
    joined = min((m.place(one) for one in _WITH if m.has(one)), default=-1)
    if not heard or not last or joined < fading or m.clause.seen("fade_in"):
        return None
    if not m.has("fade_out", "outward"):
        return None
    fades_out = FadePicture(edge="out"), FadeSound(edge="out")
    if m.seconds is None:
        return list(fades_out)
    seconds = {"seconds": min(LONGEST_FADE, m.seconds)}
    return [edit.model_copy(update=seconds) for edit in fades_out]
