"""Read captions: SubRip (``.srt``), WebVTT's cues, and lyrics (``.lrc``)."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from studio.model.edits.limits import LONGEST_TEXT
from studio.rules.captions.text_encoding import decode_text

_MOST = 2000
_SHORTEST = 0.05
LAST_LINE = 4.0
"""Seconds for which the last line of lyrics is shown."""
_LYRICS_STAY = 8.0
_TIME = r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[,.:](\d{1,3}))?"
_CUE = re.compile(rf"^\s*{_TIME}\s*-+>\s*{_TIME}")
_STAMP = re.compile(r"\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]")
_OFFSET = re.compile(r"^\[offset:\s*([+-]?\d{1,7})\s*\]", re.IGNORECASE)
_TAG = re.compile(
    r"</?[a-zA-Z][^<>]{0,80}>|\{\\[^{}]{0,80}\}|<\d{1,3}:\d{2}[.:]\d{1,3}>"
)


@dataclass(frozen=True, slots=True)
class Caption:
    """A line or a few, shown from ``start`` to ``end`` in seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """Captions in order, without overlaps.

    ``shortened`` counts those that overlapped the next one, ``skipped`` those whose times
    or words cannot be parsed.
    """

    captions: tuple[Caption, ...]
    shortened: int = 0
    skipped: int = 0


def parse_captions(data: bytes) -> CaptionFile:
    """Read a file's bytes. Raises ``ValueError`` if it has no times."""
    text = decode_text(data)
    lyrics = bool(_STAMP.search(text)) and not any(
        _CUE.match(line) for line in text.split("\n")
    )
    cues, skipped = _lyrics(text) if lyrics else _cues(text)
    if not cues:
        raise ValueError("no times")
    captions, shortened = _apart(sorted(cues, key=lambda one: one.start)[:_MOST])
    return CaptionFile(captions, shortened, skipped + max(0, len(cues) - _MOST))


def _cues(text: str) -> tuple[list[Caption], int]:
    """Blocks that begin with a line of two times; numbers before it do not matter."""
    out, skipped = [], 0
    for start, end, lines in _blocks(text.split("\n")):
        words = _clean("\n".join(lines))
        if end - start < _SHORTEST or not words:
            skipped += 1
        else:
            out.append(Caption(start, end, words))
    return out, skipped


def _blocks(lines: list[str]) -> Iterator[tuple[float, float, list[str]]]:
    cues = [index for index, line in enumerate(lines) if _CUE.match(line)]
    for index, following in zip(cues, [*cues, len(lines)][1:], strict=True):
        match = _CUE.match(lines[index])
        assert match is not None  # noqa: S101  # it matched above
        start, end = _seconds(*match.groups()[:4]), _seconds(*match.groups()[4:])
        body = lines[index + 1 : following]
        if following < len(lines) and body and body[-1].strip().isdecimal():
            body = body[:-1]  # the number of the next cue
        yield start, end, body


def _seconds(
    hours: str | None, minutes: str, seconds: str, fraction: str | None
) -> float:
    part = int(fraction) / 10 ** len(fraction) if fraction else 0.0
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + part


def _lyrics(text: str) -> tuple[list[Caption], int]:
    """Each stamp of a line shows it; a line ends where the next stamp is."""
    shift = 0.0
    stamped: list[tuple[float, str]] = []
    for line in text.split("\n"):
        if match := _OFFSET.match(line.strip()):
            shift = -int(match.group(1)) / 1000
        stamps = [_seconds(None, *match.groups()) for match in _STAMP.finditer(line)]
        words = _clean(_STAMP.sub("", line))
        stamped += [(max(0.0, stamp + shift), words) for stamp in stamps]
    stamped.sort(key=lambda one: one[0])
    ends = [start for start, _ in stamped[1:]]
    ends += [start + LAST_LINE for start, _ in stamped[-1:]]
    out = [
        Caption(start, min(end, start + _LYRICS_STAY), words)
        for (start, words), end in zip(stamped, ends, strict=True)
        if words and end - start >= _SHORTEST
    ]
    return out, sum(1 for _, words in stamped if words) - len(out)


def _clean(text: str) -> str:
    """Remove markup of fonts and positions; limit the length to that of a title."""
    plain = html.unescape(_TAG.sub("", text))
    lines = (" ".join(line.split()) for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)[:LONGEST_TEXT]


def _apart(captions: list[Caption]) -> tuple[tuple[Caption, ...], int]:
    """End each caption where the next begins; two at once become one of two lines."""
    out: list[Caption] = []
    shortened = 0
    for caption in captions:
        if out and caption.start - out[-1].start < _SHORTEST:
            both = f"{out[-1].text}\n{caption.text}"[:LONGEST_TEXT]
            out[-1] = Caption(out[-1].start, max(out[-1].end, caption.end), both)
            continue
        if out and out[-1].end > caption.start:
            shortened += out[-1].end - caption.start > _SHORTEST
            out[-1] = replace(out[-1], end=caption.start)
        out.append(caption)
    return tuple(out), shortened
