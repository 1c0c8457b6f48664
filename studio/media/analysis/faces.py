"""Find the faces of a clip or a photo."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from studio.errors import UnsupportedFile
from studio.media.analysis.upright_frames import coded_size, upright_picture
from studio.media.inspection.containers import open_container
from studio.media.inspection.decoding import decoded_frames
from studio.media.inspection.photos import upright_photo
from studio.media.inspection.sniff import sniff
from studio.media.inspection.stream_facts import clock_start
from studio.media.pixels.planes import to_frame
from studio.model.media import Asset, FacePlace, Faces, MediaKind
from studio.rules.footage.crop_path import hurries_between, moves_between
from studio.rules.footage.face_net import SIDE, FaceBox, FaceNet
from studio.rules.footage.face_tracks import real_faces

Picture = NDArray[np.uint8]

_STEP = 0.5
"""Seconds between analysed frames."""
_MOST = 240
"""Most analysed frames of a clip: longer clips have fewer per second."""
_SEQUENCE = 60.0
"""Length in seconds up to which every frame is decoded; of longer clips only keyframes."""


def find_faces(asset: Asset) -> Faces:
    """The faces of a video or photo. Raises ``UnsupportedFile``."""
    net = _net()
    if asset.kind is MediaKind.IMAGE:
        photo = upright_photo(Path(asset.path), asset.name, SIDE).convert("RGB")
        return Faces(asset.id, _places([_looked(net, 0.0, np.asarray(photo))]))
    path = Path(asset.path)
    try:
        with open_container(
            path, sniff(path, asset.name).demuxer, from_head=True
        ) as container:
            looks = [
                _looked(net, at, picture) for at, picture in _pictures(container, asset)
            ]
    except (av.FFmpegError, OSError) as error:
        raise UnsupportedFile("unreadable_now", name=asset.name) from error
    return Faces(asset.id, _places(looks))


def faces_in(pictures: Mapping[float, Picture]) -> tuple[FacePlace, ...]:
    """The faces of ``upright`` pictures, in order of time.

    First every fourth picture is analysed, then one between two where a face appears,
    disappears or moves, then those between where it moves fast.
    """
    net, times = _net(), sorted(pictures)
    looks = {at: _looked(net, at, pictures[at]) for at in times[::4]}
    for step, is_wanted in ((2, moves_between), (1, hurries_between)):
        for n in range(step, len(times), 2 * step):
            before = looks.get(times[n - step])
            after = looks.get(times[n + step]) if n + step < len(times) else before
            if (
                before
                and after
                and (after is before or is_wanted(before.place(), after.place()))
            ):
                looks[times[n]] = _looked(net, times[n], pictures[times[n]])
    return _places([looks[at] for at in sorted(looks)])


def upright(frame: VideoFrame, asset: Asset, side: int = SIDE) -> Picture:
    """The picture as displayed, in red, green and blue; its longer side has ``side`` pixels."""
    picture = upright_picture(frame, asset, coded_size(asset, side))
    frame = to_frame(picture).reformat(format="rgb24", threads=1)  # more take longer
    return np.asarray(frame.to_ndarray(), np.uint8)


@cache
def _net() -> FaceNet:
    with resources.files("studio").joinpath("data/blazeface.npz").open("rb") as file:
        return FaceNet(dict(np.load(file)))


def _pictures(
    container: InputContainer, asset: Asset
) -> Iterator[tuple[float, Picture]]:
    """Upright pictures with the longer side of ``SIDE`` pixels, and their times."""
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    if asset.seconds > _SEQUENCE:
        stream.codec_context.skip_frame = "NONKEY"
    step = max(_STEP, asset.seconds / _MOST)
    start, due = clock_start(container), 0.0
    for frame in decoded_frames(container, stream):
        at = (frame.time or 0.0) - start
        if at < due - 1e-3:
            continue
        due = at + step
        yield round(at, 3), upright(frame, asset)


@dataclass(frozen=True, slots=True)
class _Look:
    """The net's result for one picture, in coordinates of the square around it."""

    time: float
    size: tuple[int, int]
    boxes: list[FaceBox]

    def place(self, real: Sequence[FaceBox] | None = None) -> FacePlace:
        """The boxes, or only the real faces, as shares of the picture."""
        boxes = self.boxes if real is None else real
        return FacePlace(self.time, tuple(_box(face, self.size) for face in boxes))


def _looked(net: FaceNet, at: float, picture: Picture) -> _Look:
    """Centre a picture in a black square and detect faces."""
    height, width = picture.shape[:2]
    square = np.zeros((SIDE, SIDE, 3), np.uint8)
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    square[top : top + height, left : left + width] = picture
    return _Look(at, (width, height), net.faces(square))


def _places(looks: Sequence[_Look]) -> tuple[FacePlace, ...]:
    """The faces, without false detections."""
    real = real_faces([(look.time, look.boxes) for look in looks])
    return tuple(look.place(boxes) for look, boxes in zip(looks, real, strict=True))


def _box(face: FaceBox, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """The box as shares of the picture without the borders."""
    width, height = size
    left, top = (SIDE - width) // 2, (SIDE - height) // 2
    edges = (
        ((face.x - face.width / 2) * SIDE - left) / width,
        ((face.y - face.height / 2) * SIDE - top) / height,
        ((face.x + face.width / 2) * SIDE - left) / width,
        ((face.y + face.height / 2) * SIDE - top) / height,
    )
    one, two, three, four = (round(min(1.0, max(0.0, edge)), 4) for edge in edges)
    return one, two, three, four
