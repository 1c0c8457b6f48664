"""Read a request in English or Chinese: the list of wishes in it, in order.

Titles are taken out first, with their own time, place and colour, so that what stands
in quotes is never read as an order. What is recognised is cut out of the text, so that
"no music bars" is not three wishes.
"""

import re
from collections.abc import Sequence

from studio.model.media import MediaKind
from studio.model.wish import (
    Ask,
    Back,
    Cannot,
    DropTitles,
    Faster,
    Forward,
    Longer,
    Put,
    Recut,
    StartOver,
    Wish,
)
from studio.rules.language import phrases
from studio.rules.language.brief_footage import footage, song
from studio.rules.language.brief_named import named
from studio.rules.language.brief_numbers import (
    WORD,
    every,
    length,
    rate,
    resolution,
    value,
    volume,
)
from studio.rules.language.brief_titles import titles
from studio.rules.language.reading import Named, Reading
from studio.rules.language.spelling import spelled

_TWICE = re.compile(r"\b(?:twice|2x|both)\b")
_MANY = re.compile(
    rf"({WORD}|\d{{1,2}})\s*(?:(?:steps?|times?|versions?|changes?|edits?)\b|次|步|个版本)"
)
_MOST = 2000
"""Characters that are read; a request is a few sentences."""


def read(text: str, files: Sequence[Named] = ()) -> list[Wish]:
    """All wishes; an empty list when nothing was understood. Never raises."""
    reading = Reading(_plain(text[:_MOST]))
    if wish := _step(reading):
        reading.wishes.append(wish)
    named(reading)
    if re.search(phrases.DROP_TITLES, reading.text, re.IGNORECASE):
        reading.take(phrases.DROP_TITLES)
        reading.wishes.append(DropTitles())
    titles(reading)
    footage(reading, files)
    song(reading, files)
    reading.text = spelled(reading.text)
    _beyond(reading)
    _music(reading, files)
    _against(reading)
    _shape(reading)
    every(reading)
    _sound(reading)
    length(reading)
    _pace(reading)
    _bars(reading)
    if not reading.wishes and (asked := _asked(reading)):
        return asked
    if _recuts(reading) and not _shapes_a_cut(reading.wishes):
        reading.wishes.append(Recut())
    return reading.wishes


def _plain(text: str) -> str:
    """Full-width forms and fancy quotes as plain ones, spaces single."""
    table = str.maketrans(
        "：，。！？；（）“”‘’「」『』０１２３４５６７８９",
        ':,.!?;()""\'\'""""0123456789',
    )
    return re.sub(r"[ \t\r\n\u3000]+", " ", text.translate(table)).strip()


def _step(reading: Reading) -> Wish | None:
    """Going back, forth, or to the start; more may be asked for in the same breath."""
    steps = _steps(reading.text.lower())
    if reading.take(phrases.FORWARD):
        return Forward(steps)
    if reading.take(phrases.BACK):
        return Back(steps)
    return StartOver() if reading.take(phrases.OVER) else None


def _steps(text: str) -> int:
    if _TWICE.search(text):
        return 2
    many = _MANY.search(text)
    return max(1, int(value(many.group(1)))) if many else 1


def _recuts(reading: Reading) -> bool:
    """Whether a cut is asked for; after a step back its "it" is no new request."""
    back = any(isinstance(wish, Back | Forward) for wish in reading.wishes)
    return bool(reading.take(phrases.RECUT)) and not back


def _beyond(reading: Reading) -> None:
    """What is not made here is said, never passed over; its clause is not read on."""
    for pattern, what in phrases.BEYOND:
        if match := re.search(pattern, reading.text, re.IGNORECASE):
            clauses = re.split(r"([,.;!?])", reading.text)
            said = match.group(0)
            reading.text = "".join(c for c in clauses if said not in c)
            reading.wishes.append(Cannot(what))


def _music(reading: Reading, files: Sequence[Named]) -> None:
    """Music is wanted, but which is not said: the newest song, if there is one."""
    songs = [file for file in files if file.kind is MediaKind.AUDIO]
    named = any(isinstance(w, Put) and w.field == "song" for w in reading.wishes)
    if not named and reading.take(phrases.OTHER_MUSIC):
        reading.wishes.append(Cannot("other_song"))
    elif not named and reading.take(phrases.MUSIC):
        reading.wishes.append(Put("song", songs[-1].id) if songs else Cannot("song"))


def _against(reading: Reading) -> None:
    """Wishes said by what is not wanted; other clauses with "don't" are no wishes."""
    for pattern, fit in phrases.FITS[:2]:
        if reading.take(pattern):
            reading.wishes.append(Put("fit", fit))
            break
    if reading.take(r"\b(?:don'?t|do\s+not)\s+mute\b[^,.;!?]*|(?:不要|别)静音"):
        reading.wishes.append(Put("sound", "keep"))
    for pattern, factor in ((phrases.FASTER[1], 1.8), (phrases.CALMER[1], 1 / 1.8)):
        found = re.search(pattern, reading.text, re.IGNORECASE)
        if found and re.match(
            r"not|less|don|do\s|别|不要", found.group(0), re.IGNORECASE
        ):
            reading.take(pattern)
            reading.wishes.append(Faster(factor))
            return
    reading.take(r"\b(?:don'?t|do\s+not|never|别|不要)\s*[^,.;!?]*")


def _asked(reading: Reading) -> list[Wish]:
    if re.search(phrases.TIMELINE, reading.text, re.IGNORECASE):
        return [Ask("timeline")]
    if re.search(phrases.THANKS, reading.text, re.IGNORECASE):
        return [Ask("thanks")]
    if re.search(phrases.NEW_TITLE, reading.text, re.IGNORECASE):
        return [Ask("new_title")]
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
    if reading.take(phrases.ALL_MUTE):
        reading.wishes += [Put("sound", "mute"), Put("music_volume", 0.0)]
        return
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
    recut |= {"last", "only", "without", "fps", "shift", "tempo"}
    return any(
        isinstance(w, Faster | Longer | StartOver)
        or (isinstance(w, Put) and w.field in recut)
        for w in wishes
    )
