"""Describe a draft: its timeline, its length, whether it can be exported.

Drafts are read leniently: the hosted service's keys are not documented.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from common.text.shown_names import shown_name
from core.rules.agent.responses import number
from core.rules.draft.effects import describe_effects
from core.rules.draft.segments import AUDIO, TITLE, VIDEO, Piece, piece_of
from core.rules.text.wording import say

_MOST_TITLES = 6
_SHORTEST = 500
"""Milliseconds; no video is shorter."""
_KINDS = dict.fromkeys(("audio", "music", "bgm", "sound", "voice"), AUDIO) | (
    dict.fromkeys(("text", "title", "caption", "subtitle", "sticker"), TITLE)
)
"""Names that services may give to tracks other than video."""
_TRACKS = {VIDEO: "timeline.video", AUDIO: "timeline.music", TITLE: "timeline.title"}


def pieces(draft: Mapping[str, Any]) -> list[Piece]:
    """All readable segments, track by track."""
    return [piece for _, shown in rows(draft) for piece in shown]


def rows(draft: Mapping[str, Any]) -> list[tuple[int, list[Piece]]]:
    """Each track's kind and its segments."""
    tracks = list(_tracks(draft))
    unit = _seconds_per_unit(draft, tracks)
    return [
        (kind, [piece_of(kind, segment, unit) for segment in segments])
        for kind, segments in tracks
    ]


def duration(draft: Mapping[str, Any]) -> float:
    """Length in seconds: the draft's own, else the end of its last segment."""
    stated = number(draft.get("d")) or number(draft.get("duration"))
    return stated / 1000 if stated else max((p.end for p in pieces(draft)), default=0.0)


def beats(draft: Mapping[str, Any]) -> list[float]:
    """Beats of the music in seconds, if the draft has them."""
    return _times(draft, "beats")


def downbeats(draft: Mapping[str, Any]) -> list[float]:
    """First beats of the bars in seconds, if the draft has them."""
    return _times(draft, "downbeats")


def waveform(draft: Mapping[str, Any]) -> list[float]:
    """Loudness over time, each value 0 to 1, if the draft has it."""
    return [min(1.0, max(0.0, level)) for level in _meta(draft, "wave")]


def summary(
    draft: Mapping[str, Any], language: str, numbers: Mapping[str, int] | None = None
) -> str:
    """``Timeline (3 tracks): 1. Video: city (0-10s) 2. BGM: Lo-fi (0-10s, 35%) …``.

    ``numbers`` are those of the clips by name; they are shown if the clips are not in that
    order, so that nobody counts the names instead.
    """
    lines = []
    for index, (kind, shown) in enumerate(rows(draft), 1):
        if shown:
            lines.append(f"{index}. {_track(kind, shown, language, numbers or {})}")
    if not lines:
        return say(language, "timeline.empty")
    return say(language, "timeline", count=len(lines), lines=" ".join(lines))


def _track(
    kind: int, shown: list[Piece], language: str, numbers: Mapping[str, int]
) -> str:
    label = say(language, _TRACKS.get(kind, _TRACKS[VIDEO]))
    comma = say(language, "timeline.comma")
    start, end = min(p.start for p in shown), max(p.end for p in shown)
    if kind == TITLE and all(p.caption for p in shown):
        line = say(
            language,
            "timeline.details",
            names=len(shown),
            details=_span(start, end, language),
        )
        return _labelled(language, say(language, "timeline.captions"), line, bare=False)
    if kind == TITLE:
        named = [p for p in shown if p.name][:_MOST_TITLES]
        titles = comma.join(_named_title(p, language) for p in named)
        titles += " …" if len(named) < len([p for p in shown if p.name]) else ""
        bare = say(
            language, "timeline.details", names="", details=_span(start, end, language)
        ).strip()
        return _labelled(language, label, titles or bare, bare=not titles)
    distinct = list(dict.fromkeys(p.name for p in shown if p.name and not p.card))
    listed = _numbered(distinct, numbers if kind == VIDEO else {})
    names = comma.join(listed[:4]) + (" …" if len(distinct) > 4 else "")
    details = [_span(start, end, language)]
    if kind == AUDIO and (volume := shown[0].volume) is not None:
        details.append(f"{round(volume * 100)}%")
    details += describe_effects(((p.shot, p.effects) for p in shown), language)
    facts = {"names": names, "details": comma.join(details)}
    line = say(language, "timeline.details", **facts).strip()
    return _labelled(language, label, line, bare=not names)


