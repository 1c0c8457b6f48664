"""The stage MUSIC: which songs play, from where, and how long the video is."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from studio.model.cut import MusicPlan
from studio.model.edits.music import (
    EndWithMusic,
    LoopMusic,
    RemoveMusic,
    SetTempo,
    ShiftBar,
    TrimMusic,
    UseMusic,
)
from studio.model.edits.record import SongLabel
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import AssetId, MediaKind
from studio.model.music import BeatGrid, Section
from studio.rules.choice.clips import chosen
from studio.rules.cutting.length import Length, requested_length
from studio.rules.cutting.song_takes import (
    Take,
    lay,
    looped,
    muted,
    takes_of,
    usual_crossfade,
)
from studio.rules.music.retime import retime, shifted
from studio.rules.music.song_parts import find
from studio.rules.scopes.query import all_of, last

_SLACK = 0.35
"""Seconds by which a length that was not requested may change to end on a downbeat."""
_NEARLY = 0.2
"""Ignored seconds at the end of a song."""
_SILENT_MOST = 30.0
_LEAST = 1.0


@dataclass(frozen=True, slots=True)
class Song:
    """A song with its beats and the window of it that may be heard."""

    id: AssetId
    grid: BeatGrid
    begin: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.begin


def plan_music(
    intent: Intent, material: Material, previous: MusicPlan | None = None
) -> MusicPlan:
    """The music on the video's clock. Keep the music of ``previous`` if possible."""
    length = requested_length(intent, material)
    songs = _songs(intent, material, previous)
    if not songs:
        return _silent(length, previous)
    if len(songs) > 1:
        return _joined(intent, songs, length)
    if previous and previous.asked:
        previous = None  # Where the song begins was asked for, and may be no more.
    plan = _single(intent, songs[0], length, previous)
    return plan.model_copy(update={"asked": _start_asked(intent)})


def _silent(length: Length, previous: MusicPlan | None) -> MusicPlan:
    """No music. The beats of a song that played before stay: nobody asked for other cuts."""
    seconds = length.seconds if length.exact else min(length.seconds, _SILENT_MOST)
    if previous and previous.beats:
        seconds = length.seconds if length.exact else previous.seconds
        if seconds <= previous.seconds + _SLACK:
            return muted(previous, round(seconds, 4))
    return MusicPlan(seconds=round(seconds, 4))


def _start_asked(intent: Intent) -> bool:
    trim, tail = last(intent, TrimMusic), last(intent, EndWithMusic)
    start = trim is not None and (trim.start is not None or trim.only is not None)
    return start or bool(tail and tail.on)


def recounted(intent: Intent, material: Material, plan: MusicPlan) -> MusicPlan:
    """The same music with its beats and bars counted as the intent asks now."""
    ids = {piece.song for piece in plan.pieces}
    if not ids or not ids <= material.music.keys():
        return plan
    grids = {id_: counted(intent, material.music[id_]) for id_ in ids}
    crossfade = max(piece.fade_out for piece in plan.pieces)
    laid = lay(takes_of(plan, grids), seconds=plan.seconds, crossfade=crossfade)
    return laid.model_copy(update={"asked": plan.asked})


def counted(intent: Intent, grid: BeatGrid) -> BeatGrid:
    """The grid with bars, beats and tempo moved as asked."""
    tempo, (beats, seconds) = last(intent, SetTempo), _bar_shift(intent)
    return shifted(retime(grid, beats, tempo.factor if tempo else 1.0), seconds)


