"""Draw a draft's timeline as PNG: tracks, cuts, titles, music and beats.

It contains only digits, so it needs no fonts for other scripts; the message has the words.
It has its own background, so that it looks the same in dark and in light chats.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from core.rules.draft.segments import AUDIO, TITLE, VIDEO, Piece
from core.rules.draft.timeline import beats, downbeats, duration, rows, waveform

_WIDTH, _EDGE, _GAP = 1000, 24, 16
_RULER = 54
_STILL_HIGH = 480
"""Greatest height in pixels of the still above a timeline."""
_HEIGHTS = {VIDEO: 150, AUDIO: 130, TITLE: 72}
_GROUND, _LANE, _INK, _FAINT = "#15171d", "#20232c", "#f2f4f8", "#7d8596"
_MUSIC, _BEAT, _DOWNBEAT, _WORDS = "#3ecf8e", "#8a94a8", "#ffffff", "#f5a524"
_SHOTS = ("#4c8dff", "#b07cff", "#ff7a90", "#2fc4d6", "#e8b23a", "#7bc47f", "#ff9d5c", "#8fa3ff")  # fmt: skip
_MOST_ROWS = 8
_STEPS = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)


def draw_timeline(
    draft: Mapping[str, Any], clips: Sequence[str] = (), still: bytes = b""
) -> bytes:
    """Draw the timeline as PNG bytes; empty for a draft without a length.

    Shots are numbered by the position of their clip's name in ``clips``. A ``still`` of the
    video, an image file, is drawn above. Raises ``OSError`` if it cannot be read.
    """
    long = duration(draft)
    tracks = [(kind, shown) for kind, shown in rows(draft) if shown][:_MOST_ROWS]
    if long <= 0 or not tracks:
        return b""
    high = _RULER + _EDGE + sum(_high(kind) + _GAP for kind, _ in tracks)
    image = Image.new("RGB", (_WIDTH, high), _GROUND)
    sheet = _Sheet(ImageDraw.Draw(image), long)
    sheet.ruler(high)
    top = _RULER
    names = list(dict.fromkeys((*clips, *clip_names(draft))))
    for kind, shown in tracks:
        bottom = top + _high(kind)
        sheet.box(0, long, top, bottom, _LANE)
        if kind == AUDIO:
            sheet.music(shown, waveform(draft), top, bottom)
            sheet.beats(draft, top, bottom)
        elif kind == TITLE:
            sheet.titles(shown, top, bottom)
        else:
            sheet.shots(shown, names, top, bottom)
        top = bottom + _GAP
    out = io.BytesIO()
    if still:
        _below(_fitted(still), image).save(out, "PNG")
    else:
        image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _fitted(still: bytes) -> Image.Image:
    """The picture scaled to the width of the lanes, or narrower if it would be too high."""
    picture = Image.open(io.BytesIO(still)).convert("RGB")
    scale = min((_WIDTH - 2 * _EDGE) / picture.width, _STILL_HIGH / picture.height)
    width, height = round(picture.width * scale), round(picture.height * scale)
    return picture.resize((max(1, width), max(1, height)))


def _below(picture: Image.Image, timeline: Image.Image) -> Image.Image:
    """A sheet with a picture above the timeline."""
    top = picture.height + 2 * _EDGE
    sheet = Image.new("RGB", (_WIDTH, top + timeline.height), _GROUND)
    sheet.paste(picture, ((_WIDTH - picture.width) // 2, _EDGE))
    sheet.paste(timeline, (0, top))
    return sheet


def clip_names(draft: Mapping[str, Any]) -> list[str]:
    """The clip names of the video tracks, in order of appearance."""
    seen = (shown for kind, shown in rows(draft) if kind not in {AUDIO, TITLE})
    names = (piece.name for shown in seen for piece in shown)
    return list(dict.fromkeys(names))


class _Sheet:
    """A drawing whose horizontal axis is time."""

    def __init__(self, draw: ImageDraw.ImageDraw, long: float) -> None:
        self._draw = draw
        self._long = long

    def _at(self, seconds: float) -> float:
        share = min(1.0, max(0.0, seconds / self._long))
        return _EDGE + share * (_WIDTH - 2 * _EDGE)

    def box(
        self, start: float, end: float, top: float, bottom: float, color: str
    ) -> None:
        left, right = self._at(start), self._at(end)
        radius = min(10, max(0, int((right - left) / 3)))
        area = (left, top, max(left + 1, right), bottom)
        self._draw.rounded_rectangle(area, radius, fill=color)

    def ruler(self, high: int) -> None:
        room = self._long / 7
        step = next((each for each in _STEPS if each >= room), room)
        count = int(self._long / step + 1e-6)
        for index in range(count + 1):
            x = self._at(index * step)
            self._draw.line((x, _RULER - 12, x, high - _EDGE), _LANE, 2)
            anchor = "ls" if index == 0 else "rs" if x > _WIDTH - 80 else "ms"
            self._words((x, _RULER - 16), _clock(index * step), 32, _FAINT, anchor)

    def shots(
        self, shown: Sequence[Piece], names: list[str], top: int, bottom: int
    ) -> None:
        """Draw a block for each shot, with the color and number of its clip."""
        for piece in shown:
            place = names.index(piece.name)
            slit = min(0.2, 2 / (_WIDTH - 2 * _EDGE)) * self._long
            end = max(piece.start, piece.end - slit)
            self.box(piece.start, end, top, bottom, _SHOTS[place % len(_SHOTS)])
            self._label(piece, str(place + 1), (top + bottom) / 2, 44)

    def titles(self, shown: Sequence[Piece], top: int, bottom: int) -> None:
        for index, piece in enumerate(shown, 1):
            self.box(piece.start, piece.end, top, bottom, _WORDS)
            self._label(piece, f"T{index}", (top + bottom) / 2, 36)

    def music(
        self, shown: Sequence[Piece], wave: list[float], top: int, bottom: int
    ) -> None:
        """Draw the loudness of the music, or a plain block if it is unknown."""
        low, high = bottom - 8, bottom - top - 40
        for piece in shown:
            if not wave:
                self.box(piece.start, piece.end, low - high * 0.6, low, _MUSIC)
                continue
            left, right = self._at(piece.start), self._at(piece.end)
            for x in range(int(left), int(right), 4):
                share = (x - _EDGE) / (_WIDTH - 2 * _EDGE)
                level = wave[min(len(wave) - 1, max(0, int(share * len(wave))))]
                tall = max(3.0, level * high)
                self._draw.rectangle((x, low - tall, x + 2, low), fill=_MUSIC)

    def beats(self, draft: Mapping[str, Any], top: int, bottom: int) -> None:
        """Draw beats as ticks over the music; only downbeats if they would be too dense."""
        shown, strong = beats(draft), set(downbeats(draft))
        if len(shown) > (_WIDTH - 2 * _EDGE) / 9:
            shown = [beat for beat in shown if beat in strong]
        for beat in shown:
            x, first = self._at(beat), beat in strong
            tall, color = (26, _DOWNBEAT) if first else (14, _BEAT)
            self._draw.line((x, top + 4, x, top + 4 + tall), color, 3)

    def _label(self, piece: Piece, text: str, y: float, size: int) -> None:
        left, right = self._at(piece.start), self._at(piece.end)
        if right - left > size * 0.62 * len(text) + 8:
            self._words(((left + right) / 2, y), text, size, _GROUND, "mm")

    def _words(
        self, at: tuple[float, float], text: str, size: int, color: str, anchor: str
    ) -> None:
        font = ImageFont.load_default(size)
        self._draw.text(at, text, color, font, anchor)


def _high(kind: int) -> int:
    return _HEIGHTS.get(kind, _HEIGHTS[VIDEO])


def _clock(seconds: float) -> str:
    whole = int(seconds)
    tenths = f".{int(seconds * 10 % 10)}" if seconds != whole else ""
    return f"{whole // 60}:{whole % 60:02d}{tenths}"
