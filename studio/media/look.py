"""Look at a clip: small pictures of it at a steady pace, judged by the rules."""

from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from studio.errors import UnsupportedFile
from studio.media.audio import samples
from studio.media.picture import Picture, convert, turn
from studio.media.probe import opened, origin
from studio.media.sniff import sniff
from studio.model.media import Asset, Footage, Kind, Shot
from studio.rules.looking import Thumb, shots
from studio.rules.loudness import SILENCE, lufs

_LONG_SIDE = 64
_PER_SECOND = 10
_LONG_CLIP = 150.0
"""Seconds; of longer clips only keyframes are looked at, so that it stays quick."""
_MOST_SOUND = 600.0
_LOUDNESS_RATE = 16_000


def look(asset: Asset) -> Footage:
    """Shots, movement, focus and loudness. Raises ``UnsupportedFile``."""
    if asset.kind is Kind.IMAGE:
        return Footage(asset.id, 0.0, (Shot(0.0, 0.0, motion=0.1),))
    loud = _loudness(asset)
    if asset.kind is Kind.AUDIO:
        return Footage(asset.id, asset.seconds, (), loudness=loud)
    path = Path(asset.path)
    try:
        with opened(path, sniff(path, asset.name).demuxer) as container:
            times, thumbs, keys = _thumbs(container, asset)
    except (av.FFmpegError, OSError) as error:
        raise UnsupportedFile(f'"{asset.name}" cannot be read any more.') from error
    if not thumbs:
        raise UnsupportedFile(f'"{asset.name}" has no picture that can be read.')
    found = shots(np.array(times), thumbs, asset.seconds)
    return Footage(asset.id, asset.seconds, tuple(found), tuple(keys), loud)


def _thumbs(
    container: av.container.InputContainer, asset: Asset
) -> tuple[list[float], list[Thumb], list[float]]:
    stream: VideoStream = container.streams.video[0]
    stream.thread_type = "AUTO"
    if asset.seconds > _LONG_CLIP:
        stream.codec_context.skip_frame = "NONKEY"
    width, height = _small(asset)
    begin = origin(container)
    times: list[float] = []
    thumbs: list[Thumb] = []
    keys: list[float] = []
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.FFmpegError:
            continue
        for frame in frames:
            at = (frame.time or 0.0) - begin
            if frame.key_frame:
                keys.append(round(at, 4))
            if times and at < times[-1] + 0.999 / _PER_SECOND - 0.5 / float(
                asset.fps or 30
            ):
                continue
            times.append(at)
            thumbs.append(_thumb(frame, width, height, asset.rotation))
    return times, thumbs, keys


def _small(asset: Asset) -> tuple[int, int]:
    """The size of the thumbnail before it is turned, sides even."""
    scale = _LONG_SIDE / max(asset.width, asset.height)
    width, height = (
        max(8, round(side * scale / 2) * 2) for side in (asset.width, asset.height)
    )
    return (height, width) if asset.rotation in (90, 270) else (width, height)


def _thumb(frame: VideoFrame, width: int, height: int, rotation: int) -> Thumb:
    picture: Picture = turn(convert(frame, width, height), rotation)
    y = (picture.y.astype(np.float32) - 16) / 219
    u, v = (
        np.repeat(np.repeat(plane, 2, 0), 2, 1).astype(np.float32) / 255
        for plane in (picture.u, picture.v)
    )
    return np.stack([y, u, v], axis=-1)


def _loudness(asset: Asset) -> float:
    if not asset.has_audio or asset.seconds > _MOST_SOUND:
        return SILENCE
    try:
        return lufs(samples(Path(asset.path), _LOUDNESS_RATE)[None], _LOUDNESS_RATE)
    except UnsupportedFile:
        return SILENCE
