"""Phrases that mean the same have vectors that are alike, in both languages."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from studio.rules.language.neural.sentence_encoder import (
    BLOCK,
    KEPT,
    PackedMatrix,
    SentenceEncoder,
    bundled_encoder,
)


def likeness(one: str, other: str) -> float:
    """The cosine of the mean vectors of two sentences."""
    vectors = [bundled_encoder().vectors(t, [(0, len(t))])[0] for t in (one, other)]
    first, second = (vector / np.linalg.norm(vector) for vector in vectors)
    return float(first @ second)


@pytest.mark.parametrize(
    ("text", "same", "different"),
    [
        ("make the ending slower", "slow down the last part", "add a title in red"),
        ("make the ending slower", "结尾慢一点", "把标题删掉"),
        ("remove the title", "把标题删掉", "结尾慢一点"),
    ],
)
def test_what_means_the_same_is_alike(text: str, same: str, different: str) -> None:
    assert likeness(text, same) > likeness(text, different) + 0.02


@settings(max_examples=20)
@given(st.text(max_size=400))
def test_any_text_has_finite_vectors(text: str) -> None:
    vectors = bundled_encoder().vectors(text, [(0, 1), (0, len(text)), (900, 901)])
    assert vectors.shape[0] == 3
    assert np.isfinite(vectors).all()
    assert not vectors[2].any()


def test_the_words_around_a_phrase_change_its_vector() -> None:
    alone = bundled_encoder().vectors("cut", [(0, 3)])
    beside = bundled_encoder().vectors("cut to the beat", [(0, 3)])
    assert not np.allclose(alone, beside, atol=0.01)


def test_texts_that_are_read_at_once_are_read_as_each_alone() -> None:
    texts = [
        "cut to the beat",
        "",
        "把标题删掉",
        "word " * 300,
        "cut to the beat faster",
    ]
    encoder = bundled_encoder()
    alone = [encoder.vectors(text, [(0, 3), (4, 6)]) for text in texts]
    encoder.read_ahead([f"another text {number}" for number in range(KEPT)])
    encoder.read_ahead(texts)
    for text, vectors in zip(texts, alone, strict=True):
        at_once = encoder.vectors(text, [(0, 3), (4, 6)])
        np.testing.assert_allclose(at_once, vectors, atol=1e-4)


def test_four_bits_are_unpacked_in_their_order() -> None:
    values = np.arange(BLOCK // 2, dtype=np.uint8).reshape(1, -1)
    scales = np.array([[0.5]], np.float16)
    row = PackedMatrix(values, scales).rows()[0]
    assert row[::2].tolist() == [0.5 * (n - 8) for n in range(BLOCK // 2)]
    assert row[1::2].tolist() == [-4.0] * (BLOCK // 2)


def test_a_file_without_a_part_is_refused() -> None:
    stored = BytesIO()
    np.savez(stored, word=np.zeros((1, 2)))
    with pytest.raises(KeyError):
        SentenceEncoder.load(stored.getvalue())
