"""Constructions for how loud the music and the clips are."""

from studio.model.edits.limits import LOUDEST
from studio.model.edits.music import RemoveMusic, SetClipSound, SetVolume, SoundTarget
from studio.model.edits.record import Amount, AtTime, Edit, Exact, OfTime, Times
from studio.model.reading import Residue
from studio.rules.language.chunks.places import Span
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.music.audio import ABOUT, each, target
from studio.rules.language.constructions.played_songs import played
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome, question

_FAINTEST = 5.0
"""A number from which it stands for a percentage by itself."""
_MOST = 4.0
"""The largest factor that is taken as meant."""
_UNDER = "during|under"
"""Words between a sound and the clips while which it plays."""


@construction("volume", *each(
    f"percent|fraction|half {{audio}} full_volume? {_UNDER}? {ABOUT} @scope",
    f"percent full_volume {{audio}} {ABOUT} @scope",
    f"percent adj.loud {{audio}} not than? {ABOUT} @scope",
))  # fmt: skip
def share(m: Match) -> Outcome:
    """Reads "music at 30 %", "音量调到一半", "原声+50%"."""
    share, sign = abs(m.share or 0.0), _sign(m)
    return _volume(m, Times(factor=1 + sign * share) if sign else Exact(value=share))


def _sign(m: Match) -> int:
    """1 where the percentage is written with a plus sign, -1 with a minus sign, else 0."""
    folded = m.clause.context.folded
    start = next((t.start for _, t in m.words if t.has("percent")), 0)
    sign = folded[start] if folded[start] in "+-" else folded[max(start - 1, 0)]
    return (sign == "+") - (sign == "-")


@construction("volume", *each(f"number {{audio}} {ABOUT} @scope"))
def number(m: Match) -> Outcome | None:
    """Reads "volume 50", "set the music to 0.4": shares of a hundred or of one."""
    if m.beside("number", "song_one"):
        return None  # "再加一首歌"
    value = float(m["number"])
    if LOUDEST < value < _FAINTEST and not m.has("to", "at"):
        return None  # "I sent three clips and a song"
    return _volume(m, Exact(value=value / 100 if value > LOUDEST else value))


@construction("volume", *each(
    f"full_volume {{audio}} {ABOUT} @scope",
    f"maximum {{audio}} verb.raise? adj.loud? up? {ABOUT} @scope",
    f"normal|back|old {{audio}} normal? adj.loud? {ABOUT} @scope",
), f"full_volume adj.loud? {ABOUT} @scope",
   f"maximum adj.loud {ABOUT} @scope")  # fmt: skip
def full(m: Match) -> Outcome | None:
    """Reads "full volume", "音量最大", "music back to its normal volume"."""
    if not m.has("full_volume", "maximum", "sound"):
        return None
    return _volume(m, Exact(value=1.0))


@construction("volume", *each(f"half_volume {{audio}} {ABOUT} @scope"),
              f"half_volume {ABOUT} @scope")  # fmt: skip
def half(m: Match) -> Outcome:
    """Reads "at half volume", "音量减半"."""
    return _volume(m, Exact(value=0.5))


@construction("volume", *each(
    f"adj.loud {{audio}} verb.raise? up? {_UNDER}? {ABOUT} @scope",
    f"adj.loud~lack|enough {{audio}} not? {ABOUT} @scope",
    f"adj.quiet~excess|not|less {{audio}} excess? {ABOUT} @scope",
    f"adj.small~excess|not|less {{audio}} excess? {ABOUT} @scope",
    f"verb.raise!verb.add|up|lack|adj.big|double|triple {{audio}} up? adj.big? more? {ABOUT} @scope",
), f"adj.loud verb.raise? up? {ABOUT} @scope",
   f"adj.loud~lack|enough not? {ABOUT} @scope",
   f"adj.quiet~excess|not|less excess? {ABOUT} @scope",
   f"song|sound verb.hear&complaint excess? {ABOUT} @scope",
    f"clip_sound|speech verb.hear&complaint excess? {ABOUT} @scope",
   f"song verb.hear~lack|not not? {ABOUT} @scope")  # fmt: skip
def louder(m: Match) -> Outcome | None:
    """Reads "a bit louder", "turn the music up", "原声太小了"."""
    if m.has("verb.hear") and m.has("song") and m.clause.seen("during"):
        return None  # "I can't hear Anna over the music"
    return _volume(m, m.change(1))


