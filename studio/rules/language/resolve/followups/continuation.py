"""Carry the last edit on: "more", "only on the dog", "two seconds", "the other one"."""

from studio.model.edits.control import Undo
from studio.model.edits.footage import Include, PlaceClip, Reverse, SetSpeed
from studio.model.edits.music import BeatUnit, SetPace, SetVolume, TrimMusic
from studio.model.edits.overlay import (
    AddCaptions,
    AddOverlay,
    AddTitle,
    Animation,
    ChangeCaptions,
    ChangeOverlay,
    ChangeTitle,
    RemoveCaptions,
    RemoveOverlay,
    RemoveTitle,
    SpeechCaptions,
)
from studio.model.edits.picture import (
    Adjust,
    JoinKind,
    SetJoin,
    SetLook,
    SetPulse,
)
from studio.model.edits.record import WHOLE, Edit
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.picture.qualities import QUALITIES
from studio.rules.language.grammar.clip_references import clips
from studio.rules.language.grammar.scopes import scope
from studio.rules.language.resolve import adjust
from studio.rules.language.resolve.followups.rule import (
    EARLY,
    LATE,
    is_fresh,
    is_turned,
    rule,
)
from studio.rules.language.resolve.neighbours.sharing import assets

_OTHERS = ("photo", "clip", "shot", "q.what", "q.which", "q.mark")
"""Words that "take it off" does not hold: something is named, or asked."""
_TIMED = frozenset(
    "join fade_picture fade_sound shot_length freeze add_title card".split()
)
"""Edits with a number of seconds of their own."""
_HELD = frozenset("shot_length freeze add_title card".split())
"""Those of them of which "hold it for 2 seconds" may be said."""
_OF_SHOTS = frozenset({"pace", "shot_length"})
"""Edits of how long shots are."""
_FADING = frozenset({"fade_picture", "fade_sound"})
"""Edits that are slower the longer they last."""
_COMPLAINT = (
    "excess? adj.short? adj.long? adj.slow? adj.fast? adj.loud? adj.quiet? adj.strong? "
    "adj.weak? adj.big? adj.small?"
)
"""What may be said against the last value before the next: "too short, 25"."""
_VALUES = ("number", "duration", "percent", "factor")
_OF_AN_EDIT = 10.0
"""Seconds beyond which a bare duration is the video's, not that of the edit before it."""
_LONG = 6.0
"""Seconds from which "make it 20 seconds" is about the video."""


@rule(EARLY, "animation.fade&fade_in $put? animation_noun?")
def _fading_words(m: Match, last: Edit) -> Edit | None:
    """Reads "title in bold, then add a fade in": words come in so."""
    if not isinstance(last, AddTitle | ChangeTitle) or not m.clause.context.edits:
        return None
    return ChangeTitle(which=adjust.named_again(last), animation=Animation.FADE)


@rule(
    EARLY,
    "adj.strong|adj.weak|adj.soft|adj.transparent|look.faded&compared $degree? more? less? excess? lack? not? again? up? down?",
)
def _stronger(m: Match, last: Edit) -> Edit | None:
    """Reads "weaker", "a bit stronger" of a look or of flashes."""
    if not (isinstance(last, SetLook | SetPulse) or last.do == "cube"):
        return None
    if m.clause.seen("adj.see_through"):
        return None  # of the logo, whatever was done last
    bare = m.has("degree.bit") and not m.has("more", "less", "compared", "excess")
    bare = bare and not m.is_han()  # "淡一点" asks
    up = m.has("adj.strong") is not (is_turned(m) or bare)  # "bit strong" complains
    return adjust.take_further(last, less=not up, step=m.degree())


@rule(
    EARLY,
    "adj.long|adj.short|verb.shorten|verb.lengthen $degree? more? less? excess? lack? not? again?",
)
def _longer(m: Match, last: Edit) -> Edit | None:
    """Reads "短一点", "longer" of a transition, a fade, a photo."""
    now = getattr(last, "seconds", None)
    if last.do not in _TIMED or now is None or m.clause.seen("video", "rest"):
        return None  # "the video is too short" is not about the fade before
    longer = m.has("adj.long", "verb.lengthen") is not is_turned(m)
    factor = m.degree() if longer else 1 / m.degree()
    return adjust.with_fields(last, seconds=round(now * factor, 3))


