"""Draw the panels of a Grafana dashboard as a page of HTML and SVG."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_COLOURS = (
    "#73bf69", "#5794f2", "#f2cc0c", "#ff780a", "#b877d9", "#e02f44", "#8ab8ff", "#fade2a",
    "#ffa6b0", "#37872d", "#1f60c4", "#c4162a",
)  # fmt: skip
_ROW, _COLUMN = 30, 64
"""Pixels of a unit of the dashboard's grid."""
_LEFT, _BELOW, _ABOVE = 58, 22, 8
"""Pixels of a chart that the axes take."""
_STYLE = """
body { background: #111217; color: #ccccdc; font: 13px sans-serif; margin: 16px; width: 1568px }
.board { position: relative }
.panel { position: absolute; box-sizing: border-box; background: #181b1f;
  border: 1px solid #2c3235; border-radius: 3px; padding: 8px; overflow: hidden }
.row { position: absolute; font-weight: bold; padding-top: 6px }
h2 { font-size: 13px; margin: 0 0 4px; font-weight: 600 }
.stat { font-size: 34px; text-align: center; padding-top: 18px; border-radius: 3px; height: 68px;
  color: #fff }
.legend span { margin-right: 12px; white-space: nowrap; font-size: 11px }
.none { text-align: center; padding-top: 70px; color: #777 }
"""


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its name, and (unix seconds, value)."""

    name: str
    points: tuple[tuple[float, float], ...]


Panel = tuple[dict[str, Any], Sequence[Series]]


def page(panels: Sequence[Panel]) -> str:
    """The page, in the places of the dashboard's grid."""
    times = [at for _, lines in panels for line in lines for at, _ in line.points]
    span = (min(times), max(times))
    boxes = [_box(panel, lines, span) for panel, lines in panels]
    height = max(p["gridPos"]["y"] + p["gridPos"]["h"] for p, _ in panels) * _ROW
    return (
        f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>"
        f'<div class=board style="height:{height}px">{"".join(boxes)}</div>'
    )


def _box(
    panel: dict[str, Any], lines: Sequence[Series], span: tuple[float, float]
) -> str:
    at = panel["gridPos"]
    width, height = at["w"] * _COLUMN + at["w"] - 8, at["h"] * _ROW - 8
    place = f"left:{at['x'] * (_COLUMN + 1)}px;top:{at['y'] * _ROW}px;width:{width}px"
    title = html.escape(panel["title"])
    if panel["type"] == "row":
        return f'<div class=row style="{place}">{title}</div>'
    defaults = panel["fieldConfig"]["defaults"]
    shown = [line for line in lines if line.points]
    if not shown:
        body = "<div class=none>No data</div>"
    elif panel["type"] == "stat":
        body = _stat(shown[0].points[-1][1], defaults)
    else:
        body = _chart(shown, defaults, (width - 16, height - 66), span)
    return f'<div class=panel style="{place};height:{height}px"><h2>{title}</h2>{body}</div>'


def _stat(value: float, defaults: dict[str, Any]) -> str:
    steps = defaults["thresholds"]["steps"]
    colour = [one["color"] for one in steps if value >= (one["value"] or 0)][-1]
    shade = {"green": "#37872d", "orange": "#b35a00", "red": "#c4162a"}[colour]
    texts = {
        key: one["text"]
        for mapping in defaults.get("mappings", [])
        for key, one in mapping["options"].items()
    }
    text = texts.get(f"{value:g}") or show(value, defaults["unit"])
    return f'<div class=stat style="background:{shade}">{text}</div>'


def _chart(
    lines: Sequence[Series],
    defaults: dict[str, Any],
    size: tuple[int, int],
    span: tuple[float, float],
) -> str:
    (width, height), (start, end), unit = size, span, defaults["unit"]
    stacked = defaults["custom"]["stacking"]["mode"] == "normal"
    drawn = _stack(lines) if stacked else [(line.points, None) for line in lines]
    most = max((value for points, _ in drawn for _, value in points), default=0) or 1

    def x(at: float) -> float:
        return _LEFT + (width - _LEFT - 4) * (at - start) / max(1, end - start)

    def y(value: float) -> float:
        return _ABOVE + (height - _ABOVE - _BELOW) * (1 - value / most)

    marks = []
    for part in range(5):
        value = most * part / 4
        marks.append(
            f'<path d="M{_LEFT} {y(value):.1f}H{width}" stroke="#2c3235"/>'
            f"<text x={_LEFT - 6} y={y(value) + 4:.1f} text-anchor=end>{show(value, unit)}</text>"
        )
    for part, anchor in enumerate(("start", "middle", "middle", "end")):
        at = start + (end - start) * part / 3
        minutes = f"{(at - start) / 60:.1f} min"
        marks.append(
            f"<text x={x(at):.0f} y={height - 5} text-anchor={anchor}>{minutes}</text>"
        )
    for number, (points, below) in reversed(list(enumerate(drawn))):
        colour = _COLOURS[number % len(_COLOURS)]
        path = "L".join(f"{x(at):.1f} {y(value):.1f}" for at, value in points)
        if below:
            back = "L".join(f"{x(at):.1f} {y(v):.1f}" for at, v in reversed(below))
            marks.append(
                f'<path d="M{path}L{back}Z" fill="{colour}" fill-opacity=.4 />'
            )
        marks.append(
            f'<path d="M{path}" stroke="{colour}" stroke-width=1.5 fill=none />'
        )
    legend = "".join(
        f'<span><b style="color:{_COLOURS[n % len(_COLOURS)]}">━</b> {html.escape(line.name)}</span>'
        for n, line in enumerate(lines)
    )
    return (
        f'<svg width={width} height={height} fill="#9fa0a8" font-size=11>'
        f"{''.join(marks)}</svg><div class=legend>{legend}</div>"
    )


Points = Sequence[tuple[float, float]]


def _stack(lines: Sequence[Series]) -> list[tuple[Points, Points]]:
    """Each line on top of those before it, with what lies below it."""
    times = sorted({at for line in lines for at, _ in line.points})
    below = dict.fromkeys(times, 0.0)
    areas = []
    for line in lines:
        values = dict(line.points)
        top = {at: below[at] + values.get(at, 0.0) for at in times}
        areas.append((tuple(top.items()), tuple(below.items())))
        below = top
    return areas


def show(value: float, unit: str) -> str:
    """The number with its unit, as Grafana would write it."""
    if unit == "percentunit":
        return f"{100 * value:.3g} %"
    if unit in {"s", "ms"}:
        return f"{value:.3g} {unit}"
    if unit in {"bytes", "Bps", "decbytes", "binBps"}:
        for name, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
            if value >= size:
                return f"{value / size:.3g} {name}"
        return f"{value:.0f} B"
    return f"{value:.3g}"
