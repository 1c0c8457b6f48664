"""Compute features of a clip over time: movement, sharpness, shake, defects, point of interest."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from studio.model.media import FrameFeatures, SubjectPlace
from studio.rules.footage.defects import defects
from studio.rules.footage.movement import CameraMove
from studio.rules.footage.shot_detection import (
    Thumb,
    centre_of,
    differences,
    edges,
    interest,
)
from studio.rules.picture.colors import CB_SPAN, CR_SPAN

Curve = NDArray[np.float64]
Box = tuple[float, float, float, float]

_TENTH = 0.1
"""Seconds from one picture to the next."""
_STEP = 0.25
"""Seconds between stored moments."""
_MOTION = 0.06
"""The mean difference of pictures a tenth of a second apart that counts as 1."""
_SHARP = 1.3
"""Bends against steps of a picture that is quite sharp at thumbnail size."""
_SHAKE = 1.2
"""Pixels of a thumbnail by which a shaking camera changes its course in 0.1 s."""
_CALM = 0.25
"""Pixels below which a movement is not shake."""
_SOFT, _CRISP = 0.58, 0.88
"""Shares of a clip's usual sharpness at full size: out of focus, and in focus."""
_SUBJECT_NEAR = 0.8
"""Seconds for which a moving subject counts as present."""
_FACE_NEAR = 1.5
"""Seconds for which a detected face counts as present."""
_SMALL = (9, 8)
"""Columns and rows of the picture that a fingerprint is taken from."""


