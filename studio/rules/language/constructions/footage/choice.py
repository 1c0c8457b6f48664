"""Constructions for which clips are shown: only, without, again."""

from itertools import pairwise

from studio.model.edits.footage import (
    BanMoment,
    Include,
    LeaveOut,
    PlaceClip,
    TrimClip,
    UseOnly,
)
from studio.model.edits.picture import SetLook
from studio.model.edits.record import Edit, Exact
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId, MediaKind
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.entities.names import names_concept
from studio.rules.language.entities.weights import weight
from studio.rules.language.grammar.clause import Outcome
from studio.rules.language.grammar.remarks import is_removal_denied

_NOUNS = "both? clip? clip_one? photo? shot? video!verb.remove? it? position_word?"
_ABOUT = f"$put? verb.include? {_NOUNS}"
"""What may stand around every wish about which clips are shown."""
_SEVERAL = 2
"""Clips from which a video is made of these, and not about one of them."""
_GUESSED = 6.0
"""What it costs to put a clip in that may belong to the wish before it."""
_WHOLE_VIDEO = frozenset(
    "sync length aspect resolution frame_rate order include use_music export".split()
)
"""Edits that hold for no clip: "clip 3 too" behind them puts the clip in."""
_FLAWS = "flaw? adj.boring? adj.blurry? excess? copula? verb.dislike?"


@construction(
    "only",
    f"only clips!excepted+ verb.keep? rest? {_ABOUT}",
    f"only it verb.keep? {_ABOUT}",
    f"rest clips!excepted+ verb.remove verb.keep? only? {_ABOUT}",
)
def use_only(m: Match) -> Outcome | None:
    """Reads "only use the dog and the beach", "就留小狗,其余的删光"."""
    ids = m.clips()
    before = m.clause.context.edits[-1:]
    if m.has("rest") and m.nearest(("rest", "clips"), ("verb.remove",)) == "clips":
        return None  # "别用吃面条,其他都要"
    if _points_back(m) and before and isinstance(before[0], TrimClip):
        return []  # "0:30 to 0:40 is the best of it, only that bit"
    return [UseOnly(clips=ids)] if ids else None


@construction(
    "only",
    f"verb.create clips+ video duration? and? with? of? for? as? from? {_ABOUT}",
)
def made_of(m: Match) -> Outcome | None:
    """Reads "make a 20 s video of the beach and the dog"; one clip is its theme."""
    ids = m.clips()
    if len(ids) < _SEVERAL:
        return None
    length = [] if m.seconds is None else [SetLength(length=Exact(value=m.seconds))]
    return [UseOnly(clips=ids), *length]


@construction("leave_out", f"clips copula object_noun verb.remove only? all? {_ABOUT}")
def is_nothing(m: Match) -> Outcome | None:
    """Reads "clip 3 is just my thumb, bin it": the clip goes, not a thing in it."""
    clip, copula, thing = map(m.place, ("clips", "copula", "object_noun"))
    ids = m.clips()
    return [LeaveOut(clips=ids)] if ids and clip < copula < thing else None


def _denies_place(m: Match) -> bool:
    """Whether a clip is only not to stand somewhere: "the dog not last"."""
    tokens = m.clause.tokens
    return any(
        denial.has("not") and place.has("first_place", "last_place")
        for denial, place in pairwise(tokens)
    )


def _points_back(m: Match) -> bool:
    refs = [ref for _, t in m.words if (ref := t.value("clips")) is not None]
    return all(ref.back for ref in refs)


@construction(
    "only", "only rest verb.use? verb.keep?", "rest verb.include|verb.keep all? other?"
)
def only_the_rest(m: Match) -> Outcome | None:
    """Reads "not the dog, only the rest": the second says it once more."""
    before = m.clause.context.edits[-1:]
    return [] if before and isinstance(before[0], LeaveOut) else None


@construction(
    "only",
    f"excepted verb.remove|not|off|verb.start_over all? rest? other? only? {_ABOUT}",
)
def only_the_excepted(m: Match) -> Outcome:
    """Reads "delete everything but the dog", "除了合照其他都不要"."""
    return [UseOnly(clips=m["excepted"])]