def _numbered(names: Sequence[str], numbers: Mapping[str, int]) -> list[str]:
    """The names, with their clips' numbers unless these are 1, 2, 3 …"""
    shown = [numbers.get(name, 0) for name in names]
    if shown == list(range(1, len(shown) + 1)):
        return [shown_name(name) for name in names]
    return [
        f"{number} {shown_name(name)}" if number else shown_name(name)
        for name, number in zip(names, shown, strict=True)
    ]


def _named_title(piece: Piece, language: str) -> str:
    when = _span(piece.start, piece.end, language)
    return say(language, "timeline.named_title", text=shown_name(piece.name), span=when)


def _span(start: float, end: float, language: str) -> str:
    low, high = (f"{round(time, 1):g}" for time in (start, end))
    return say(language, "timeline.span", start=low, end=high)


def _labelled(language: str, label: str, names: str, *, bare: bool) -> str:
    if bare:
        return f"{label} {names}"
    return say(language, "timeline.track", label=label, names=names)


def span(start: float, end: float) -> str:
    return f"{round(start, 1):g}-{round(end, 1):g}s"


def exportable(draft: Mapping[str, Any]) -> bool:
    """Whether the draft has a picture and a length."""
    return duration(draft) > 0 and any(
        p.kind == VIDEO and p.end > p.start for p in pieces(draft)
    )


def _times(draft: Mapping[str, Any], key: str) -> list[float]:
    return [round(each / 1000, 3) for each in _meta(draft, key)]


def _meta(draft: Mapping[str, Any], key: str) -> list[float]:
    meta = draft.get("m")
    entry = meta.get(key) if isinstance(meta, Mapping) else None
    values = entry if isinstance(entry, list) else []
    return [value for each in values if (value := number(each)) is not None]


def _tracks(draft: Mapping[str, Any]) -> Iterator[tuple[int, list[Mapping[str, Any]]]]:
    tracks = draft.get("t") or draft.get("tracks")
    for track in tracks if isinstance(tracks, list) else ():
        if not isinstance(track, Mapping):
            continue
        kinds = (track.get(key) for key in ("tt", "type", "track_type", "trackType"))
        kind = _kind(next((each for each in kinds if each is not None), VIDEO))
        segments = track.get("sg") or track.get("segments") or track.get("clips") or ()
        readable = (
            [s for s in segments if isinstance(s, Mapping)]
            if isinstance(segments, list)
            else []
        )
        yield kind, readable


def _kind(written: object) -> int:
    """The kind of a track by its number or name; unknown ones count as video."""
    if isinstance(written, str) and written.lower() in _KINDS:
        return _KINDS[written.lower()]
    return int(number(written) or VIDEO)


def _seconds_per_unit(
    draft: Mapping[str, Any], tracks: list[tuple[int, list[Mapping[str, Any]]]]
) -> float:
    """The time unit of the segments in seconds: 0.001, or 1 if they are in seconds.

    The draft's length is always in milliseconds; if the segments end at a thousandth of it,
    they are in seconds. So are those of a draft without a length that would end within half
    a second.
    """
    length = number(draft.get("d")) or number(draft.get("duration")) or 0.0
    ends = (piece_of(kind, s, 1.0).end for kind, segments in tracks for s in segments)
    last = max(ends, default=0.0)
    in_seconds = length >= 1000 and last > 0 and abs(last * 1000 - length) < length / 5
    in_seconds |= not length and 0 < last < _SHORTEST
    return 1.0 if in_seconds else 0.001
