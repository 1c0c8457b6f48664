"""Crops follow faces: found in the clip, whole in the decoded frames."""

from collections.abc import Callable
from dataclasses import replace
from importlib import resources

import numpy as np
import pytest
from hypothesis import given, strategies as st
from PIL import Image

from studio.media.analysis.faces import find_faces
from studio.media.analysis.shots import analyse_footage
from studio.media.inspection.probe import probe
from studio.media.render.compose import frames
from studio.model.edits.footage import Reverse
from studio.model.edits.music import Sync
from studio.model.edits.picture import (
    FocusPoint,
    LookName,
    SetAspect,
    SetFocus,
    SetLook,
    Turn,
)
from studio.model.edits.record import OfTime
from studio.model.material import Material
from studio.model.media import (
    Asset,
    AssetId,
    FacePlace,
    Faces,
    Footage,
    Shot,
    SubjectPlace,
)
from studio.rules.footage.crop_path import face_path
from studio.rules.footage.face_net import SIDE, FaceBox, FaceNet, distinct, overlap
from studio.rules.picture.motion import view_at
from studio.rules.plan.render_plan import plan
from tests.media import faces
from tests.studio.editing.material import Editor, song

SIZE, SECONDS, HEAD = (640, 360), 6.0, 120


@pytest.fixture(scope="module")
def net() -> FaceNet:
    with resources.files("studio").joinpath("data/blazeface.npz").open("rb") as file:
        return FaceNet(dict(np.load(file)))


@pytest.fixture(scope="module")
def walker(tmp_path_factory: pytest.TempPathFactory) -> Asset:
    """A face walks from the left border to the right one."""

    def corner(seconds: float) -> tuple[int, int]:
        return round((SIZE[0] - HEAD) * seconds / SECONDS), 110

    folder = tmp_path_factory.mktemp("faces")
    path = faces.clip(folder / "walk.mp4", SIZE, SECONDS, corner, side=HEAD)
    return replace(probe(path, path.name), id=AssetId("v"))


@pytest.fixture(scope="module")
def walker_footage(walker: Asset) -> Footage:
    return replace(analyse_footage(walker), asset=walker.id)


@pytest.fixture(scope="module")
def followed(walker: Asset) -> Faces:
    return find_faces(walker)


@pytest.mark.parametrize("side", [60, 100, 160, 250])
def test_a_face_is_found_at_its_place(net: FaceNet, side: int) -> None:
    image = Image.new("RGB", (SIDE, SIDE), faces.GROUND)
    image.paste(faces.face(side), (3, 4))
    (face,) = net.faces(np.asarray(image))
    assert face.x * SIDE == pytest.approx(3 + side / 2, abs=side * 0.1)
    assert face.y * SIDE == pytest.approx(4 + side * 0.55, abs=side * 0.12)
    assert 0.3 * side < face.width * SIDE < 0.8 * side


def test_nothing_is_a_face_where_there_is_none(net: FaceNet) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (SIDE, SIDE, 3), np.uint8)
    ramp = np.broadcast_to(np.arange(SIDE, dtype=np.uint8)[:, None], (SIDE, SIDE, 3))
    for picture in (noise, np.array(ramp), np.zeros((SIDE, SIDE, 3), np.uint8)):
        assert net.faces(picture) == []


def test_boxes_of_one_face_become_one() -> None:
    sure, same = FaceBox(0.5, 0.5, 0.2, 0.2, 0.9), FaceBox(0.51, 0.5, 0.2, 0.2, 0.6)
    other = FaceBox(0.8, 0.5, 0.2, 0.2, 0.7)
    assert distinct([same, other, sure]) == [sure, other]
    assert overlap(sure, sure) == pytest.approx(1.0)
    assert overlap(sure, other) == 0.0


def test_a_walking_face_is_followed(followed: Faces) -> None:
    places = followed.places
    assert [place.time for place in places] == pytest.approx(
        [n * 0.5334 for n in range(len(places))], abs=0.3
    )
    with_faces = [place for place in places if place.boxes]
    assert len(with_faces) >= len(places) - 1
    for place in with_faces:
        left, _, right, _ = place.boxes[0]
        middle = (SIZE[0] - HEAD) * place.time / SECONDS + HEAD / 2
        assert (left + right) / 2 * SIZE[0] == pytest.approx(middle, abs=20)


def test_faces_are_found_while_a_clip_is_looked_at(walker_footage: Footage) -> None:
    looks = [place for place in walker_footage.faces if place.boxes]
    assert len(looks) >= 0.7 * SECONDS / 0.5
    assert max(moment.faces for moment in walker_footage.moments) > 0.01
    for place in looks:
        left, _, right, _ = place.boxes[0]
        middle = (SIZE[0] - HEAD) * place.time / SECONDS + HEAD / 2
        assert (left + right) / 2 * SIZE[0] == pytest.approx(middle, abs=20)


def test_a_person_before_a_plain_wall_is_no_bare_surface(
    walker_footage: Footage,
) -> None:
    peopled = [moment.defect for moment in walker_footage.moments if moment.faces]
    assert len(peopled) > 15
    assert max(peopled) == 0.0


def test_an_upright_crop_follows_a_face_without_being_asked(
    walker: Asset, walker_footage: Footage
) -> None:
    moving = tuple(SubjectPlace(n / 4, (0.0, 0.4, 0.1, 0.6)) for n in range(24))
    material = Material((walker,), {walker.id: replace(walker_footage, subject=moving)})
    editor = Editor(material)
    editor.edit(SetAspect(width=9, height=16))
    for segment in editor.draft.tracks[0].segments:
        for point in segment.effects.path:
            at = (segment.source_start + point.ms) / 1000
            face = ((SIZE[0] - HEAD) * at / SECONDS + HEAD / 2) / SIZE[0]
            assert point.x == pytest.approx(min(max(face, 0.16), 0.84), abs=0.06)
    assert any(s.effects.path for s in editor.draft.tracks[0].segments)


