"""Take the last edit off where it was wrong, and do it elsewhere: "no, only on the dog"."""

from studio.model.edits.control import Undo
from studio.model.edits.footage import (
    Include,
    LeaveOut,
    PlaceClip,
    UseOnly,
)
from studio.model.edits.music import SetClipSound, UseMusic
from studio.model.edits.overlay import (
    AddOverlay,
    AddTitle,
    ChangeOverlay,
    ChangeTitle,
)
from studio.model.edits.picture import SetJoin
from studio.model.edits.record import (
    WHOLE,
    AtTime,
    Edit,
    OfClips,
    OfShots,
    OfTime,
    Scope,
)
from studio.model.media import AssetId, MediaKind
from studio.rules.language.constructions.match import Match
from studio.rules.language.grammar.clip_references import clips
from studio.rules.language.resolve import adjust
from studio.rules.language.resolve.followups.rule import (
    EARLY,
    LATE,
    Edits,
    is_corrected,
    is_fresh,
    rule,
)
from studio.rules.language.resolve.neighbours.sharing import assets
from studio.rules.language.resolve.opposites import is_denial, opposite

_CHOICES = (UseOnly, LeaveOut, Include)
_ON_TOP = (AddOverlay, ChangeOverlay, AddTitle, ChangeTitle)
"""Edits of what stands in one place, and moves with its scope."""


@rule(EARLY, "only_at for? at? same? look_noun? effects_all? @scope")
def _narrowed(m: Match, last: Edit) -> Edits:
    """Reads "but only on the dog", "just for the chorus"."""
    if m.scope == WHOLE:
        return None
    if isinstance(last, _ON_TOP) and is_fresh(m, last):
        return _moved_on_top(last, m.scope)
    return replaced(m, last, adjust.with_scope(last, m.scope))


@rule(EARLY, "only|only_at clips at? for?")
def _only_there(m: Match, last: Edit) -> Edit | None:
    """Reads "brighten the kitchen, just the kitchen": the last edit said again."""
    ids = m.clips()
    there = bool(ids) and set(ids) == set(_scoped(last))
    return last if there and m.clause.context.edits else None


@rule(
    EARLY,
    "only|except clips on|verb.keep|verb.hear|with sound? clip_sound? at? for?",
    "only clips verb.last sound? at?",
)
def _heard_there(m: Match, last: Edit) -> Edit | None:
    """Reads "原声全部关掉,只有火锅那段开着": what is muted, and where it is not."""
    ids = m.clips()
    silent = isinstance(last, SetClipSound) and last.mode == "mute"
    return (
        SetClipSound(mode="keep", scope=OfClips(assets=ids)) if silent and ids else None
    )


@rule(EARLY, "only clips at? for? verb.keep?", fresh=True)
def _only_here(m: Match, last: Edit) -> Edits:
    """Reads "actually no, just the dog" after a look on the dog and the beach."""
    ids, concepts = m.clips(), m.clause.context.concepts
    if not ids or not _scoped(last) or not is_corrected(m) or "rest" in concepts:
        return None
    return replaced(m, last, adjust.for_clips(last, ids))


@rule(EARLY, "instead_of clips+ comma? and?")
def _instead(m: Match, last: Edit) -> Edits:
    """Reads "not the dog, the beach": the second in place of the first."""
    ids = m.clips()
    if len(ids) != 2 or ids[0] not in assets(last):
        return None
    return replaced(m, last, adjust.for_clips(last, ids[1:]))


@rule(EARLY, "clips instead_of!not at? for? with? as?", fresh=True)
def _there_instead(m: Match, last: Edit) -> Edits:
    """Reads "on the dog instead": the last edit there, and not where it was."""
    ids = m.clips()
    if not ids or m.place("instead_of") < m.place("clips"):
        return None
    new = adjust.for_clips(last, ids)
    return replaced(m, last, new) if new is not None and new != last else None


