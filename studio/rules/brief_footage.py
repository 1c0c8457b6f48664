"""Clips and songs in a request: which to use, leave out, begin with; which music."""

import re
from collections.abc import Sequence

from studio.model.media import AssetId, Kind
from studio.model.wish import Put
from studio.rules.phrases import NUMBERS, ORDINALS
from studio.rules.reading import Named, Reading

_WHICH = r"(?:clip|video|shot|file|photo|picture|image|片段|视频|素材|照片|图片)"
_NUMBER = "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))
_LABELS = {
    "chorus": r"chorus|drop|hook|best\s+part|副歌|高潮",
    "verse": r"verse|主歌",
    "intro": r"intro|前奏",
    "build": r"build[- ]?up|build",
    "break": r"break(?:down)?|间奏",
}


def footage(reading: Reading, files: Sequence[Named]) -> None:
    """Order and choice of the clips."""
    seen = [file for file in files if file.kind is not Kind.AUDIO]
    mentions = _marked(reading, seen)
    one = r"(⟦\d+⟧(?:\s*(?:,|and|&|\+|和|、|跟)\s*⟦\d+⟧)*)"
    for pattern, wish in (
        (
            rf"\b(?:start|begin|open)(?:ing)?\s+(?:it\s+)?(?:with|on|from)\s+{one}|(?:从|以|用|先放|先用|开头用)\s*{one}\s*(?:做|作为)?(?:开始|开头|开场)|(?:先放|先用|开头用)\s*{one}|{one}\s*(?:first|放(?:在)?(?:最前|开头|第一))",
            "first",
        ),
        (
            rf"\b(?:only|just)\s+(?:use\s+|from\s+|with\s+)?{one}|\buse\s+only\s+{one}|(?:只用|仅用|只要)\s*{one}",
            "only",
        ),
        (
            rf"\b(?:without|leave\s+out|skip|drop|remove|exclude|don'?t\s+use|not|no|omit|delete)\s+{one}|(?:不要|去掉|别用|删掉|不用)\s*{one}",
            "without",
        ),
    ):
        while match := reading.take(pattern):
            said = next(group for group in match.groups() if group)
            ids = tuple(mentions[int(n)] for n in re.findall(r"⟦(\d+)⟧", said))
            if ids:
                reading.wishes.append(Put(wish, ids))
    if reading.take(
        r"\b(?:in\s+(?:the\s+)?(?:given\s+|same\s+|original\s+)?order|one\s+after\s+(?:the\s+other|another)|chronological(?:ly)?|as\s+given)\b|按(?:照)?(?:原来的?)?顺序|依次"
    ):
        reading.wishes.append(Put("order", "given"))
    elif reading.take(
        r"\b(?:shuffle|random(?:ly|ize)?|any\s+order|mixed\s+order)\b|打乱|随机"
    ):
        reading.wishes.append(Put("order", "auto"))
    if reading.take(
        r"\b(?:use|with|include)\s+(?:all|every)(?:\s+(?:of\s+)?(?:the\s+|my\s+)?(?:clips?|videos?|footage))?\b|全部(?:素材|片段|视频)|所有(?:素材|片段|视频)"
    ):
        reading.wishes += [Put("only", ()), Put("without", ())]
    reading.text = re.sub(r"⟦\d+⟧", " ", reading.text)


