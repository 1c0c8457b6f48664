"""Describe in a line how each of several versions differs from the others."""

from collections.abc import Sequence
from itertools import zip_longest

from studio.model.draft import Draft, Segment
from studio.rules.phrases import measure
from studio.rules.phrases.context import Context

_MOST = 3
"""Most facts in a line."""


def option_facts(drafts: Sequence[Draft], context: Context) -> list[str]:
    """A line for each draft with the facts that differ between them.

    ``context`` knows the names of the clips.
    """
    shown = [measure.shots(draft) for draft in drafts]
    columns = [
        [one(shots, context) for shots in shown]
        for one in (_opening, _ending, _most, _shot_count)
    ]
    columns.append(_left_out(shown, context))
    telling = [column for column in columns if len(set(column)) > 1]
    rows = [list(filter(None, row))[:_MOST] for row in zip(*telling, strict=True)]
    rows = rows or [[] for _ in drafts]
    for _ in drafts:
        for like in _alike(rows):
            number = _first_difference([shown[n] for n in like])
            for n in like:
                rows[n] += _shot(shown[n], number, context)
    comma = context.words.say("lists.comma")
    return [comma.join(row) for row in rows]


def _opening(shots: Sequence[Segment], context: Context) -> str:
    return _clip("opens", shots[0], context)


def _ending(shots: Sequence[Segment], context: Context) -> str:
    return _clip("ends", shots[-1], context)


def _most(shots: Sequence[Segment], context: Context) -> str:
    """The clip that is shown longest, the first of several."""
    seconds: dict[str, int] = {}
    for shot in shots:
        seconds[shot.source or ""] = seconds.get(shot.source or "", 0) + shot.duration
    longest = max(seconds, key=lambda source: seconds[source])
    clip = context.clip(longest, named=True)
    return context.words.say("replies.version.most", clip=clip)


def _shot_count(shots: Sequence[Segment], context: Context) -> str:
    return context.words.count("shots", len(shots))


def _left_out(shown: Sequence[Sequence[Segment]], context: Context) -> list[str]:
    """For each version the clips that others show and it does not; "" where none."""
    sources = [dict.fromkeys(shot.source or "" for shot in shots) for shots in shown]
    every = {source: None for one in sources for source in one}
    missing = [[source for source in every if source not in one] for one in sources]
    return [
        context.words.say(
            "replies.version.without", clips=context.clips(ids, named=True)
        )
        if ids
        else ""
        for ids in missing
    ]


def _alike(rows: Sequence[Sequence[str]]) -> list[list[int]]:
    """The numbers of the versions with equal lines, a list for each line."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, row in enumerate(rows):
        groups.setdefault(tuple(row), []).append(number)
    return [group for group in groups.values() if len(group) > 1]


def _first_difference(shown: Sequence[Sequence[Segment]]) -> int:
    """The index of the first shot that differs between the versions."""
    pictures = zip_longest(
        *([(shot.source, shot.source_start) for shot in shots] for shots in shown)
    )
    return next((n for n, same in enumerate(pictures) if len(set(same)) > 1), 0)


def _shot(shots: Sequence[Segment], number: int, context: Context) -> list[str]:
    """The clip and the time of it that a shot shows; empty where there is no such shot."""
    if number >= len(shots):
        return []
    facts = {
        "number": number + 1,
        "time": context.seconds_clock(shots[number].source_start / 1000),
        "clip": context.clip(shots[number].source or "", named=True),
    }
    key = "shot" if number else "opens_at"
    return [context.words.say(f"replies.version.{key}", **facts)]


def _clip(key: str, shot: Segment, context: Context) -> str:
    clip = context.clip(shot.source or "", named=True)
    return context.words.say(f"replies.version.{key}", clip=clip)
