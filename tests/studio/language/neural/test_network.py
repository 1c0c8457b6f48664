"""The network writes sequences that can be carried out, the likeliest first."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from studio.rules.language.neural.network import BEGIN, END, Floats, Network, bundled
from studio.rules.language.neural.source import Word
from studio.rules.language.neural.symbols import COPY

SIZE = 8
SYMBOLS = (BEGIN, END, "E speed", "F factor=2", "C factor@n", "C clips[]@clips", "R")
FEATURES = ("w:dog", "w:fast", "number")
WORDS = (
    Word(frozenset({"w:dog", "never seen"}), {"clips": ["dog"]}),
    Word(frozenset({"number"}), {"n": 2.0}),
    Word(frozenset({"w:fast"})),
)


def tiny(seed: int) -> Network:
    """A network of random weights."""
    chance = np.random.default_rng(seed)
    gru = {
        f"enc.{kind}_l{layer}{side}": shape
        for layer in (0, 1)
        for side in ("", "_reverse")
        for kind, shape in {
            "weight_ih": (3 * SIZE // 2, SIZE),
            "weight_hh": (3 * SIZE // 2, SIZE // 2),
            "bias_ih": (3 * SIZE // 2,),
            "bias_hh": (3 * SIZE // 2,),
        }.items()
    }
    square = {f"{name}.weight": (SIZE, SIZE) for name in ("ptr_in", "init", "key", "query", "pk", "pq")}  # fmt: skip
    flat = {f"{name}.bias": (SIZE,) for name in ("ptr_in", "init", "key", "query", "pk", "pq", "mix", "ln")}  # fmt: skip
    shapes: dict[str, tuple[int, ...]] = {
        **gru, **square, **flat,
        "emb.weight": (len(FEATURES) + 2, SIZE),
        "ln.weight": (SIZE,),
        "out.weight": (len(SYMBOLS), SIZE),
        "dec.weight_ih": (3 * SIZE, 2 * SIZE),
        "dec.weight_hh": (3 * SIZE, SIZE),
        "dec.bias_ih": (3 * SIZE,),
        "dec.bias_hh": (3 * SIZE,),
        "mix.weight": (SIZE, 2 * SIZE),
        "cls.weight": (len(SYMBOLS), SIZE),
        "cls.bias": (len(SYMBOLS),),
    }  # fmt: skip
    weights: dict[str, Floats] = {
        name: chance.normal(scale=0.5, size=shape).astype(np.float32)
        for name, shape in shapes.items()
    }
    return Network(weights, SYMBOLS, FEATURES)


@settings(max_examples=20)
@given(st.integers(0, 200))
def test_what_is_copied_is_there(seed: int) -> None:
    for found in tiny(seed).best(WORDS):
        for symbol, place in zip(found.symbols, found.symbols[1:], strict=False):
            if isinstance(symbol, str) and symbol.startswith(COPY):
                assert isinstance(place, int)
                assert symbol.rpartition("@")[2] in WORDS[place].values


@settings(max_examples=20)
@given(st.integers(0, 200))
def test_the_likeliest_comes_first_and_none_is_certain(seed: int) -> None:
    scores = [found.score for found in tiny(seed).best(WORDS)]
    assert scores == sorted(scores, reverse=True)
    assert all(score <= 0 for score in scores)


def test_the_order_of_words_matters() -> None:
    net = tiny(3)
    ahead, back = net.best(WORDS), net.best(WORDS[::-1])
    assert ahead[0].score != pytest.approx(back[0].score)


def test_the_bundled_network_knows_every_kind_of_word() -> None:
    assert bundled().best((Word(frozenset({"never seen"})),))
