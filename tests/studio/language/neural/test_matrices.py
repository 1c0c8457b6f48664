"""A product in parts is the product."""

import numpy as np
import pytest

from studio.rules.language.neural.matrices import COLUMNS, LinearLayer, WeightPool


@pytest.mark.parametrize("depth", [5, 384, 768])
@pytest.mark.parametrize("width", [1, COLUMNS, COLUMNS + 7])
@pytest.mark.parametrize("count", [1, 3, 4])
def test_rows_are_multiplied_with_all_parts(depth: int, width: int, count: int) -> None:
    chance = np.random.default_rng(1)
    weight = chance.normal(size=(width, depth)).astype(np.float32)
    bias = chance.normal(size=width).astype(np.float32)
    rows = chance.normal(size=(count, depth)).astype(np.float32)
    product = LinearLayer.of(weight, bias)(rows)
    assert product == pytest.approx(rows @ weight.T + bias, abs=1e-3)


def test_parts_of_the_columns_are_in_their_order() -> None:
    rows = np.ones((2, 3), np.float32)
    bias = np.arange(2 * COLUMNS, dtype=np.float32)
    parts = LinearLayer.of(np.zeros((2 * COLUMNS, 3), np.float32), bias).by_columns(
        rows
    )
    assert parts.shape == (2, 2, COLUMNS)
    assert parts[1, 0].tolist() == bias[COLUMNS:].tolist()


def test_layers_in_one_pool_are_the_layers() -> None:
    chance = np.random.default_rng(1)
    weights = chance.normal(size=(2, COLUMNS, 5)).astype(np.float32)
    bias = np.zeros(COLUMNS, np.float32)
    layers = [LinearLayer.of(one, bias) for one in weights]
    pool = WeightPool(weights.size)
    pooled = [LinearLayer.of(one, bias, pool) for one in weights]
    for layer, other in zip(layers, pooled, strict=True):
        assert np.array_equal(layer.parts, other.parts)
    assert pooled[0].parts.base is pooled[1].parts.base
    with pytest.raises(ValueError, match="reshape"):
        LinearLayer.of(weights[0], bias, pool)
