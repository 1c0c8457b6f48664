"""Build text segments of titles and captions."""

from collections.abc import Sequence

from studio.model.captions import Cue
from studio.model.cut import Cut
from studio.model.draft import Draft, Segment, TrackType
from studio.model.edits.limits import LARGEST_LETTERS, SMALLEST_LETTERS
from studio.model.edits.overlay import (
    LOOK_OF_WORDS,
    USUAL_CAPTION_LETTERS,
    USUAL_TITLE_SECONDS,
    AddCaptions,
    AddTitle,
    Animation,
    CaptionTiming,
    ChangeCaptions,
    FontFamily,
    Position,
)
from studio.model.edits.record import Exact, Moment
from studio.model.effects import TextStyle
from studio.model.intent import Intent
from studio.model.material import Material
from studio.rules.effects.free_place import (
    CAPTION_PLACES,
    TITLE_PLACES,
    FreePlaces,
)
from studio.rules.effects.shot_pieces import shown
from studio.rules.scopes.query import all_of, last
from studio.rules.scopes.stretches import at_moment

_LEAST = 0.5
"""Seconds that a title is shown at least."""
_SONG_FILE = ".lrc"
Styled = AddTitle | AddCaptions | ChangeCaptions


def reserve(cut: Cut, intent: Intent, free: FreePlaces) -> None:
    """Take the places that were asked for, before captions choose theirs."""
    total = float(cut.frames / cut.rate)
    for edit in all_of(intent, AddTitle):
        for start, end in title_times(edit, cut, total) if edit.position else ():
            free.place(edit.text, style(edit), start, end)


def titles(cut: Cut, intent: Intent, free: FreePlaces) -> list[Segment]:
    """A segment for each title, at least half a second long and inside the video.

    A title whose place was not asked for goes to a free one; the others are ``reserve``d.
    """
    out = []
    total = float(cut.frames / cut.rate)
    for number, edit in enumerate(all_of(intent, AddTitle)):
        times = title_times(edit, cut, total)
        names = part_ids(f"t{number + 1}", len(times))
        for name, (start, end) in zip(names, times, strict=True):
            look = style(edit)
            if not edit.position:
                look = free.place(edit.text, look, start, end, TITLE_PLACES)
            out.append(_segment(name, edit.text, start, end, look))
    return out


def shown_titles(draft: Draft) -> list[Segment]:
    """The titles of a draft in the order in which they appear, each once.

    Captions and the words of cards are none.
    """
    titles = [
        segment
        for segment in draft.segments(TrackType.TEXT)
        if segment.id[:1] == "t" and segment.id[1:].isdecimal()
    ]
    return sorted(titles, key=lambda segment: (segment.start, segment.id))


def part_ids(stem: str, count: int) -> list[str]:
    """The ids of what is shown several times: ``t1``, ``t1.2``, ``t1.3`` …"""
    return [stem if n == 1 else f"{stem}.{n}" for n in range(1, count + 1)]


def title_times(edit: AddTitle, cut: Cut, total: float) -> list[tuple[float, float]]:
    """When a title is shown, in seconds of the video: wherever its scope is."""
    if edit.scope.of == "whole":
        return [title_time(edit, cut, total)]
    return [
        (start, min(end, start + edit.seconds) if edit.seconds else end)
        for start, end in shown(edit, cut)
    ]


def lanes(segments: Sequence[Segment]) -> list[list[Segment]]:
    """The segments on as few tracks as keep them from overlapping."""
    out: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: (s.start, s.id)):
        lane = next((one for one in out if one[-1].end <= segment.start), None)
        if lane is None:
            out.append([segment])
        else:
            lane.append(segment)
    return out


def title_time(edit: AddTitle, cut: Cut, total: float) -> tuple[float, float]:
    """When a title is shown, in seconds of the video."""
    if edit.whole:
        return 0.0, total
    starts = shot_starts(cut)
    start = _when(edit.start, cut, total, starts) or 0.0
    start = min(start, max(0.0, total - _LEAST))
    end = _when(edit.end, cut, total, starts)
    if end is None or end <= start:
        end = start + (edit.seconds or USUAL_TITLE_SECONDS)
    end = min(total, max(end, start + _LEAST))
    has_no_length = edit.seconds is None and edit.end is None
    if edit.start is not None and has_no_length and start + _LEAST >= total:
        start = min(start, max(0.0, total - USUAL_TITLE_SECONDS))
    return start, end


def shot_starts(cut: Cut) -> tuple[float, ...]:
    """When each shot begins, in seconds."""
    return tuple(float(s.first / cut.rate) for s in cut.shots if not s.continues)


def _when(
    moment: Moment | None, cut: Cut, total: float, starts: tuple[float, ...]
) -> float | None:
    return None if moment is None else at_moment(moment, cut.music, total, starts)


