"""Tell real faces from false detections: a real face is certain at some time.

Cups, sockets and cats are detected with low scores in every picture. A face that turns away
gets a low score too, but next to pictures with a high one (thresholds with hysteresis as in
J. Canny, "A computational approach to edge detection", 1986, along time).
"""

from collections.abc import Sequence
from itertools import pairwise

from studio.rules.footage.face_net import FaceBox

Look = tuple[float, Sequence[FaceBox]]
"""A time in seconds and all detections in the picture, certain or not."""

_SURE = 0.7
"""Score from which a detection is a face: drawn and photographed faces of 40 pixels and
more have 0.72 to 0.88, false detections up to 0.7."""
_GAP = 1.6
"""Most seconds between two pictures over which a face is followed."""
_MOVED, _GROWN = 0.2, 1.8
"""Movement (shares of a side) and growth of a face between two pictures."""


def real_faces(looks: Sequence[Look]) -> list[list[FaceBox]]:
    """The boxes of each picture, in time, without those that never become certain."""
    certain = [[box.score >= _SURE for box in boxes] for _, boxes in looks]
    ahead = list(pairwise(range(len(looks))))
    for one, two in (*ahead, *((b, a) for a, b in reversed(ahead))):
        if abs(looks[two][0] - looks[one][0]) > _GAP:
            continue
        sure = [
            box
            for box, is_certain in zip(looks[one][1], certain[one], strict=True)
            if is_certain
        ]
        for number, box in enumerate(looks[two][1]):
            certain[two][number] |= any(_is_same(box, other) for other in sure)
    return [
        [box for box, is_certain in zip(boxes, flags, strict=True) if is_certain]
        for (_, boxes), flags in zip(looks, certain, strict=True)
    ]


def _is_same(one: FaceBox, two: FaceBox) -> bool:
    """Whether two detections in neighbouring pictures may be one face."""
    near = max(abs(one.x - two.x), abs(one.y - two.y)) <= _MOVED
    wide, narrow = max(one.width, two.width), min(one.width, two.width)
    return near and wide <= _GROWN * narrow