@pytest.mark.parametrize("reverse", [Reverse(on=False), Reverse(boomerang=True)])
@pytest.mark.parametrize(
    ("turn", "shown"),
    [
        (Turn(mirror="horizontal"), lambda x: 1 - x),
        (Turn(degrees=180), lambda x: 1 - x),
        (Turn(mirror="vertical"), lambda x: x),
    ],
)
def test_a_crop_follows_a_face_where_it_is_shown(
    walker: Asset,
    walker_footage: Footage,
    turn: Turn,
    shown: Callable[[float], float],
    reverse: Reverse,
) -> None:
    editor = Editor(Material((walker,), {walker.id: walker_footage}))
    editor.edit(SetAspect(width=9, height=16), turn, reverse)
    render_plan = plan(editor.draft, {walker.id: walker})
    followed = 0
    for span in render_plan.pieces:
        for number in range(0, span.frames, 10):
            time = span.time(number, render_plan.fps)
            view = view_at(span.effects, float(number / render_plan.fps), 0.0)
            face = ((SIZE[0] - HEAD) * time / SECONDS + HEAD / 2) / SIZE[0]
            x = min(max(shown(face), 0.16), 0.84)
            assert view.focus[0] == pytest.approx(x, abs=0.08)
            followed += 1
    assert followed > 10


def test_a_look_within_a_shot_does_not_move_its_crop(
    walker: Asset, walker_footage: Footage
) -> None:
    def centres() -> list[float]:
        render_plan = plan(editor.draft, {walker.id: walker})
        return [
            view_at(span.effects, float(n / render_plan.fps), 0.0).focus[0]
            for span in render_plan.pieces
            for n in range(span.frames)
        ]

    editor = Editor(Material((walker,), {walker.id: walker_footage}))
    editor.edit(SetAspect(width=9, height=16))
    before = centres()
    editor.edit(SetLook(look=LookName.SEPIA, scope=OfTime(start=0.7, end=1.6)))
    assert centres() == pytest.approx(before, abs=0.002)


def test_an_upright_crop_keeps_the_face_whole(
    walker: Asset, walker_footage: Footage, followed: Faces, net: FaceNet
) -> None:
    tune, grid = song(seconds=20)
    material = Material(
        (walker, tune), {walker.id: walker_footage}, {tune.id: grid},
        faces={walker.id: followed},
    )  # fmt: skip
    editor = Editor(material)
    editor.edit(Sync())
    editor.edit(SetAspect(width=9, height=16))
    editor.edit(SetFocus(point=FocusPoint.FACE))
    small = dict(editor.draft.meta) | {"width": 180, "height": 320}
    render_plan = plan(replace(editor.draft, meta=small), {walker.id: walker})
    whole = total = 0
    for frame, _ in list(frames(render_plan))[::6]:
        picture = np.zeros((SIDE, SIDE, 3), np.uint8)
        image = frame.reformat(width=144, height=256).to_ndarray(format="rgb24")
        picture[:, 56:200] = image
        faces = net.faces(picture)
        total += 1
        whole += any(
            (f.x - f.width / 2) * SIDE >= 56 and (f.x + f.width / 2) * SIDE <= 200
            for f in faces
        )
    assert total > 5
    assert whole / total >= 0.99


@given(
    st.lists(
        st.tuples(st.floats(0, 0.8), st.floats(0.05, 0.2)), min_size=2, max_size=12
    )
)
def test_a_face_that_fits_is_whole_in_the_crop(walk: list[tuple[float, float]]) -> None:
    places: list[FacePlace] = []
    last = walk[0][0]
    for n, (centre, width) in enumerate(walk):
        last = min(max(centre, last - 0.1), last + 0.1)
        box = (last, 0.3, min(1.0, last + width), 0.5)
        places.append(FacePlace(n * 0.5, (box,)))
    path = face_path(places, 0.0, (len(walk) - 1) * 0.5, (0.32, 1.0))
    at = {round(time, 3): x for time, x, _ in path}
    for place in places:
        left, _, right, _ = place.boxes[0]
        x = at.get(round(place.time, 3), path[0][1])
        assert x - 0.16 <= left + 1e-6
        assert x + 0.16 >= right - 1e-6
        assert 0.16 - 1e-6 <= x <= 0.84 + 1e-6


def test_where_no_face_is_found_the_crop_follows_what_moves(walker: Asset) -> None:
    moving = tuple(SubjectPlace(n / 4, (0.03 * n, 0.4, 0.03 * n + 0.1, 0.6)) for n in range(24))  # fmt: skip
    seen = Footage(walker.id, SECONDS, (Shot(0.0, SECONDS),), subject=moving)
    nobody = Faces(walker.id, tuple(FacePlace(n / 2) for n in range(12)))
    editor = Editor(Material((walker,), {walker.id: seen}, faces={walker.id: nobody}))
    editor.edit(SetAspect(width=9, height=16))
    before = editor.draft
    assert any(s.effects.path for s in before.tracks[0].segments)
    editor.edit(SetFocus(point=FocusPoint.FACE))
    assert editor.draft.tracks == before.tracks


def test_without_faces_the_crop_stays_as_it_was() -> None:
    assert face_path([FacePlace(0.0), FacePlace(1.0)], 0.0, 1.0, (0.3, 1.0)) == []
