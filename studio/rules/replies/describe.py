"""Say what was done, briefly and truly, in English and Chinese."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from studio.model.draft import Draft, Segment, TrackType
from studio.model.wish import (
    AddTitle,
    Cannot,
    DropTitles,
    Faster,
    Put,
    RestyleTitles,
    Wish,
    Wishes,
)
from studio.rules.picture.text_layout import has_unsupported_letters
from studio.rules.replies.answers import ANSWERS

NOTHING = Draft()
_NOTICED = 1.08
"""How many more (or fewer) cuts a second are a change of pace."""


def say(chinese: bool, key: str, **facts: object) -> str:
    """A sentence in the one language or the other."""
    return ANSWERS[key][chinese].format(**facts)


def is_chinese(text: str, language: str) -> bool:
    """By the letters of the request; where it has none, by the project's language."""
    # What is to be written on the picture is not the language that is spoken.
    spoken = re.sub(r"[\"“「『《][^\"”」』》]*[\"”」』》]|(?<!\w)'[^']*'", " ", text)
    text = spoken if re.search(r"\w", spoken) else text
    if re.search(r"[\u4e00-\u9fff]", text):
        return True
    return not re.search(r"[A-Za-z]{2}", text) and language.lower().startswith("zh")


def length(milliseconds: float) -> str:
    """17 s, 1:05."""
    seconds = round(milliseconds / 1000)
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60}:{seconds % 60:02d}"


def shape(draft: Draft) -> str:
    """The aspect as people say it."""
    width, height = (
        int(draft.meta.get("width", 1920)),
        int(draft.meta.get("height", 1080)),
    )
    for wide, high in ((16, 9), (9, 16), (1, 1), (4, 5), (4, 3), (21, 9)):
        if abs(width / height - wide / high) < 0.02:
            return f"{wide}:{high}"
    return f"{width}x{height}"


def cut(draft: Draft, song: str, chinese: bool, *, asked: bool = True) -> str:
    """The sentence about a new cut; ``asked``: whether music is wanted at all."""
    facts = {
        "shots": len(draft.segments(TrackType.VIDEO)),
        "length": length(draft.duration),
        "shape": shape(draft),
        "song": song,
    }
    if not song:
        return say(chinese, "cut_silent" if asked else "cut_quiet", **facts)
    if not draft.meta.get("beats"):
        return say(chinese, "cut_free", **facts)
    return say(chinese, "cut_beat", tempo=round(float(draft.meta["tempo"])), **facts)


def denser(draft: Draft, before: Draft, wish: Faster) -> bool:
    """Whether a change of pace shows: always, where there was no cut before."""
    if not before.tracks:
        return True
    change = _density(draft) / _density(before)
    return change > _NOTICED if wish.factor > 1 else change < 1 / _NOTICED


def _density(draft: Draft) -> float:
    return len(draft.segments(TrackType.VIDEO)) / max(1, draft.duration)


def changes(
    wishes: Sequence[Wish],
    now: Wishes,
    draft: Draft,
    chinese: bool,
    before: Draft = NOTHING,
) -> list[str]:
    """A sentence for each wish that needs one beside the sentence about the cut."""
    out = []
    for wish in wishes:
        match wish:
            case AddTitle(title):
                shown = [
                    s for s in draft.segments(TrackType.TEXT) if s.text == title.text
                ]
                if has_unsupported_letters(title.text):
                    out.append(say(chinese, "letters"))
                if shown:
                    out.append(
                        say(chinese, "title", text=title.text, times=_times(shown[-1]))
                    )
            case DropTitles(text):
                titles = [s.text.lower() for s in before.segments(TrackType.TEXT)]
                there = any(text.lower() in title for title in titles)
                out.append(say(chinese, "untitled" if there else "no_titles"))
            case RestyleTitles(text=text) if text and now.titles:
                shown = draft.segments(TrackType.TEXT)
                times = _times(shown[-1]) if shown else ""
                out.append(say(chinese, "title", text=text, times=times))
            case RestyleTitles(which=which):
                there = any(which.lower() in t.text.lower() for t in now.titles)
                out.append(say(chinese, "restyled" if there else "no_titles"))
            case Faster(factor):
                key = "faster" if factor > 1 else "calmer"
                if not denser(draft, before, wish):
                    key = "fastest" if factor > 1 else "calmest"
                out.append(say(chinese, key))
            case Put("aspect", _):
                out.append(say(chinese, "shape", shape=shape(draft)))
            case Put("music_volume", volume):
                out.append(say(chinese, "volume", percent=round(volume * 100)))
            case Put("sound", sound):
                out.append(say(chinese, sound))
            case Cannot(what):
                out.append(say(chinese, what))
            case Put(field, value):
                out += _put(field, value, draft, chinese)
            case _:
                pass
    return out


def _put(field: str, value: Any, draft: Draft, chinese: bool) -> list[str]:
    """The sentence for a wish that is a plain setting."""
    names = (
        _names(value, draft) if field in ("first", "last", "only", "without") else ""
    )
    match field, value:
        case "first" | "last" | "only", _:
            return [say(chinese, field, names=names)] if names else []
        case "order", "given":
            return [say(chinese, "given")]
        case "every", beats:
            return [
                say(chinese, "every_one" if beats == 1 else "every", beats=f"{beats:g}")
            ]
        case "fps", _:
            return [
                say(chinese, "fps", fps=f"{float(Fraction(draft.meta['fps'])):.5g}")
            ]
        case "side", _:
            return [
                say(
                    chinese,
                    "size",
                    width=draft.meta["width"],
                    height=draft.meta["height"],
                )
            ]
        case "fit", kind if kind != "auto":
            return [say(chinese, f"fit_{kind}")]
        case "shift", beats:
            return [say(chinese, "shift", beats=beats)]
        case "tempo", factor:
            return [say(chinese, "double" if factor > 1 else "half")]
        case _:
            return []


def _names(ids: Any, draft: Draft) -> str:
    """The names of clips that are on the timeline, each once."""
    wanted = {ids} if isinstance(ids, str) else set(ids or ())
    shown = [s.name for s in draft.segments(TrackType.VIDEO) if s.source in wanted]
    return ", ".join(f'"{name}"' for name in dict.fromkeys(shown))


def _times(segment: Segment) -> str:
    return f"{segment.start / 1000:g}-{segment.end / 1000:g}s"


def timeline(draft: Draft, chinese: bool) -> str:
    """What stands on the timeline, in a sentence."""
    if not draft.tracks:
        return say(chinese, "empty")
    music: Any = next((s.name for s in draft.segments(TrackType.AUDIO)), "")
    parts = [cut(draft, music, chinese)]
    parts += [
        f'{"标题" if chinese else "Title"}: "{s.text}" ({_times(s)})'
        for s in draft.segments(TrackType.TEXT)
    ]
    return " ".join(parts)