@rule(EARLY, "double|twice|triple|half adj.long|adj.short as? than?", fresh=True)
def _times_as_long(m: Match, last: Edit) -> Edit | None:
    """Reads "twice as long" of photos, a fade or a transition."""
    now = getattr(last, "seconds", None)
    if last.do not in _TIMED or now is None:
        return None
    times = 0.5 if m.has("half") else 3.0 if m.has("triple") else 2.0
    if m.has("adj.short") and not m.has("half"):
        times = 1 / times
    return adjust.with_fields(last, seconds=round(now * times, 3))


@rule(
    EARLY,
    "adj.slow|adj.fast|verb.slow_down|verb.speed_up $degree? more? less? excess? lack? not? again? up? down?",
    fresh=True,
)
def _faster(m: Match, last: Edit) -> Edit | None:
    """Reads "slower still" after a clip was slowed down, or something fades."""
    slow = m.has("adj.slow", "verb.slow_down") is not is_turned(m)
    if last.do in _FADING and (now := getattr(last, "seconds", None)):
        step = m.degree() if slow else 1 / m.degree()
        return adjust.with_fields(last, seconds=round(now * step, 3))
    if not isinstance(last, SetSpeed):
        return None
    factor = last.factor / m.degree() if slow else last.factor * m.degree()
    return adjust.with_fields(last, factor=round(factor, 4))


def _is_hard_cut(edit: Edit) -> bool:
    return isinstance(edit, SetJoin) and edit.kind is JoinKind.CUT


@rule(
    EARLY,
    "first_place|last_place|edge_start|edge_end ordinal? to? at? verb.show?",
)
def _placed(m: Match, last: Edit) -> Edit | None:
    """Reads "no, first" after a clip was put somewhere, or put in."""
    clips = last.clips if isinstance(last, Include) and is_fresh(m, last) else ()
    clip = last.clip if isinstance(last, PlaceClip) else next(iter(clips), None)
    if clip is None or len(clips) > 1:
        return None
    where = "first" if m.has("first_place", "edge_start") else "last"
    return PlaceClip(clip=clip, where=where)  # type: ignore[arg-type]


@rule(
    EARLY,
    "duration|interval for? to? only? each? verb.last? verb.freeze? adj.long? adj.short? enough?",
)
def _lasting(m: Match, last: Edit) -> Edit | None:
    """Reads "两秒好了", "half a second", "每个一秒" after an edit with a duration."""
    seconds = None if m.is_too("duration") else m.seconds
    if seconds is None and (often := m["interval"]) and often[1] == BeatUnit.SECOND:
        seconds = float(often[0])
    if last.do not in _TIMED or seconds is None or _is_hard_cut(last):
        return None
    if m.has("compared") or (m.has("adj.long") and seconds >= _LONG):
        return None  # "2 seconds longer", "再长10秒"
    behind = m.is_han() and -1 < m.place("adj.long") < m.place("duration")
    if behind and m.beside("adj.long", "duration"):
        return None  # "长一秒"
    if m.has("verb.freeze") and last.do not in _HELD:
        return None  # after a fade, "freeze it for 2 seconds" is a wish of its own
    of_shots = last.do == "shot_length" and last not in m.clause.context.edits
    if seconds > _LONG and m.has("verb.make") and not of_shots:
        return None
    if seconds > _OF_AN_EDIT and last in m.clause.context.edits:
        return None  # "fade in, and 20 seconds"
    if isinstance(last, AddTitle) and is_fresh(m, last):
        return ChangeTitle(which=adjust.named_again(last), seconds=seconds)
    return adjust.with_fields(last, seconds=seconds)


@rule(EARLY, "time|duration from|verb.start moment? at?")
def _started(m: Match, last: Edit) -> Edit | None:
    """Reads "from 0:40" after a song was chosen."""
    if last.do not in {"use_music", "trim_music"} or m.seconds is None:
        return None
    return TrimMusic(start=m.seconds)


@rule(
    EARLY,
    "off it? back?",
    "verb.remove|not not? it back?",
    "verb.remove|not",
    fresh=True,
)
def _taken_off(m: Match, last: Edit) -> Edit | None:
    """Reads "off", "take it off", "算了不要了": the last edit's own removal."""
    if m.has("verb.undo", "cuts") or m.clause.seen(*_OTHERS):
        return None
    if isinstance(last, AddTitle | ChangeTitle):
        return RemoveTitle(which=adjust.named_again(last))
    if isinstance(last, AddCaptions | SpeechCaptions | ChangeCaptions):
        return RemoveCaptions()
    if isinstance(last, AddOverlay | ChangeOverlay):
        return RemoveOverlay()
    if isinstance(last, SetLook):
        return SetLook(look=None, scope=last.scope)
    if isinstance(last, SetPulse):
        return SetPulse(kind=last.kind, on="off", scope=last.scope)
    if isinstance(last, Reverse):
        return Reverse(on=False, scope=last.scope)
    return Undo()


