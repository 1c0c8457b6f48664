"""Constructions for how quick the cut is, and how its pace develops."""

from studio.model.edits.music import PaceCurve, SetPace
from studio.model.edits.record import OfClips, Times
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome

_CUTS = "cuts|pacing|shot|verb.switch_shots"
_ABOUT = (
    f"{_CUTS}? clip? video? song? beat? $make? verb.sync? verb.split? verb.keep? it? to? for? with? of? "
    "as? from? at? than? only? all? throughout? again? verb.raise? up? down? copula? "
    "look_noun? there? change_noun?"
)
"""What may stand around every wish about the pace."""
_OFTEN = (
    "pacing? beat? song? $make? of? to? from? for? at? than? throughout? then? there?"
)
"""What may stand around a wish for more or fewer cuts."""
_EDGES = "edge_start? edge_end? first_place? last_place? middle?"


@construction(
    "pace",
    f"pace.build_up cuts? adj.fast? more? {_EDGES} {_ABOUT}",
)
def towards_the_end(m: Match) -> Outcome | None:
    """Reads "build up towards the end", "越往后越快": of the whole video."""
    return [SetPace(curve=PaceCurve.BUILD_UP)] if not m.has("middle") else None


@construction(
    "pace",
    f"pace.* cuts? same? more? adj.long? adj.fast? adj.slow? length_noun? {_EDGES} {_ABOUT} @scope",
)
def curve(m: Match) -> Outcome:
    """Reads "faster and faster", "节奏均匀"."""
    kind = PaceCurve(m.name("pace"))
    if (
        kind is PaceCurve.BUILD_UP
        and m.scope.of == "time"
        and not m.clause.seen("span")
    ):
        return [SetPace(curve=kind)]  # "slow at the start, faster and faster then"
    return [SetPace(curve=kind, scope=m.scope)]


@construction(
    "pace",
    f"adj.slow|adj.calm|verb.slow_down adj.fast|adj.energetic|pace.build_up|"
    f"verb.speed_up|song.build more? then? and? but? verb.start? verb.end? after? before? {_EDGES} {_ABOUT}",
)
def build_up(m: Match) -> Outcome | None:
    """Reads "start slow, then get faster", "前面舒缓后面燃"."""
    (_, calm), (_, lively) = m.words[:2]
    parted = m.has("then", "verb.end", "edge_end", "last_place", "after", "to", "more")
    if calm.start > lively.start or not parted:
        return None
    return [SetPace(curve=PaceCurve.BUILD_UP)]


@construction(
    "pace",
    f"half&adj.fast {_ABOUT} @scope",
    f"half cuts|pacing adj.fast? more? less? by? {_ABOUT} @scope",
    f"half adj.fast cuts|pacing|verb.switch_shots by? {_ABOUT} @scope",
    f"double adj.slow cuts|pacing|verb.switch_shots by? {_ABOUT} @scope",
    f"double shot adj.long by? {_ABOUT} @scope",
    f"tempo.half|speed.half cuts|pacing {_ABOUT} @scope",
)
def half(m: Match) -> Outcome | None:
    """Reads "half as many cuts", "cut half as often"; "cut it in half" is a length."""
    if m.has("verb.trim") and m.has("it", "clip_one"):
        return None
    return [SetPace(rate=Times(factor=0.5), scope=m.scope)]


@construction(
    "pace",
    f"double&adj.fast {_ABOUT} @scope",
    f"double cuts|pacing adj.fast? more? by? {_ABOUT} @scope",
    f"double adj.fast cuts|pacing|verb.switch_shots by? {_ABOUT} @scope",
    f"half shot adj.long|length_noun by? {_ABOUT} @scope",
    f"tempo.double|speed.double cuts|pacing {_ABOUT} @scope",
)
def double(m: Match) -> Outcome:
    """Reads "double the cuts", "副歌剪快一倍"."""
    return [SetPace(rate=Times(factor=2.0), scope=m.scope)]


@construction(
    "pace",
    f"adj.fast|verb.speed_up {_CUTS} adj.energetic? {_ABOUT} @scope",
    f"adj.slow~excess|not|less {_CUTS} excess? {_ABOUT} @scope",
    f"adj.fast~lack|enough {_CUTS} not? {_ABOUT} @scope",
    f"pacing more!filler|verb.raise|lack {_ABOUT} @scope",
    f"cuts|verb.switch_shots!verb.replace more!filler|verb.raise!verb.add|lack {_OFTEN} @scope",
    f"adj.fast&cuts {_ABOUT} @scope",
    f"shot adj.short {_ABOUT} @scope",
    f"each adj.short|verb.shorten clip_one? {_ABOUT}",
    f"shot|cuts adj.long~excess|not|less excess? {_ABOUT} @scope",
    f"adj.energetic more|lack {_ABOUT} @scope",
    f"adj.energetic&compared {_ABOUT} @scope",
    f"adj.calm~excess|not|less excess? {_ABOUT} @scope",
    f"verb.speed_up&cuts {_ABOUT} @scope",
    f"adj.fast ones {_ABOUT} @scope",
    f"adj.boring excess? copula? {_ABOUT}",
    f"adj.boring less|not {_ABOUT} @scope",
)
def faster(m: Match) -> Outcome:
    """Reads "faster cuts", "the shots are too long", "it drags"."""
    return [SetPace(rate=m.change(1), scope=m.scope)]


