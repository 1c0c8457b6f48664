"""Shaky footage is stabilised: measured in the clip, removed in the decoded frames."""

import math
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image

from studio.media.analysis.camera import measure_camera
from studio.media.analysis.shots import analyse_footage
from studio.media.inspection.probe import probe
from studio.media.render.compose import frames
from studio.model.edits.footage import Freeze
from studio.model.edits.music import Sync
from studio.model.edits.picture import LookName, SetLook, Stabilise, Turn
from studio.model.edits.record import AtTime, OfTime
from studio.model.material import Material
from studio.model.media import Asset, AssetId, Footage, FrameFeatures
from studio.rules.footage.camera import shift
from studio.rules.picture.motion import View, view_at
from studio.rules.plan.render_plan import plan
from tests.studio.editing.material import Editor, song
from tests.studio.studio_in_memory import (
    FakeAnalyst,
    StudioInMemory,
    song as song_file,
    video,
)

SIZE = (320, 180)
FPS = 30
SECONDS = 6
FRAMES = 90
"""Rendered frames that are looked at."""
SWING = 5
"""Pixels by which the hand shakes to each side, seven times a second."""


def scenery() -> NDArray[np.uint8]:
    """A picture with detail at all scales, larger than the frame."""
    noise = np.random.default_rng(7)
    picture = np.zeros((300, 560))
    for grid in (6, 14, 40):
        small = Image.fromarray(noise.integers(0, 255, (grid, grid * 2), np.uint8))
        picture += np.asarray(small.resize((560, 300), Image.Resampling.BICUBIC))
    return (picture / 3).astype(np.uint8)


def hand(frame: int) -> tuple[int, int]:
    """Where the frame's corner is: a slow pan, and a shaking hand."""
    at = frame / FPS
    swing = SWING * math.sin(2 * math.pi * 7 * at)
    return round(60 + 12 * at + swing), round(60 + 0.6 * swing)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shaky") / "shaky.mp4"
    picture = scenery()
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(FPS))
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for n in range(FPS * SECONDS):
            left, top = hand(n)
            part = picture[top : top + SIZE[1], left : left + SIZE[0]]
            frame = VideoFrame.from_ndarray(np.ascontiguousarray(part), format="gray")
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def shaky(clip: Path) -> Material:
    """The project of the clip and a song, analysed."""
    asset = replace(probe(clip, clip.name), id=AssetId("v"))
    tune, grid = song(seconds=20)
    analysis = replace(analyse_footage(asset), asset=asset.id)
    camera = {asset.id: measure_camera(asset)}
    return Material((asset, tune), {asset.id: analysis}, {tune.id: grid}, {}, camera)


def test_the_path_of_the_camera_is_measured(shaky: Material) -> None:
    path = shaky.camera[AssetId("v")]
    assert len(path.times) == FPS * SECONDS
    for n in (10, 55, 170):
        left, top = hand(n)
        first_left, first_top = hand(0)
        assert path.x[n] * SIZE[0] == pytest.approx(first_left - left, abs=2.0)
        assert path.y[n] * SIZE[1] == pytest.approx(first_top - top, abs=2.0)


def unrest(material: Material, *edits: Stabilise | Turn) -> float:
    """The mean change of the picture's velocity in the first frames, in pixels."""
    editor = Editor(material)
    editor.edit(Sync())
    for edit in edits:
        editor.edit(edit)
    small = dict(editor.draft.meta) | {"width": SIZE[0], "height": SIZE[1]}
    render_plan = plan(replace(editor.draft, meta=small), material.by_id)
    pictures = [
        frame.to_ndarray(format="gray").astype(np.float32)
        for frame, _ in islice(frames(render_plan), FRAMES)
    ]
    moves = [shift(a, b) * SIZE for a, b in zip(pictures, pictures[1:], strict=False)]
    turns = np.linalg.norm(np.diff(np.array(moves), axis=0), axis=1)
    return float(np.median(turns))