@rule(EARLY, "only|only_at clips as? into? before? at? for?", fresh=True)
def _joined_only_there(m: Match, last: Edit) -> Edits:
    """Reads "only into the sunset" of transitions."""
    ids = m.clips()
    if not isinstance(last, SetJoin) or not ids:
        return None
    return replaced(m, last, adjust.for_clips(last, ids))


@rule(LATE, "all|throughout video? at? for? clip? shot?", fresh=True)
def _everywhere(_: Match, last: Edit) -> Edit | None:
    """Reads "everywhere" after an edit of one place."""
    return None if last.scope == WHOLE else adjust.with_fields(last, scope=WHOLE)


@rule(EARLY, "verb.keep clips after_all? back? again? all?", fresh=True)
def _kept_after_all(m: Match, last: Edit) -> Edit | None:
    """Reads "no, keep the dog" after it was left out."""
    ids = m.clips()
    if not isinstance(last, LeaveOut) or not ids or not set(ids) <= set(last.clips):
        return None
    return Include(clips=ids)


@rule(
    EARLY,
    "off|instead_of clips verb.remove? it? again? back? at? for? with? after_all?",
    "verb.remove&off clips it? again? back? at? for?",
    "not at|for clips again? after_all?",
    fresh=True,
)
def _not_there(m: Match, last: Edit) -> Edit | None:
    """Reads "take it off the beach", "not on the cake", "maybe not the beach"."""
    ids, off = m.clips(), opposite(last)
    if m.has("instead_of") and m.place("instead_of") > m.place("clips"):
        return None  # "on the dog instead"
    if not ids or off is None or isinstance(last, _CHOICES) or is_denial(last):
        return None
    everywhere = last.scope == WHOLE and m.has("at", "for", "with")
    there = everywhere or m.has("off") or set(ids) <= set(_scoped(last))
    if not there:
        return None
    return adjust.for_clips(off, ids)


@rule(EARLY, "rest|others verb.keep clip? clip_one? photo? all?", fresh=True)
def _others_stay(_: Match, __: Edit) -> Edits:
    """Reads "the others can stay": nothing is asked of them."""
    return ()


@rule(EARLY, "clips&excepted at? for? too? it?", fresh=True)
def _except(m: Match, last: Edit) -> Edit | None:
    """Reads "except the cake" after an edit of the whole video."""
    off, ids = opposite(last), tuple(m["excepted"])
    everywhere = last.scope == WHOLE and not is_denial(last)
    return adjust.for_clips(off, ids) if off is not None and everywhere else None


@rule(
    EARLY,
    "nor clips too? at? for? verb.remove?",
    "too not clips at? for? verb.remove? verb.include?",
    fresh=True,
)
def _nor_there(m: Match, last: Edit) -> Edit | None:
    """Reads "nor grandma" after "not on the cake"."""
    ids = m.clips()
    return adjust.for_clips(last, ids) if ids and is_denial(last) else None


@rule(EARLY, "clips too&verb.include for? at? all?", fresh=True)
def _there_too(m: Match, last: Edit) -> Edit | None:
    """Reads "夜景也要" after a look on another clip that is shown, as the night is."""
    ids = m.clips()
    shown = {clip.id for clip in m.clause.view.clips if clip.in_use}
    if not ids or not set(ids) <= shown or not _scoped(last):
        return None
    return adjust.for_clips(last, ids)


@rule(EARLY, "clips&songs too", fresh=True)
def _that_clip_too(m: Match, last: Edit) -> Edit | None:
    """Reads "worship too" after an edit of a clip, where a song has that name, too."""
    ids = m.clips()
    return adjust.for_clips(last, ids) if ids and assets(last) else None


@rule(LATE, "other_one not?")
def _the_other(m: Match, last: Edit) -> Edits:
    """Reads "the other one": the one file that the last edit was not about."""
    ids = _others(m, last)
    if isinstance(last, UseMusic) and ids:
        return UseMusic(songs=ids)
    return _elsewhere(m, last, ids) if ids else None


