"""Constructions for the part of the song that plays, and for where it ends."""

from studio.model.edits.music import EndWithMusic, LoopMusic, TrimMusic
from studio.model.edits.record import SongLabel
from studio.model.media import MediaKind
from studio.rules.language.chunks.places import Span
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.played_songs import played
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Outcome

_ABOUT = (
    "song? songs? sound? $make? at? to? for? from? of? it? video? clip? as? with? by? "
    "exactly? there? verb.include? background? this_clip? up?"
)
"""What may stand around every wish about a part of the song."""
_OF_SONG = "song? $make? of? at? it? as? this_clip? all? video? clip?"
_KEPT = (
    "song? songs? sound? $make? of? it? only? verb.start? verb.end? verb.trim? "
    "verb.keep? to? from? this_clip? clip? clip_one? cuts? there?"
)
_STARTS = "verb.start|from|verb.jump|skip_intro"
_MORE = "first_place? edge_start? verb.start? verb.jump? on? to_end? after? cuts?"


@construction(
    "trim_music",
    f"songpart {_STARTS} {_MORE} verb.remove? only? not? {_ABOUT}",
    f"songpart song first_place|edge_start {_MORE} {_ABOUT}",
)
def starts_with_part(m: Match) -> Outcome | None:
    """Reads "start at the chorus", "直接从副歌进"."""
    if m.has("not"):
        return None
    return _from_part(m)


def _from_part(m: Match) -> Outcome:
    label, number = m["songpart"]
    return [*played(m), TrimMusic(start=label, number=number if number > 0 else 1)]


@construction(
    "trim_music",
    f"songpart only verb.keep? verb.trim? songs? {_OF_SONG}",
    f"songpart verb.use|verb.play only? {_OF_SONG.replace('at? ', '')}",
)
def only_part(m: Match) -> Outcome:
    """Reads "only the chorus", "只要副歌那一段", "只要《晴天》的高潮"."""
    label, number = m["songpart"]
    return [*played(m), TrimMusic(only=label, number=number if number > 0 else 1)]


fixed(
    __name__,
    TrimMusic(start=SongLabel.VERSE),
    f"skip_intro excess? adj.long? adj.boring? {_ABOUT}",
)


@construction(
    "trim_music",
    f"song.intro excess|not|verb.remove|verb.trim|verb.jump|adj.boring adj.long? adj.boring? "
    f"after? copula? {_ABOUT}",
)
def without_intro(m: Match) -> Outcome | None:
    """Reads "skip the intro"; "no music in the intro" is about its volume."""
    song, intro = m.place("song"), m.place("song.intro")
    if -1 < song < intro and m.has("at", "during"):
        return None
    return [TrimMusic(start=SongLabel.VERSE)]


@construction("trim_music", f"edge_start songpart verb.sync? {_ABOUT}")
def opens_with_part(m: Match) -> Outcome | None:
    """Reads "开头就要高潮"; "副歌开头" is no wish by itself."""
    return _from_part(m) if m.place("edge_start") < m.place("songpart") else None


@construction(
    "trim_music",
    f"songpart&song_before.chorus $remove all? {_ABOUT}",
    f"songpart&song_before.drop $remove all? {_ABOUT}",
)
def without_what_leads_up(m: Match) -> Outcome:
    """Reads "把副歌前面剪掉": the song starts at the chorus."""
    label = SongLabel.CHORUS if m.has("song_before.chorus") else SongLabel.DROP
    return [TrimMusic(start=label)]


@construction(
    "trim_music",
    f"time|duration song|songs {_STARTS}|at|to|verb.trim {_MORE} moment? {_ABOUT}",
    f"time song|songs verb.use {_MORE} moment? {_ABOUT}",
    f"time|duration verb.start|from|verb.jump verb.play|song.intro {_MORE} {_ABOUT}",
    f"song|songs from_start {_MORE} {_ABOUT}",
    f"song edge_start|first_place verb.start|from|verb.play {_MORE} {_ABOUT}",
)
def starts_at(m: Match) -> Outcome | None:
    """Reads "start the song at 0:45", "音乐从第十秒开始播"; "cut it to 20 s" ends it."""
    if m.has("duration") and m.has("verb.trim") and m.has("to") and not m.has("from"):
        return [TrimMusic(end=m.seconds)]
    if -1 < m.place("duration") < m.place("to") < m.place("song"):
        return None  # "make me something around 30 s to the track"
    return [*played(m), TrimMusic(start=m.seconds or 0.0)]


@construction(
    "trim_music",
    f"time|duration song|songs verb.end at? by? after? {_ABOUT}",
    f"time|duration song|songs after verb.trim|off|verb.remove verb.trim? off? {_ABOUT}",
)
def ends_at(m: Match) -> Outcome | None:
    """Reads "stop the music at 1:30"."""
    return [TrimMusic(end=m.seconds)]


