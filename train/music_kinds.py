"""The kinds of music that training pieces are drawn from: metres, tempos, parts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manner:
    """What kinds of parts may meet, in which metres and at which tempo.

    ``grid`` is steps to the beat; ``free`` how far a player may stretch time.
    """

    share: float
    metres: tuple[int, ...]
    grid: int
    tempo: tuple[float, float]
    drums: tuple[str, ...]
    bass: tuple[str, ...]
    comp: tuple[str, ...]
    lead: float = 0.6
    swing: float = 0.0
    loose: float = 0.006
    free: float = 0.0


_POP = ("whole", "half", "beats", "eighths", "off", "broken", "synco", "synco")
_LOW = ("whole", "beats", "eighths", "synco", "synco", "kick", "off")
MANNERS = (
    Manner(5, (4, 4, 4, 4, 3), 4, (72, 180), ("backbeat",), _LOW, _POP),
    Manner(2, (4,), 4, (112, 150), ("four",), _LOW, _POP, loose=0.001),
    Manner(2, (4,), 4, (150, 182), ("break", "backbeat"), ("whole", "half", "synco"),
           ("whole", "half", "synco"), loose=0.002),
    Manner(2, (4,), 4, (68, 108), ("backbeat", "break"), _LOW, _POP, swing=0.3),
    Manner(1, (4,), 4, (120, 164), ("half",), ("whole", "half", "synco"), _POP),
    Manner(2, (4, 4, 3, 5), 3, (96, 230), ("ride",), ("walk", "half"),
           ("synco", "off", "half"), loose=0.01),
    Manner(1.5, (4,), 3, (66, 150), ("backbeat", "four"), _LOW, _POP),
    Manner(2, (3,), 4, (80, 200), ("waltz", "none"), ("whole", "beats"),
           ("after", "after", "beats", "broken"), loose=0.01),
    Manner(2, (2, 2, 4), 3, (46, 120), ("backbeat", "none", "sparse"),
           ("whole", "beats"), ("eighths", "broken", "beats", "whole"), loose=0.01),
    Manner(2, (4, 2), 4, (90, 150), ("clave", "tribal"), ("synco", "off", "kick"),
           ("synco", "off", "broken"), loose=0.008),
    Manner(1, (2, 4), 4, (90, 140), ("march",), ("beats", "half"), ("after", "beats")),
    Manner(2, (5, 5, 7, 6), 4, (92, 186), ("backbeat", "ride4", "none", "sparse"), _LOW,
           _POP),
    Manner(1, (4,), 4, (64, 96), ("onedrop",), _LOW, ("off", "after", "synco"),
           swing=0.1),
    Manner(3, (4, 4, 3, 2), 4, (58, 140), ("none",), ("whole", "half", "none", "beats"),
           ("broken", "beats", "whole", "alberti", "half"), 0.9, loose=0.015, free=0.03),
    Manner(2, (4, 4, 3), 4, (60, 130), ("none",), ("beats", "half", "walk"),
           ("beats", "beats", "half", "voices"), 0.8, loose=0.008, free=0.015),
    Manner(2, (4, 3, 2, 6), 4, (70, 170), ("none",), ("eighths", "beats", "none"),
           ("voices", "eighths", "sixteenths", "broken"), 0.9, loose=0.006),
    Manner(1.5, (4, 4, 3), 4, (70, 180), ("backbeat", "four", "break", "tribal",
           "clave", "march", "half"), ("none",), ("none",), 0.0, loose=0.005),
    Manner(1.5, (4, 4, 3, 1), 4, (50, 200), ("clicks",), ("none",), ("none",), 0.0,
           loose=0.0),
)  # fmt: skip