@rule(LATE, "clips too? all? for? with? same? verb.add? not? only? at? clip?")
def _for_other_clips(m: Match, last: Edit) -> Edits:
    """Reads "the dog too", "no, the beach"."""
    if any(token.has("excess") for token in m.clause.tokens[:-1]):
        return None  # "clip 3 is too long" is no "clip 3, too"
    if m.has("excepted"):
        return None  # "except clip 3" asks for nothing new of the others
    ids = clips(m.again())
    concepts = m.clause.context.concepts
    if isinstance(last, PlaceClip) and "then" in concepts and len(ids) == 1:
        return PlaceClip(clip=ids[0], where="after", other=last.clip)
    if isinstance(last.scope, OfShots) and m["nth"] is not None:
        return None  # "第4个" is a shot there
    return _elsewhere(m, last, ids) if ids else None


@rule(EARLY, "after!last_place!side clips verb.follow? it? ordinal?", fresh=True)
def _behind(m: Match, last: Edit) -> Edit | None:
    """Reads "the beach right after", "小狗跟在后面" behind a clip that was placed."""
    ids = m.clips()
    if not isinstance(last, PlaceClip) or len(ids) != 1 or ids[0] == last.clip:
        return None
    if m.place("after") < m.place("clips") and not m.is_han():
        return None  # "after the sunset": the clip that was placed goes there
    return PlaceClip(clip=ids[0], where="after", other=last.clip)


@rule(
    LATE,
    "songs better|verb.like after_all? back? again?",
    "song|song_one old|normal|just_now|before better? verb.like? after_all? back? again? "
    "verb.use? or?",
    fresh=True,
)
def _the_first_song(m: Match, last: Edit) -> Edit | None:
    """Reads "the first song was better", "还是原来那首" after another was chosen."""
    if not isinstance(last, UseMusic):
        return None
    songs = tuple(m["songs"] or _others(m, last))
    return UseMusic(songs=songs) if songs else Undo()


def _elsewhere(m: Match, last: Edit, ids: tuple[AssetId, ...]) -> Edits:
    """The last edit for other clips: in place of it where that is corrected."""
    edit = adjust.for_clips(last, ids)
    added = m.has("too", "same") or "and" in m.clause.context.concepts
    if added or not (is_corrected(m) or m.has("not")):
        return edit
    return replaced(m, last, edit)


def replaced(m: Match, last: Edit, new: Edit | None) -> Edits:
    """The new edit, behind what takes the last one off where it would stand beside it."""
    off = opposite(last) if is_fresh(m, last) else None
    beside = new is not None and (
        isinstance(last, LeaveOut | Include) or new.scope != last.scope
    )
    if new is None or off is None or last in (off, new) or not beside:
        return new
    return (off, new)


def _moved_on_top(last: Edit, scope: Scope) -> Edit | None:
    """The title or logo that was changed last, shown only there."""
    new: dict[str, object] = {"scope": scope}
    if isinstance(scope, OfTime):
        low, high = scope.start or 0.0, scope.end
        new = {"start": AtTime(seconds=low)}
        if high is not None:
            new["end"] = AtTime(seconds=high)
    if isinstance(last, AddOverlay | ChangeOverlay):
        return adjust.with_fields(ChangeOverlay(image=last.image), **new)
    title = ChangeTitle(which=adjust.named_again(last))
    return adjust.with_fields(title, **new)


def _scoped(edit: Edit) -> tuple[AssetId, ...]:
    """The clips where an edit holds; () where it holds elsewhere."""
    return edit.scope.assets if isinstance(edit.scope, OfClips) else ()


def _others(m: Match, last: Edit) -> tuple[AssetId, ...]:
    held, songs = assets(last), bool(getattr(last, "songs", ()))
    rest = [
        clip.id
        for clip in m.clause.view.clips
        if (clip.kind is MediaKind.AUDIO) is songs
        and clip.number
        and clip.id not in held
    ]
    return (rest[0],) if len(rest) == 1 else ()