def _marked(reading: Reading, files: Sequence[Named]) -> list[AssetId]:
    """Replace every mention of a clip by a mark; gives the ids of the marks."""
    ids: list[AssetId] = []

    def mark(file: Named) -> str:
        ids.append(file.id)
        return f" ⟦{len(ids) - 1}⟧ "

    for file in sorted(files, key=lambda file: -len(file.name)):
        for spelling in _spellings(file.name):
            spelled = rf"(?<![\w.]){re.escape(spelling)}(?![\w])"
            while match := re.search(spelled, reading.text, re.IGNORECASE):
                start, end = match.span()
                reading.text = reading.text[:start] + mark(file) + reading.text[end:]

    def numbered(match: re.Match[str]) -> str:
        said = next(group for group in match.groups() if group).lower()
        if said == "second" and _counts_seconds(match):
            return match.group(0)
        number = ORDINALS.get(said) or NUMBERS.get(said) or int(said)
        index = len(files) - 1 if number < 0 else number - 1
        return mark(files[index]) if 0 <= index < len(files) else match.group(0)

    ordinal = "|".join(ORDINALS)
    reading.text = re.sub(
        rf"\b(?:the\s+)?({ordinal})\s+{_WHICH}\b|\b{_WHICH}\s*(?:number\s*|no\.?\s*|#)?(\d+)\b"
        rf"|第\s*({_NUMBER}|\d+)\s*(?:个|段|条|张)\s*(?:{_WHICH})?|{_WHICH}\s*(\d+|{_NUMBER})",
        numbered,
        reading.text,
        flags=re.IGNORECASE,
    )
    return ids


def _counts_seconds(match: re.Match[str]) -> bool:
    """Whether "second" is a unit of time here: "a 30 second video"."""
    before = match.string[: match.start()].rstrip(" -").lower()
    return bool(re.search(rf"(?:\d|\b(?:{_NUMBER}))$", before))


def _spellings(name: str) -> list[str]:
    """A file's name as people type it: whole, and without its ending."""
    stem = name.rsplit(".", 1)[0]
    generic = {
        "video",
        "clip",
        "song",
        "music",
        "image",
        "photo",
        "audio",
        "file",
        "title",
    }
    out = [name]
    if len(stem) > 2 and stem.lower() not in generic and not stem.isdigit():
        out.append(stem)
    return out


def song(reading: Reading, files: Sequence[Named]) -> None:
    """Which music, and from where in it."""
    for file in sorted(files, key=lambda file: -len(file.name)):
        if file.kind is not Kind.AUDIO:
            continue
        for spelling in _spellings(file.name):
            if reading.take(rf"(?<![\w.]){re.escape(spelling)}(?![\w])"):
                reading.wishes.append(Put("song", file.id))
                break
    if reading.take(
        r"\b(?:use|with|add|to|take)\s+(?:this|that|the|my)\s+(?:new\s+)?(?:song|music|track|audio|mp3)\b"
        r"|用(?:这|那|我的)?(?:首|个|段)?(?:新的?)?(?:歌曲?|音乐|配乐)"
    ):
        reading.wishes.append(Put("song", None))
    clip = re.search(
        r"\b(?:music|sound|audio|song)\s+(?:of|from)\s+(?:the\s+)?(?:clip|video)\b|用视频(?:的|里的?)?(?:声音|音乐|原声)(?:做|当)",
        reading.text,
        re.IGNORECASE,
    )
    if clip:
        reading.take(re.escape(clip.group(0)))
        videos = [file for file in files if file.kind is Kind.VIDEO]
        if videos:
            reading.wishes.append(Put("song", videos[0].id))
    if match := reading.take(
        r"\b(?:song|music|track)\s+(?:start(?:s|ing)?\s+)?(?:from|at)\s+(?:minute\s+)?(\d{1,2}):(\d\d)|\b(?:start|from)\s+(?:the\s+)?(?:song|music|track)\s+(?:at|from)\s+(\d{1,2}):(\d\d)|(?:音乐|歌)从\s*(\d{1,2}):(\d\d)"
    ):
        minutes, seconds = [group for group in match.groups() if group]
        reading.wishes.append(Put("song_start", int(minutes) * 60.0 + int(seconds)))
    for label, words in _LABELS.items():
        if reading.take(
            rf"\b(?:start(?:ing)?|begin(?:ning)?|from|use|at|with)\s+(?:at\s+|with\s+|from\s+|on\s+)?the\s+(?:{words})\b|从(?:{words})|用(?:{words})"
        ):
            reading.wishes.append(Put("song_start", label))
            break
