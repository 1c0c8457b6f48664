"""Draw a song's waveform with its beats and sections."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from studio.media.sound.decode import decode_pieces
from studio.model.music import BeatGrid

_RATE = 11025
_PIECE = 60 * _RATE
_ROW_SECONDS = 30.0
_ROW, _WIDTH, _MARGIN = 120, 1500, 8
_MOST_ROWS = 120
_TICKS = 6
"""Times written under a row."""
_NAME = 30
"""Space at the end of a row for the name of a section or a number."""
_NUMBERED = 4
"""Distance of numbered bars, from the first."""
_COLORS = {
    "intro": "#dbe7f5", "verse": "#e4f2de", "build": "#fdf0cf", "chorus": "#fadbd8",
    "break": "#e8e0f3", "outro": "#dde3e8", "free": "#f2f2f2", "silence": "#ffffff",
}  # fmt: skip


def write_plot(song: Path, grid: BeatGrid, out: Path) -> None:
    """Write a PNG, a row for each half minute (longer in pieces over an hour).

    Raises ``OSError``, ``UnsupportedFile``.
    """
    row_seconds = max(_ROW_SECONDS, grid.seconds / _MOST_ROWS)
    rows = max(1, int(np.ceil(grid.seconds / row_seconds)))
    picture = Image.new("RGB", (_WIDTH + 2 * _MARGIN, rows * _ROW + _MARGIN), "white")
    plot = _Plot(ImageDraw.Draw(picture), row_seconds)
    for section in grid.sections:
        plot.section(section.start, section.end, section.label)
    plot.clock(grid.seconds)
    plot.waveform(_peaks(song, row_seconds))
    bars = {downbeat: number for number, downbeat in enumerate(grid.downbeats, 1)}
    for beat in grid.beats:
        plot.beat(beat, bars.get(beat, 0))
    picture.save(out, "PNG")


def _peaks(song: Path, row_seconds: float) -> NDArray[np.float32]:
    """The loudest sample for each column of the picture."""
    per_column = row_seconds / _WIDTH * _RATE
    out = np.zeros(0, np.float32)
    start = 0
    for piece in decode_pieces(song, _RATE, _PIECE):
        column = ((start + np.arange(len(piece))) / per_column).astype(np.int64)
        if len(piece) and column[-1] >= len(out):
            out = np.pad(out, (0, int(column[-1]) + 1 - len(out)))
        np.maximum.at(out, column, np.abs(piece))
        start += len(piece)
    return out / max(float(out.max(initial=0.0)), 1e-6)


class _Plot:
    """Places in seconds, drawn in rows."""

    def __init__(self, draw: ImageDraw.ImageDraw, row_seconds: float) -> None:
        self.draw, self.row_seconds = draw, row_seconds
        self.font, self.small = ImageFont.load_default(12), ImageFont.load_default(10)

    def section(self, start: float, end: float, label: str) -> None:
        color, named = _COLORS.get(label, "#f2f2f2"), False
        for row in range(
            int(start / self.row_seconds), int(end / self.row_seconds) + 1
        ):
            left = max(start - row * self.row_seconds, 0.0)
            right = min(end - row * self.row_seconds, self.row_seconds)
            if right > left:
                top = row * _ROW + _MARGIN
                box = (self._x(left), top, self._x(right), top + _ROW - 12)
                self.draw.rectangle(box, fill=color)
                if left > 0 or row == 0:
                    self.draw.line((box[0], top, box[0], box[3]), fill="#555555")
                if not named and self._x(self.row_seconds) - box[0] > _NAME:
                    self.draw.text((box[0] + 3, top), label, "#333333", self.font)
                    named = True

    def clock(self, seconds: float) -> None:
        """Write the time under the rows."""
        step = self.row_seconds / _TICKS
        for tick in range(int(seconds / step) + 1):
            row, place = divmod(tick, _TICKS)
            x, top = self._x(place * step), (row + 1) * _ROW - 3
            minutes, rest = divmod(round(tick * step), 60)
            self.draw.text((x, top), f"{minutes}:{rest:02d}", "#666666", self.small)

    def waveform(self, peaks: NDArray[np.float32]) -> None:
        for column, peak in enumerate(peaks.tolist()):
            row, x = divmod(column, _WIDTH)
            middle = row * _ROW + _MARGIN + (_ROW - 12) // 2 + 6
            half = round(peak * (_ROW - 36) / 2)
            at = x + _MARGIN
            self.draw.line((at, middle - half, at, middle + half), fill="#5b7ea6")

    def beat(self, at: float, bar: int) -> None:
        """Draw a beat; ``bar`` is the bar that it starts, 0 if none. Every fourth bar is numbered."""
        row = int(at / self.row_seconds)
        x, bottom = self._x(at - row * self.row_seconds), (row + 1) * _ROW - 4
        height = _ROW - 24 if bar else 14
        color = "#c0392b" if bar else "#e67e22"
        self.draw.line((x, bottom - height, x, bottom), fill=color)
        if bar % _NUMBERED == 1:
            ends = self._x(self.row_seconds) - x < _NAME
            place, anchor = (x - 2, "ra") if ends else (x + 2, "la")
            self.draw.text(
                (place, bottom - height), str(bar), color, self.small, anchor
            )

    def _x(self, seconds: float) -> float:
        return _MARGIN + seconds / self.row_seconds * _WIDTH
