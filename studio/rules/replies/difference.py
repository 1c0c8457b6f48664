"""Determine what an edit really changed, by the part of the draft that its kind concerns."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from studio.model.draft import Draft, Segment
from studio.model.edits.control import UndoEdit
from studio.model.edits.record import Edit
from studio.rules.phrases import measure

Part = Callable[[Draft], Hashable]


@dataclass(frozen=True, slots=True)
class Difference:
    """Edits that can be seen or heard in the new draft, and those that cannot.

    ``length`` and ``shots`` are the values before and after, None where they are the
    same or where one of the visible edits is about them.
    """

    visible: tuple[Edit, ...] = ()
    idle: tuple[Edit, ...] = ()
    length: tuple[float, float] | None = None
    shots: tuple[int, int] | None = None

    @property
    def nothing(self) -> bool:
        """Whether the two drafts look and sound the same."""
        return not (self.visible or self.length or self.shots)


def difference(before: Draft, after: Draft, edits: tuple[Edit, ...]) -> Difference:
    """Sort edits by what changed between two drafts.

    Before the first cut there is nothing to compare: the edits show in the new draft.
    """
    if not before.tracks:
        return Difference(edits)
    visible = tuple(edit for edit in edits if concerns(edit, before, after))
    idle = tuple(edit for edit in edits if edit not in visible)
    lengths = measure.seconds(before), measure.seconds(after)
    counts = len(measure.shots(before)), len(measure.shots(after))
    named = {e.do for e in visible if e.do != "shot_length" or e.scope.of == "whole"}
    return Difference(
        visible,
        idle,
        lengths
        if abs(lengths[0] - lengths[1]) >= 0.05 and "length" not in named
        else None,
        counts if counts[0] != counts[1] and not named & _ABOUT_SHOTS else None,
    )


def concerns(edit: Edit, before: Draft, after: Draft) -> bool:
    """Whether the part of the draft that an edit is about differs."""
    if edit.do in _LASTING:
        return True
    kind = edit.edit if isinstance(edit, UndoEdit) else edit.do
    if names := _EFFECTS.get(kind):
        return _differ(before, after, names)
    part = _PARTS.get(kind, _everything)
    return part(before) != part(after)


def _differ(before: Draft, after: Draft, names: tuple[str, ...]) -> bool:
    """Whether effects differ; in a new cut, for any stretch of a clip."""
    old, new = _values(before, names), _values(after, names)
    if _footage(before) == _footage(after):
        return old != new
    return {value[1:] for value in old} != {value[1:] for value in new}


def _values(
    draft: Draft, names: tuple[str, ...]
) -> list[tuple[int, str | None, tuple[object, ...]]]:
    return [
        (s.start, s.source, tuple(getattr(s.effects, name) for name in names))
        for s in measure.pictures(draft)
    ]


def _everything(draft: Draft) -> Hashable:
    return draft.duration, tuple(map(repr, draft.tracks))


def _cuts(draft: Draft) -> Hashable:
    return tuple((s.start, s.duration) for s in measure.shots(draft))


def _footage(draft: Draft) -> Hashable:
    return tuple(
        (s.start, s.duration, s.source, s.source_start) for s in measure.shots(draft)
    )


def _end(draft: Draft) -> Hashable:
    return _footage(draft), _values(draft, _SPEED)


def _length(draft: Draft) -> Hashable:
    return draft.duration


def _music(draft: Draft) -> Hashable:
    return tuple(
        (s.source, s.source_start, s.start, s.duration) for s in measure.music(draft)
    )


def _sound(draft: Draft) -> Hashable:
    return tuple(
        (
            s.volume,
            s.effects.fade_in,
            s.effects.fade_out,
            s.effects.bed,
            s.effects.volume,
        )
        for s in measure.music(draft)
    ), tuple(
        (s.source, s.volume, s.effects.duck, s.effects.fade_in, s.effects.fade_out)
        for s in measure.pictures(draft)
    )


def _frame(draft: Draft) -> Hashable:
    return measure.size(draft)


def _rate(draft: Draft) -> Hashable:
    return measure.frame_rate(draft)


def _tempo(draft: Draft) -> Hashable:
    return measure.tempo(draft), tuple(draft.meta.get("beats", ()))


def _bars(draft: Draft) -> Hashable:
    return tuple(draft.meta.get("beats", ())), tuple(draft.meta.get("downbeats", ()))


def _titles(draft: Draft) -> Hashable:
    return tuple(map(_words, measure.titles(draft)))


def _titles_and_cards(draft: Draft) -> Hashable:
    return _titles(draft), tuple(map(_words, measure.cards(draft)))


def _captions(draft: Draft) -> Hashable:
    return tuple(map(_words, measure.captions(draft)))


def _words(segment: Segment) -> Hashable:
    return segment.text, segment.start, segment.duration, segment.style


def _overlays(draft: Draft) -> Hashable:
    return tuple(
        (s.source, s.start, s.duration, s.effects.overlay)
        for s in measure.overlays(draft)
    )


_LASTING = frozenset({"keep"})
"""Edits that hold for later cuts: this one shows already what they ask for."""
_ABOUT_SHOTS = frozenset(
    {"sync", "pace", "shot_length", "length", "shift_bar", "tempo", "options"}
)
_PARTS: dict[str, Part] = {
    "sync": _footage, "options": _footage, "pace": _cuts, "cut_at": _cuts,
    "split": _cuts, "shift_bar": _bars, "tempo": _tempo, "shot_length": _cuts,
    "use_music": _music, "remove_music": _music, "trim_music": _music,
    "loop_music": _music, "end_with_music": _music,
    "volume": _sound, "fade_sound": _sound, "clip_sound": _sound,
    "keep_speech": _cuts, "remove_pauses": _footage,
    "order": _footage, "place": _footage, "swap": _footage, "only": _footage,
    "leave_out": _footage, "include": _footage, "repeat": _footage,
    "trim_clip": _footage, "ban": _footage, "replace": _footage, "loop": _end,
    "aspect": _frame, "resolution": _frame,
    "add_title": _titles, "change_title": _titles,
    "remove_title": _titles_and_cards, "captions": _captions, "speech_captions": _captions,
    "change_captions": _captions, "remove_captions": _captions,
    "overlay": _overlays, "change_overlay": _overlays, "remove_overlay": _overlays,
    "length": _length, "frame_rate": _rate,
}  # fmt: skip
_SPEED = ("speed", "ramp", "reverse", "boomerang", "freeze")
_EFFECTS: dict[str, tuple[str, ...]] = {
    "photo_motion": ("zoom",), "zoom": ("zoom",), "speed": _SPEED, "ramp": _SPEED,
    "reverse": _SPEED, "freeze": _SPEED, "normal_speed": _SPEED,
    "look": ("look", "look_strength"), "adjust": ("adjust",), "bars": ("bars",),
    "cube": ("cube", "cube_strength"), "match_colours": ("gains",),
    "pulse": ("pulses",), "join": ("join",),
    "fade_picture": ("picture_in", "picture_out", "fade_color"), "fit": ("fit",),
    "turn": ("rotate", "mirror"), "focus": ("focus", "path"),
    "stabilise": ("stabilise",),
}  # fmt: skip
