"""Place words so that they cover no face and no other words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from studio.model.draft import Segment
from studio.model.edits.overlay import Position
from studio.model.effects import TextStyle
from studio.model.material import Material
from studio.rules.picture.framing import contained_share, cropped_share
from studio.rules.picture.motion import view_at
from studio.rules.picture.text_layout import MARGIN, estimated_size

Box = tuple[float, float, float, float]

TITLE_PLACES = (Position.CENTER, Position.BOTTOM, Position.TOP)
CAPTION_PLACES = (Position.BOTTOM, Position.TOP)
_NEAR = 0.6
"""Seconds before and after the words in which a face that was seen still counts."""
_LEAST = 0.05
"""The share of a face that words may touch: its box is a little larger than it."""


@dataclass(slots=True)
class FreePlaces:
    """The faces that segments show, in a frame of pixels (width, height)."""

    video: Sequence[Segment]
    material: Material
    frame: tuple[int, int]
    _taken: list[tuple[float, float, Box]] = field(default_factory=list)

    def place(
        self, text: str, style: TextStyle, start: float, end: float,
        among: Sequence[Position] = (),
    ) -> TextStyle:  # fmt: skip
        """The style with the first place ``among`` those that are free.

        ``start`` and ``end`` are seconds of the video. The place stays where nothing is
        free, or nothing is given to choose among; the words are in the way of later ones.
        """
        faces = self._faces(start * 1000, end * 1000)
        words = [box for low, high, box in self._taken if low < end and start < high]
        size = estimated_size(text, style.size, self.frame)
        places = [style.position, *(one for one in among if one is not style.position)]
        if among and (faces or words):
            hidden = {
                one: sum(_hidden(face, _box(one, size)) for face in [*faces, *words])
                for one in places
            }
            best = min(places, key=lambda one: max(0.0, hidden[one] - _LEAST))
            style = style.model_copy(update={"position": best})
        self._taken.append((start, end, _box(style.position, size)))
        return style

    def _faces(self, start: float, end: float) -> list[Box]:
        """The faces on screen between two times (ms), as shares of the frame."""
        return [
            box
            for segment in self.video
            if segment.start < end and start < segment.end
            for box in self._of(segment, start, end)
        ]

    def _of(self, segment: Segment, start: float, end: float) -> list[Box]:
        asset = self.material.by_id.get(segment.source) if segment.source else None
        footage = self.material.footage.get(segment.source) if segment.source else None
        effects = segment.effects
        if asset is None or footage is None or effects.rotate:
            return []
        seconds, out = segment.duration / 1000, []
        for place in footage.faces:
            shown = (place.time - segment.source_start / 1000) / effects.speed
            shown = seconds - shown if effects.reverse else shown
            at = segment.start / 1000 + shown
            if not start / 1000 - _NEAR <= at <= end / 1000 + _NEAR:
                continue
            if not -_NEAR <= shown <= seconds + _NEAR:
                continue
            view = view_at(effects, shown, shown / seconds)
            sides = (asset.width, asset.height)
            if effects.fit == "crop":
                window = cropped_share(sides, self.frame, view.focus, view.zoom)
            else:
                window = contained_share(sides, self.frame)
            out += [
                _shown(_mirrored(box, effects.mirror), window) for box in place.boxes
            ]
        return out


def _mirrored(box: Box, mirror: str) -> Box:
    left, top, right, bottom = box
    if mirror == "horizontal":
        return 1 - right, top, 1 - left, bottom
    if mirror == "vertical":
        return left, 1 - bottom, right, 1 - top
    return box


def _shown(box: Box, window: Box) -> Box:
    """A box of the picture as one of the frame, which shows ``window`` of it."""
    left, top, width, height = window
    return (
        (box[0] - left) / width, (box[1] - top) / height,
        (box[2] - left) / width, (box[3] - top) / height,
    )  # fmt: skip


def _box(position: Position, size: tuple[float, float]) -> Box:
    """Where words of a size stand, as the renderer puts them."""
    width, height = size
    left, top = (1 - width) / 2, (1 - height) / 2
    if position.name.startswith("TOP"):
        top = MARGIN
    elif position.name.startswith("BOTTOM"):
        top = 1 - MARGIN - height
    if position.name.endswith("LEFT"):
        left = MARGIN
    elif position.name.endswith("RIGHT"):
        left = 1 - MARGIN - width
    return left, top, left + width, top + height


def _hidden(face: Box, words: Box) -> float:
    """The share of a face that words cover."""
    width = min(face[2], words[2]) - max(face[0], words[0])
    height = min(face[3], words[3]) - max(face[1], words[1])
    area = (face[2] - face[0]) * (face[3] - face[1])
    return max(0.0, width) * max(0.0, height) / area if area > 0 else 0.0
