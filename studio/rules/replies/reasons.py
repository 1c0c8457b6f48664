"""Explain the place of a cut, the choice of a shot, and why a clip is not in the video."""

from bisect import bisect_left
from collections.abc import Sequence

from studio.model.edits.footage import Include, LeaveOut, SplitShot, UseOnly
from studio.model.edits.music import CutAt
from studio.model.edits.record import AtTime
from studio.model.intent import Intent
from studio.model.media import MediaKind
from studio.model.reading import ClipView
from studio.rules.choice.clips import is_graphic_name
from studio.rules.phrases import measure
from studio.rules.phrases.context import Context
from studio.rules.scopes.draft_cut import cut_of

_SAME = 0.06
"""Seconds by which a cut may stand beside a beat and still be on it."""


def why_unused(
    context: Context, intent: Intent, broken: frozenset[str], only: str = ""
) -> list[str]:
    """A phrase for each clip or photo that is not shown, or ``only`` for one of them."""
    shown = {s.source for s in measure.pictures(context.after)}
    on_top = {s.source for s in measure.overlays(context.after)}
    out = []
    for clip in context.view.clips:
        if clip.id in shown or clip.kind is MediaKind.AUDIO or not clip.number:
            continue
        if only and clip.id != only:
            continue
        key = "other_use" if clip.id in on_top else _reason(clip, intent, broken)
        seconds = context.seconds(measure.seconds(context.after))
        name = context.file(clip, named=True)
        out.append(
            context.words.say(
                f"answers.unused_why.{key}",
                clip=name,
                seconds=seconds,
                number=clip.number,
                video=context.clip(clip.still_of or "", named=True),
            )
        )
    return out


def _reason(view: ClipView, intent: Intent, broken: frozenset[str]) -> str:
    clip = view.id
    if clip in broken:
        return "broken"
    if view.still_of:
        return "still"
    still = view.kind is MediaKind.IMAGE
    reason = "graphic" if still and is_graphic_name(view.name) else "no_room"
    for edit in intent.edits:
        match edit:
            case UseOnly(clips=clips):
                reason = "no_room" if clip in clips else "not_chosen"
            case LeaveOut(clips=clips) if clip in clips:
                reason = "left_out"
            case Include(clips=clips) if clip in clips:
                reason = "no_room"
            case _:
                pass
    return reason


def why_shot(context: Context, clip: str, seconds: float | None) -> str:
    """Why a moment was chosen: of the shot at a time, else of the clip's first one.

    "" where the draft does not tell it; how moments are chosen where neither is given.
    """
    shots, cut = measure.shots(context.after), cut_of(context.after)
    if seconds is not None and seconds < 0:
        seconds += measure.seconds(context.after)
    fits = [
        number
        for number, shot in enumerate(shots)
        if (not clip or shot.source == clip)
        and (seconds is None or shot.start / 1000 <= seconds < shot.end / 1000)
    ] or [number for number, shot in enumerate(shots) if clip and shot.source == clip]
    words = context.words
    if not clip and seconds is None:
        return words.say("answers.choice.general")
    placed = [shot for shot in cut.shots if not shot.continues] if cut else []
    if not fits or fits[0] >= len(placed):
        return ""
    shot, reasons = shots[fits[0]], placed[fits[0]].reasons
    sentences = [words.say(f"answers.choice.{reason.value}") for reason in reasons]
    return words.say(
        "answers.choice.shot", number=fits[0] + 1,
        start=context.time(shot.start / 1000), end=context.time(shot.end / 1000),
        clip=context.clip(shot.source or "", named=True),
        source=context.seconds_clock(shot.source_start / 1000),
        reasons=words.listing(sentences or [words.say("answers.choice.none")]),
    )  # fmt: skip


def why_cut(context: Context, intent: Intent, seconds: float | None) -> str:
    """Why the cut nearest to a time is there; how cuts are placed where none is."""
    words, starts = context.words, _cuts(context)
    if seconds is None or not starts:
        return words.say("answers.why.general")
    total = measure.seconds(context.after)
    if seconds > total:
        late = {"time": context.time(seconds), "seconds": context.seconds(total)}
        return words.say("answers.where_beyond", **late)
    return _why_at(context, intent, seconds + total * (seconds < 0))


def _why_at(context: Context, intent: Intent, seconds: float) -> str:
    words, starts = context.words, _cuts(context)
    time = min(starts, key=lambda start: abs(start - seconds))
    facts = {"time": context.time(round(time, 1)), "tempo": context.tempo()}
    if seconds < starts[0] / 2:
        return words.say("answers.why.first", time=context.time(0))
    if _is_requested(time, intent):
        return words.say("answers.why.asked", **facts)
    for section in context.view.sections[1:]:
        if abs(section.start - time) < _SAME and section.label not in (
            "free",
            "silence",
        ):
            part = context.part(section.label)
            return words.say("answers.why.section", **facts, part=part)
    meta = context.after.meta
    for key in ("downbeats", "beats"):
        if _near(time, [float(beat) / 1000 for beat in meta.get(key, ())]):
            return words.say(f"answers.why.{key[:-1]}", **facts)
    if not measure.tempo(context.after):
        return words.say("answers.why.free", **facts)
    before = [s for s in measure.shots(context.after) if s.end / 1000 <= time + _SAME]
    clip = context.clip(before[-1].source or "", named=True) if before else ""
    return words.say("answers.why.source", **facts, clip=clip)


def _cuts(context: Context) -> list[float]:
    return [s.start / 1000 for s in measure.shots(context.after)][1:]


def _is_requested(time: float, intent: Intent) -> bool:
    moments = [e.moment for e in intent.edits if isinstance(e, CutAt | SplitShot)]
    return any(
        isinstance(m, AtTime) and abs(m.seconds - time) < 2 * _SAME for m in moments
    )


def _near(time: float, marks: Sequence[float]) -> bool:
    index = bisect_left(marks, time)
    return any(
        abs(mark - time) < _SAME for mark in marks[max(0, index - 1) : index + 1]
    )
