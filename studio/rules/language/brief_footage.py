"""Clips and songs in a request: which to use, leave out, begin with; which music."""

import re
from collections.abc import Sequence

from studio.model.media import AssetId, MediaKind
from studio.model.wish import Cannot, Put
from studio.rules.language.phrases import NUMBERS, ORDINALS
from studio.rules.language.reading import Named, Reading

_WHICH = r"(?:clip|video|shot|file|photo|picture|image|片段|视频|素材|照片|图片)"
_SEEN = r"(?:片段|视频|素材|照片|图片)"
_NUMBER = "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))
_COUNT = r"one|two|three|four|five|six|seven|eight|nine|ten"
_NO_UNIT = r"(?!\s*-?\s*(?:s\b|secs?\b|seconds?|mins?\b|minutes?|hours?|秒|分|%|:\d|\.\d|fps|帧|p\b|x\b|after\b|by\b))"
"""What makes a number after "video" a length or the like: no clip has it."""
_AND = r"\s*(?:,?\s*(?:and\s+)?then|followed\s+by|,|and|&|\+|和|、|跟|然后|再)\s*"
_LABELS = {
    "chorus": r"chorus|drop|hook|best\s+part|副歌|高潮",
    "verse": r"verse|主歌",
    "intro": r"intro|前奏",
    "build": r"build[- ]?up|build",
    "break": r"break(?:down)?|间奏",
}


_ROUNDABOUT = (
    (r"\b(?:first|opening)\s+(?:clip|shot)\s+(?:should|must|has\s+to|to)?\s*(?:be|is)\b", "start with"),
    (r"\b(?:last|final)\s+(?:clip|shot)\s+(?:should|must|has\s+to|to)?\s*(?:be|is)\b", "end with"),
)  # fmt: skip
_CHOICE = r"\b(?:only|just|skip|without|leave\s+out|remove|drop|no|exclude|omit|don'?t\s+use)|只用|不要用?|不用|去掉|别用"