def song_ids(
    intent: Intent, material: Material, previous: MusicPlan | None
) -> list[AssetId]:
    """The songs to play: requested ones, current ones, the newest, a clip's own sound."""
    choice = [e for e in intent.edits if isinstance(e, UseMusic | RemoveMusic)]
    if choice and isinstance(choice[-1], RemoveMusic):
        return []
    audible = {id_ for id_, grid in material.music.items() if grid.is_audible}
    named = choice[-1].songs if choice and isinstance(choice[-1], UseMusic) else ()
    if playable := [song for song in named if song in audible]:
        return playable
    songs = [asset.id for asset in material.songs if asset.id in audible]
    if previous and previous.pieces:
        stands = previous.pieces[0].song
        if stands in songs or (stands in audible and not songs):
            return [stands]
    if songs:
        return songs[-1:]
    own = [
        asset
        for asset in chosen(intent, material)
        if asset.id in audible and asset.kind is MediaKind.VIDEO
    ]
    own = [asset for asset in own if len(material.music[asset.id].beats) > 1]
    return [max(own, key=lambda asset: asset.seconds).id] if own else []


def _songs(
    intent: Intent, material: Material, previous: MusicPlan | None
) -> list[Song]:
    trim = last(intent, TrimMusic)
    ids = song_ids(intent, material, previous)
    out = []
    for index, id_ in enumerate(ids):
        grid = counted(intent, material.music[id_])
        begin, end = 0.0, grid.seconds
        if trim and trim.end is not None and index == len(ids) - 1:
            end = min(end, max(_LEAST, trim.end))
        if trim and trim.only is not None and index == 0:
            begin, end = _only(grid, trim.only, trim.number)
        out.append(Song(id_, grid, begin, end))
    return out


def _bar_shift(intent: Intent) -> tuple[int, float]:
    shifts = all_of(intent, ShiftBar)
    return sum(e.beats for e in shifts), sum(e.seconds for e in shifts)


def _only(grid: BeatGrid, label: SongLabel, number: int) -> tuple[float, float]:
    matching = find(grid.sections, label)
    if not matching:
        return 0.0, grid.seconds
    index = min(len(matching) - 1, number - 1) if number > 0 else -1
    part = matching[index]
    return part.start, part.end


def _single(
    intent: Intent, song: Song, length: Length, previous: MusicPlan | None
) -> MusicPlan:
    """One song, from where it is most worth hearing or from where it is asked."""
    trim = last(intent, TrimMusic)
    loop, tail = last(intent, LoopMusic), last(intent, EndWithMusic)
    seconds = song.seconds if length.song else length.seconds
    if length.song and trim and isinstance(trim.start, float):
        seconds = max(_LEAST, song.end - trim.start)
    if trim and trim.only is not None and not length.exact:
        seconds = song.seconds
    if length.footage or length.exact:
        exact = True
    else:
        exact = length.song or bool(trim and trim.only)
        seconds = min(seconds, song.seconds)
    begin = _begin(song, seconds, trim, previous, at_end=bool(tail and tail.on))
    left = song.end - begin
    if seconds > left + _NEARLY:
        if (loop is not None and not loop.on) or not exact:
            seconds = left
        else:
            return looped(song.id, song.grid, (song.begin, begin, song.end), seconds)
    elif not exact and left - seconds > _NEARLY:
        seconds = _to_downbeat(song.grid, begin, min(seconds, left), left)
    take = Take(song.id, song.grid, begin, begin + min(seconds, left))
    return lay([take], seconds=min(seconds, left))


def _begin(
    song: Song, seconds: float, trim: TrimMusic | None, previous: MusicPlan | None,
    *, at_end: bool,
) -> float:  # fmt: skip
    """Where in the song the video starts."""
    latest = max(song.begin, song.end - seconds)
    if at_end:
        return latest
    start = trim.start if trim else None
    if isinstance(start, SongLabel):
        return _label_start(song, seconds, start, trim.number if trim else 1)
    if start is not None:
        return min(max(song.begin, float(start)), max(song.begin, song.end - _LEAST))
    if song.seconds <= seconds + 0.5 or (trim and trim.only):
        return song.begin
    if previous and previous.pieces and previous.pieces[0].song == song.id:
        stands = previous.pieces[0].source
        if song.begin - 0.01 <= stands <= latest + 0.01:
            return stands
    choices = [d for d in song.grid.downbeats if song.begin <= d <= latest + 0.01]
    return max(
        choices or [song.begin], key=lambda begin: worth(song.grid, begin, seconds)
    )