def moments(
    times: Sequence[float], thumbs: Sequence[Thumb],
    moves: Sequence[CameraMove | None], crispness: Mapping[float, float],
    faces: Mapping[float, Sequence[Box]], subject: Sequence[SubjectPlace] = (),
) -> tuple[FrameFeatures, ...]:  # fmt: skip
    """The features of each analysed quarter of a second; times ascend.

    ``crispness`` is the sharpness at full size, in any unit, and ``faces`` the boxes (left,
    top, right, bottom as shares), both by the times of some pictures. ``subject`` is the
    place of the moving subject.
    """
    if not thumbs:
        return ()
    at = np.array(times)
    curves = _curves(at, thumbs, moves, crispness, faces)
    out = []
    bins = np.floor(at / _STEP).astype(int)
    for index in np.unique(bins):
        inside = bins == index
        values = {
            name: round(float(np.clip(curve[inside].mean(), 0, 1)), 3)
            for name, curve in curves.items()
        }
        time = round(float(at[inside].mean()), 3)
        if eye := _eye_on_face(time, faces) or _eye_on_subject(time, subject):
            values |= {"x": eye[0], "y": eye[1]}
        values |= _pan(moves, thumbs[0], np.flatnonzero(inside))
        middle = int(np.flatnonzero(inside)[inside.sum() // 2])
        out.append(
            FrameFeatures(
                time,
                **values,
                faces=_face_share(time, faces),
                fingerprint=fingerprint(thumbs[middle]),
            )
        )  # fmt: skip
    return tuple(out)


def _curves(
    at: Curve, thumbs: Sequence[Thumb], moves: Sequence[CameraMove | None],
    crispness: Mapping[float, float], faces: Mapping[float, Sequence[Box]],
) -> dict[str, Curve]:  # fmt: skip
    """The features that each picture has by itself, by their names in ``FrameFeatures``."""
    clear = np.array([sharpness(thumb) for thumb in thumbs]) * in_focus(at, crispness)
    shaken = shake(moves)
    peopled = np.array([_face_share(float(time), faces) > 0 for time in at])
    places = [
        place_of_interest(thumb, move)
        for thumb, move in zip(thumbs, moves, strict=True)
    ]
    return {
        "interest": np.array([interest(thumb) for thumb in thumbs]),
        "motion": np.clip(differences(list(thumbs)) / _MOTION, 0, 1),
        "sharpness": clear,
        "shake": shaken,
        "light": np.array([float(thumb[..., 0].mean()) for thumb in thumbs]),
        "defect": defects(thumbs, clear, shaken, peopled),
        "x": np.array([x for x, _ in places]),
        "y": np.array([y for _, y in places]),
    }


def _pan(
    moves: Sequence[CameraMove | None], thumb: Thumb, inside: NDArray[np.intp]
) -> dict[str, float]:
    """How the content moves to the right and down, the mean of some pictures."""
    height, width = thumb.shape[:2]
    measured = [move for n in inside if (move := moves[n]) is not None]
    if not measured:
        return {"right": 0.0, "down": 0.0}
    right = float(np.mean([move.right for move in measured])) / width / _TENTH
    down = float(np.mean([move.down for move in measured])) / height / _TENTH
    return {"right": round(right, 3), "down": round(down, 3)}


def sharpness(thumb: Thumb) -> float:
    """How abrupt the edges are, 0 to 1: bends against steps of the brightness.

    Flat pictures have 0.5.
    """
    y = thumb[..., 0]
    steps = bends = 0.0
    for axis in (0, 1):
        step = np.diff(y, axis=axis)
        steps += float(np.abs(step).mean())
        bends += float(np.abs(np.diff(step, axis=axis)).mean())
    if steps < 0.004:
        return 0.5
    return float(np.clip(bends / steps / _SHARP, 0, 1))


def in_focus(at: Curve, crispness: Mapping[float, float]) -> Curve:
    """A factor, 0 to 1: how sharp each picture is against the clip's usual sharpness."""
    if len(crispness) < 2:
        return np.ones(len(at))
    instants = sorted(crispness)
    values = np.array([crispness[time] for time in instants])
    usual = max(1e-9, float(np.percentile(values, 75)))
    share = np.interp(at, instants, values) / usual
    out: Curve = np.clip((share - _SOFT) / (_CRISP - _SOFT), 0, 1)
    return out


def shake(moves: Sequence[CameraMove | None]) -> Curve:
    """How abruptly the camera turns back at each picture, 0 to 1.

    A pan has a shift, but always in one direction.
    """
    shifts = np.array(
        [(move.right, move.down) if move else (np.nan, np.nan) for move in moves]
    )
    turns = np.zeros(len(moves))
    if len(moves) > 1:
        back = shifts[1:] * shifts[:-1] < 0
        change = np.where(back, np.diff(shifts, axis=0), 0.0)
        turns[1:] = np.maximum(0.0, np.linalg.norm(change, axis=1) - _CALM)
    out: Curve = np.clip(np.convolve(turns, np.ones(5) / 5, "same") / _SHAKE, 0, 1)
    return out[: len(moves)]


def place_of_interest(thumb: Thumb, move: CameraMove | None) -> tuple[float, float]:
    """The point of interest: the moving subject, else detail and colour; in shares."""
    weight = 0.2 * edges(thumb[..., 0]) + 0.1 * np.abs(thumb[..., 1:] - 0.5).sum(axis=2)
    if move is not None:
        weight = weight + 3.0 * np.abs(move.left)
    return centre_of(weight)


def fingerprint(thumb: Thumb) -> int:
    """64 bits: whether it gets brighter from column to column (a difference hash).

    N. Krawetz, "Kind of like that", 2013.
    """
    columns, rows = _SMALL
    y = thumb[..., 0]
    small = np.stack(
        [
            [block.mean() for block in np.array_split(band, columns, axis=1)]
            for band in np.array_split(y, rows, axis=0)
        ]
    )
    bits = (small[:, 1:] > small[:, :-1]).ravel()
    return int("".join("1" if bit else "0" for bit in bits), 2)


def _face_share(time: float, faces: Mapping[float, Sequence[Box]]) -> float:
    """The share of the picture that faces take at a time."""
    near = min(faces, key=lambda at: abs(at - time), default=None)
    if near is None or abs(near - time) > _FACE_NEAR:
        return 0.0
    share = sum((b[2] - b[0]) * (b[3] - b[1]) for b in faces[near])
    return round(min(1.0, share), 4)


def _eye_on_face(
    time: float, faces: Mapping[float, Sequence[Box]]
) -> tuple[float, float] | None:
    """The middle of the largest face at a time; people look at faces first.

    M. Cerf et al., "Faces and text attract gaze independent of the task", 2009.
    """
    near = min(faces, key=lambda at: abs(at - time), default=None)
    if near is None or abs(near - time) > _FACE_NEAR or not faces[near]:
        return None
    left, top, right, bottom = max(
        faces[near], key=lambda b: (b[2] - b[0]) * (b[3] - b[1])
    )
    return round((left + right) / 2, 3), round((top + bottom) / 2, 3)


def _eye_on_subject(
    time: float, subject: Sequence[SubjectPlace]
) -> tuple[float, float] | None:
    """The middle of what moves by itself around a time."""
    near = min(subject, key=lambda place: abs(place.time - time), default=None)
    if near is None or abs(near.time - time) > _SUBJECT_NEAR:
        return None
    left, top, right, bottom = near.box
    return round((left + right) / 2, 3), round((top + bottom) / 2, 3)


def colour(thumbs: Sequence[Thumb]) -> tuple[float, ...]:
    """Mean red, green and blue of all pictures, 0 to 1 (BT.709)."""
    if not thumbs:
        return ()
    y, u, v = np.mean([thumb.mean(axis=(0, 1)) for thumb in thumbs], axis=0)
    u, v = u - 0.5, v - 0.5
    rgb = (y + CR_SPAN * v, y - 0.1873 * u - 0.4681 * v, y + CB_SPAN * u)
    return tuple(round(float(np.clip(value, 0, 1)), 4) for value in rgb)
