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


@pytest.mark.parametrize("char", "♪♫★☆✓✗→←↑∞●■◆①⑫⅓ə☀♥⤴")
def test_signs_that_people_write_are_seen(char: str) -> None:
    solid = np.asarray(drawn(char))[..., 3] > 200
    assert solid.sum() > 30


def test_letters_of_fancy_shapes_are_read_as_letters() -> None:
    assert clean("𝓗𝓮𝓵𝓵𝓸 𝗕𝗼𝗹𝗱 𝟙") == "Hello Bold 1"


def columns(image: Image.Image) -> list[bool]:
    """Whether there are letters in each column, the outline left out."""
    pixels = np.asarray(image).astype(int)
    letters = (pixels[..., 3] > 250) & (pixels[..., 0] > 200)
    return [bool(column.any()) for column in letters.T]


def words(image: Image.Image) -> list[int]:
    """The widths of words from left to right; gaps within words are narrower."""
    widths, gap = [0], 0
    for seen in columns(image):
        gap = 0 if seen else gap + 1
        if gap == 12 and widths[-1]:
            widths.append(0)
        widths[-1] += seen
    return [width for width in widths if width]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("שלוםשלום אב", ["אב", "שלוםשלום"]),
        ("אב hellohello שלוםש", ["שלוםש", "hellohello", "אב"]),
        ("hi שלוםשלום hellohello", ["hi", "שלוםשלום", "hellohello"]),
        ("אבגדהוזח 20242024!", ["!20242024", "אבגדהוזח"]),
    ],
)
def test_words_from_the_right_are_in_order_and_apart(
    text: str, order: list[str]
) -> None:
    seen = words(drawn(text, 1600, 400, size=0.12))
    alone = [sum(columns(drawn(word, 1600, 400, size=0.12))) for word in order]
    assert seen == pytest.approx(alone, rel=0.15, abs=8)


def test_brackets_close_around_words_from_the_right() -> None:
    around = [columns(drawn(text, 900, 300)) for text in ("(אב)", "אב")]
    first, last = (around[0].index(True), around[0][::-1].index(True))
    assert abs(first - last) < 6
    assert sum(around[0]) > sum(around[1])


def test_letters_typed_from_the_right_stand_where_they_stay() -> None:
    lettering = Lettering("שלום עולם", TextStyle(), 900, 300)
    whole, half = (columns(lettering.draw(count)) for count in (9, 4))
    assert not any(half[: len(half) // 2 - 10])
    assert half[len(half) // 2 + 20 :] == whole[len(whole) // 2 + 20 :]


def test_letters_without_a_font_are_reported() -> None:
    assert has_unsupported_letters("नमस्ते")
    assert has_unsupported_letters("สวัสดี")
    assert not has_unsupported_letters(SCRIPTS)
