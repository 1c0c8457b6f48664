"""The two-rate net computes what its layers say, whatever the length of the song."""

import numpy as np
import pytest

from bench.music.synthesis.scores import compose
from bench.music.synthesis.synth import play
from studio.media.sound.beats import load_nets
from studio.rules.music.features import FPS
from studio.rules.music.nets import beatnet, two_rate_net
from studio.rules.music.nets.context_net import chroma, harmony_novelty
from studio.rules.music.nets.convolution import residual_block
from studio.rules.music.spectrum import Floats, log_bands

WIDTH, COARSE = 3, 4


def weights(chance: np.random.Generator) -> dict[str, Floats]:
    """A small net of random weights: a fine, a coarse and a last block."""
    shapes: dict[str, tuple[int, ...]] = {
        "bands": (WIDTH, 136), "rises": (WIDTH, 136), "heard": (WIDTH, 6),
        "memory": (WIDTH, 450), "novelty": (WIDTH, 3), "bias": (WIDTH,),
        "down.weight": (COARSE, 4 * WIDTH), "down.bias": (COARSE,),
        "up.weight": (4 * WIDTH, COARSE), "up.bias": (4 * WIDTH,),
        "out.weight": (2, WIDTH), "out.bias": (2,),
    }  # fmt: skip
    for name, width, taps in [("fine", WIDTH, 5), ("coarse", COARSE, 3)]:
        shapes[f"{name}.0.conv.weight"] = (width, width, taps)
        shapes[f"{name}.0.mix.weight"] = (width, width, 1)
        shapes[f"{name}.0.conv.bias"] = shapes[f"{name}.0.mix.bias"] = (width,)
    return {
        name: chance.normal(0, 0.4, shape).astype(np.float32)
        for name, shape in shapes.items()
    }


def test_a_block_adds_a_mix_of_a_dilated_convolution() -> None:
    net = weights(np.random.default_rng(1))
    flow = np.random.default_rng(2).normal(size=(20, WIDTH)).astype(np.float32)
    taps, mix = net["fine.0.conv.weight"], net["fine.0.mix.weight"][:, :, 0]
    expected = flow.copy()
    for frame in range(len(flow)):
        bent = net["fine.0.conv.bias"].copy()
        for tap in range(5):
            at = frame + 2 * (tap - 2)
            if 0 <= at < len(flow):
                bent += taps[:, :, tap] @ flow[at]
        bent = np.where(bent > 0, bent, np.expm1(bent))
        expected[frame] += mix @ bent + net["fine.0.mix.bias"]
    output = residual_block(flow, net, "fine.0.conv", "fine.0.mix", 2)
    assert output == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("frames", [1, 4, 30, 31])
def test_each_frame_has_a_chance_whether_or_not_they_come_in_fours(frames: int) -> None:
    chance = np.random.default_rng(3)
    projected = chance.normal(size=(frames, WIDTH)).astype(np.float32)
    novelty = chance.random((frames, 3)).astype(np.float32)
    output = two_rate_net.predict(projected, novelty, weights(chance))
    assert output.shape == (frames, 2)
    assert ((output > 0) & (output < 1)).all()


def test_each_frame_of_four_takes_its_own_share_of_the_coarse_rate() -> None:
    net = {
        name: np.zeros_like(w) for name, w in weights(np.random.default_rng(4)).items()
    }
    net["up.bias"] = np.arange(12, dtype=np.float32)
    net["out.weight"][0, 0] = 1.0
    nothing = np.zeros((8, WIDTH), np.float32)
    output = two_rate_net.predict(nothing, np.zeros((8, 3), np.float32), net)
    odds = np.log(output[:, 0] / (1 - output[:, 0]))
    assert odds == pytest.approx([0, 3, 6, 9] * 2, abs=1e-2)


def test_the_weights_hear_the_beats_of_house_and_none_between_them() -> None:
    score = compose("house", 22, 12.0)
    bands = log_bands(play(score, 22))
    nets = load_nets()
    probabilities, state = beatnet.run_nets(bands, nets.beatnet)
    projected = two_rate_net.project_inputs(
        bands, probabilities, state, nets.two_rate_net
    )
    novelty = harmony_novelty(chroma(bands))
    output = two_rate_net.predict(projected, novelty, nets.two_rate_net)[:, 0]
    middles = (score.beats[1:] + score.beats[:-1]) / 2
    on, off = (np.round(t * FPS).astype(int)[2:-2] for t in (score.beats, middles))
    assert np.median(output[on]) > 0.5
    assert np.median(output[off]) < 0.1