@construction(
    "trim_music",
    f"time|duration song|songs {_STARTS} time|duration|number verb.end it? {_MORE} and? up_to? {_ABOUT}",
)
def starts_and_ends(m: Match) -> Outcome | None:
    """Reads "start the music at 20 seconds and end it at 40"."""
    times = [v for _, t in m.words if (v := _time(t)) is not None]
    if len(times) != 2 or times[0] >= times[1]:
        return None
    return [TrimMusic(start=times[0], end=times[1])]


def _time(token: Token) -> float | None:
    names = ("duration", "time", "number")
    values = (token.value(name) for name in names)
    return next((float(value) for value in values if value is not None), None)


@construction(
    "trim_music",
    f"span verb.remove|not|verb.jump|verb.trim|off song? songs? verb.start? {_ABOUT}",
)
def without_stretch(m: Match) -> Outcome | None:
    """Reads "skip the first 20 s of the song"; one in the middle cannot be left out."""
    bounds = _bounds(m)
    span: Span = m["span"]
    cut = any(t.has("verb.trim") and not t.has("not") for _, t in m.words)
    skipped = (cut or m.has("verb.jump")) and m.has("song", "songs")
    if bounds is None or (span.owner != "song" and not skipped):
        return None
    start, end = bounds
    if not start and end is not None:
        return [TrimMusic(start=end)]
    return [TrimMusic(end=start)] if end is None else None


@construction(
    "trim_music",
    f"span song|songs only|verb.use|verb.keep|verb.play|verb.start|verb.trim|from|to "
    f"{_KEPT}",
    f"span only? {_KEPT}",
)
def stretch(m: Match) -> Outcome | None:
    """Reads "use the song from 1:10 to 1:40", "the last 20 s of the song".

    "Remove the music from 5 to 8 s" is about its volume.
    """
    if m.has("verb.remove") and m["span"].owner != "song":
        return None
    bounds = _bounds(m) if m.has("song", "songs") or _is_of_song(m) else None
    return None if bounds is None else [TrimMusic(start=bounds[0], end=bounds[1])]


def _is_of_song(m: Match) -> bool:
    span: Span = m["span"]
    return span.owner == "song" or (not span.owner and m.has("song", "songs"))


def _bounds(m: Match) -> tuple[float, float | None] | None:
    """Seconds of the song; None of another's, or where its length is unknown."""
    span: Span = m["span"]
    if span.owner == "clips" or (span.shares is not None and span.owner != "song"):
        return None
    start = span.start or 0.0
    if span.shares is None and start >= 0:
        return start, span.end
    if not (length := _length(m)):
        return None
    if span.shares is None:
        return max(0.0, length + start), None
    first, end = (round(share * length, 3) for share in span.shares)
    return first, None if end >= length else end


def _length(m: Match) -> float:
    """Seconds of the song that plays; 0 where none does."""
    songs = [c for c in m.clause.view.clips if c.kind is MediaKind.AUDIO and c.in_use]
    return songs[0].seconds if songs else 0.0


@construction(
    "trim_music",
    f"song&song_one half|middle verb.start|from verb.use? verb.play? {_MORE} {_ABOUT}",
)
def from_the_middle(m: Match) -> Outcome | None:
    """Reads "start the song halfway through", "从歌的一半开始"."""
    length = _length(m)
    return [TrimMusic(start=round(length / 2, 3))] if length else None


_SHORT = (
    "verb.end? verb.run_out? adj.short? adj.long? lack? excess? less? when? copula? "
    "again? verb.play? verb.keep? to_end? all? verb.last? reason? edge_start? from? "
    "verb.shorten? in_full? length_noun? edge_end?"
)


fixed(
    __name__,
    LoopMusic(on=False),
    f"song|songs no_repeat {_SHORT} {_ABOUT}",
    f"song|songs verb.loop|verb.repeat not|verb.remove|off {_SHORT} {_ABOUT}",
)
fixed(
    __name__,
    LoopMusic(),
    f"song|songs verb.loop not? {_SHORT} {_ABOUT}",
    f"song|songs verb.repeat|verb.play again|verb.end|verb.run_out|to_end not? {_SHORT} "
    f"{_ABOUT}",
    f"song|songs again verb.end|verb.run_out not? {_SHORT} {_ABOUT}",
    f"song|songs more in_full|verb.run_out verb.play|verb.repeat {_SHORT} {_ABOUT}",
)
fixed(
    __name__,
    EndWithMusic(),
    f"end_with_music song? last_place? edge_end? {_ABOUT}",
    f"verb.end song at|with|together verb.end? last_place? edge_end? together? too? "
    f"length_noun? then? {_ABOUT}",
    f"verb.end songs verb.end when|at|with {_ABOUT}",
    f"verb.end song video verb.run_out? too? then? last_place? edge_end? {_ABOUT}",
)
fixed(__name__, EndWithMusic(on=False), f"end_with_music not song? {_ABOUT}")
