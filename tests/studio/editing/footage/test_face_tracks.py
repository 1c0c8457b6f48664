"""A track of detections is a face only if the detector is sure of one of them."""

from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st
from PIL import Image, ImageDraw

from studio.media.analysis.faces import faces_in, find_faces
from studio.media.inspection.probe import probe
from studio.rules.footage.face_net import SIDE, FaceBox, FaceNet
from studio.rules.footage.face_tracks import Look, real_faces
from tests.media import faces

boxes = st.builds(
    FaceBox,
    st.floats(0, 1), st.floats(0, 1), st.floats(0.02, 0.5), st.floats(0.02, 0.5),
    st.floats(0.5, 1),
)  # fmt: skip


def net() -> FaceNet:
    with resources.files("studio").joinpath("data/blazeface.npz").open("rb") as file:
        return FaceNet(dict(np.load(file)))


def box(x: float, score: float, width: float = 0.2) -> FaceBox:
    return FaceBox(x, 0.5, width, width, score)


def test_a_thing_that_never_looks_surely_like_a_face_is_none() -> None:
    looks: list[Look] = [(float(n), [box(0.4, 0.66)]) for n in range(8)]
    assert real_faces(looks) == [[]] * 8


def test_a_face_that_turns_away_is_followed_from_look_to_look() -> None:
    away = [box(0.3, 0.55), box(0.36, 0.6), box(0.42, 0.9), box(0.5, 0.52)]
    looks: list[Look] = [(float(n), [one]) for n, one in enumerate(away)]
    assert real_faces(looks) == [[one] for one in away]


@pytest.mark.parametrize(
    "doubtful", [box(0.9, 0.6), box(0.4, 0.6, width=0.5)], ids=["elsewhere", "larger"]
)
def test_what_is_found_beside_a_face_is_none_for_that(doubtful: FaceBox) -> None:
    face = box(0.4, 0.9)
    looks: list[Look] = [(0.0, [face]), (1.0, [face, doubtful])]
    assert real_faces(looks) == [[face], [face]]


def test_a_face_of_long_ago_makes_nothing_a_face() -> None:
    looks: list[Look] = [(0.0, [box(0.4, 0.9)]), (9.0, [box(0.4, 0.6)])]
    assert real_faces(looks) == [[box(0.4, 0.9)], []]


@given(st.lists(st.lists(boxes, max_size=3), max_size=6))
def test_sure_faces_stay_and_nothing_is_added(faces: list[list[FaceBox]]) -> None:
    looks: list[Look] = [(float(n), each) for n, each in enumerate(faces)]
    real = real_faces(looks)
    for before, after in zip(faces, real, strict=True):
        assert [one for one in before if one in after] == after
        assert all(one in after for one in before if one.score >= 0.7)


@pytest.mark.media
def test_a_wall_socket_is_no_face_however_long_it_is_seen(tmp_path: Path) -> None:
    image = Image.new("RGB", (SIDE, 144), (150, 120, 100))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((20, 20, 60, 60), 10, fill=(230, 225, 220))
    for x in (32, 48):
        draw.ellipse((x - 5, 31, x + 5, 41), fill=(40, 40, 40))
    picture = np.asarray(image)
    square = np.zeros((SIDE, SIDE, 3), np.uint8)
    square[:144] = picture
    assert net().faces(square)  # a false detection
    assert all(
        not place.boxes for place in faces_in({n / 4: picture for n in range(12)})
    )
    image.paste(faces.face(110), (120, 20))
    image.save(tmp_path / "face.png")
    (place,) = find_faces(probe(tmp_path / "face.png", "face.png")).places
    assert len(place.boxes) == 1