@construction("volume", *each(
    f"adj.quiet {{audio}} verb.lower? down? back? {_UNDER}? {ABOUT} @scope",
    f"adj.quiet~lack|enough {{audio}} not? {ABOUT} @scope",
    f"adj.loud~excess|not|less {{audio}} excess? verb.lower? down? {ABOUT} @scope",
    f"adj.big~excess|not|less {{audio}} excess? {ABOUT} @scope",
    f"verb.lower|down|adj.small {{audio}} down? adj.small? adj.quiet? back? verb.raise? {_UNDER}? {ABOUT} @scope",
), f"song excess degree.much? {ABOUT} @scope",
   f"verb.drown song? speech? clip_sound? excess? {ABOUT} @scope",
   f"adj.quiet verb.lower? down? back? {ABOUT} @scope",
   f"adj.loud~excess|not|less excess? verb.lower? down? {ABOUT} @scope")  # fmt: skip
def quieter(m: Match) -> Outcome | None:
    """Reads "quieter", "the song is too loud", "音乐小声一点"; not "换首安静点的歌"."""
    if m.clause.seen("verb.replace") and m.clause.seen("song_one"):
        return None
    if any(way.concept == "verb.raise" and t.has("adj.loud") for way, t in m.words):
        return None  # "大声点，之后小声点" are two wishes
    return _volume(m, m.change(-1))


@construction(
    "volume",
    f"not|verb.mute|verb.remove|off song|songs {_UNDER}|at all? verb.hear? {ABOUT} @place",
)
def silent_under(m: Match) -> Outcome:
    """Reads "mute the music during clip 2"."""
    return [SetVolume(level=Exact(value=0.0), scope=m.scope)]


@construction("volume", *each(
    f"moment adj.loud|adj.quiet|adj.big|adj.small {{audio}} {ABOUT}",
))  # fmt: skip
def from_then(m: Match) -> Outcome | None:
    """Reads "音乐在15秒的时候变大声": it changes there and stays so."""
    point = m["moment"]
    if "变" not in m.clause.words() or not isinstance(point, AtTime) or point.end:
        return None
    m.scope = OfTime(start=point.seconds)
    return _volume(m, m.change(1 if m.has("adj.loud", "adj.big") else -1))


@construction(
    "volume",
    f"enters_late duration|time song verb.mute? silence? firstly? first_place? after? to_end? later? {ABOUT}",
    f"span!clips verb.mute|silence song? {ABOUT}",
)
def silent_at_first(m: Match) -> Outcome | None:
    """Reads "BGM先静音5秒再进", "音乐第5秒再进", "BGM前5秒静音"."""
    span: Span | None = m["span"]
    if span is None:
        end = m.seconds
    elif span.owner == "song" and span.shares is None and not span.start:
        end = span.end
    else:
        return None
    return [SetVolume(level=Exact(value=0.0), scope=OfTime(start=0.0, end=end))]


@construction(
    "clip_sound", f"not|verb.mute|verb.remove|off song|songs {_UNDER} speech {ABOUT}"
)
def silent_under_speech(_: Match) -> Outcome:
    """Reads "no music while they talk": it can be lowered there."""
    ways: tuple[Edit, ...] = (SetClipSound(mode="duck"), RemoveMusic())
    return question("which_edit", [*(("", [way]) for way in ways), ("", [])])


@construction("volume", *each(
    f"decibels {{audio}} verb.raise? verb.lower? adj.loud? adj.quiet? up? down? "
    f"less? more? by? {_UNDER}? {ABOUT} @scope",
))  # fmt: skip
def decibels(m: Match) -> Outcome:
    """Reads "music at -6 dB", "turn the music down by 6 dB"."""
    value = float(m["decibels"])
    sign = m.has("verb.raise", "adj.loud", "up", "more") - m.has(
        "verb.lower", "adj.quiet", "down", "less"
    )
    factor = round(10 ** ((sign * abs(value) if sign else value) / 20), 3)
    relative = sign or m.has("by")
    return _volume(m, Times(factor=factor) if relative else Exact(value=factor))


@construction("volume", *each(
    f"not|verb.mute|verb.remove|off {{audio}} all? verb.hear? {ABOUT} @scope",
), "verb.mute|silence video? at? all? $make? @scope")  # fmt: skip
def silent(m: Match) -> Outcome | None:
    """Reads "no music in the chorus", "silence from 0:10 to 0:12"."""
    if m.scope.of not in {"time", "song"}:
        return None
    named = m.has("song", "songs", "clip_sound", "speech")
    return [SetVolume(
        target=target(m) if named else SoundTarget.ALL,
        level=Exact(value=0.0), scope=m.scope,
    )]  # fmt: skip


def _volume(m: Match, level: Amount) -> Outcome:
    match level:
        case Exact(value=value) if not 0 <= value <= LOUDEST:
            beyond = value
        case Times(factor=factor) if factor > _MOST:
            beyond = factor
        case _:
            volume = SetVolume(target=target(m), level=level, scope=m.scope)
            return [*played(m), volume]
    return Residue(m.clause.words(), "volume", "out_of_range", f"{beyond * 100:g} %")
