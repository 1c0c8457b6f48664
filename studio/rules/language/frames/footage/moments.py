"""Constructions for moments to ban, to keep or to show something else at."""

from studio.model.edits.footage import BanMoment, KeepMoment, ReplaceShot
from studio.model.edits.record import WHOLE, Edit, OfShots, Scope
from studio.rules.language.frames.construction import Match, construction
from studio.rules.language.grammar import scopes
from studio.rules.language.grammar.clause import Outcome

_PLACE = "this_clip? $make? clip? clip_one? video? all? exactly?"
_FLAWS = "excess? degree.much? adj.blurry? adj.shaky? adj.dark? adj.boring?"


def _where(m: Match, edit: type[Edit]) -> Scope | None:
    """The shots or the stretch that the words left name; None where they name none."""
    numbers = scopes.shots(m.clause)
    where = OfShots(numbers=numbers) if numbers else scopes.scope(m.clause, edit)
    m.clause.take_all("shot", "this_clip")
    return None if where == WHOLE else where


@construction(
    "ban",
    f"verb.ban|verb.remove|verb.trim!verb.keep not? off? down? {_FLAWS} {_PLACE}",
    f"not verb.show|verb.repeat {_PLACE}",
)
def ban(m: Match) -> Outcome | None:
    """Reads "the shot at 8 seconds is bad", "cut out 0:05 to 0:10"."""
    spans = [t.value("span") for t in m.clause.tokens if t.has("span")]
    if any(span.owner for span in spans) or not m.clause.seen(
        "shots", "shot", "span", "moment", "this_clip"
    ):
        return None
    where = _where(m, BanMoment)
    return None if where is None else [BanMoment(scope=where)]


@construction("keep", f"verb.keep|verb.like same? thanks? degree.much? not? {_PLACE}")
def keep(m: Match) -> Outcome | None:
    """Reads "keep shot 3", "I love the shot at 0:12"."""
    if m.has("not") and not m.has("verb.keep"):
        return None
    where = _where(m, KeepMoment)
    return None if where is None else [KeepMoment(scope=where)]


@construction(
    "replace",
    f"verb.replace|other clips? verb.ban? not? verb.swap? with? {_PLACE}",
)
def replace(m: Match) -> Outcome | None:
    """Reads "replace shot 3 with the dog", "something else at 0:08"."""
    ids = m.clips()
    where = _where(m, ReplaceShot)
    if where is None or len(ids) > 1:
        return None
    return [ReplaceShot(scope=where, clip=ids[0] if ids else None)]