@construction(
    "leave_out",
    f"excepted&all only? rest? other? {_ABOUT}",
    f"excepted all|verb.use|verb.keep|verb.include|verb.show only? rest? other? {_ABOUT}",
)
def all_but(m: Match) -> Outcome:
    """Reads "everything except the dog"."""
    return [LeaveOut(clips=m["excepted"])]


@construction("only", f"videos only verb.keep? rest? not? {_ABOUT}")
@construction(
    "only", f"video|videos clips&photo only not|verb.remove verb.keep? {_ABOUT}"
)
def only_videos(m: Match) -> Outcome | None:
    """Reads "videos only"."""
    return _of_kind(m, MediaKind.VIDEO, UseOnly)


@construction("leave_out", f"videos not|verb.remove|off {_ABOUT}")
def no_videos(m: Match) -> Outcome | None:
    """Reads "no videos"."""
    return _of_kind(m, MediaKind.VIDEO, LeaveOut)


def _of_kind(
    m: Match, kind: MediaKind, edit: type[UseOnly | LeaveOut]
) -> Outcome | None:
    pictures = [c for c in m.clause.view.clips if c.kind is not MediaKind.AUDIO]
    ids = tuple(c.id for c in pictures if c.number and c.kind is kind)
    return [edit(clips=ids)] if 0 < len(ids) < len(pictures) else None


@construction(
    "leave_out",
    f"verb.remove|off clips!logo verb.remove? again? all? reason? {_FLAWS} {_ABOUT}",
    f"verb.keep clips!logo outward&verb.remove all? {_ABOUT}",
    f"not clips at? verb.keep? again? more? in_it? verb.like? verb.need? {_ABOUT}",
    f"verb.dislike clips all? again? {_ABOUT}",
    f"verb.remove|off it again? {_FLAWS} {_ABOUT}",
    f"verb.remove clips!logo copula adj.shaky|adj.dark|adj.blurry|adj.long $degree? {_FLAWS} {_ABOUT}",
)
def leave_out(m: Match) -> Outcome | None:
    """Reads "without clip 2", "leave out the dog", "把狗删了"."""
    ids = m.clips()
    before = m.clause.context.edits[-1:]
    if m.has("at") or _denies_place(m) or is_removal_denied(m.clause.tokens):
        return None  # "not on the dog" takes an effect off it
    if before and isinstance(before[0], PlaceClip) and _only_denies(m):
        return []  # "dog last, not the beach": the dog in its place
    return [LeaveOut(clips=ids)] if ids else None


def _only_denies(m: Match) -> bool:
    """Whether nothing but "not" and a clip is said."""
    return all(
        t.has("instead_of", "clips") and not t.has("verb.remove") for _, t in m.words
    )


@construction("leave_out", f"last_clip verb.remove|not {_ABOUT}")
def last_out(m: Match) -> Outcome | None:
    """Reads "最后一段不要"."""
    shown = [clip.id for clip in m.clause.view.pictures if clip.in_use]
    return [LeaveOut(clips=(shown[-1],))] if shown else None


@construction("leave_out", f"verb.remove again? {_FLAWS} it?")
def the_named_out(m: Match) -> Outcome | None:
    """Reads "take it out" behind what it is about."""
    context = m.clause.context
    before = context.edits[-1] if context.edits else None
    if isinstance(before, BanMoment) or (m.has("it") and _is_removal(before)):
        return []
    ids = context.named or m.clause.view.replied_clips
    return [LeaveOut(clips=ids)] if ids else None


@construction("leave_out", "off verb.remove? it verb.make? verb.move?")
def off_again(m: Match) -> Outcome | None:
    """Reads "I don't like the filter, take it off": the second says it once more."""
    before = m.clause.context.edits[-1:]
    return [] if before and _is_removal(before[0]) else None


def _is_removal(edit: Edit | None) -> bool:
    if isinstance(edit, SetLook):
        return edit.look is None
    return edit is not None and edit.do.startswith("remove_")


