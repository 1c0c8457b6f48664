"""Captions pasted as lines, or as a subtitle file, under words that announce them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from studio.model.edits.limits import LONGEST_TEXT, MOST_CAPTION_LINES
from studio.model.edits.overlay import AddCaptions, CaptionTiming
from studio.rules.captions.caption_file import LAST_LINE, Caption, parse_captions
from studio.rules.language.entities.token import Token

_IN_ONE_LINE = re.compile(
    r"([^:：/|;；]{2,60}[:：])\s*([^/|／]+(?:[/|／][^/|／]+)+|[^;；:：]+(?:[;；][^;；:：]+)+)"
)
"""Captions in one line: "captions: one / two / three", "字幕：一；二"."""
_LONGEST_HEADING = 240
_END = re.compile(r"[,，;；。、]|\.(?=\s)|\b(?:and|with|plus)\b|再|并|加上")
"""What may stand between another wish and the words that announce the captions."""
_POLITE = re.compile(
    r"^(?:请|帮我|帮忙|给我|麻烦|你|加上|please|could|can|you|\s)+$", re.IGNORECASE
)
_LOOKS = (
    "position.",
    "colour",
    "adj.",
    "degree.",
    "font.",
    "animation.",
    "mark",
    "and",
)
"""How concepts begin of words for how words look."""
_CUE = re.compile(r"^\s*(?:\d{1,3}:)?\d{1,3}:\d{1,2}[,.:]?\d*\s*-+>", re.MULTILINE)
_STAMP = re.compile(r"^\s*\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\]", re.MULTILINE)
_TIME = r"(\d{1,3}:\d{2}(?:[.,]\d{1,3})?)"
_STRETCH = rf"\(?{_TIME}(?:\s*(?:-|–|~|to|到|至)\s*{_TIME})?\)?\s*[-–:：]?\s*"
_TIMED_LINE = re.compile(rf"{_STRETCH}(\D.*|\d+\D.*)")
_STAMPED = re.compile(rf"(?<![\d:]){_STRETCH}")
_BEHIND = re.compile(r"(?:[\s,，;；、/|]|\b(?:and|then|再|然后))+$")
_NO_CAPTION = re.compile(
    r"(?:\b(?:at|from|to|until|till|around|by|after|before)|[在从到])$"
)
"""How words end that lead to a time instead of being shown at one."""


@dataclass(frozen=True, slots=True)
class PastedCaptions:
    """Captions, the words that announce them, and what is asked for ``before`` these."""

    captions: AddCaptions
    heading: str = ""
    before: str = ""


def pasted_captions(raw: str, tokens: Sequence[Token]) -> PastedCaptions | None:
    """The captions, where lines follow "captions:" or any "…:", or a file was pasted."""
    for start, end, rest in _headings(raw):
        lines = [line.strip() for line in rest.splitlines() if line.strip()]
        timed = _timed(rest, lines)
        if not timed and len(lines) < 2:
            continue
        if "\n" not in raw.strip() and _is_look(tokens, end):
            continue  # "字幕：大一点；放下面"
        head = [token for token in tokens if start <= token.start < end]
        named = next((token for token in head if token.has("caption")), None)
        on_beats = any(token.has("beat", "unit.beat", "verb.sync") for token in head)
        if named or on_beats or any(token.has("interval") for token in head):
            begin = _begin(raw, start, named.start) if named else start
            return PastedCaptions(
                _captions(lines, timed, on_beats=on_beats),
                raw[begin:end].strip().rstrip(":："),
                _POLITE.sub("", raw[:begin].strip().strip(",，;；、 ")),
            )
    if _CUE.search(raw) or len(_STAMP.findall(raw)) > 1:
        timed = _timed(raw, [])
        return PastedCaptions(_captions([], timed, on_beats=False)) if timed else None
    return None


def _is_look(tokens: Sequence[Token], begin: int) -> bool:
    """Whether all words from there on say how words are to look."""
    behind = [token for token in tokens if token.start >= begin]
    return all(
        any(concept.startswith(_LOOKS) for concept in token.concepts)
        for token in behind
    )


def _headings(raw: str) -> Iterator[tuple[int, int, str]]:
    """Where each line that ends in a colon begins and ends, and what follows it."""
    body = raw.strip()
    first = raw.index(body) if body else 0
    if "\n" not in body and (parts := _IN_ONE_LINE.fullmatch(body)):
        marks = "/|／" if re.search(r"[/|／]", parts.group(2)) else ";；"
        lines = re.sub(rf"\s*[{marks}]\s*", "\n", parts.group(2))
        yield first, first + parts.end(1), lines
    if "\n" not in body and (stamped := _stamped(body)):
        yield first, first + stamped[0], stamped[1]
    start = 0
    for line in raw.splitlines(keepends=True):
        end = start + len(line.rstrip())
        if line.rstrip().endswith((":", "：")) and len(line) <= _LONGEST_HEADING:
            yield start, end, raw[start + len(line) :]
        start += len(line)


def _stamped(text: str) -> tuple[int, str] | None:
    """Reads "captions 0:02 hello, 0:06 bye": where times begin, and a line for each."""
    stamps = list(_STAMPED.finditer(text))
    starts = [stamp.start() for stamp in stamps]
    parts = [text[a:b] for a, b in pairwise([0, *starts, len(text)])]
    heading, *lines = (_BEHIND.sub("", part) for part in parts)
    shown = [
        line[stamp.end() - stamp.start() :]
        for line, stamp in zip(lines, stamps, strict=True)
    ]
    if (
        len(lines) < 2
        or not all(shown)
        or any(map(_NO_CAPTION.search, [heading, *shown]))
    ):
        return None
    return starts[0], "\n".join(lines)


def _begin(raw: str, start: int, caption: int) -> int:
    """Where the words that announce captions begin, behind another wish in their line."""
    ends = [match.end() for match in _END.finditer(raw, start, caption)]
    return ends[-1] if ends else start


def _timed(text: str, lines: Sequence[str]) -> Sequence[Caption]:
    """The lines with their times: of SubRip, of lyrics, or each behind its own."""
    matches = [_TIMED_LINE.fullmatch(line) for line in lines]
    if matches and all(matches):
        text = _as_file([(m[1], m[2], m[3]) for m in matches if m])
    elif not (_CUE.search(text) or _STAMP.search(text)):
        return ()
    try:
        return parse_captions(text.encode()).captions
    except ValueError:
        return ()


def _as_file(lines: Sequence[tuple[str, str | None, str]]) -> str:
    """Lines with a start and perhaps an end, as lyrics, or as SubRip if one has an end."""
    lines = [(start.replace(",", "."), end, words) for start, end, words in lines]
    if not any(end for _, end, _ in lines):
        return "\n".join(f"[{start}]{words}" for start, _, words in lines)
    minutes, _, seconds = lines[-1][0].partition(":")
    last = f"{minutes}:{float(seconds) + LAST_LINE:06.3f}"
    following = [*(start for start, _, _ in lines[1:]), last]
    return "\n".join(
        f"{start} --> {end or until}\n{words}"
        for (start, end, words), until in zip(lines, following, strict=True)
    )


def _captions(
    lines: Sequence[str], timed: Sequence[Caption], *, on_beats: bool
) -> AddCaptions:
    if timed:
        shown = timed[:MOST_CAPTION_LINES]
        return AddCaptions(
            lines=tuple(caption.text for caption in shown),
            times=tuple((round(c.start, 3), round(c.end, 3)) for c in shown),
            timing=CaptionTiming.FILE,
        )
    timing = CaptionTiming.BEATS if on_beats else CaptionTiming.SPREAD
    cut = tuple(line[:LONGEST_TEXT] for line in lines[:MOST_CAPTION_LINES])
    return AddCaptions(lines=cut, timing=timing)
