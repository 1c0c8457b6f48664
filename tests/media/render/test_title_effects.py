"""Titles: place, size, colour, font, box and animation, in composed frames."""

from typing import Any

import numpy as np
import pytest

from studio.media.render.overlay.lettering import Lettering
from studio.model.edits.overlay import Animation, FontFamily, Position
from studio.model.effects import Effects, TextStyle
from studio.model.plan import FrameSpan, Title
from tests.media.render.composed import lumas, plan, planes

pytestmark = pytest.mark.media

GREY = FrameSpan(0, 60, "", effects=Effects(card="#404040"))


def still(**style: Any) -> TextStyle:
    """A text style that has no animations unless ``style`` names them."""
    none = {"animation_in": Animation.NONE, "animation_out": Animation.NONE}
    return TextStyle(**(none | style))


def changed(text: str, frames: int = 60, **style: Any) -> list[np.ndarray]:
    """Where each frame's luma differs from the card's, by how much."""
    title = Title(0, frames, text, still(**style))
    return [luma - 71 for luma in lumas(plan(GREY, titles=(title,)))]


def box(change: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the bright letters."""
    rows, columns = np.nonzero(change > 60)
    return columns.min(), rows.min(), columns.max(), rows.max()


@pytest.mark.parametrize("position", list(Position))
def test_every_position_is_where_it_says(position: Position) -> None:
    left, top, right, bottom = box(changed("HELLO", position=position)[10])
    x, y = (left + right) / 2 / 320, (top + bottom) / 2 / 180
    words = position.value.split("_")
    assert (x < 0.35) == ("left" in words)
    assert (x > 0.65) == ("right" in words)
    assert (y < 0.35) == ("top" in words)
    assert (y > 0.65) == ("bottom" in words)


def test_a_place_in_shares_of_the_frame_beats_the_position() -> None:
    left, top, right, bottom = box(changed("HI", x=0.3, y=0.7)[10])
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((96, 126), abs=5)


def test_a_larger_size_makes_larger_letters() -> None:
    small, large = (box(changed("HI", size=size)[10]) for size in (0.1, 0.2))
    assert large[3] - large[1] == pytest.approx(2 * (small[3] - small[1]), abs=3)


def test_the_colour_is_the_one_asked_for() -> None:
    title = Title(0, 60, "HELLO", still(color="#ff0000", size=0.3))
    _, _, red = planes(plan(GREY, titles=(title,)))[10]
    assert (red > 220).sum() > 100


def test_a_box_lies_behind_the_words() -> None:
    title = Title(0, 60, "HELLO", still(background="#0000ff"))
    _, blue, _ = planes(plan(GREY, titles=(title,)))[10]
    rows, columns = np.nonzero(blue > 180)
    assert np.ptp(columns) > 25
    assert len(rows) > 0.5 * (np.ptp(rows) + 1) * (np.ptp(columns) + 1)


def test_fonts_and_bold_draw_different_letters() -> None:
    masks = [
        np.asarray(Lettering("Regatta", style, 640, 360).draw())
        for style in (
            *(TextStyle(size=0.2, font=family) for family in FontFamily),
            TextStyle(size=0.2, bold=True, font=FontFamily.HAND),
        )
    ]
    assert len({mask.tobytes() for mask in masks}) == len(masks)


def ink(change: np.ndarray) -> int:
    return int((change > 60).sum())


def test_a_fade_grows_stronger() -> None:
    frames = changed("HELLO", animation_in=Animation.FADE, size=0.3)
    level = [int(frame.max()) for frame in frames[:8]]
    assert level[0] < level[2] < level[6]
    assert level[6] == level[7]


def test_a_pop_grows_beyond_its_size_and_settles() -> None:
    frames = changed("HELLO", animation_in=Animation.POP, size=0.3)
    widths = [box(frame)[2] - box(frame)[0] for frame in frames[3:20]]
    assert widths[0] < widths[-1] < max(widths)


def test_a_slide_comes_from_the_left_and_leaves_to_the_right() -> None:
    frames = changed(
        "HELLO", animation_in=Animation.SLIDE, animation_out=Animation.SLIDE, size=0.2
    )
    lefts = [box(frames[n])[0] for n in (4, 8, 30, 52, 55)]
    assert lefts == sorted(lefts)
    assert lefts[0] < lefts[2] - 10
    assert lefts[4] > lefts[2] + 10


def test_a_typewriter_shows_letter_by_letter_where_they_stay() -> None:
    frames = changed("HELLO WORLD", animation_in=Animation.TYPEWRITER, size=0.15)
    amounts = [ink(frame) for frame in frames[:25]]
    assert amounts == sorted(amounts)
    assert 0 < amounts[3] < 0.5 * amounts[-1]
    assert box(frames[3])[0] == box(frames[24])[0]


def test_a_pulse_swells_again_and_again() -> None:
    frames = changed("HELLO", animation_in=Animation.PULSE, size=0.3)
    widths = [box(frame)[2] - box(frame)[0] for frame in frames[8:50]]
    turns = np.diff(
        np.sign(
            np.diff([w for w, v in zip(widths, widths[1:], strict=False) if w != v])
        )
    )
    assert max(widths) > min(widths) + 3
    assert np.count_nonzero(turns) >= 2


def test_letters_from_the_right_come_in_their_order() -> None:
    """An Arabic word is shaped; the first letters of a Hebrew line stand right."""
    arabic = np.asarray(Lettering("مرحبا", TextStyle(), 640, 360).draw())
    apart = np.asarray(Lettering("م ر ح ب ا", TextStyle(), 640, 360).draw())
    assert arabic.shape[1] < apart.shape[1]
    mixed = Lettering("שלום abc", TextStyle(color="#ffffff"), 640, 360)
    latin = Lettering("abc", TextStyle(), 640, 360).draw()
    letters = np.asarray(mixed.draw())[..., 0] > 128
    alone = np.asarray(latin)[..., 0] > 128
    width = int(
        np.nonzero(alone.any(axis=0))[0].max() - np.nonzero(alone.any(axis=0))[0].min()
    )
    first = int(np.nonzero(letters.any(axis=0))[0].min())
    shown = letters[:, first : first + width + 1].sum()
    assert shown == pytest.approx(alone.sum(), rel=0.1)


def test_a_title_is_gone_after_its_time() -> None:
    frames = changed("HELLO", frames=20)
    assert ink(frames[19]) > 0
    assert not frames[20].any()