@construction(
    "pace",
    f"adj.slow|verb.slow_down {_CUTS} adj.calm? {_ABOUT} @scope",
    f"adj.fast~excess|not|less {_CUTS} excess? not? {_ABOUT} @scope",
    f"adj.slow~lack|enough {_CUTS} not? {_ABOUT} @scope",
    f"adj.fast&cuts less|not|excess clips? {_ABOUT} @scope",
    f"join.cut excess degree.much? {_OFTEN} @scope",
    f"cuts|verb.switch_shots!verb.replace less|excess|verb.lower excess? degree.much? {_OFTEN} @scope",
    f"not frequent cuts|verb.switch_shots {_OFTEN} @scope",
    f"not frequent&cuts {_OFTEN} @scope",
    f"too_often cuts|verb.switch_shots shot? {_OFTEN} @scope",
    f"shot adj.long|verb.lengthen more? {_ABOUT} @scope",
    f"each adj.long|verb.lengthen clip_one? {_ABOUT}",
    f"shot|cuts adj.short~excess|not|less excess? {_ABOUT} @scope",
    f"verb.slow_down&cuts {_ABOUT} @scope",
    f"adj.slow ones {_ABOUT} @scope",
    f"adj.energetic~excess|not|less excess? adj.calm? adj.slow? {_ABOUT} @scope",
    f"adj.calm more|lack {_ABOUT} @scope",
    f"adj.calm&compared {_ABOUT} @scope",
    f"adj.energetic&complaint excess? adj.calm? adj.slow? {_ABOUT} @scope",
)
def slower(m: Match) -> Outcome | None:
    """Reads "fewer cuts", "the cuts are too quick", "longer shots"."""
    if m.has("adj.calm", "adj.energetic") and _means_song(m):
        return None
    return [SetPace(rate=m.change(-1), scope=m.scope)]


_BARE = (
    "video? it? $make? verb.keep? then? than? all? throughout? copula? again? from? to? "
    "up? down?"
)


@construction(
    "pace",
    f"adj.fast|verb.speed_up adj.energetic? {_BARE}",
    f"adj.slow~excess|not|less excess? {_BARE}",
    f"adj.fast~lack|enough not? {_BARE}",
)
def all_faster(m: Match) -> Outcome | None:
    """Reads "faster", "too slow": said of nothing, it is about the cuts."""
    return None if _means_clip(m) or m.clause.has("factor") else faster(m)


@construction(
    "pace",
    f"adj.slow!slowly|verb.slow_down adj.calm? {_BARE}",
    f"adj.fast~excess|not|less excess? not? {_BARE}",
)
def all_slower(m: Match) -> Outcome | None:
    """Reads "slow it down", "too quick"."""
    return None if _means_clip(m) or m.clause.has("factor") else slower(m)


@construction("pace", f"adj.fast|verb.speed_up {_BARE} @scope")
def there_faster(m: Match) -> Outcome | None:
    """Reads "…, faster at the end" behind a wish about the cuts."""
    return faster(m) if _follows(m) or m.scope.of == "song" else None


@construction("pace", f"adj.slow|verb.slow_down {_BARE} @scope")
def there_slower(m: Match) -> Outcome | None:
    """Reads "…, slower in the verse" behind a wish about the cuts."""
    return slower(m) if _follows(m) or m.scope.of == "song" else None


def _follows(m: Match) -> bool:
    context = m.clause.context
    before = context.edits[-1:] or list(context.view.last_edits[-1:])
    return bool(before) and isinstance(before[0], SetPace) and m.scope.of != "whole"


@construction("pace", f"adj.energetic {_ABOUT} @scope")
def energetic(m: Match) -> Outcome | None:
    """Reads "energetic", "燃一点"; an energetic song is another song."""
    if _means_song(m):
        return None
    return [SetPace(curve=PaceCurve.ENERGETIC, scope=m.scope)]


@construction("pace", f"adj.calm adj.slow? {_ABOUT} @scope")
def calm(m: Match) -> Outcome | None:
    """Reads "a calm edit", "chill"; a calm song is another song."""
    if _means_song(m):
        return None
    return [SetPace(curve=PaceCurve.CALM, scope=m.scope)]


def _means_song(m: Match) -> bool:
    """Whether the mood is that of the song, and not of the cuts."""
    if not m.has("song") or m.has("pacing", "video", "verb.sync"):
        return False
    exchanged = m.clause.seen("verb.replace") and m.place("song") < m.place("to")
    return exchanged or not m.has("cuts", "to")


def _means_clip(m: Match) -> bool:
    """Whether "it" is a clip: one that was replied to or edited just before."""
    if m.has("it_clip"):
        return True
    edits = m.clause.context.edits
    edited = bool(edits) and isinstance(edits[-1].scope, OfClips)
    return m.has("it") and (bool(m.clause.view.replied_clips) or edited)