def style(
    edit: Styled, position: Position = Position.CENTER, size: float = 0
) -> TextStyle:
    """The look of words; what is not said is as usual."""
    letters = edit.size.value if isinstance(edit.size, Exact) else size
    animation = edit.animation or Animation.FADE
    background = edit.background if edit.background != "none" else None
    return TextStyle(
        position=edit.position or position,
        color=edit.color or "#ffffff",
        size=min(LARGEST_LETTERS, max(SMALLEST_LETTERS, letters)) if letters else 0,
        font=edit.font or FontFamily.SANS,
        bold=edit.font is FontFamily.BOLD,
        animation_in=animation,
        animation_out=Animation.FADE
        if animation is Animation.TYPEWRITER
        else animation,
        background=background,
    )


def captions(
    cut: Cut, intent: Intent, material: Material, free: FreePlaces
) -> list[Segment]:
    """A segment for each caption that falls into the video; none overlap."""
    if (edit := last(intent, AddCaptions)) is None:
        return []
    change = last(intent, ChangeCaptions)
    total = float(cut.frames / cut.rate)
    cues = _cues(edit, cut, material, total)
    shift = change.shift if change else 0.0
    merged = _merged(edit, change)
    look = style(merged, Position.BOTTOM, USUAL_CAPTION_LETTERS)
    among = () if merged.position else CAPTION_PLACES
    out: list[Segment] = []
    reach = 0.0
    for cue in sorted(cues, key=lambda cue: cue.start):
        start, end = max(reach, cue.start + shift), min(total, cue.end + shift)
        if end - start < 0.1 or not cue.text.strip():
            continue
        reach = end
        placed = free.place(cue.text, look, start, end, among)
        out.append(_segment(f"c{len(out) + 1}", cue.text, start, end, placed))
    return out


def _merged(edit: AddCaptions, change: ChangeCaptions | None) -> AddCaptions:
    """The captions with the later changes of their look."""
    if change is None:
        return edit
    fields = (*LOOK_OF_WORDS, "size")
    new = {f: v for f in fields if (v := getattr(change, f)) is not None}
    return edit.model_copy(update=new)


def _cues(edit: AddCaptions, cut: Cut, material: Material, total: float) -> list[Cue]:
    cues = list(material.captions.get(edit.source, ())) if edit.source else []
    if not edit.source:
        times = edit.times or [(0.0, 0.0)] * len(edit.lines)
        pasted = zip(edit.lines, times, strict=False)
        cues = [Cue(*time, line) for line, time in pasted if line.strip()]
    timed = any(cue.end > cue.start for cue in cues)
    if edit.timing is CaptionTiming.FILE and timed:
        asset = material.by_id.get(edit.source) if edit.source else None
        by_song = asset is not None and asset.name.lower().endswith(_SONG_FILE)
        return [_on_song(cue, cut) for cue in cues] if by_song else cues
    if edit.timing is CaptionTiming.BEATS and cut.music.beats:
        return _on_beats(cues, cut, total)
    return _spread(cues, total)


def _on_song(cue: Cue, cut: Cut) -> Cue:
    """A line of lyrics on the video's clock; before its start where it is not heard."""
    for piece in cut.music.pieces:
        offset = cue.start - piece.source
        if -(cue.end - cue.start) < offset < piece.seconds:
            start = piece.at + offset
            end = min(piece.at + piece.seconds, start + cue.end - cue.start)
            return Cue(max(piece.at, start), end, cue.text)
    return Cue(-1.0, -1.0, "")


def _on_beats(cues: Sequence[Cue], cut: Cut, total: float) -> list[Cue]:
    """Lines one after another, each from a beat on: whole bars where there are enough."""
    marks = cut.music.downbeats if len(cut.music.downbeats) >= len(cues) else ()
    times = list(marks or cut.music.beats)
    count = len(cues)
    if not count:
        return []
    picks = [times[min(len(times) - 1, n * len(times) // count)] for n in range(count)]
    ends = [*picks[1:], total]
    return [Cue(a, b, c.text) for a, b, c in zip(picks, ends, cues, strict=True)]


def _spread(cues: Sequence[Cue], total: float) -> list[Cue]:
    """Lines one after another over the whole video, longer ones for longer."""
    weights = [8 + len(cue.text) for cue in cues]
    out, at = [], 0.0
    for cue, weight in zip(cues, weights, strict=True):
        long = total * weight / sum(weights)
        out.append(Cue(at, at + long, cue.text))
        at += long
    return out


def _segment(id_: str, text: str, start: float, end: float, look: TextStyle) -> Segment:
    first, last_ = round(start * 1000), round(end * 1000)
    return Segment(id_, text, first, max(1, last_ - first), text=text, style=look)
