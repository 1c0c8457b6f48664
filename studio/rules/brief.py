"""Read a request in English or Chinese: the list of wishes in it, in order.

Titles are taken out first, with their own time, place and colour, so that what stands
in quotes is never read as an order. What is recognised is cut out of the text, so that
"no music bars" is not three wishes.
"""

import re
from collections.abc import Sequence

from studio.model.wish import (
    Ask,
    Back,
    DropTitles,
    Faster,
    Forward,
    Put,
    Recut,
    StartOver,
    Wish,
)
from studio.rules import phrases
from studio.rules.brief_footage import footage, song
from studio.rules.brief_numbers import every, length, rate, resolution, volume
from studio.rules.brief_titles import titles
from studio.rules.reading import Named, Reading

_MANY = re.compile(r"\b(?:twice|2x|two\s+times|two\s+steps|both)\b|两次|两步")
_MOST = 2000
"""Characters that are read; a request is a few sentences."""


def read(text: str, files: Sequence[Named] = ()) -> list[Wish]:
    """All wishes; an empty list when nothing was understood. Never raises."""
    reading = Reading(_plain(text[:_MOST]))
    if whole := _step(reading):
        return [whole]
    if re.search(phrases.DROP_TITLES, reading.text, re.IGNORECASE):
        reading.take(phrases.DROP_TITLES)
        reading.wishes.append(DropTitles())
    titles(reading)
    footage(reading, files)
    song(reading, files)
    _shape(reading)
    every(reading)
    _sound(reading)
    length(reading)
    _pace(reading)
    _bars(reading)
    if reading.take(phrases.RECUT) and not _shapes_a_cut(reading.wishes):
        reading.wishes.append(Recut())
    return reading.wishes or _asked(reading)


def _plain(text: str) -> str:
    """Full-width forms and fancy quotes as plain ones, spaces single."""
    table = str.maketrans(
        "：，。！？；（）“”‘’「」『』０１２３４５６７８９",
        ':,.!?;()""\'\'""""0123456789',
    )
    return re.sub(r"[ \t\r\n\u3000]+", " ", text.translate(table)).strip()


def _step(reading: Reading) -> Wish | None:
    """Going back, forth, or to the start is a request of its own."""
    text = reading.text
    steps = 2 if _MANY.search(text.lower()) else 1
    if re.search(phrases.FORWARD, text, re.IGNORECASE):
        return Forward(steps)
    if re.search(phrases.BACK, text, re.IGNORECASE):
        return Back(steps)
    if re.search(phrases.OVER, text, re.IGNORECASE):
        return StartOver()
    return None


def _asked(reading: Reading) -> list[Wish]:
    if re.search(phrases.TIMELINE, reading.text, re.IGNORECASE):
        return [Ask("timeline")]
    if re.search(phrases.HELP, reading.text, re.IGNORECASE):
        return [Ask("help")]
    return []


def _shape(reading: Reading) -> None:
    rate(reading)
    resolution(reading)
    for pattern, aspect in phrases.ASPECTS:
        if reading.take(pattern):
            reading.wishes.append(Put("aspect", aspect))
            for rest, _ in phrases.ASPECTS:
                reading.take(rest)
            break
    for pattern, fit in phrases.FITS:
        if reading.take(pattern):
            reading.wishes.append(Put("fit", fit))
            break


def _sound(reading: Reading) -> None:
    for pattern, sound in (
        (phrases.MUTE, "mute"),
        (phrases.DUCK, "duck"),
        (phrases.KEEP, "keep"),
    ):
        if reading.take(pattern):
            reading.wishes.append(Put("sound", sound))
            break
    volume(reading)


def _pace(reading: Reading) -> None:
    for (much, some), strong, weak in (
        (phrases.FASTER, 3.0, 1.8),
        (phrases.CALMER, 1 / 3, 1 / 1.8),
    ):
        if reading.take(much):
            reading.wishes.append(Faster(strong))
            return
        if reading.take(some):
            reading.wishes.append(Faster(weak))
            return


def _bars(reading: Reading) -> None:
    """Mend what the tracker heard: bars one beat off, half or double time."""
    if match := reading.take(
        r"\bshift\s+(?:the\s+)?(?:bars?|downbeats?)(?:\s+by)?\s*(-?\d+)?\b[^,.;]*"
        r"|(?:小节|重拍)(?:往后|向后|后)?移动?(\d+)?拍"
    ):
        back = re.search(r"back|left|earlier|往前|向前", match.group(0), re.IGNORECASE)
        steps = int(match.group(1) or match.group(2) or 1)
        reading.wishes.append(Put("shift", -steps if back else steps))
    if reading.take(r"\bhalf[- ]?(?:time|tempo)\b|半速节拍|一半节拍"):
        reading.wishes.append(Put("tempo", 0.5))
    elif reading.take(r"\bdouble[- ]?(?:time|tempo)\b|双倍节拍|两倍节拍"):
        reading.wishes.append(Put("tempo", 2.0))


def _shapes_a_cut(wishes: Sequence[Wish]) -> bool:
    """Whether a wish brings a new cut with it anyway."""
    recut = {"length", "whole_song", "every", "song", "song_start", "order", "first"}
    recut |= {"only", "without", "fps", "shift", "tempo"}
    return any(
        isinstance(w, Faster) or (isinstance(w, Put) and w.field in recut)
        for w in wishes
    )
