"""Compose a bar of drums with the feel of a genre."""

import numpy as np

from train.grooves.riffs import Row
from train.rhythm import Chance

KICK, SNARE, RIM, CLAP, HAT, OPEN, PEDAL = 36, 38, 37, 39, 42, 46, 44
RIDE, CRASH, TOMS, SHAKER, BELL = 51, 49, (41, 43, 45, 47, 50), 70, 56
CYMBALS = (HAT, RIDE, OPEN, SHAKER, CRASH, PEDAL)
_LATIN = {
    "son": (0, 3, 6, 10, 12), "cascara": (0, 2, 5, 7, 8, 10, 12, 13, 15),
    "cumbia": (0, 2, 3, 4, 6, 7, 8, 10, 11, 12, 14, 15), "bossa": (0, 3, 6, 10, 13),
    "samba": tuple(range(16)), "dembow": (3, 6, 11, 14),
}  # fmt: skip
_LOOSE = {"rock": 0.2, "busy": 0.35, "funk": 0.35, "hiphop": 0.25}
"""How often the kick falls between the beats; 0.12 elsewhere."""


def drum_bar(chance: Chance, feel: str, metre: int, grid: int) -> dict[int, Row]:
    """A bar of drums: the loudness by steps, ``grid`` to the beat, for each key."""
    bar = _Bar(chance, metre, grid)
    families = (
        (("rock", "busy", "funk", "double", "half", "hiphop", "trap"), bar.backbeat),
        (("dbeat", "blast", "cut"), bar.fast),
        (("train", "polka"), bar.train),
        (("shuffle", "slow12", "jazz", "six"), bar.triple),
        (("four", "techno", "steppers"), bar.four),
        (tuple(_LATIN), bar.latin),
    )
    plain = {
        "dnb": bar.drum_and_bass, "onedrop": bar.one_drop, "waltz": bar.waltz,
        "march": bar.march, "toms": bar.toms, "hats": bar.cymbals,
    }  # fmt: skip
    for feels, play in families:
        if feel in feels:
            play(feel)
    if feel in plain:
        plain[feel]()
    return bar.rows


