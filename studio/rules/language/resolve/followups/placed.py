"""Carry a clip on that was put somewhere: "second", "after the sunset", "for 4 seconds"."""

from studio.model.edits.footage import Include, LeaveOut, PlaceClip, SetShotLength
from studio.model.edits.overlay import AddTitle, ChangeTitle
from studio.model.edits.record import AtShot, Edit, OfClips
from studio.model.media import AssetId
from studio.rules.language.constructions.match import Match
from studio.rules.language.grammar.seconds_shown import shot_seconds
from studio.rules.language.resolve.followups.rule import EARLY, rule

_PAIR = 2
_INWARD = ("put ", "bring ")
"""How words begin that may ask for a clip: "put it back"."""


@rule(EARLY, "ordinal clip_one? position_word? at? as? after_all?", fresh=True)
def _counted(m: Match, last: Edit) -> Edit | None:
    """Reads "no, second" after a clip was put first."""
    number, clip = m["ordinal"], _moved(last)
    if clip is None or number is None or number == 0:
        return None
    if number in (1, -1):
        where = "first" if number == 1 else "last"
        return PlaceClip(clip=clip, where=where)  # type: ignore[arg-type]
    moment = AtShot(number=int(number))
    return PlaceClip(clip=clip, where="at", moment=moment)


@rule(
    EARLY,
    "after!last_place!side|before!last_place!side clips it? after_all?",
    fresh=True,
)
def _beside(m: Match, last: Edit) -> Edit | None:
    """Reads "no, before the sunset": the clip that was put somewhere goes there."""
    ids, word = m.clips(), max(m.place("after"), m.place("before"))
    clip = _moved(last)
    if clip is None or len(ids) != 1 or word > m.place("clips"):
        return None
    if ids[0] == clip:
        return None
    where = "after" if m.has("after") else "before"
    return PlaceClip(clip=clip, where=where, other=ids[0])  # type: ignore[arg-type]


@rule(EARLY, "verb.undo clip_one? it? again? after_all?", fresh=True)
def _in_again(m: Match, last: Edit) -> Edit | None:
    """Reads "put it back" of a clip that was left out before the last edit."""
    view = m.clause.view
    out = {clip.id for clip in view.clips if not clip.in_use}
    verb = next(t for t in m.clause.tokens if t.has("verb.undo"))
    words = verb.surface(m.clause.context.folded)
    if not words.startswith(_INWARD) or isinstance(last, LeaveOut):
        return None
    clip = next((one for one in view.named if one in out), None)
    return None if clip is None else Include(clips=(clip,))


@rule(EARLY, "between clips+ after_all?", fresh=True)
def _between(m: Match, last: Edit) -> Edit | None:
    """Reads "between the dog and the beach" after a clip was put in or somewhere."""
    ids, clip = m.clips(), _moved(last)
    if clip is None or len(ids) != _PAIR or clip in ids:
        return None
    return PlaceClip(clip=clip, where="after", other=ids[0])


@rule(
    EARLY,
    "moment|songpart at? when? not? there? instead_of? comma? verb.appear?",
    fresh=True,
)
def _at(m: Match, last: Edit) -> Edit | None:
    """Reads "not there, on the drop" after a clip was put somewhere."""
    point, clip = m.point(), _moved(last)
    if clip is None or point is None:
        return None
    return PlaceClip(clip=clip, where="at", moment=point)


@rule(EARLY, "verb.move clips bare_publish&verb.add", fresh=True)
def _title_on(m: Match, last: Edit) -> Edit | None:
    """Reads "放在小狗上" after a title was added: it stands there."""
    ids, on = m.clips(), m.place("bare_publish")
    if not isinstance(last, AddTitle) or on < m.place("clips"):
        return None
    return ChangeTitle(which="last", scope=OfClips(assets=ids))


def _moved(last: Edit) -> AssetId | None:
    """The one clip that the last edit put in or put somewhere."""
    if isinstance(last, Include) and len(last.clips) == 1:
        return last.clips[0]
    return last.clip if isinstance(last, PlaceClip) else None


@rule(
    EARLY,
    "adj.short|verb.shorten|adj.long&compared|adj.long~excess $degree? more? less? excess? not? than?",
    "double|twice|half|triple adj.long|adj.short as? than?",
    fresh=True,
)
def _longer(m: Match, last: Edit) -> Edit | None:
    """Reads "shorter", "twice as long" of a clip that was put somewhere."""
    if not isinstance(last, PlaceClip):
        return None
    now = shot_seconds(m.clause.view, {last.clip})
    turned = m.has("excess", "less", "not")
    longer = m.has("adj.long") is not turned
    return SetShotLength(
        seconds=round(now * factor(m, longer=longer), 2),
        scope=OfClips(assets=(last.clip,)),
    )


def factor(m: Match, *, longer: bool) -> float:
    """How many times as long: "twice as long", "half as long", "a bit shorter"."""
    if m.has("half"):
        return 0.5
    times = 3.0 if m.has("triple") else 2.0
    step = times if m.has("double", "twice", "triple") else m.degree()
    return step if longer else 1 / step
