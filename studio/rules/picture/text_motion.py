"""Animate titles: opacity, size, place and letters at each frame."""

import math
from dataclasses import dataclass

from studio.model.edits.overlay import Animation
from studio.rules.picture.easing import ease_out, overshoot

_SLIDE = 0.35
"""How far a title slides, as a share of the frame's width."""
_PULSE, _PULSE_SECONDS = 0.06, 0.6
_LENGTHS = {
    Animation.NONE: 0.0,
    Animation.FADE: 0.2,
    Animation.POP: 0.35,
    Animation.SLIDE: 0.45,
    Animation.PULSE: 0.2,
}
_LETTER = 0.06
"""Seconds for a letter of a typewriter."""


@dataclass(frozen=True, slots=True)
class TextState:
    """``letters`` is the visible share of them; ``across`` is in shares of the width."""

    opacity: float = 1.0
    scale: float = 1.0
    across: float = 0.0
    letters: float = 1.0


def text_state(
    arrive: Animation,
    leave: Animation,
    frame: int,
    frames: int,
    fps: float,
    letters: int,
) -> TextState | None:
    """The state ``frame`` frames after a title's start; None if it is not visible.

    Coming and going take at most a third of the time each.
    """
    if not 0 <= frame < frames:
        return None
    coming = _share(arrive, frame, frames, fps, letters)
    going = _share(leave, frames - 1 - frame, frames, fps, letters)
    beat = Animation.PULSE in (arrive, leave)
    swing = math.sin(math.pi * frame / fps / _PULSE_SECONDS) ** 2 if beat else 0.0
    one, two = _edge(arrive, coming, -1.0), _edge(leave, going, 1.0)
    return TextState(
        one.opacity * two.opacity,
        one.scale * two.scale * (1 + _PULSE * swing),
        one.across + two.across,
        min(one.letters, two.letters),
    )


def _share(
    kind: Animation, passed: int, frames: int, fps: float, letters: int
) -> float:
    """How far an edge is over, from just above 0 to 1."""
    typed = _LETTER * letters
    length = typed if kind is Animation.TYPEWRITER else _LENGTHS[kind]
    edge = min(round(length * fps), frames // 3)
    return 1.0 if passed >= edge else (passed + 1) / (edge + 1)


def _edge(kind: Animation, share: float, side: float) -> TextState:
    if share >= 1:
        return TextState()
    match kind:
        case Animation.POP:
            return TextState(min(1.0, 3 * share), max(0.05, overshoot(share)))
        case Animation.SLIDE:
            return TextState(
                min(1.0, 2 * share), 1.0, side * _SLIDE * (1 - ease_out(share))
            )
        case Animation.TYPEWRITER:
            return TextState(letters=share)
        case Animation.NONE:
            return TextState()
        case Animation.FADE | Animation.PULSE:
            return TextState(share)