def test_a_shaky_clip_is_held_still_mildly_without_being_asked(
    shaky: Material,
) -> None:
    as_filmed = unrest(shaky, Stabilise(), Stabilise(on=False))
    assert as_filmed > 4
    assert unrest(shaky, Stabilise()) < as_filmed / 10
    assert unrest(shaky) < as_filmed / 2


@pytest.mark.parametrize(
    "turn", [Turn(mirror="horizontal"), Turn(degrees=180, mirror="vertical")]
)
def test_a_mirrored_clip_is_held_still_as_well(shaky: Material, turn: Turn) -> None:
    as_filmed = unrest(shaky, turn, Stabilise(), Stabilise(on=False))
    assert unrest(shaky, turn, Stabilise()) < as_filmed / 5


def views(editor: Editor) -> list[View]:
    """What each frame shows of its clip."""
    render_plan = plan(editor.draft, editor.material.by_id)
    return [
        view_at(span.effects, float((n + span.skipped) / render_plan.fps), 0.0)
        for span in render_plan.pieces
        for n in range(span.frames)
    ]


@pytest.mark.parametrize(
    "edit",
    [
        SetLook(look=LookName.SEPIA, scope=OfTime(start=0.4, end=0.9)),
        Freeze(moment=AtTime(seconds=0.4), seconds=0.3),
    ],
)
def test_what_divides_a_shot_does_not_move_its_picture(
    shaky: Material, edit: SetLook | Freeze
) -> None:
    editor = Editor(shaky)
    editor.edit(Sync(), Stabilise())
    before = views(editor)
    editor.edit(edit)
    after = views(editor)
    held = 9 if isinstance(edit, Freeze) else 0
    shown = [*range(12), *[12] * held, *range(12, 25 - held)]
    for view, number in zip(after[:25], shown, strict=True):
        if held:  # it leaves less to smooth
            assert_close(view, before[number])
        else:
            assert view == before[number]


def assert_close(one: View, other: View) -> None:
    """That two views differ by less than half a thousandth of the frame."""
    values = [(*view.steady, view.zoom, view.room) for view in (one, other)]
    assert values[0] == pytest.approx(values[1], abs=0.0005)


async def test_the_reply_names_once_what_is_frozen_without_being_asked() -> None:
    studio = StudioInMemory(
        *(video(number) for number in (1, 2)), song_file(), analyst=ShakyAnalyst()
    )
    assert "Stabilised, because the camera shook: shot" in await studio.hear("cut it")
    assert any(shot.effects.stabilise for shot in studio.shots())
    reply = await studio.hear("20 seconds")
    assert "Stabilised" not in reply
    await studio.hear("don't stabilise")
    assert not any(shot.effects.stabilise for shot in studio.shots())


class ShakyAnalyst(FakeAnalyst):
    """An analyst that finds a shaking camera in the first clip."""

    async def footage(self, asset: Asset) -> Footage:
        shake = 0.6 if asset.name == "clip1.mp4" else 0.0
        times = [n / 4 for n in range(round(4 * asset.seconds))]
        moments = tuple(FrameFeatures(time, shake=shake) for time in times)
        return replace(await super().footage(asset), moments=moments)


@pytest.mark.parametrize(("right", "down"), [(7, 0), (0, -5), (-3, 4)])
def test_a_shift_is_found_to_a_part_of_a_pixel(right: int, down: int) -> None:
    picture = scenery().astype(np.float32)
    one = picture[60:240, 100:420]
    two = picture[60 - down : 240 - down, 100 - right : 420 - right]
    assert shift(one, two) * (320, 180) == pytest.approx((right, down), abs=0.5)


def test_pictures_without_anything_in_common_have_no_shift() -> None:
    noise = np.random.default_rng(1)
    one, two = (noise.random((90, 160), np.float32) for _ in range(2))
    assert tuple(shift(one, two)) == (0.0, 0.0)
    flat = np.zeros((90, 160), np.float32)
    assert tuple(shift(flat, flat)) == (0.0, 0.0)
