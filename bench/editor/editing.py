"""Measure the time of a new timeline from analysed clips and songs.

``python -m bench.editor.editing``: prints a line for each kind of edit. A video of 60 s from 12
clips of 20 s; the aim is 150 ms (of processor time, so that other work does not count).
"""

import statistics
import time

from studio.model.edits.footage import BanMoment, OrderMode, SetOrder, SetSpeed
from studio.model.edits.music import SetPace, Sync
from studio.model.edits.picture import (
    JoinKind,
    LookName,
    PulseKind,
    SetJoin,
    SetLook,
    SetPulse,
)
from studio.model.edits.record import Edit, Exact, OfShots, OfTime, Times
from studio.model.edits.whole import SetLength
from studio.model.media import FrameFeatures
from tests.studio.editing.material import Editor, clip, material, song

_ROUNDS = 5
_EDITS: dict[str, tuple[Edit, ...]] = {
    "the first cut": (SetLength(length=Exact(value=60)),),
    "another version": (Sync(again=True),),
    "faster": (SetPace(rate=Times(factor=1.5)),),
    "shorter": (SetLength(length=Exact(value=40)),),
    "an order": (SetOrder(mode=OrderMode.AS_SENT),),
    "a banned shot": (BanMoment(scope=OfShots(numbers=(5,))),),
    "slow motion": (SetSpeed(factor=0.5, scope=OfTime(start=10, end=20)),),
    "a look": (SetLook(look=LookName.VINTAGE),),
    "joins and pulses": (
        SetJoin(kind=JoinKind.DISSOLVE), SetPulse(kind=PulseKind.PUNCH),
    ),
}  # fmt: skip


def main() -> None:
    """Print the median of each."""
    for name, edits in _EDITS.items():
        print(f"{name:18} {1000 * statistics.median(_times(edits)):6.1f} ms")


def _times(edits: tuple[Edit, ...]) -> list[float]:
    out = []
    for _ in range(_ROUNDS):
        editor = _project()
        if not isinstance(edits[0], SetLength) or edits[0].length != Exact(value=60):
            editor.edit(SetLength(length=Exact(value=60)))
        start = time.process_time()
        editor.edit(*edits)
        out.append(time.process_time() - start)
    return out


def _project() -> Editor:
    moments = [FrameFeatures(n / 4) for n in range(80)]
    clips = [clip(f"c{n}", 20, moments=moments, cuts=[7.0]) for n in range(12)]
    return Editor(material(*clips, songs=[song(seconds=180, bpm=124)]))


if __name__ == "__main__":
    main()