@rule(LATE, "too|same adj.* quality_noun? it? for? with? at? verb.make?", fresh=True)
def _same_quality(m: Match, last: Edit) -> Edit | None:
    """Reads "do the same with contrast" after the picture was made brighter."""
    qualities = [QUALITIES[name][0] for name in m.names("adj") if name in QUALITIES]
    if not isinstance(last, Adjust) or len(qualities) != 1:
        return None
    return adjust.with_fields(last, quality=qualities[0])


@rule(LATE, "other|rest clip? clip_one? photo? all? too? for? with? same? and? at?")
def _for_the_rest(m: Match, last: Edit) -> Edit | None:
    """Reads "also for the other clips", "the rest, too"."""
    held = assets(last)
    pictures = m.clause.view.pictures
    shown = [clip for clip in pictures if clip.in_use] or pictures
    rest = [clip.id for clip in shown if clip.id not in held]
    if not held or not rest:
        return None
    return adjust.for_clips(last, tuple(rest))


@rule(EARLY, "excess back $degree? verb.lower? verb.raise? comma?", fresh=True)
def _back_again(m: Match, last: Edit) -> Edit | None:
    """Reads "过了,往回调一点": too much, back a bit."""
    return adjust.take_further(last, less=True, step=m.degree())


@rule(
    LATE,
    "more|less|excess|lack|again|$degree verb.lower? verb.raise? more? less? excess? lack? not? again? than? to? "
    "clip_one? other? unit.step?",
    "back!again $degree? verb.lower? verb.undo!verb.keep?",
)
def _further(m: Match, last: Edit) -> Edit | None:
    """Reads "more", "one more", "a bit less", "still too much", "back a bit"."""
    if getattr(last, "photos", False) and m.clause.seen("video"):
        return None  # "照片两秒就够了，视频多点"
    much = is_turned(m) and not m.has("degree.bit", "degree.much", "verb.lower", "more")
    if much and is_fresh(m, last) and isinstance(last, Adjust | SetVolume):
        return adjust.halved(last, halfway=True)
    if m.has("less") and (m.has("more") or isinstance(last, SetPace)):
        raised = adjust.direction(last) >= 0  # "even less", "fewer": not the way back
        return adjust.take_further(last, less=raised, step=m.degree())
    back = any(way.concept == "back" for way, _ in m.words)  # "again" is no way back
    return adjust.take_further(
        last, less=is_turned(m) or back or m.has("verb.lower"), step=m.degree()
    )


@rule(LATE, "shots|span|songpart too? all? for? with? same? verb.add? at?")
def _elsewhere(m: Match, last: Edit) -> Edit | None:
    """Reads "and in the chorus"; "第三个恢复" is no more of it."""
    if m.clause.seen("back", "verb.undo", "verb.include"):
        return None
    where = scope(m.again(), type(last)) if type(last).SCOPES else WHOLE
    return None if where == WHOLE else adjust.with_scope(last, where)


@rule(
    LATE,
    f"number|duration|time|percent|factor|beats|quote|colour|position.* {_COMPLAINT} not? only? verb.last? for? with? to? at? than? clip? title? moment? ones? better? after_all? enough? again? clip_one? verb.like?",
)
def _revalued(m: Match, last: Edit) -> Edit | None:
    """Reads "12", "40 %", "red": the last edit with this value.

    "One more" names none, and "每段三秒，六段" counts shots.
    """
    counts = last.do in _OF_SHOTS and m.beside("number", "clip", "clip_one", "shot")
    if counts or m.clause.seen("more"):
        return None
    return adjust.with_value(last, m.again())


@rule(
    EARLY,
    f"number|duration|percent|factor clips {_COMPLAINT} only? verb.last? verb.show? for? to? at? "
    "enough? too?",
    fresh=True,
)
def _revalued_for(m: Match, last: Edit) -> Edit | None:
    """Reads "2 for the dog", "grandma can have 4": the last edit so for these clips."""
    if m.is_han() and m.has("adj.long", "adj.short") and not m.has("excess"):
        return None  # "海边再长一秒" tells a difference
    ids = tuple(m["excepted"] or clips(m.again(), logos=False))
    if isinstance(last, PlaceClip) or not ids or "clips" not in type(last).SCOPES:
        return None
    new = None if any(map(m.is_too, _VALUES)) else adjust.with_value(last, m.again())
    return None if new is None or new == last else adjust.for_clips(new, ids)
