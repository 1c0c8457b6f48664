"""Compose a bar of a part: the loudness of each of its steps."""

import numpy as np
from numpy.typing import NDArray

from train.rhythm import Chance

Row = NDArray[np.float64]
"""The loudness of each step of a pattern."""


def riff(chance: Chance, metre: int, grid: int, kind: str) -> Row:
    """A bar of a part of some kind, its loudness by steps."""
    size = metre * grid
    step = np.arange(size)
    half = grid // 2 if grid != 3 else 2
    accents = np.where(step == 0, 1.0, np.where(step % grid == 0, 0.9, 0.75))
    beat, off = step % grid == 0, step % grid == half
    plain = {
        "none": step < 0, "long": step == 0, "half": step % (2 * grid) == 0, "beats": beat, "walk": beat,
        "eighths": beat | off, "sixteenths": step >= 0, "all": step >= 0, "after": off, "shuffled": beat | off,
        "back": beat & (step // grid % 2 == 1) if metre != 3 else beat & (step > 0),
        "oompah": step % (2 * grid) == 0, "bossa": np.isin(step % 16, (0, 6, 8, 14)),
        "tumbao": np.isin(step % 16, (6, 12)), "montuno": np.isin(step, (0, 3, 4, 6, 8, 10, 11, 14)),
        "gallop": beat | (step % grid >= 2), "gallop2": ~beat,
    }  # fmt: skip
    if kind == "after" and metre == 3 and chance.random() < 0.7:
        return accents * (beat & (step > 0))
    if kind == "oompah" and metre == 2:
        return accents * beat
    if kind in plain:
        return accents * plain[kind]
    row = np.zeros(size)
    if kind == "picked":
        row[:: 1 if grid == 3 or chance.random() < 0.5 else 2] = 0.8
        return row * np.where(chance.random(size) < 0.08, 0, 1) * accents
    if kind == "groups":  # accents in threes against the beat: 3+3+2, 3+3+3+3+2+2
        unit = 1 if chance.random() < 0.6 else 2
        at, every = 0, chance.random() < 0.4
        while at < size:
            row[at] = 1.0
            left = (size - at) // unit
            at += unit * (3 if left >= 5 or left == 3 else 2)
        return np.maximum(row, 0.5 * (step % unit == 0)) if every else row
    calm = float(chance.uniform(0.5, 1.5))
    push = (
        float(chance.uniform(0.1, 0.7))
        if kind == "synco"
        else float(chance.uniform(0, 0.5))
    )
    weight = np.where(
        beat, 0.75 - 0.4 * push, np.where(off, 0.35 + 0.3 * push, 0.12 + 0.25 * push)
    )
    row = (chance.random(size) < weight * calm).astype(float)
    row[0] = 1.0 if chance.random() < 0.85 or not row.any() else row[0]
    return row * accents
