"""Constructions for questions about the project, and small talk."""

from studio.model.edits.control import SHOT, Ask, Topic
from studio.model.reading import ShotView
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.nearest import nearest
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.grammar.clause import Outcome

_QUESTION = "q.what|q.which|q.how_many|q.mark|q.is|q.tell"
_ABOUT = (
    "q.mark? q.is? q.what? q.which? q.how_many? q.tell? q.where? it? video? verb.make? verb.use? "
    "verb.move? verb.show? verb.play? verb.add? verb.create? verb.start? verb.end? verb.keep? "
    "verb.include? verb.repeat? verb.last? at? to? for? with? as? then? copula? just_now? "
    "all? on? up? too? version? timeline? not? again? context? verb.like? there? up? "
    "only? exactly? of? face? q.opens? sent? purpose? cuts?"
)

fixed(
    __name__,
    Ask(topic=Topic.THANKS),
    "thanks greeting? yes? degree.much? it? all? video? no? q.mark? verb.like? then? adj.bright?",
)
fixed(__name__, Ask(topic=Topic.GREETING), "greeting yes? it? all? q.mark? there?")

fixed(
    __name__,
    Ask(topic=Topic.LAST_EDIT),
    f"q.last change_noun? number? verb.sync? {_ABOUT}",
)
fixed(
    __name__,
    Ask(topic=Topic.TEMPO),
    f"q.tempo song? songs? tempo_noun? speed_noun? beat? unit.beat? verb.recognise? {_ABOUT}",
    f"tempo_noun {_QUESTION} song? songs? adj.fast? {_ABOUT}",
    f"adj.fast|speed_noun song|songs q.how_many|q.what|q.mark {_ABOUT}",
)
fixed(
    __name__,
    Ask(topic=Topic.FORMAT),
    f"q.format {_QUESTION} resolution_noun? aspect_noun? unit.fps? {_ABOUT}",
    f"q.format q.format {_ABOUT}",
    f"resolution_noun|aspect_noun q.what|q.which|q.how_many|q.tell {_ABOUT}",
    f"aspect.*|ratio|lines|fps q.is|q.or_not aspect.*? q.or_not? {_ABOUT}",
)
fixed(
    __name__,
    Ask(topic=Topic.SONG),
    f"song|songs {_QUESTION} song? songs+? ordinal? edge_end? edge_start? songpart? moment? q.can? says? {_ABOUT}",
    f"q.how_long song|songs length_noun? {_ABOUT}",
    f"song&q.which {_ABOUT}",
    f"songs songs+ or {_ABOUT}",
)
fixed(
    __name__,
    Ask(topic=Topic.SONG),
    f"q.how_loud song|songs|sound song? {_ABOUT}",
)
fixed(
    __name__,
    Ask(topic=Topic.MOST_USED),
    f"q.most_used q.which|q.what clip? photo? {_ABOUT}",
)
fixed(
    __name__,
    Ask(topic=Topic.TITLES),
    f"title|caption {_QUESTION} says? verb.write? number? {_ABOUT}",
)
fixed(
    __name__,
    Ask(topic=Topic.SHOTS),
    "q.shots @rest",
    f"each shot|clip_one q.how_long length_noun? {_ABOUT}",
    f"shot|cuts|order_noun q.how_many|q.what|q.which|q.tell clip? {_ABOUT}",
    f"shot q.which longest|adj.short q.mark? {_ABOUT}",
)
fixed(
    __name__,
    Ask(topic=Topic.TIMELINE),
    f"q.timeline {_ABOUT}",
    f"timeline {_QUESTION} {_ABOUT}",
    "effects_all|look_noun!effects_all q.what|q.which at|in_it look_noun? q.tell? copula? it? "
    "video? verb.make? verb.add? just_now? all? q.mark?",
)


@construction(
    "ask",
    f"q.how_long length_noun? clips? photo? cuts? {_ABOUT}",
    f"length_noun {_QUESTION} unit.second? clips? {_ABOUT}",
)
def length(m: Match) -> Outcome:
    """Reads "how long is it?", "how long is the beach clip?"."""
    ids = m.clips()
    if ids and m.has("verb.show", "verb.last"):
        return [Ask(topic=Topic.WHERE, about=ids[0])]  # "how long is it shown?"
    topic = Topic.CLIPS if ids else Topic.LENGTH
    return [Ask(topic=topic, about=ids[0] if ids else "")]


@construction(
    "ask",
    f"q.unused {_QUESTION} clip? photo? clips? song? outward? verb.remove? sent? {_ABOUT}",
    f"clip|photo|q.which not verb.use|verb.include|in_it|verb.show q.which|q.what|q.mark|q.how_many clip? photo? {_ABOUT}",
)
def unused(m: Match) -> Outcome:
    """Reads "which clips aren't used?", "有哪些没用上"."""
    ids = m.clips()
    return [Ask(topic=Topic.UNUSED, about=ids[0] if ids else "")]


