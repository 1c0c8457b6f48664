"""Measure a draft: numbers of visible and audible facts."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from studio.model.draft import Draft, Segment, TrackType
from studio.model.edits.record import OfSong
from studio.model.effects import VolumePoint
from studio.rules.picture.aspects import name_of
from studio.rules.scopes.draft_cut import cut_of
from studio.rules.scopes.stretches import of_song


def pictures(draft: Draft) -> list[Segment]:
    """The segments of the picture in time, without cards and pictures on top."""
    return [
        segment
        for segment in draft.segments(TrackType.VIDEO)
        if segment.effects.overlay is None and segment.effects.card is None
    ]


def shots(draft: Draft) -> list[Segment]:
    """One segment for each shot, as long as the shot."""
    return joined(pictures(draft))


def joined(parts: Sequence[Segment]) -> list[Segment]:
    """One segment for each shot of which there are parts.

    A shot that effects divide is several segments (``v3``, ``v3.2`` …).
    """
    out: list[Segment] = []
    for segment in parts:
        stem, dot, _ = segment.id.partition(".")
        if dot and out and out[-1].id == stem:
            out[-1] = _joined(out[-1], segment)
        else:
            out.append(segment)
    return out


def overlays(draft: Draft) -> list[Segment]:
    """The pictures that lie on top."""
    return [
        segment
        for segment in draft.segments(TrackType.VIDEO)
        if segment.effects.overlay is not None
    ]


def titles(draft: Draft) -> list[Segment]:
    """The titles, without captions and the words of cards; one shown in parts once."""
    texts = draft.segments(TrackType.TEXT)
    plain_titles = [t for t in texts if not is_caption(t) and not _of_card(t)]
    once = [text for text in plain_titles if "." not in text.id]
    return sorted(once, key=lambda text: (text.start, text.id))


def captions(draft: Draft) -> list[Segment]:
    """The captions."""
    return [text for text in draft.segments(TrackType.TEXT) if is_caption(text)]


def is_caption(segment: Segment) -> bool:
    """Whether a text segment is a caption: its id is ``c`` and a number."""
    return segment.id[:1] == "c" and segment.id[1:].isdecimal()


def music(draft: Draft) -> list[Segment]:
    """The songs under the video, in time."""
    return sorted(draft.segments(TrackType.AUDIO), key=lambda segment: segment.start)


def seconds(draft: Draft) -> float:
    """The length of the video."""
    return draft.duration / 1000


def size(draft: Draft) -> tuple[int, int]:
    """Width and height in pixels."""
    meta = draft.meta
    return int(meta.get("width", 1920)), int(meta.get("height", 1080))


def shape(draft: Draft) -> str:
    """The aspect as people write it: ``9:16``; in pixels where it has no such name."""
    return name_of(*size(draft))


def orientation(draft: Draft) -> str:
    """``wide``, ``tall`` or ``square``."""
    width, height = size(draft)
    return "square" if width == height else "wide" if width > height else "tall"


def frame_rate(draft: Draft) -> float:
    """Frames a second."""
    try:
        return float(Fraction(str(draft.meta.get("fps", "30"))))
    except (ValueError, ZeroDivisionError):
        return 30.0


def tempo(draft: Draft) -> float:
    """Beats a minute; 0 without a beat."""
    return float(draft.meta.get("tempo") or 0) if draft.meta.get("beats") else 0.0


def other_tempo(draft: Draft) -> float:
    """Half or double the tempo, where the song may be counted so, too; or 0."""
    return float(draft.meta.get("other_tempo") or 0) if tempo(draft) else 0.0


def parts(draft: Draft, scope: OfSong) -> list[tuple[float, float]]:
    """Where parts of the song play, in seconds of the video with its cards."""
    cut = cut_of(draft)
    shown = pictures(draft)
    shift = shown[0].start / 1000 if shown else 0.0
    stretches = of_song(scope, cut.music) if cut else []
    return [(start + shift, end + shift) for start, end in stretches]


def mean(values: Iterable[float]) -> float | None:
    """The mean; None of nothing."""
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else None


def music_level(draft: Draft, time: int) -> float | None:
    """How loud the music is at a millisecond of the video; None where none plays."""
    for segment in music(draft):
        if segment.start <= time < segment.end:
            gain = gain_at(segment.effects.volume, time - segment.start)
            return segment.volume * gain
    return None


def gain_at(points: Sequence[VolumePoint], time: int) -> float:
    """The gain at a time between points: straight from one to the next."""
    if not points:
        return 1.0
    after = next((n for n, p in enumerate(points) if p.ms >= time), len(points))
    one, two = points[max(0, after - 1)], points[min(after, len(points) - 1)]
    if two.ms <= one.ms:
        return two.gain
    share = min(1.0, max(0.0, (time - one.ms) / (two.ms - one.ms)))
    return one.gain + share * (two.gain - one.gain)


def _joined(first: Segment, more: Segment) -> Segment:
    return Segment(
        first.id, first.name, first.start, more.end - first.start, first.source,
        first.source_start, first.volume, effects=first.effects,
    )  # fmt: skip


def cards(draft: Draft) -> list[Segment]:
    """The words of the cards before and after the video."""
    return [s for s in draft.segments(TrackType.TEXT) if _of_card(s)]


def _of_card(segment: Segment) -> bool:
    return segment.id in ("intro-text", "outro-text")
