"""Render a plan: compose in one thread, encode in another, verify the result.

The file gets its final name only when it is complete and checked.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from common.disk import is_disk_full
from studio.errors import DiskFull, RenderFailed, StudioError, is_cancel
from studio.media.inspection.containers import open_container
from studio.media.render.compose import frames
from studio.media.render.encode import SOFTWARE, encoder as best_encoder, write
from studio.media.sound.mix import RATE, mix
from studio.model.plan import RenderPlan

_AHEAD = 50_000_000
"""Pixels of composed frames that may wait for the encoder: 24 frames of 1080p or 75 MB,
and 8 % less time than with eight."""
_FEWEST = 4

Composed = tuple[VideoFrame, bool]


def render(
    plan: RenderPlan, out: Path, progress: Callable[[float], None], encoder: str = ""
) -> None:
    """Write the MP4; ``progress`` receives the share of encoded frames, 0 to 1.

    ``encoder`` is FFmpeg's name of it, "" for the best available one; after a failure x264
    is used. Raises ``UnsupportedFile`` if a source is missing, ``DiskFull``,
    ``RenderFailed``.
    """
    part = out.with_name(f".{out.name}.part")
    try:
        sound = mix(plan)
        _encoded(plan, part, sound, progress, encoder or best_encoder())
        _check(part, plan, sound is not None)
        part.replace(out)
    except StudioError:
        raise
    except (OSError, av.FFmpegError) as error:
        if is_disk_full(error.errno):
            raise DiskFull from error
        raise RenderFailed("render_unwritten") from error
    finally:
        part.unlink(missing_ok=True)


def _encoded(
    plan: RenderPlan,
    part: Path,
    sound: NDArray[np.float32] | None,
    progress: Callable[[float], None],
    name: str,
) -> None:
    """Encode on the GPU if there is one; if it fails, again on the CPU."""
    try:
        _encode_composed(plan, part, sound, progress, name)
    except av.FFmpegError as error:
        if name == SOFTWARE or is_disk_full(error.errno) or is_cancel(error):
            raise
        _encode_composed(plan, part, sound, progress, SOFTWARE)


def _encode_composed(
    plan: RenderPlan,
    part: Path,
    sound: NDArray[np.float32] | None,
    progress: Callable[[float], None],
    name: str,
) -> None:
    with _Composer(plan) as composed:
        for done in write(plan, composed, sound, RATE, part, name):
            progress(done / plan.frames)


class _Composer:
    """Compose frames ahead in a separate thread."""

    def __init__(self, plan: RenderPlan) -> None:
        self._plan = plan
        self._queue: queue.Queue[Composed | BaseException | None] = queue.Queue(
            max(_FEWEST, _AHEAD // (plan.width * plan.height))
        )
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="compose", daemon=True)

    def __enter__(self) -> Iterator[Composed]:
        self._thread.start()
        return self._composed_frames()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        while self._thread.is_alive():
            try:
                self._queue.get_nowait()
            except queue.Empty:
                self._thread.join(0.01)

    def _run(self) -> None:
        last: BaseException | None = None
        try:
            for item in frames(self._plan, self._plan.decoders):
                self._queue.put(item)
                if self._stop.is_set():
                    return
        except BaseException as error:  # noqa: BLE001  # handed to the other thread
            last = error
        finally:
            self._queue.put(last)

    def _composed_frames(self) -> Iterator[Composed]:
        while (item := self._queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item


def _check(path: Path, plan: RenderPlan, sound: bool) -> None:  # noqa: FBT001
    """Verify the result against the plan: size, rate, length, sound, last frame."""
    with open_container(path, "mov", from_head=True) as container:
        video = container.streams.video[0]
        seconds = float((video.duration or 0) * (video.time_base or 0))
        planned = float(plan.frames / plan.fps)
        right = (
            (video.width, video.height) == (plan.width, plan.height)
            and video.frames == plan.frames
            and abs(seconds - planned) <= 1 / plan.fps
            and _sounds_right(container, planned if sound else None)
        )
        container.seek(int(max(0.0, planned - 0.5) * av.time_base))
        if not right or next(container.decode(video), None) is None:
            raise RenderFailed("render_wrong")


def _sounds_right(container: InputContainer, planned: float | None) -> bool:
    """Whether the sound is as long as the picture, to a frame of AAC, or missing as planned."""
    streams = container.streams.audio
    if planned is None or not streams:
        return planned is None and not streams
    seconds = float((streams[0].duration or 0) * (streams[0].time_base or 0))
    return abs(seconds - planned) < 0.03