@construction(
    "ask",
    "q.how_many|q.what|q.which|q.tell clip|photo clip? photo? verb.export? publish? bare_publish? q.how_many? just_now? sent? in_it? q.can? "
    + _ABOUT,
)
def clips(_: Match) -> Outcome:
    """Reads "how many clips have I sent?", "有哪些素材"."""
    return [Ask(topic=Topic.CLIPS)]


@construction(
    "ask",
    f"moment|shots {_QUESTION} clip? shot? mark_noun? {_ABOUT}",
)
def at_moment(m: Match) -> Outcome:
    """Reads "what's on screen at 0:22?", "第10秒是哪段素材", "what's in shot 3?"."""
    seconds = getattr(m["moment"], "seconds", None)
    if m["shots"] and (shot := _numbered(m)) is not None:
        seconds = shot.start
    return [Ask(topic=Topic.SHOTS, seconds=seconds)]


@construction(
    "ask",
    f"q.where clips|songs|photo|title|songpart|song|logo photo? clip? from? edge_start? verb.start? verb.appear? in_it? {_ABOUT}",
    f"clips q.or_not {_ABOUT}",
    f"clips in_it q.mark {_ABOUT}",
    f"clips verb.include|verb.appear|in_it q.opens {_ABOUT}",
)
def where(m: Match) -> Outcome:
    """Reads "where did the dog go?", "when does the drop come?"."""
    ids = m.clips()
    part = m["songpart"]
    about = ids[0] if ids else str(part[0]) if part is not None else ""
    return [Ask(topic=Topic.WHERE, about=about)]


@construction("ask", f"q.how_often clips verb.appear? clip? photo? shot? {_ABOUT}")
def how_often(m: Match) -> Outcome | None:
    """Reads "how many times does clip 2 appear?", "第二段出现了几次"."""
    ids = m.clips()
    return [Ask(topic=Topic.WHERE, about=ids[0])] if ids else None


@construction("ask", f"q.how_long shots {_ABOUT}")
def of_shot(m: Match) -> Outcome | None:
    """Reads "how long is shot 3?"."""
    shot = _numbered(m)
    return None if shot is None else [Ask(topic=Topic.SHOTS, seconds=shot.start)]


def _numbered(m: Match) -> ShotView | None:
    """The first of the shots that are named by their numbers."""
    number = m["shots"][0]
    shots = m.clause.view.shots[number - 1 if number > 0 else number :]
    return shots[0] if shots else None


@construction("ask", f"q.help q.can? {_ABOUT} @rest")
def help_(m: Match) -> Outcome | None:
    """Reads "what can you do?", "how do I add music?"; it names no file."""
    named = m.clause.seen("clips", "songs", "shots", "moment", "unknown_target")
    return None if named else [Ask(topic=Topic.HELP)]


@construction(
    "ask", "q.why clips? shots? shot? moment? not? verb.remove? q.unused? @rest"
)
def why(m: Match) -> Outcome:
    """Reads "why did you cut at 8 seconds?", "why this shot?", "why isn't the dog in?"."""
    seconds, ref = getattr(m["moment"], "seconds", None), m["clips"]
    if m["shots"] is not None:
        shot = _numbered(m)
        seconds = shot.start if shot else seconds
        return [Ask(topic=Topic.WHY, about=SHOT, seconds=seconds)]
    if ref is None or ref.back == "this" or (ref.back and not m.recent()):
        about = SHOT if ref is not None or m.has("shot") else ""
        return [Ask(topic=Topic.WHY, about=about, seconds=seconds)]
    shortened = m.clause.seen("adj.short", "adj.long", "adj.fast", "adj.abrupt")
    missing = m.has("not", "q.unused", "q.why_not") or (
        m.has("verb.remove") and not shortened
    )
    topic = Topic.UNUSED if missing else Topic.WHY
    return [Ask(topic=topic, about=next(iter(m.clips()), ""), seconds=seconds)]


@construction(
    "ask",
    "q.can q.mark|q.opens|q.ma q.mark? lines? fps? ratio? @rest",
    "q.can lines? @rest",
)
def can(m: Match) -> Outcome | None:
    """Reads "can you do speed ramps?", "能做慢动作吗"; orders name what they are about."""
    about = nearest(m.clause)
    is_question = m.has("q.mark", "q.opens", "q.ma") or not m.is_han()
    opens = m.clause.tokens[0].has("q.can", "q.opens", "filler")
    if not is_question or not opens:
        return None
    if m.clause.seen("it", "clips") or (m.clause.seen("video", "clip") and not about):
        return None
    return [Ask(topic=Topic.CAN, about=about)]
