"""Constructions for moments to ban, to keep or to show something else at."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from studio.model.edits.footage import BanMoment, KeepMoment, PlaceClip, ReplaceShot
from studio.model.edits.record import WHOLE, Edit, OfShots, Scope
from studio.model.media import AssetId
from studio.model.reading import Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar import scopes
from studio.rules.language.grammar.clause import Outcome

_PLACE = "between? $put? clip? clip_one? video!verb.remove? all? exactly? stretch? it? only_at?"
_FLAWS = "excess? degree.much? copula? flaw? adj.blurry? adj.shaky? adj.dark? adj.boring? again?"
_BAD = ("flaw", "verb.dislike", "adj.blurry", "adj.shaky", "adj.dark", "adj.boring")
_EDGES: Mapping[tuple[int, ...], Literal["first", "last"]] = MappingProxyType(
    {(1,): "first", (-1,): "last"}
)
"""Shots that are a place for a clip: it goes there, and no clip is taken away."""
_SHOWING = ("verb.use", "verb.make", "verb.show", "verb.add", "copula", "as")
_COST = 0.5
_NAMED = ("shots", "shot", "span", "moment", "this_clip")


def _where(m: Match, edit: type[Edit]) -> Scope | None:
    """The shots or the stretch that the words left name; None where they name none.

    A moment stands for the shot that is shown then.
    """
    if not m.clause.seen(*_NAMED):
        return None
    spans = [t.value("span") for t in m.clause.tokens if t.has("span")]
    if any(span.owner for span in spans):
        return None
    numbers = scopes.shots(m.clause, noun=False)
    where = OfShots(numbers=numbers) if numbers else scopes.scope(m.clause, edit)
    m.clause.take_all("shot", "this_clip")
    return None if where == WHOLE else where


@construction(
    "shot_length",
    "clips until songpart verb.play|verb.show|verb.last|verb.keep|verb.move to? up_to? verb.make? all?",
)
def until(m: Match) -> Outcome:
    """Reads "let the beach play until the drop": the music says where shots change."""
    m.clause.cost -= _COST
    return Residue(m.clause.words(), "shot_length")


@construction(
    "ban",
    f"judged_moments verb.speed_up|verb.slow_down|adj.fast|adj.slow|verb.remove|verb.trim|not|off|"
    f"verb.keep|verb.use|adj.short|adj.long|verb.shorten|verb.lengthen only? more? less? "
    f"$degree? up? down? {_PLACE} @rest",
)
def judged(m: Match) -> Outcome:
    """Reads "speed up the boring parts": nobody said which moments these are."""
    return Residue(m.clause.words(), "ban", "which_moments")


@construction(
    "ban",
    f"verb.remove|verb.trim!verb.keep!verb.shorten|off|verb.dislike|verb.start_over verb.trim? outward? not? off? down? {_FLAWS} {_PLACE}",
    f"flaw not? {_FLAWS} {_PLACE}",
    f"not verb.show|verb.repeat|verb.like|verb.include|verb.use {_FLAWS} {_PLACE}",
)
def ban(m: Match) -> Outcome | None:
    """Reads "the shot at 8 seconds is bad", "cut out 0:05 to 0:10".

    What is cut out makes the video shorter; what is bad is replaced.
    """
    if m.has("it") and m.has("verb.trim") and m.clause.seen("at"):
        return None  # "cut it at 20 s" is where the video ends
    cut_out = m.has("verb.remove", "verb.trim", "off") and not m.has(*_BAD)
    where = _where(m, BanMoment)
    return None if where is None else [BanMoment(scope=where, shorten=cut_out)]


@construction("ban", f"verb.trim&verb.shorten off? {_PLACE}")
def trimmed(m: Match) -> Outcome | None:
    """Reads "trim the last 2 seconds": an end of the video; "to" would keep it."""
    spans = [t.value("span") for t in m.clause.tokens if t.has("span")]
    ends = all(span.start == 0 or (span.start and span.end is None) for span in spans)
    if not spans or not ends or m.clause.seen("to", "only", "verb.keep"):
        return None
    where = _where(m, BanMoment)
    return None if where is None else [BanMoment(scope=where, shorten=True)]


_KEEP = f"verb.like? same? thanks? degree.much? exactly? leave_alone? {_PLACE}"


@construction("ban", f"not shots more? in_it? {_PLACE}")
def without_shot(m: Match) -> Outcome | None:
    """Reads "no shot 3", "shot 3 should not be in it"."""
    numbers = tuple(m["shots"])
    return [BanMoment(scope=OfShots(numbers=numbers), shorten=True)]


@construction("keep", f"verb.keep not? {_KEEP}")
def keep(m: Match) -> Outcome | None:
    """Reads "keep shot 3", "don't touch the shot at 0:12"."""
    where = _where(m, KeepMoment)
    return None if where is None else [KeepMoment(scope=where)]


@construction("keep", f"verb.like thanks? degree.much? {_PLACE}")
def liked(m: Match) -> Outcome | None:
    """Reads "I love the shot at 0:12"."""
    where = _where(m, KeepMoment)
    return None if where is None else [KeepMoment(scope=where)]


@construction("keep", f"verb.keep clips {_KEEP}")
def clip_kept(m: Match) -> Outcome | None:
    """Reads "keep the dog"."""
    ids = m.clips()
    scope = {"of": "clips", "assets": ids}
    return [KeepMoment.model_validate({"scope": scope})] if ids else None


@construction(
    "keep", f"not!verb.remove verb.remove!not|verb.trim!not clips off? outward? {_KEEP}"
)
def not_removed(m: Match) -> Outcome | None:
    """Reads "you can't delete the dog", "小狗不能删"."""
    if not m.beside("not", "verb.remove", "verb.trim"):
        return None
    return clip_kept(m)


_REPLACE = (
    f"other? clips? verb.remove? not? verb.swap? with? for? to? {_FLAWS} {_PLACE}"
)


@construction("replace", f"verb.replace|other verb.replace? {_REPLACE}")
def replace(m: Match) -> Outcome | None:
    """Reads "replace shot 3 with the dog", "something else at 0:08"."""
    return _replaced(m, m.clips())


@construction("replace", f"instead_of!not clips clips? {_PLACE}")
def replace_by(m: Match) -> Outcome | None:
    """Reads "the beach instead of shot 4", "the beach instead of the dog in shot 4"."""
    ahead, behind = m.around("instead_of")
    return _replaced(m, tuple(ahead or behind[-1:]))


@construction(
    "replace",
    f"shots clips verb.use|verb.make|verb.show|verb.add for? with? as? {_PLACE}",
    f"shots clips copula|yes|verb.write for? with? as? {_PLACE}",
    f"shots clips as? {_PLACE}",
)
def shown_there(m: Match) -> Outcome | None:
    """Reads "use the dog for shot 4", "第4个镜头用海边的", "the last shot must be the dog"."""
    ids, numbers = m.clips(), m["shots"]
    if len(ids) != 1:
        return None
    if tuple(numbers) in _EDGES:
        return [PlaceClip(clip=ids[0], where=_EDGES[tuple(numbers)])]
    if not m.has(*_SHOWING):
        return None
    return [ReplaceShot(scope=OfShots(numbers=tuple(numbers)), clip=ids[0])]


@construction("keep", "verb.keep it? thanks? verb.like?")
def kept_again(m: Match) -> Outcome | None:
    """Reads "I love shot 3, keep it": the second says it once more."""
    before = m.clause.context.edits[-1:]
    return [] if before and isinstance(before[0], KeepMoment) else None


def _replaced(m: Match, ids: tuple[AssetId, ...]) -> Outcome | None:
    where = _where(m, ReplaceShot)
    if where is None or len(ids) > 1:
        return None
    return [
        ReplaceShot.model_validate({"scope": where, "clip": ids[0] if ids else None})
    ]