class _Bar:
    """A bar that is filled key by key."""

    def __init__(self, chance: Chance, metre: int, grid: int) -> None:
        self.chance, self.grid, self.size = chance, grid, metre * grid
        self.middle = grid // 2 if grid != 3 else 2
        self.beats = [beat * grid for beat in range(metre)]
        self.offs = [beat + self.middle for beat in self.beats]
        self.back = self.beats[1::2] if metre != 3 else self.beats[1:]
        self.fore = [beat for beat in self.beats if beat not in self.back]
        self.every = list(range(self.size))
        self.snare = self.one_of(SNARE, SNARE, 40, SNARE, CLAP)
        self.rows: dict[int, Row] = {}

    def one_of(self, *keys: int) -> int:
        return int(self.chance.choice(keys))

    def put(
        self, key: int, steps: list[int], loud: float = 1.0, share: float = 1.0
    ) -> None:
        row = self.rows.setdefault(key, np.zeros(self.size))
        for step in steps:
            if step < self.size and self.chance.random() < share:
                row[step] = max(row[step], loud)

    def cymbals(
        self, kinds: tuple[str, ...] = ("beats", "eighths", "eighths", "all", "off")
    ) -> None:
        key = self.one_of(HAT, HAT, HAT, RIDE, OPEN, SHAKER, CRASH)
        kind = str(self.chance.choice(kinds))
        soft = float(self.chance.uniform(0.3, 0.9))
        if kind != "off":
            self.put(key, self.beats, 0.75)
        if kind != "beats":
            self.put(key, self.offs, 0.75 * (soft if kind != "off" else 1))
        if kind == "all":
            self.put(key, self.every, 0.7 * soft)

    def backbeat(self, feel: str) -> None:
        halved = feel == "half"
        middle = [self.beats[len(self.beats) // 2]]
        self.put(self.snare, middle if halved else self.back)
        self.put(KICK, [0])
        loose = _LOOSE.get(feel, 0.12)
        self.put(KICK, self.fore, 0.95, 0.2 if halved else 0.65)
        self.put(KICK, self.offs, 0.9, loose)
        self.put(KICK, self.every, 0.85, loose / 4)
        ghosts = loose / 2 if feel in ("funk", "busy") else 0.02
        self.put(self.snare, self.every, 0.3, ghosts)
        if feel == "double":
            self.put(KICK, self.every[:: self.one_of(1, 2)], 0.85)
        if feel == "trap":
            self.put(HAT, self.every, 0.6, 0.85)
        elif self.chance.random() < 0.93:
            self.cymbals()

    def fast(self, feel: str) -> None:
        self.put(KICK, self.beats[::2] if feel == "cut" else self.beats)
        between = self.offs if feel == "dbeat" else self.every[self.middle :: self.grid]
        self.put(SNARE, self.back if feel == "cut" else between)
        if feel == "dbeat":
            self.put(KICK, [beat + self.grid - 1 for beat in self.beats], 0.8, 0.25)
        if feel == "blast" and self.chance.random() < 0.5:
            self.put(KICK, self.every[::2], 0.9)
        self.put(KICK, self.offs, 0.8, 0.08)
        self.cymbals(("beats", "eighths", "eighths"))

    def train(self, feel: str) -> None:
        self.put(KICK, self.beats, 0.9)
        self.put(SNARE, self.offs, 0.85)
        self.put(SNARE, self.every, 0.35, 1.0 if feel == "train" else 0.1)
        self.cymbals(("beats", "off", "eighths"))

    def triple(self, feel: str) -> None:
        key = self.one_of(RIDE, HAT)
        rolling = feel in ("slow12", "six") and self.chance.random() < 0.7
        self.put(key, self.every if rolling else self.beats, 0.6)
        self.put(key, self.offs if feel == "shuffle" else self.offs[1::2], 0.5, 0.9)
        if feel == "jazz":
            self.put(PEDAL, self.back, 0.7)
            self.put(KICK, self.beats, 0.35, 0.5)
            self.put(SNARE, self.every, 0.4, float(self.chance.uniform(0.02, 0.2)))
        else:
            self.put(self.snare, self.back, 0.95)
            self.put(KICK, self.fore)
            self.put(KICK, [beat - 1 for beat in self.beats if beat], 0.8, 0.25)

    def four(self, feel: str) -> None:
        self.put(KICK, self.beats)
        share = 0.85 if feel == "four" else 0.3
        self.put(self.one_of(CLAP, SNARE), self.back, 0.9, share)
        self.put(OPEN, self.offs, 0.8, 0.8)
        self.put(HAT, self.every, 0.5, float(self.chance.choice([0.0, 0.4, 1.0])))

    def latin(self, feel: str) -> None:
        self.put(self.one_of(RIM, 75, 76, SHAKER, SNARE), list(_LATIN[feel]), 0.75)
        low = {"bossa": [0, 6, 8, 14], "samba": [4, 12], "dembow": self.beats}
        self.put(self.one_of(KICK, KICK, 64, 41), low.get(feel, self.beats[::2]), 0.9)
        self.put(self.one_of(62, 63, 64, BELL, 67), self.every, 0.5, 0.3)
        self.put(self.one_of(BELL, SHAKER, HAT), self.beats, 0.6, self.one_of(0, 1))

    def drum_and_bass(self) -> None:
        self.put(KICK, [0, 10])
        self.put(SNARE, self.back)
        self.put(KICK, self.every, 0.8, 0.06)
        self.put(SNARE, self.every, 0.35, 0.12)
        self.cymbals(("eighths", "all", "beats"))

    def one_drop(self) -> None:
        self.put(KICK, [self.beats[2]])
        self.put(self.one_of(RIM, SNARE), [self.beats[2]])
        self.put(HAT, self.beats + self.offs, 0.6)
        self.put(RIM, self.every, 0.5, 0.06)

    def waltz(self) -> None:
        self.put(KICK, [0])
        self.put(self.one_of(HAT, SNARE, RIM, RIDE), self.beats[1:], 0.65)
        self.put(HAT, self.offs, 0.4, self.one_of(0, 0, 1))

    def march(self) -> None:
        self.put(KICK, self.beats[::2])
        self.put(SNARE, self.beats[1::2], 0.9)
        self.put(SNARE, self.every, 0.45, float(self.chance.uniform(0.1, 0.6)))
        self.put(CRASH, self.beats[:1], 0.6, 0.3)

    def toms(self) -> None:
        self.put(41, [0])
        for key in (41, 45, 47):
            apart = 1 if self.chance.random() < 0.3 else self.middle
            share = float(self.chance.uniform(0.15, 0.5))
            self.put(key, self.every[::apart], 0.85, share)