def _label_start(song: Song, seconds: float, label: SongLabel, number: int) -> float:
    """The start of a part of the song that leaves the length asked for.

    The part that was numbered, else the strongest; where each comes too late the last
    bar that leaves the length.
    """
    latest = max(song.begin, song.end - seconds)
    matching = [
        s for s in find(song.grid.sections, label) if s.start < song.end - _LEAST
    ]
    fits = [s for s in matching if s.start <= latest + _NEARLY]
    if not fits:
        bars = [d for d in song.grid.downbeats if song.begin <= d <= latest + 0.01]
        return bars[-1] if bars and matching else latest if matching else song.begin
    if number != 1 and len(matching) >= abs(number):
        numbered = matching[number - 1 if number > 0 else number]
        if numbered in fits:
            return numbered.start
    return max(fits, key=_strength).start


def _strength(section: Section) -> tuple[float, float]:
    return section.energy, -section.start


def worth(grid: BeatGrid, begin: float, seconds: float) -> float:
    """Energy of a stretch, a rise in it, and a start where a section starts."""
    first = bisect_left(grid.beats, begin)
    inside = grid.energy[first : bisect_left(grid.beats, begin + seconds)]
    if not inside:
        return 0.0
    third = max(1, len(inside) // 3)
    rise = sum(inside[-third:]) / third - sum(inside[:third]) / third
    opens = any(abs(s.start - begin) < 0.3 for s in grid.sections)
    return sum(inside) / len(inside) + 0.25 * max(0.0, rise) + (0.12 if opens else 0.0)


def _to_downbeat(grid: BeatGrid, begin: float, seconds: float, most: float) -> float:
    reach = max(_SLACK, 2.5 * 60 / grid.tempo if grid.tempo else 0)
    ends = [d - begin for d in grid.downbeats if abs(d - begin - seconds) <= reach]
    ends = [end for end in ends if _LEAST < end <= most]
    return min(ends, key=lambda end: abs(end - seconds)) if ends else seconds


def _joined(intent: Intent, songs: Sequence[Song], length: Length) -> MusicPlan:
    """Several songs one after another; each change falls on downbeats of both."""
    trim, use = last(intent, TrimMusic), last(intent, UseMusic)
    total = sum(song.seconds for song in songs)
    seconds = total if length.song else min(length.seconds, total)
    takes: list[Take] = []
    left = seconds
    for index, song in enumerate(songs):
        rest = sum(s.seconds for s in songs[index + 1 :])
        share = left / (len(songs) - index) if not length.song else song.seconds
        share = min(song.seconds, max(share, left - rest))
        final = index == len(songs) - 1
        begin = _begin(song, share, trim if index == 0 else None, None, at_end=False)
        if length.song and not (index == 0 and trim and trim.start is not None):
            begin = song.begin
        if index:
            fade = use.crossfade if use else None
            if fade is None:
                fade = usual_crossfade(songs[index - 1].grid)
            begin = _entry(song, begin, fade)
        end = min(song.end, begin + (left if final else share))
        if not final:
            inside = [d for d in song.grid.downbeats if begin + _LEAST < d <= song.end]
            end = _nearest(inside, end) if inside else end
        takes.append(Take(song.id, song.grid, begin, end))
        left -= end - begin
    return lay(takes, crossfade=use.crossfade if use else None)


def _entry(song: Song, begin: float, fade: float) -> float:
    """The downbeat on which a song takes over: half the crossfade lies before it."""
    inside = [d for d in song.grid.downbeats if d < song.end - _LEAST]
    late = [d for d in inside if d >= song.begin + fade / 2 - 0.01]
    return _nearest(late or inside, begin)


def _nearest(times: Sequence[float], time: float) -> float:
    return min(times, key=lambda t: abs(t - time), default=time)