def footage(reading: Reading, files: Sequence[Named]) -> None:
    """Order and choice of the clips."""
    for pattern, plain in _ROUNDABOUT:
        reading.text = re.sub(pattern, plain, reading.text, flags=re.IGNORECASE)
    seen = [file for file in files if file.kind.visible]
    mentions = _marked(reading, seen)
    reading.text = re.sub(
        rf"(⟦\d+⟧(?:{_AND})+)(\d)\b(?!\s*(?:s|%|秒|分|:|m|fps|p\b|x))",
        lambda m: m.group(1) + _nth(int(m.group(2)), seen, mentions, m.group(2)),
        reading.text,
    )
    reading.text = re.sub(
        rf"(⟦\d+⟧(?:{_AND})+)(?:the\s+)?({'|'.join(ORDINALS)})\s+one\b",
        lambda m: m.group(1) + _nth(ORDINALS[m.group(2).lower()], seen, mentions, ""),
        reading.text,
        flags=re.IGNORECASE,
    )
    one = rf"((?:the\s+|my\s+)?⟦\d+⟧(?:\s*'s)?(?:(?:{_AND})+(?:the\s+|my\s+)?⟦\d+⟧)*)"
    _sound_of_clip(reading, one, mentions)
    if reading.take(rf"\b(?:speed\s+up|slow\s+down)\s+{one}"):
        reading.wishes.append(Cannot("speeds"))
    if reading.take(rf"{one}\s*(?:for\s+|to\s+|last\s+|be\s+)*\d+\s*(?:s\b|sec\w*|秒)"):
        reading.wishes.append(Cannot("each"))
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
            rf"\b(?:without|leave\s+out|skip|drop|remove|exclude|don'?t\s+use|not|no|omit|delete)\s+{one}|(?:不要用?|去掉|别用|别放|删掉|不用)\s*{one}",
            "without",
        ),
        (
            rf"\b(?:end|finish|close)(?:ing)?\s+(?:it\s+)?(?:with|on)\s+{one}|{one}\s*(?:last|at\s+the\s+end|放(?:在)?(?:最后|结尾|末尾))|(?:以|用)\s*{one}\s*(?:结尾|结束|收尾)|(?:最后|结尾|末尾)(?:放|用|是)[^,.;⟦]{{0,8}}{one}",
            "last",
        ),
    ):
        while match := reading.take(pattern):
            said = next(group for group in match.groups() if group)
            ids = tuple(mentions[int(n)] for n in re.findall(r"⟦(\d+)⟧", said))
            if ids:
                chosen = ids[-1] if wish == "last" else ids
                reading.wishes.append(Put(wish, chosen))
    if reading.take(
        r"\b(?:in\s+(?:the\s+)?(?:given\s+|same\s+|original\s+)?order|one\s+after\s+(?:the\s+other|another)|chronological(?:ly)?|as\s+given|keep\s+(?:the|my)\s+order|in\s+this\s+order)\b|保持顺序|按(?:照)?(?:原来的?)?顺序|依次"
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
            spelled = rf"(?<![A-Za-z0-9_.]){re.escape(spelling)}(?![A-Za-z0-9_])"
            while match := re.search(spelled, reading.text, re.IGNORECASE):
                start, end = match.span()
                reading.text = reading.text[:start] + mark(file) + reading.text[end:]

    # "the drone shot" is one mention, not a mention and a shot.
    reading.text = re.sub(
        rf"(⟦\d+⟧)\s*(?:{_WHICH}\b|one\b|footage\b)",
        r"\1",
        reading.text,
        flags=re.IGNORECASE,
    )

    def photos(match: re.Match[str]) -> str:
        stills = [file for file in files if file.kind is MediaKind.IMAGE]
        return f"{match.group(1)} {','.join(map(mark, stills))}" if stills else match[0]

    reading.text = re.sub(
        rf"({_CHOICE})\s*(?:the\s+|any\s+|my\s+|all\s+)*(?:(?:photo|picture|image)s?\b|照片|图片)(?!\s*\d)",
        photos,
        reading.text,
        flags=re.IGNORECASE,
    )

    def several(match: re.Match[str]) -> str:
        said = (match.group(2) or match.group(4)).lower()
        count = NUMBERS.get(said) or int(said)
        at_end = (match.group(1) or match.group(3)).lower() in ("last", "后", "最后")
        if not 1 <= count <= len(files):
            return match.group(0)
        return ",".join(map(mark, files[-count:] if at_end else files[:count]))

    reading.text = re.sub(
        rf"\b(?:the\s+)?(first|last)\s+({_COUNT}|\d+)\s+{_WHICH}s\b"
        rf"|(前|最后|后)({_NUMBER}|\d+)\s*(?:个|段|条|张)\s*{_SEEN}?",
        several,
        reading.text,
        flags=re.IGNORECASE,
    )

    def numbered(match: re.Match[str]) -> str:
        said = next(group for group in match.groups() if group).lower()
        if said == "second" and _counts_seconds(match):
            return match.group(0)
        number = ORDINALS.get(said) or NUMBERS.get(said) or int(said)
        index = len(files) - 1 if number < 0 else number - 1
        return mark(files[index]) if 0 <= index < len(files) else match.group(0)

    ordinal = "|".join(ORDINALS)
    reading.text = re.sub(
        rf"\b(?:the\s+)?({ordinal})\s+{_WHICH}\b|\b{_WHICH}s?\s*(?:number\s*|no\.?\s*|#)?(\d+|{_COUNT})\b{_NO_UNIT}"
        rf"|(?:第\s*|(?=最后一))({_NUMBER}|\d+|最后一)\s*(?:个|段|条|张)\s*(?:{_WHICH})?|{_SEEN}\s*(\d+|{_NUMBER}){_NO_UNIT}",
        numbered,
        reading.text,
        flags=re.IGNORECASE,
    )
    return ids


def _nth(number: int, files: Sequence[Named], ids: list[AssetId], said: str) -> str:
    """A mark for a clip by its number; what was said where there is no such clip."""
    number = len(files) if number < 0 else number
    if not 1 <= number <= len(files):
        return said
    ids.append(files[number - 1].id)
    return f"⟦{len(ids) - 1}⟧"


def _sound_of_clip(reading: Reading, one: str, ids: list[AssetId]) -> None:
    """A clip's own sound as the music."""
    said = r"(?:music|sound|audio|song)(?:track)?"
    if match := reading.take(
        rf"\b{said}\s+(?:of|from|in)\s+{one}(?:\s+as\s+(?:the\s+)?{said})?"
        rf"|{one}\s+{said}\s+as\s+(?:the\s+)?{said}"
        rf"|用?{one}\s*的?(?:声音|音乐|原声)(?:做|当|作为)(?:背景)?(?:音乐|配乐)?"
    ):
        number = re.search(r"⟦(\d+)⟧", match.group(0))
        if number:
            reading.wishes.append(Put("song", ids[int(number.group(1))]))


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


def _numbered(reading: Reading, songs: Sequence[Named]) -> None:
    """A song by its number among the songs."""
    if match := reading.take(
        rf"\b({'|'.join(ORDINALS)})\s+(?:song|track|mp3)\b|第\s*({_NUMBER}|\d+)\s*(?:首|个)(?:歌曲?|音乐)"
    ):
        said = (match.group(1) or match.group(2)).lower()
        number = ORDINALS.get(said) or NUMBERS.get(said) or int(said)
        if songs and number <= len(songs):
            chosen = songs[number - 1 if number > 0 else -1]
            reading.wishes.append(Put("song", chosen.id))


def song(reading: Reading, files: Sequence[Named]) -> None:
    """Which music, and from where in it."""
    for file in sorted(files, key=lambda file: -len(file.name)):
        if file.kind.visible:
            continue
        for spelling in _spellings(file.name):
            if reading.take(
                rf"(?<![A-Za-z0-9_.]){re.escape(spelling)}(?![A-Za-z0-9_])"
            ):
                reading.wishes.append(Put("song", file.id))
                break
    _numbered(reading, [file for file in files if file.kind is MediaKind.AUDIO])
    if not any(
        isinstance(w, Put) and w.field == "song" for w in reading.wishes
    ) and reading.take(
        r"\b(?:use|with|add|to|take)\s+(?:this|that|my|the\s+new|the\s+(?:last|latest))\s+(?:new\s+)?(?:song|music|track|audio|mp3)\b"
        r"|用(?:这|那|我的)?(?:首|个|段)?(?:新的?)?(?:歌曲?|音乐|配乐)|换(?:成)?(?:这|新)(?:的)?(?:首)?歌"
    ):
        reading.wishes.append(Put("song", None))
    clip = re.search(
        r"\b(?:music|sound|audio|song)\s+(?:of|from)\s+(?:the\s+)?(?:clip|video)\b|用视频(?:的|里的?)?(?:声音|音乐|原声)(?:做|当)",
        reading.text,
        re.IGNORECASE,
    )
    if clip:
        reading.take(re.escape(clip.group(0)))
        videos = [file for file in files if file.kind is MediaKind.VIDEO]
        if videos:
            reading.wishes.append(Put("song", videos[0].id))
    if match := reading.take(
        r"\b(?:song|music|track)\s+(?:start(?:s|ing)?\s+)?(?:from|at)\s+(?:minute\s+)?(\d{1,2}):(\d\d)|\b(?:start|from)\s+(?:the\s+)?(?:song|music|track)\s+(?:at|from)\s+(\d{1,2}):(\d\d)|(?:音乐|歌)从\s*(\d{1,2}):(\d\d)"
        r"|\b(?:start(?:ing)?|begin|from|use)\s+(?:it\s+)?(?:at|from)?\s*(\d{1,2}):(\d\d)\s+(?:of|in|into)\s+(?:the\s+)?(?:song|music|track)\b|从(?:歌曲?|音乐)(?:的)?\s*(\d{1,2}):(\d\d)"
    ):
        minutes, seconds = [group for group in match.groups() if group]
        reading.wishes.append(Put("song_start", int(minutes) * 60.0 + int(seconds)))
    elif match := reading.take(
        r"\b(?:song|music|track)\s+(?:start(?:s|ing)?\s+)?(?:at|from)?\s*(?:second\s+)?(\d{1,3})\s*(?:s|sec|seconds?)\s+in\b|\b(?:skip|cut)\s+the\s+first\s+(\d{1,3})\s*(?:s|sec|seconds?)\s+of\s+the\s+(?:song|music|track)\b|(?:音乐|歌曲?)从第?\s*(\d{1,3})\s*秒"
    ):
        (seconds,) = [group for group in match.groups() if group]
        reading.wishes.append(Put("song_start", float(seconds)))
    elif reading.take(r"\bskip\s+the\s+intro\b|跳过前奏|不要前奏"):
        reading.wishes.append(Put("song_start", "verse"))
    for label, words in _LABELS.items():
        if reading.take(
            rf"\b(?:start(?:ing)?|begin(?:ning)?|from|use|at|with)\s+(?:at\s+|with\s+|from\s+|on\s+)?the\s+(?:{words})\b|从(?:{words})|用(?:{words})"
        ):
            reading.wishes.append(Put("song_start", label))
            break
