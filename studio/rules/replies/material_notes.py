"""Sentences about the material of a new draft: what is missing, repeated, left out."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from studio.model.cut import SEEN_TWICE
from studio.model.draft import Draft, Segment
from studio.model.edits.overlay import AddCaptions
from studio.model.edits.record import Edit, OfSource, SourceRange, Stage
from studio.model.intent import Intent
from studio.model.material import CaptionFaults
from studio.model.media import AssetId, MediaKind
from studio.rules.phrases import measure
from studio.rules.phrases.context import Context
from studio.rules.phrases.edits import topic
from studio.rules.picture.text_layout import has_unsupported_letters

_ROUNDING = 2
"""Milliseconds by which the times of a draft are rounded, at both ends."""
_SLOW = 0.85
"""The speed from which slow motion is seen."""
_SPEEDS = frozenset({"speed", "ramp", "loop"})
_MUSIC = frozenset({"sync", "use_music"})
_OF_SHOTS = frozenset({"speed", "ramp", "reverse", "freeze"})
_SEEN = 0.05
"""Seconds of a stretch from which it counts as shown."""
_CHOOSING = frozenset({"only", "leave_out", "ban"})
_REMOVING = _CHOOSING | {"replace", "take_out", "trim_clip"}


def notes(
    context: Context, intent: Intent, accepted: Sequence[Edit],
    broken: Iterable[AssetId], silent: Collection[AssetId] = (),
) -> list[str]:  # fmt: skip
    """Notes about a new draft, besides the requested changes."""
    words, out = context.words, []
    if gone := list(broken):
        names = [context.clip(id_, named=True) for id_ in gone]
        out.append(words.say("replies.broken", names=words.listing(names)))
    for edit in accepted:
        for text in _texts(edit):
            if has_unsupported_letters(text):
                quoted = context.quote(text)
                out.append(words.say("replies.no_letters", text=quoted))
    if shaky := _steadied(context, intent):
        out.append(words.say("replies.steadied", shots=context.shots(shaky)))
    if all(edit.STAGE is Stage.LOOK for edit in accepted):
        return out
    out += _about_music(context, accepted, silent)
    return out + _about_footage(context, intent, accepted)


def caption_notes(
    context: Context,
    accepted: Sequence[Edit],
    faults: Mapping[AssetId, CaptionFaults],
) -> list[str]:
    """What of a caption file is shown for a shorter time, or not at all."""
    words, out = context.words, []
    sources = [edit.source for edit in accepted if isinstance(edit, AddCaptions)]
    for id_ in filter(None, dict.fromkeys(sources)):
        of_file, name = faults.get(id_, CaptionFaults()), context.clip(id_, named=True)
        for key in ("shortened", "skipped"):
            if number := getattr(of_file, key):
                captions = words.count("captions", number)
                sentence = f"replies.captions_{key}"
                out.append(words.say(sentence, captions=captions, name=name))
    return out


def _about_footage(
    context: Context, intent: Intent, accepted: Sequence[Edit]
) -> list[str]:
    """What is newly repeated, slowed, left out or no longer shown."""
    words, out = context.words, []
    if repeats(context.after) and not repeats(context.before):
        key = "repeats_anyway" if _is_enough(context) else "repeats"
        out.append(words.say(f"replies.{key}"))
    if _is_slowed(context.after, intent) and not _is_slowed(context.before, intent):
        out.append(words.say("replies.slowed"))
    if left := _left_out(context, intent):
        names = [context.clip(id_, named=True) for id_ in left]
        out.append(words.say("replies.unused", names=words.listing(names)))
    if lost := _lost(context, intent, accepted):
        named = dict.fromkeys(topic(edit.do, context) for edit in lost)
        out.append(words.say("replies.lost", edits=words.listing(list(named))))
    return out


def _about_music(
    context: Context, accepted: Sequence[Edit], silent: Collection[AssetId]
) -> list[str]:
    """What plays instead of a song, and that a song is silent or plays twice."""
    words, out = context.words, []
    played = measure.music(context.after)
    kinds: dict[str, MediaKind] = {clip.id: clip.kind for clip in context.view.clips}
    first = not context.before.tracks
    chosen = first or any(edit.do in _MUSIC for edit in accepted)
    songs = any(kinds.get(s.source or "") is MediaKind.AUDIO for s in played)
    if silent and chosen and not songs:
        named = words.listing([context.song(id_) for id_ in silent])
        out.append(words.say("replies.silent", names=named))
    if first and any(kinds.get(s.source or "") is MediaKind.VIDEO for s in played):
        out.append(words.say("replies.own_sound"))
    sources = [s.source for s in played]
    if len(sources) > len(set(sources)) and not _looped(context.before):
        song = context.song(played[0].source or "")
        out.append(words.say("replies.looped", song=song))
    return out


def _texts(edit: Edit) -> tuple[str, ...]:
    if isinstance(edit, AddCaptions):
        return edit.lines
    return (getattr(edit, "text", None) or "",)


def repeats(draft: Draft) -> bool:
    """Whether any stretch of footage, or a photo, is shown in two shots."""
    least = SEEN_TWICE * 1000 + _ROUNDING
    seen: dict[str, list[tuple[str, float, float]]] = {}
    for part in measure.pictures(draft):
        if part.effects.freeze:
            continue
        shot, _, _ = part.id.partition(".")
        low, high = part.source_start, part.source_start + _span(part)
        others = seen.setdefault(part.source or "", [])
        if any(
            own != shot and min(high, b) - max(low, a) > least for own, a, b in others
        ):
            return True
        others.append((shot, low, high))
    return False


def _span(part: Segment) -> float:
    """Milliseconds of the clip that a part of a shot shows."""
    effects = part.effects
    speeds = [point.speed for point in effects.ramp] or [effects.speed]
    mean = sum(speeds) / len(speeds)
    return part.duration * mean / (2 if effects.boomerang else 1)


def _is_enough(context: Context) -> bool:
    """Whether the clips that are shown last as long as the video."""
    shown = {shot.source for shot in measure.shots(context.after)}
    footage = sum(clip.seconds for clip in context.view.clips if clip.id in shown)
    return footage >= measure.seconds(context.after)


def _is_slowed(draft: Draft, intent: Intent) -> bool:
    """Whether a shot is visibly slower than filmed though nobody asked for that."""
    if any(edit.do in _SPEEDS for edit in intent.edits):
        return False
    return any(shot.effects.speed <= _SLOW for shot in measure.shots(draft))


def _steadied(context: Context, intent: Intent) -> list[int]:
    """The shots that are newly held still though nobody asked for that."""
    if any(edit.do == "stabilise" for edit in intent.edits):
        return []
    if any(shot.effects.stabilise for shot in measure.shots(context.before)):
        return []
    shots = enumerate(measure.shots(context.after), 1)
    return [number for number, shot in shots if shot.effects.stabilise]


def _looped(draft: Draft) -> bool:
    sources = [s.source for s in measure.music(draft)]
    return len(sources) > len(set(sources))


def _lost(context: Context, intent: Intent, accepted: Sequence[Edit]) -> list[Edit]:
    """Earlier edits of shots that this version shows no more, unless that was asked for."""
    if any(edit.do in _REMOVING for edit in accepted):
        return []
    scoped = [
        (edit, edit.scope.ranges)
        for edit in intent.edits
        if isinstance(edit.scope, OfSource)
        and (edit.STAGE is Stage.LOOK or edit.do in _OF_SHOTS)
        and edit not in accepted
    ]
    return [
        edit
        for edit, ranges in scoped
        if _shows(context.before, ranges) and not _shows(context.after, ranges)
    ]


def _shows(draft: Draft, ranges: Sequence[SourceRange]) -> bool:
    """Whether any of these stretches of clips is shown."""
    for shot in measure.shots(draft):
        low = shot.source_start / 1000
        high = low + max(0.1, shot.duration * shot.effects.speed / 1000)
        for one in ranges:
            if shot.source == one.clip and (
                min(high, one.end) - max(low, one.start) > _SEEN
            ):
                return True
    return False


def _left_out(context: Context, intent: Intent) -> list[AssetId]:
    """Clips that nobody asked to leave out and that are newly not shown."""
    named = {
        clip
        for edit in intent.edits
        if edit.do in _CHOOSING or edit.do == "overlay"
        for clip in (*getattr(edit, "clips", ()), getattr(edit, "image", None))
        if clip
    }
    only = any(edit.do == "only" for edit in intent.edits)
    if only:
        return []
    now = {s.source for s in measure.pictures(context.after)}
    before = {s.source for s in measure.pictures(context.before)}
    fresh = now | (before if context.before.tracks else now)
    hidden = {c.id for c in context.view.clips if c.id not in now}
    return [
        clip.id
        for clip in context.view.clips
        if clip.id in hidden
        and clip.kind in (MediaKind.VIDEO, MediaKind.IMAGE)
        and clip.number
        and not clip.still_of
        and clip.id not in named
        and (not context.before.tracks or clip.id in fresh)
    ]
