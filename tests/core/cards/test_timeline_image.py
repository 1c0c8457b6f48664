"""The timeline as a picture: looked at, pixel by pixel."""

import io
from typing import Any

import numpy as np
from hypothesis import example, given, settings, strategies as st
from PIL import Image

from core.rules.draft.timeline_image import clip_names, draw_timeline

SHOTS = [
    {"name": "海边.mp4", "st": 0, "d": 5000},
    {"name": "b.mp4", "st": 5000, "d": 3000},
    {"name": "海边.mp4", "st": 8000, "d": 2000},
]
SONG = [{"name": "song", "st": 0, "d": 10_000, "vol": 0.8}]
TITLE = [{"text": "夏天", "st": 7000, "d": 3000}]
DRAFT = {
    "d": 10_000,
    "t": [{"tt": 0, "sg": SHOTS}, {"tt": 1, "sg": SONG}, {"tt": 7, "sg": TITLE}],
    "m": {
        "beats": [500 * n for n in range(20)],
        "downbeats": [2000 * n for n in range(5)],
        "wave": [0.1] * 100 + [1.0] * 100,
    },
}


def image_of(draft: dict[str, Any]) -> Image.Image:
    return Image.open(io.BytesIO(draw_timeline(draft))).convert("RGB")


def row(image: Image.Image, y: int) -> list[tuple[int, ...]]:
    return [tuple(map(int, pixel)) for pixel in np.asarray(image)[y]]


def test_every_clip_has_its_color_and_every_cut_its_gap() -> None:
    image = image_of(DRAFT)
    shots = row(image, 70)
    at = [shots[int(24 + share * (image.width - 48))] for share in (0.25, 0.65, 0.9)]
    assert at[0] == at[2] != at[1]
    middle = shots[int(24 + 0.5 * (image.width - 48)) - 2 :][:4]
    assert len(set(middle)) > 2
    assert clip_names(DRAFT) == ["海边.mp4", "b.mp4"]


def test_the_music_is_drawn_as_loud_as_it_is() -> None:
    image = image_of(DRAFT)
    pixels = np.asarray(image)[:, 30:-30]
    green = ((pixels[..., 1] > 150) & (pixels[..., 0] < 100)).sum(axis=0)
    half = len(green) // 2
    assert green[half + 10 :].sum() > 3 * green[: half - 10].sum()


def test_a_picture_is_small_and_readable_on_a_phone() -> None:
    image = image_of(DRAFT)
    assert 900 <= image.width <= 1300
    assert image.height < image.width
    assert len(draw_timeline(DRAFT)) < 60_000


def test_nothing_to_see_is_no_picture() -> None:
    assert draw_timeline({}) == b""
    assert draw_timeline({"t": [{"tt": 0, "sg": []}], "d": 1000}) == b""


NUMBER = st.one_of(
    st.integers(-5, 10**7), st.floats(), st.text(max_size=4), st.none(), st.booleans()
)
SEGMENT = st.dictionaries(
    st.sampled_from(["name", "text", "st", "d", "vol"]), NUMBER, max_size=5
)
TRACK = st.fixed_dictionaries(
    {"tt": st.sampled_from([0, 1, 7, 9]), "sg": st.lists(SEGMENT, max_size=6)}
)


@example([{"tt": 0, "sg": [{"name": "a", "d": 1000}]}], 1e14, {})  # a century and more
@settings(max_examples=60)
@given(
    st.lists(TRACK, max_size=10),
    NUMBER,
    st.dictionaries(
        st.sampled_from(["beats", "downbeats", "wave"]), st.lists(NUMBER, max_size=9)
    ),
)
def test_a_draft_of_any_kind_breaks_nothing(
    tracks: list[object], long: object, meta: dict[str, object]
) -> None:
    draw_timeline({"t": tracks, "d": long, "m": meta})
