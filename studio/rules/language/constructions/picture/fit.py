"""Constructions for how footage of another shape fills the frame, alone."""

from studio.model.edits.picture import FitMode, SetFit
from studio.model.reading import Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.grammar.clause import Outcome

_ABOUT = (
    "$put? video? clip? shot? photo? picture? all? it? black? background? between? "
    "adj.blurry? sides? simple? verb.keep? instead_of? only? only_at? @scope"
)
"""What may stand around every wish about filling the frame."""

fixed(
    __name__,
    SetFit(mode=FitMode.BLUR),
    f"verb.blur_fill verb.whole_picture? verb.pad? not? verb.crop? {_ABOUT}",
    f"verb.whole_picture {_ABOUT}",
    f"not verb.crop verb.whole_picture? {_ABOUT}",
    f"verb.pad not verb.blur_fill {_ABOUT}",
    f"verb.pad|sides adj.blurry {_ABOUT}",
)
fixed(
    __name__,
    SetFit(mode=FitMode.CROP),
    f"verb.crop verb.pad? verb.lengthen? {_ABOUT}",
    f"verb.pad|verb.blur_fill $remove verb.crop? {_ABOUT}",
    f"verb.pad excess|complaint degree.much? verb.crop? {_ABOUT}",
)
fixed(
    __name__,
    SetFit(mode=FitMode.PAD),
    f"verb.pad verb.whole_picture? {_ABOUT}",
)


@construction(
    "overlay",
    "two_pictures clips?+ $put? verb.show? clip? shot? photo? picture? video? it? each? both? all? "
    "with? at? of? position_word? position.*? verb.play? verb.split? adj.small? as?",
)
def two_at_once(m: Match) -> Outcome:
    """Reads "split screen", "the dog as picture in picture": one clip is shown at a time."""
    return Residue(m.clause.words(), "overlay", "two_pictures")
