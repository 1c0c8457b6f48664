"""The network writes sequences that can be carried out, the likeliest first."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from studio.rules.language.neural.matrices import Floats, QuantizedMatrix
from studio.rules.language.neural.network import BEGIN, END, Network, bundled
from studio.rules.language.neural.sentence_encoder import bundled_encoder
from studio.rules.language.neural.source import START, Word
from studio.rules.language.neural.symbols import COPY

SIZE, VECTOR = 8, 5
SYMBOLS = (BEGIN, END, "E speed", "F factor=2", "C factor@n", "C clips[]@clips", "R")
FEATURES = ("w:dog", "w:fast", "number")
WORDS = (
    START,
    Word(frozenset({"w:dog", "never seen"}), {"clips": ["dog"]}),
    Word(frozenset({"number"}), {"n": 2.0}),
    Word(frozenset({"w:fast"})),
)
VECTORS = np.linspace(-1, 1, 3 * VECTOR, dtype=np.float32).reshape(3, VECTOR)


def gru(name: str, into: int, size: int) -> dict[str, tuple[int, ...]]:
    return {
        name.format("weight_ih"): (3 * size, into),
        name.format("weight_hh"): (3 * size, size),
        name.format("bias_ih"): (3 * size,),
        name.format("bias_hh"): (3 * size,),
    }


def linear(name: str, into: int, size: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (size, into), f"{name}.bias": (size,)}


def tiny(seed: int) -> Network:
    """A network of random weights."""
    chance = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "ext.bias": (SIZE,),
        "ln.weight": (SIZE,),
        "ln.bias": (SIZE,),
        "out.weight": (len(SYMBOLS), SIZE),
        **linear("sentence", VECTOR, SIZE),
        **linear("init", SIZE, 2 * SIZE),
        **linear("mix", 2 * SIZE, SIZE),
        **linear("cls", SIZE, len(SYMBOLS)),
        **gru("one.{}_l0", SIZE, SIZE),
        **gru("two.{}_l0", 2 * SIZE, SIZE),
    }
    for name in ("ptr_in", "key", "query", "key2", "query2", "pk", "pq"):
        shapes |= linear(name, SIZE, SIZE)
    for end in ("_l0", "_l0_reverse", "_l1", "_l1_reverse"):
        shapes |= gru(f"enc.{{}}{end}", SIZE, SIZE // 2)
    weights: dict[str, Floats] = {
        name: chance.normal(scale=0.5, size=shape).astype(np.float32)
        for name, shape in shapes.items()
    }
    values = chance.integers(-100, 100, (len(FEATURES), SIZE), np.int8)
    scales = np.full((len(FEATURES), 1), 0.01, np.float32)
    return Network(weights, QuantizedMatrix(values, scales), SYMBOLS, FEATURES)


@settings(max_examples=20)
@given(st.integers(0, 200))
def test_what_is_copied_is_there(seed: int) -> None:
    for hypothesis in tiny(seed).best(WORDS, VECTORS):
        for symbol, place in zip(
            hypothesis.symbols, hypothesis.symbols[1:], strict=False
        ):
            if isinstance(symbol, str) and symbol.startswith(COPY):
                assert isinstance(place, int)
                assert symbol.rpartition("@")[2] in WORDS[place].values


@settings(max_examples=20)
@given(st.integers(0, 200))
def test_the_likeliest_comes_first_and_none_is_certain(seed: int) -> None:
    scores = [hypothesis.score for hypothesis in tiny(seed).best(WORDS, VECTORS)]
    assert scores == sorted(scores, reverse=True)
    assert all(score <= 0 for score in scores)


def test_the_order_of_words_matters() -> None:
    net, (start, *words) = tiny(4), WORDS
    ahead = net.best(WORDS, VECTORS)
    back = net.best((start, *words[::-1]), VECTORS[::-1])
    assert ahead[0].score != pytest.approx(back[0].score)


def test_the_vectors_of_phrases_matter() -> None:
    net = tiny(4)
    one, other = net.best(WORDS, VECTORS), net.best(WORDS, -VECTORS)
    assert one[0].score != pytest.approx(other[0].score)


def test_the_bundled_network_reads_words_that_it_never_saw() -> None:
    vectors = bundled_encoder().vectors("never seen", [(0, 10)])
    assert bundled().best((START, Word(frozenset({"never seen"}))), vectors)
