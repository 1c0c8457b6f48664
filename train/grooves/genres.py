"""The genres that grooves are composed in: feels, manners, metres, instruments, tempi."""

from dataclasses import dataclass

GUITARS, KEYS = (27, 28, 29, 30, 30, 25, 24), (0, 1, 4, 5, 6, 7, 11, 16, 18, 21, 2)
SYNTHS, STRINGS = (38, 80, 81, 87, 90, 62, 50), (48, 49, 50, 44, 45, 40, 52, 60, 61)
PLUCKS = (46, 24, 25, 11, 12, 13, 45, 104, 105, 107, 9, 15, 0)
LEADS = (
    0,
    11,
    22,
    26,
    27,
    29,
    30,
    40,
    53,
    54,
    56,
    61,
    65,
    66,
    68,
    71,
    73,
    75,
    80,
    81,
    104,
)
BASSES = (32, 33, 34, 35, 36, 38, 39, 87)


@dataclass(frozen=True, slots=True)
class Genre:
    """Feels of drums, manners of the parts, beats to the bar, steps to the beat, tempo."""

    share: float
    metres: tuple[int, ...]
    grid: int
    tempo: tuple[float, float]
    drums: tuple[str, ...]
    parts: tuple[str, ...]
    bass: tuple[str, ...]
    programs: tuple[int, ...]
    swing: float = 0.0
    loose: float = 0.004
    free: float = 0.0


_ROCK = ("riff", "eighths", "riff", "gallop", "long", "groups", "synco")
GENRES = (
    Genre(3, (4, 4, 4, 4, 3, 5, 6, 7), 4, (84, 200), ("rock", "rock", "rock", "half", "busy"), _ROCK,
          ("riff", "riff", "eighths", "beats"), GUITARS),
    Genre(2, (4,), 4, (110, 210), ("double", "dbeat", "blast", "rock", "half"),
          ("riff", "gallop", "sixteenths", "groups", "eighths"), ("riff", "riff", "eighths"), (29, 30, 30)),
    Genre(2, (2, 4), 4, (78, 128), ("train", "polka", "rock"), ("after", "after", "picked", "long"),
          ("oompah", "oompah", "beats"), (24, 25, 25, 105, 0, 21, 22, 27), 0.0, 0.007),
    Genre(2, (4,), 4, (150, 236), ("cut", "cut", "rock", "dbeat"), ("back", "back", "eighths", "riff"),
          ("oompah", "walk", "eighths"), (24, 25, 27, 105, 0, 21, 56), 0.0, 0.007),
    Genre(2, (4,), 3, (72, 190), ("shuffle", "shuffle", "none"), ("riff", "eighths", "long", "after"),
          ("walk", "beats", "riff", "shuffled"), (*GUITARS, *KEYS), 0.0, 0.008),
    Genre(1.2, (4,), 3, (44, 84), ("slow12", "slow12", "none"), ("all", "riff", "long", "picked"),
          ("beats", "shuffled", "long"), (*GUITARS, *KEYS), 0.0, 0.008),
    Genre(2, (4, 4, 4, 3, 5), 3, (96, 270), ("jazz",), ("synco", "riff", "long"), ("walk", "walk", "half"),
          (0, 26, 11, 16, 61), 0.0, 0.009),
    Genre(2, (4,), 4, (76, 126), ("funk", "funk", "rock"), ("synco", "riff", "after", "sixteenths"),
          ("riff", "synco"), (*GUITARS, *KEYS), 0.12, 0.006),
    Genre(1.5, (4,), 4, (60, 100), ("hiphop", "trap"), ("long", "synco", "picked", "riff"), ("synco", "long"),
          (*KEYS, *SYNTHS, *PLUCKS), 0.2, 0.008),
    Genre(2.5, (4,), 4, (112, 156), ("four", "four", "four", "techno"),
          ("after", "groups", "sixteenths", "riff", "synco", "long"),
          ("after", "riff", "eighths", "gallop2", "sixteenths"), (*SYNTHS, *KEYS), 0.0, 0.001),
    Genre(1.5, (4,), 4, (156, 184), ("dnb",), ("long", "synco", "sixteenths"), ("long", "synco", "half"),
          SYNTHS, 0.0, 0.001),
    Genre(1, (4,), 4, (124, 160), ("half",), ("long", "riff", "sixteenths"), ("long", "synco", "riff"),
          SYNTHS, 0.0, 0.001),
    Genre(1.5, (4,), 4, (62, 98), ("onedrop", "onedrop", "steppers"), ("back", "after", "after"),
          ("synco", "riff"), (16, 18, 27, 0, 25), 0.1, 0.008),
    Genre(1, (4,), 4, (112, 190), ("rock", "cut"), ("after",), ("walk", "eighths"), (27, 16, 61, 0), 0.0, 0.007),
    Genre(1.5, (4,), 4, (84, 200), ("son", "cascara", "cumbia"), ("montuno", "synco", "after"),
          ("tumbao", "tumbao", "oompah"), (0, 24, 61, 11), 0.0, 0.007),
    Genre(1.5, (4, 2), 4, (64, 140), ("bossa", "samba", "dembow"), ("synco", "after", "groups"),
          ("bossa", "oompah", "groups"), (24, 0, 4, 25, 80), 0.0, 0.006),
    Genre(2, (3,), 4, (72, 220), ("waltz", "waltz", "none", "rock"), ("after", "after", "picked", "long"),
          ("long", "long", "beats"), (*KEYS, *STRINGS, *PLUCKS), 0.0, 0.01),
    Genre(2, (2, 2, 4, 3), 3, (42, 132), ("six", "six", "none", "toms"), ("all", "picked", "riff", "long", "after"),
          ("long", "beats", "shuffled"), (*KEYS, *PLUCKS, *STRINGS, *GUITARS), 0.0, 0.009),
    Genre(1, (2, 4), 4, (86, 144), ("march",), ("after", "beats", "riff"), ("oompah", "beats"),
          (61, 60, 57, 48, 58), 0.0, 0.006),
    Genre(2, (4, 4, 3, 6, 5), 4, (52, 150), ("none",), ("picked", "picked", "long", "beats", "eighths"),
          ("long", "none", "half"), (*KEYS, *PLUCKS), 0.0, 0.012, 0.02),
    Genre(2, (4, 4, 3, 5, 7), 4, (66, 176), ("none", "toms", "hats"), ("groups", "eighths", "sixteenths", "beats"),
          ("long", "riff", "groups", "beats"), STRINGS, 0.0, 0.006),
    Genre(2, (4, 4, 3), 4, (76, 180), ("none", "hats", "rock", "four", "toms"),
          ("picked", "sixteenths", "groups", "riff"), ("riff", "long", "eighths", "groups"),
          (*SYNTHS, *PLUCKS), 0.0, 0.001),
    Genre(1.5, (4, 3, 2), 4, (48, 112), ("none",), ("long", "beats", "long"), ("long", "beats", "none"),
          (*STRINGS, 19, 52, 89, 88), 0.0, 0.014, 0.015),
)  # fmt: skip
