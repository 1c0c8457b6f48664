"""Convert render plans to and from JSON, for the process that renders."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from studio.model.edits.picture import JoinKind
from studio.model.effects import Effects, TextStyle
from studio.model.plan import (
    FrameSpan,
    Overlay,
    RenderPlan,
    Sound,
    Title,
    Transition,
)


def plan_to_json(plan: RenderPlan) -> str:
    """The plan as text; ``plan_from_json`` reads it back."""
    data = asdict(plan) | {"fps": str(plan.fps)}
    for span, out in zip(plan.pieces, data["pieces"], strict=True):
        out["effects"] = span.effects.to_wire()
    for title, out in zip(plan.titles, data["titles"], strict=True):
        out["style"] = title.style.to_wire()
    return json.dumps(data)


def plan_from_json(text: str) -> RenderPlan:
    """Raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything else."""
    data: dict[str, Any] = json.loads(text)
    return RenderPlan(
        fps=Fraction(data.pop("fps")),
        pieces=tuple(_span(item) for item in data.pop("pieces")),
        titles=tuple(
            Title(**item | {"style": TextStyle.from_wire(item["style"])})
            for item in data.pop("titles")
        ),
        sounds=tuple(_sound(item) for item in data.pop("sounds")),
        overlays=tuple(Overlay(**item) for item in data.pop("overlays")),
        still=tuple(data.pop("still", ())),
        **data,
    )


def _span(item: dict[str, Any]) -> FrameSpan:
    join = item["join"]
    return FrameSpan(
        **item
        | {
            "effects": Effects.from_wire(item["effects"]),
            "times": tuple(item["times"]),
            "join": Transition(**join | {"kind": JoinKind(join["kind"])})
            if join
            else None,
        }
    )


def _sound(item: dict[str, Any]) -> Sound:
    return Sound(
        **item | {"places": _pairs(item["places"]), "volume": _pairs(item["volume"])}
    )


def _pairs(items: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((one, two) for one, two in items)
