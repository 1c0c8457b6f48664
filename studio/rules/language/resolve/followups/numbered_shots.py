"""The last edit of a shot for another shot, by its number: "and 7", "第5个也不要"."""

from studio.model.edits.control import Undo
from studio.model.edits.footage import BanMoment, SwapShots
from studio.model.edits.picture import SetJoin
from studio.model.edits.record import WHOLE, Edit, OfShots
from studio.rules.language.constructions.match import Match
from studio.rules.language.resolve import adjust
from studio.rules.language.resolve.followups.instead import replaced
from studio.rules.language.resolve.followups.rule import (
    EARLY,
    LATE,
    Edits,
    is_corrected,
    is_fresh,
    rule,
)
from studio.rules.language.resolve.neighbours.sharing import assets


@rule(
    EARLY,
    "nth&clips transition? too copula?",
    "ordinal+ and? transition clip_one? first_place? last_place? too copula?",
    "ordinal+ and? clip_one? first_place? last_place? too copula?",
    "shots before|after|to_end too",
)
def _another_join(m: Match, last: Edit) -> Edits:
    """Reads "第二个也是", "the second and third too" behind an edit of the first transition."""
    if not isinstance(last, SetJoin) or last.where != "one":
        return None
    numbers = [m["nth"]] if m["nth"] else list(m["shots"] or ())
    numbers = [one - m.has("before") for one in numbers if one > m.has("before")]
    numbers += [v for _, t in m.words if (v := t.value("ordinal")) is not None]
    joins = [
        adjust.with_fields(last, join=int(one), moment=None, scope=WHOLE)
        for one in numbers
        if one
    ]
    return tuple(join for join in joins if join) or None


@rule(LATE, "number|ordinal clip_one? shot? clip? too?", "nth&clips shot? too?")
def _other_shots(m: Match, last: Edit) -> Edits:
    """Reads "and 7", "oops, I meant 5" after an edit of shot 4."""
    value = m["nth"] or m["ordinal"] or m["number"]
    if not isinstance(last.scope, OfShots) or value is None:
        return None
    edit = adjust.with_fields(last, scope=OfShots(numbers=(int(value),)))
    if edit is None or not is_corrected(m) or not is_fresh(m, last):
        return edit
    alone = m.clause.view.last_edits == (last,)
    return (Undo(), edit) if alone else edit


@rule(EARLY, "nth&clips too? verb.remove|not|off after_all? clip_one?")
def _another_shot_out(m: Match, last: Edit) -> Edit | None:
    """Reads "第5个也不要" behind an edit of shot 3: "the fifth" is a shot, too."""
    swapped = isinstance(last, SwapShots) and last.shots is not None
    if m["nth"] is None or not (swapped or isinstance(last.scope, OfShots)):
        return None
    return BanMoment(scope=OfShots(numbers=(int(m["nth"]),)), shorten=True)


@rule(EARLY, "ordinal clip_one instead_of|too", fresh=True)
def _another_clip(m: Match, last: Edit) -> Edits:
    """Reads "no wait, the third one instead", "the second one too" after a clip's edit."""
    clip = next(
        (c.id for c in m.clause.view.pictures if c.number == m["ordinal"]), None
    )
    if clip is None or not assets(last):
        return None
    new = adjust.for_clips(last, (clip,))
    if m.has("too"):
        return new
    return replaced(m, last, new) if new is not None and new != last else None
