"""One form for edits and patterns that mean the same in a project."""

from collections.abc import Iterable
from math import gcd

from studio.model.media import MediaKind
from studio.model.reading import ProjectView
from tests.corpus.patterns import Json, Pattern, is_matcher

_PER_CLIP = frozenset({"leave_out", "include", "trim_clip"})


def split(edit: Pattern) -> list[Pattern]:
    """One edit a clip or a shot, where several in one edit mean the same."""
    if edit["do"] in _PER_CLIP and not is_matcher(edit["clips"]):
        return [{**edit, "clips": [clip]} for clip in edit["clips"]]
    scope = edit["scope"]
    for key in ("assets", "numbers"):
        items = scope.get(key) if isinstance(scope, dict) else None
        if isinstance(items, list) and not is_matcher(items):
            return [{**edit, "scope": {**scope, key: [item]}} for item in items]
    return [edit]


def unique(edits: Iterable[Pattern]) -> list[Pattern]:
    """The edits in order, each once."""
    distinct: list[Pattern] = []
    for edit in edits:
        if edit not in distinct:
            distinct.append(edit)
    return distinct


def canonical(edit: Pattern, view: ProjectView) -> Pattern:
    """The edit with places, lengths, titles and units in one form.

    Places are counted from the start, lengths are exact, titles are numbers, bars are
    four beats, clips at volume 0 are muted, and clips without an order are sorted.
    What fills the place of a moment that is not shown is left open, and so is whether
    shots are photos where a project has nothing else.
    """
    edit = {key: _place(value, view) for key, value in edit.items()}
    if _is_beginning(edit.get("start")):
        edit["start"] = None
    match edit["do"]:
        case "length":
            return {**edit, "length": _length(edit["length"], view.duration)}
        case "change_title" | "remove_title":
            return {**edit, "which": _titles(edit["which"], view)}
        case "join":
            return {**edit, "join": _join(edit["join"], view)}
        case "only" | "repeat":
            return {**edit, "clips": _sorted(edit["clips"])}
        case "ban":
            return {**edit, "shorten": False}
        case "shot_length" if all(one.kind is MediaKind.IMAGE for one in view.pictures):
            return _in_one_unit({**edit, "photos": False})
        case _:
            return _in_one_unit(edit)


def _in_one_unit(edit: Pattern) -> Pattern:
    match edit:
        case {"do": "aspect", "width": int(width), "height": int(height)}:
            divisor = gcd(width, height)
            return {**edit, "width": width // divisor, "height": height // divisor}
        case {"do": "pace", "every": None}:
            return {**edit, "unit": "beat"}
        case {"do": "pace", "every": int() | float() as every, "unit": "bar"}:
            return {**edit, "every": every * 4, "unit": "beat"}
        case {"do": "shot_length", "scope": {"of": "clips" | "shots"}}:
            return {**edit, "photos": False}
        case {"do": "turn", "mirror": "off"}:  # with nothing turned it is upright
            return {**edit, "mirror": ""}
        case {"do": "volume", "target": "clips", "level": {"by": "exact", "value": 0}}:
            return {"do": "clip_sound", "scope": edit["scope"], "mode": "mute"}
        case _:
            return edit


def _is_beginning(moment: Json) -> bool:
    return bool(moment == {"at": "time", "seconds": 0, "end": False})


def _sorted(clips: Json) -> Json:
    return clips if is_matcher(clips) else sorted(clips)


def _join(number: Json, view: ProjectView) -> Json:
    if isinstance(number, int) and number < 0 and view.shots:
        return len(view.shots) + number
    return number


def _length(amount: Json, duration: float) -> Json:
    match amount:
        case ["more" | "less" as direction] if duration:
            return [direction, duration]
        case {"by": "plus", "delta": int() | float() as delta} if duration:
            return {"by": "exact", "value": duration + delta}
        case {"by": "times", "factor": int() | float() as factor} if duration:
            return {"by": "exact", "value": duration * factor}
        case _:
            return amount


def _place(value: Json, view: ProjectView) -> Json:
    """A scope or a moment counted from the start of the video."""
    match value:
        case ["in", *options]:
            return ["in", *(_place(option, view) for option in options)]
        case {"of": "shots", "numbers": list(numbers)} if not is_matcher(numbers):
            return {**value, "numbers": [_number(one, view) for one in numbers]}
        case {"of": "time", "start": start, "end": end}:
            return _stretch(_clock(start, view), _clock(end, view), view)
        case {"at": "time", "end": True}:
            return {"at": "time", "seconds": view.duration, "end": False}
        case {"at": "time", "seconds": seconds}:
            return {**value, "seconds": _clock(seconds, view)}
        case {"at": "shot", "number": int(number)}:
            return {**value, "number": _number(number, view)}
        case _:
            return value


def _stretch(start: Json, end: Json, view: ProjectView) -> Pattern:
    start = 0.0 if start is None else start
    end = view.duration if end is None else end
    if (start, end) == (0.0, view.duration):
        return {"of": "whole"}
    return {"of": "time", "start": start, "end": end}


def _number(number: Json, view: ProjectView) -> Json:
    if isinstance(number, int) and number < 0 and view.shots:
        return len(view.shots) + 1 + number
    return number


def _clock(seconds: Json, view: ProjectView) -> Json:
    if isinstance(seconds, int | float) and seconds < 0 and view.duration:
        return view.duration + seconds
    return seconds


def _titles(which: Json, view: ProjectView) -> Json:
    """The numbers of the titles meant, or the words where no title fits."""
    if not isinstance(which, str):
        return which
    numbers = [title.number for title in view.titles]
    if which == "all" and numbers:
        return numbers
    if which == "last" and numbers:
        return numbers[-1:]
    if which.startswith("#") and which[1:].isdecimal():
        return [int(which[1:])]
    word = which.casefold()
    return [one.number for one in view.titles if word in one.text.casefold()] or which
