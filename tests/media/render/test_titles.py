"""Titles: every script has a font, all text fits, colours are as requested."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image

from studio.media.render.overlay.lettering import Lettering, font
from studio.model.edits.limits import LARGEST_LETTERS, SMALLEST_LETTERS
from studio.model.effects import TextStyle
from studio.rules.picture.text_layout import (
    clean,
    face_of,
    has_unsupported_letters,
)

SCRIPTS = "Aéñßøłž Привет Ελλάδα 你好世界 ひらがなカタカナ 한국어 繁體 مرحبا שלום Բարեւ გამარ ¿¡—“”€ 🎬🔥❤🎉😀"


def drawn(text: str, width: int = 640, height: int = 360, **style: Any) -> Image.Image:
    return Lettering(text, TextStyle(**style), width, height).draw()


@pytest.mark.parametrize("char", sorted(set(clean(SCRIPTS)) - {" "}))
def test_every_script_has_letters_instead_of_boxes(char: str) -> None:
    face = face_of(char)
    letters = font(face.value, 60)
    missing = bytes(letters.getmask("\U0010fffd"))
    assert bytes(letters.getmask(char)) != missing


@settings(max_examples=25)
@given(
    text=st.text(
        st.sampled_from("abcdefghij XYZ你好世界🎬\nщ"), min_size=1, max_size=90
    ).filter(clean),
    size=st.sampled_from([(320, 180), (180, 320), (200, 200)]),
    share=st.floats(0, 0.5),
)
def test_whatever_is_written_fits(
    text: str, size: tuple[int, int], share: float
) -> None:
    image = drawn(text, *size, size=0 if share < 0.01 else share)
    assert image.width <= size[0]
    assert image.height <= size[1]
    assert image.width % 2 == image.height % 2 == 0


def test_letters_are_drawn_in_every_size_that_an_edit_takes() -> None:
    for less, more in (
        (SMALLEST_LETTERS, 1.2 * SMALLEST_LETTERS),
        (0.8 * LARGEST_LETTERS, LARGEST_LETTERS),
    ):
        small, large = (drawn("A", 1280, 720, size=size) for size in (less, more))
        assert small.height < large.height


def test_the_colour_is_the_one_asked_for() -> None:
    pixels = np.asarray(drawn("HELLO", color="#ff2000"))
    solid = pixels[(pixels[..., 3] == 255) & (pixels[..., 0] > 200)]
    assert len(solid) > 200
    assert np.abs(np.median(solid[:, :3], axis=0) - [255, 32, 0]).max() <= 3


def test_letters_keep_a_dark_edge_that_reads_on_white() -> None:
    pixels = np.asarray(drawn("HELLO")).astype(int)
    dark = (pixels[..., 3] > 100) & (pixels[..., :3].max(axis=2) < 60)
    assert dark.sum() > 500


def test_emoji_have_colours() -> None:
    pixels = np.asarray(drawn("🔥")).astype(int)
    colours = pixels[pixels[..., 3] > 200][:, :3]
    assert (colours.max(axis=1) - colours.min(axis=1)).max() > 100


def test_flags_are_shown_as_letters_and_keys_as_digits() -> None:
    assert clean("Japan 🇯🇵 1️⃣") == "Japan JP 1"


def test_letters_without_a_font_are_reported() -> None:
    assert has_unsupported_letters("नमस्ते")
    assert has_unsupported_letters("สวัสดี")
    assert not has_unsupported_letters(SCRIPTS)
