"""Resolve "this one", "my clip" and "this version" in an instruction.

The agent sees no messages: it knows clips by number, in order of arrival in the project,
and versions by theirs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.rules.text.wording import say


@dataclass(frozen=True, slots=True)
class ClipReference:
    """A clip of the project: its number, counted from 1, and its name.

    Songs are counted apart. ``by_name``: the file is called by its name.
    """

    number: int
    name: str
    by_name: bool = False
    is_song: bool = False


@dataclass(frozen=True, slots=True)
class References:
    """Targets that the words may refer to.

    ``replied`` are the clips of the message replied to, ``own`` the sender's newest clips,
    ``version`` the number of the result replied to, 0 for none.
    """

    replied: tuple[ClipReference, ...] = ()
    own: tuple[ClipReference, ...] = ()
    version: int = 0


_CLIP = r"(?:clip|video|vid|one|photo|picture|pic|image|shot|song|track|music|footage)"
_THIS = re.compile(
    rf"\b(?:this|that|these|those)(?: {_CLIP}s?)\b"
    r"|(?<=\buse )(?:this|that|it)\b|(?<=\badd )(?:this|that|it)\b"
    r"|(?<=\bput )(?:this|that|it)\b|(?<=\binclude )(?:this|that|it)\b"
    r"|(?:这|那|這)(?:个|個|段|条|條|张|張|首)(?:素材|视频|視頻|影片|照片|图|圖|歌|音乐|音樂)?",
    re.IGNORECASE,
)
_MINE = re.compile(
    rf"\bmy (?:own |new |last |latest )?{_CLIP}s?\b|\bmine\b"
    r"|我(?:的|发的|發的|刚发的|剛發的|那)(?:个|個|段|条|條|张|張|首)?(?:素材|视频|視頻|影片|照片|图|圖|歌|音乐|音樂)?",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"\b(?:add|include|use|put|insert|append)\b|加上|加入|加进|加進|用上|放进|放進|放到|放在|使用|用",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"\b(?:this|that) (?:version|one|cut|edit|video|result)\b|(?:这|那|這)(?:个|個|一)?(?:版本|版)",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:go|going|back|return|restore|revert|use|keep|prefer|take)\b|回到|恢复|恢復|用|还原|還原|退回",
    re.IGNORECASE,
)

_ONE = r"(?:this|that)(?: one| version)?"
_ONE_ZH = r"(?:这|那|這)(?:个|個|一)?(?:版本|版)?"
_PREFERS = re.compile(
    rf"(?:i )?prefer(?:red)? {_ONE}|i liked? {_ONE} (?:more|better|best)"
    rf"|{_ONE} (?:is|was|looks|looked) (?:better|best|nicer)"
    rf"|(?:我觉得|我覺得|还是|還是)?{_ONE_ZH}(?:更|比较|比較)(?:好|好看)(?:一点|一點)?"
    rf"|我?(?:更喜欢|更喜歡|比较喜欢|比較喜歡){_ONE_ZH}",
    re.IGNORECASE,
)
"""Requests to restore a result; praise of the newest one is no such request."""
_CHANGES = re.compile(
    r"\b(?P<make>make|turn) (?:this|that) version\b|(?P<ba>把)(?:这|那|這)(?:个|個|一)?(?:版本|版)",
    re.IGNORECASE,
)
"""Requests to change a certain result, not the newest one."""


def points_at_clip(text: str) -> bool:
    return bool(_THIS.search(text))


def resolve(text: str, language: str, references: References) -> str:
    """Return the instruction with its references in words that the agent understands."""
    if references.version and _PREFERS.fullmatch(text.strip(" .!。！")):
        return say(language, "wish.version", number=references.version)
    if references.version and _VERSION.search(text) and _BACK.search(text):
        version = say(language, "reference.version", number=references.version)
        return _VERSION.sub(lambda _: version, text, count=1)
    if references.version and (match := _CHANGES.search(text)):
        it = f"{match['make']} it" if match["make"] else f"{match['ba']}它"
        words = f"{text[: match.start()]}{it}{text[match.end() :]}"
        back = say(language, "wish.version", number=references.version)
        return say(language, "reference.then", first=back, second=words)
    if references.replied:
        named = names(references.replied, language)
        if _THIS.search(text):
            return _THIS.sub(lambda _: named, text, count=1)
        return f"{text} ({named})"
    if references.own and _ADDS.search(text) and _MINE.search(text):
        named = names(references.own, language)
        return _MINE.sub(lambda _: named, text, count=1)
    return text


def names(clips: Sequence[ClipReference], language: str) -> str:
    """``clip 2 and song 1``; other files are called by name."""
    return say(language, "reference.and").join(_name(clip, language) for clip in clips)


def _name(clip: ClipReference, language: str) -> str:
    if clip.by_name:
        return f'"{clip.name}"'
    key = "reference.song" if clip.is_song else "reference.clip"
    return say(language, key, number=clip.number)
