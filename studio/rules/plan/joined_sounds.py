"""Join sounds that go on where a shot is divided, so that nothing is heard there."""

from collections.abc import Iterable
from dataclasses import replace

from studio.model.plan import Sound

_SAME = 0.003
"""Seconds by which rounded times of one moment may differ."""
_SLOPE = 0.03
"""Seconds in which the volume changes where two parts of a sound are not as loud."""
Points = tuple[tuple[float, float], ...]


def joined(sounds: Iterable[Sound]) -> list[Sound]:
    """The sounds, those in a row that go on in their file as one."""
    out: list[Sound] = []
    for sound in sounds:
        if out and _goes_on(out[-1], sound):
            out[-1] = _both(out[-1], sound)
        else:
            out.append(sound)
    return out


def _goes_on(one: Sound, two: Sound) -> bool:
    """Whether the second begins when and where the first ends, without a fade."""
    if (one.path, one.bed, one.speaks) != (two.path, two.bed, two.speaks):
        return False
    if one.bed or one.fade_out or two.fade_in or two.volume:
        return False
    when = abs(one.start + one.seconds - two.start)
    where = abs(_places(one)[-1][1] - _places(two)[0][1])
    return max(when, where) <= _SAME


def _both(one: Sound, two: Sound) -> Sound:
    seconds = two.start + two.seconds - one.start
    moved = tuple((two.start - one.start + t, place) for t, place in _places(two)[1:])
    is_even = not one.places and not two.places and one.speed == two.speed
    return replace(
        one,
        seconds=seconds,
        places=() if is_even else (*_places(one), *moved),
        volume=_volume(one, two),
        fade_out=two.fade_out,
        crosses_out=two.crosses_out,
    )


def _places(sound: Sound) -> Points:
    end = sound.source_start + sound.seconds * sound.speed
    return sound.places or ((0.0, sound.source_start), (sound.seconds, end))


def _volume(one: Sound, two: Sound) -> Points:
    """The gains of both as factors of the first one's."""
    factor = two.gain / one.gain
    before = one.volume or ((0.0, 1.0),)
    if before[-1][1] == factor:
        return one.volume
    at = two.start - one.start
    slope = min(_SLOPE, two.seconds / 2)
    return (*before, (at, before[-1][1]), (at + slope, factor))