@construction(
    "include",
    f"verb.include|verb.insert|back|forgotten clips all? back? again? too? more? on? "
    f"verb.include? $put? {_NOUNS}",
    f"in_it!depicts verb.add|verb.move clips too? {_NOUNS}",
)
def include(m: Match) -> Outcome | None:
    """Reads "use the dog too", "put clip 3 back in"."""
    ids = m.clips()
    m.clause.cost += 0.3
    return [Include(clips=ids)] if ids else None


@construction("include", f"verb.put clips inward {_NOUNS}")
def put_in(m: Match) -> Outcome | None:
    """Reads "put the dog and the beach in"; "in black and white" goes on."""
    last = next((t for t in reversed(m.clause.tokens) if weight(t) > 0), None)
    return [Include(clips=m.clips())] if last and last.has("inward") else None


@construction("include", f"verb.add&verb.play clips {_NOUNS}")
def shown(m: Match) -> Outcome | None:
    """Reads "放第3个素材": Chinese puts a clip in where it names no place for it."""
    ids = m.clips() if m.is_han() else ()
    m.clause.cost += _GUESSED
    return [Include(clips=ids)] if ids else None


@construction("include", f"clips too|and|then too? {_NOUNS}")
def also(m: Match) -> Outcome | None:
    """Reads "and clip 3", "clip 3 as well" where no edit before it holds for a clip."""
    before = [e.do for e in (*m.clause.context.edits, *m.clause.view.last_edits)]
    ids, tokens = m.clips(), m.clause.tokens
    joined = tokens[0].has("and", "then") or tokens[-1].has("too")
    if not joined:
        return None  # "the dog too cute", "the beach goes on and on"
    m.clause.cost += _GUESSED
    return [Include(clips=ids)] if ids and _WHOLE_VIDEO.issuperset(before) else None


@construction(
    "include",
    f"all verb.use|verb.include clip|videos|photo each? {_ABOUT}",
    f"all_clips verb.use|verb.include|verb.show|verb.appear at_least? once? each? {_ABOUT}",
    f"all|each at_least once verb.use? verb.include? verb.show? verb.appear? {_ABOUT}",
)
def include_all(m: Match) -> Outcome | None:
    """Reads "use all clips", "show every clip at least once"; logos are no clips."""
    view = m.clause.view
    photos = m.has("photo") and not m.has("clip", "videos")
    kinds = {MediaKind.IMAGE} if photos else {MediaKind.VIDEO, MediaKind.IMAGE}
    ids = tuple(
        c.id
        for c in view.clips
        if c.kind in kinds
        and c.number
        and c.id not in view.overlays
        and not names_concept(c.name, "logo")
    )
    return [Include(clips=ids)] if ids else None


@construction("include", f"number clip|videos|photo verb.include {_ABOUT}")
def include_so_many(m: Match) -> Outcome | None:
    """Reads "三个视频都用上": all clips, where there are so many."""
    ids = tuple(clip.id for clip in m.clause.view.pictures)
    return [Include(clips=ids)] if len(ids) == m["number"] else None


@construction("include", f"instead_of!not clips+ {_ABOUT}")
def instead(m: Match) -> Outcome | None:
    """Reads "use the beach instead of the dog", "instead of the dog use the beach"."""
    used, out = m.around("instead_of")
    if not used and len(out) == 2:
        out, used = out[:1], out[1:]
    return _exchanged(out, used)


@construction("include", f"verb.replace clips+ with|to|for {_ABOUT}")
def replaced(m: Match) -> Outcome | None:
    """Reads "replace the dog with the sunset"."""
    return _exchanged(*m.around("with", "to", "for"))


@construction("include", f"verb.replace clips+ {_ABOUT}")
def turned_into(m: Match) -> Outcome | None:
    """Reads "小狗换成夜景"."""
    return _exchanged(*m.around("verb.replace")) if m.is_han() else None


def _exchanged(out: list[AssetId], used: list[AssetId]) -> list[Edit] | None:
    if not out or not used:
        return None
    return [Include(clips=tuple(used)), LeaveOut(clips=tuple(out))]
