"""Resolve "this one" and "these" in a request that came with new clips.

The agent sees no messages: it cannot know which clips a request came with. Words that
point at nothing new, or at the video, stay as they are.
"""

import re
from collections.abc import Sequence

from core.rules.intake.references import ClipReference, names
from core.rules.text.wording import say

_SONG = r"(?:songs?|tracks?|music|tunes?|audio)"
_PICTURE = r"(?:clips?|ones?|photos?|pictures?|pics?|images?|shots?)"
_VIDEO = r"(?:videos?|vids?|footage|files?)"
_NEW = r"(?:new(?:est)?|last|latest|other)"
_ALONE = (
    r"(?:this|these|those|that|them|it)(?=$|[.,;!?\n]"
    r"| (?:too|as|also|at|in|into|for|after|before|between|first|last|next|instead|and|to"
    r"|on|somewhere|now|then|please|pls)\b)"
)
_THIS = (
    rf"(?:this|these|those|that) (?:{_NEW} )?(?:{_PICTURE}|{_VIDEO}|{_SONG})\b|{_ALONE}"
)
_ADDS = r"(?:add|include|use|using|insert|append|put|throw|stick|slot|drop|place)"
_PLACED = (
    r"(?: goes| go| should go| can go)?"
    r"(?: too| as well| also| in| first| last| next| instead| please| pls"
    r"| (?:at|to|in|into|after|before|between|for|as|on|near) .*)?"
)
_SENT = r"(?:sent|added|dropped|uploaded|posted|shared)"
_FIRST = r"(?:and |also |plus |oh |ok |then )*"
_STILL = rf"(?:{_PICTURE}|{_SONG})"
_NOUN = rf"(?:{_PICTURE}|{_VIDEO}|{_SONG})"
_POINTING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_ADDS}(?: in)? (?P<it>{_THIS})",
        rf"\b(?:with|to|over) (?P<it>(?:this|these|that) (?:{_NEW} )?{_SONG})\b",
        rf"\b(?:start|begin|open|end|finish|close|(?:replace|swap) \S.{{0,60}}) (?:with|for) (?P<it>{_THIS})",
        rf"^{_FIRST}(?P<it>(?:this|these|those)(?: (?:{_NEW} )?{_STILL})?){_PLACED}[.!]*$",
        rf"\b(?P<it>(?:this|that) (?:{_NEW} )?{_SONG})\b",
        rf"\b(?P<it>(?:the|my) {_NEW} {_NOUN})\b",
        rf"\b(?P<it>(?:the {_NOUN}|what) (?:that )?i(?:'ve|ve)? just {_SENT})\b",
    )
)
_COUNTER_ZH = r"(?:个|個|些|段|条|條|张|張|首)"
_NOUN_ZH = r"(?:素材|视频|視頻|影片|片段|照片|图片?|圖片?|歌曲?|音乐|音樂|曲子)"
_THIS_ZH = rf"(?:这|這)[一二两兩三几幾]?{_COUNTER_ZH}(?:新的?)?{_NOUN_ZH}?"
_SENT_ZH = r"(?:刚才|剛才|刚刚|剛剛|刚|剛|新)(?:发|發|传|傳|加|上传|上傳)"
_POINTING_ZH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:加上?|加入|加进|加進|用上?|使用|放上?|放进|放進|插入|换成?|換成?|配上?|接上?|添加?)(?P<it>{_THIS_ZH})",
        rf"(?:把|将|將)(?P<it>{_THIS_ZH})(?:也|都|再)?(?:加|用|放|插|接|排|摆|擺)",
        rf"^(?:再|还有|還有|和|然后|然後)?(?P<it>{_THIS_ZH})(?:也|都)?(?:加|用|放|插|接|排|做|当|當|要)",
        rf"(?P<it>{_THIS_ZH})(?:开头|開頭|结尾|結尾|收尾|打头|打頭)",
        rf"(?P<it>{_SENT_ZH}的(?:那|这|這)?{_COUNTER_ZH}?{_NOUN_ZH}?)",
        rf"(?P<it>新的?{_NOUN_ZH})",
    )
)
_ANNOUNCES = re.compile(
    r"(?:(?:and|oh|ok|also|hey|hi)[ ,]+)*(?:"
    r"here(?:'?s| is| are)? ?(?:you go|(?:another|one more|a few more|some more|more|the rest)(?: \w+)?)?"
    rf"|(?:another|one more|a few more|some more|two more|three more)(?: (?:{_PICTURE}|{_VIDEO}|{_SONG}))?"
    rf"|more (?:{_PICTURE}|{_VIDEO})|(?:and )?the rest(?: of (?:it|them))?"
    rf"|new (?:{_PICTURE}|{_VIDEO}|{_SONG})|(?:this|these)(?: (?:{_PICTURE}|{_VIDEO}))?"
    r")(?: (?:too|as well|for you|please|pls))?"
    r"|(?:还有|還有|再|又|也)?(?:来|來|加|补|補|发|發|给你|給你)?(?:上|了)?"
    rf"(?:{_THIS_ZH}|[一两兩三几幾](?:个|個|段|条|條|张|張|些)(?:素材|视频|視頻|影片|照片|图|圖)?)"
    r"(?:也要|也用上?)?"
    r"|(?:给你|給你|在这|在這|补充素材|補充素材|新素材|剩下的)(?:了|里|裡)?",
    re.IGNORECASE,
)
_IS_SONG = re.compile(rf"\b{_SONG}\b|歌|音乐|音樂|曲|首", re.IGNORECASE)
_IS_PICTURE = re.compile(
    r"\b(?:clips?|photos?|pictures?|pics?|images?|shots?|videos?|vids?|footage)\b"
    r"|视频|視頻|影片|片段|照片|图|圖|张|張|段",
    re.IGNORECASE,
)


def name_new_clips(text: str, language: str, new: Sequence[ClipReference]) -> str:
    """Return the request with its new clips by number, where its words point at them."""
    words = text.strip(" .!。！,，~～\n")
    if new and _ANNOUNCES.fullmatch(words):
        return _use(new, language)
    for pattern in (*_POINTING, *_POINTING_ZH):
        if match := pattern.search(text):
            meant = _meant(match["it"], new)
            if not meant:
                return text
            start, end = match.span("it")
            return f"{text[:start]}{names(meant, language)}{text[end:]}"
    return text


def points_at_new_clips(text: str) -> bool:
    """Whether the words make no sense without the clips that they came with."""
    clip, song = ClipReference(1, ""), ClipReference(1, "", is_song=True)
    return name_new_clips(text, "en", (clip, song)) != text


def _meant(words: str, new: Sequence[ClipReference]) -> list[ClipReference]:
    """The new clips of the kind that the words name, or all of them."""
    if _IS_SONG.search(words):
        return [clip for clip in new if clip.is_song]
    if _IS_PICTURE.search(words):
        return [clip for clip in new if not clip.is_song]
    return list(new)


def _use(new: Sequence[ClipReference], language: str) -> str:
    clips = [clip for clip in new if not clip.is_song]
    songs = [clip for clip in new if clip.is_song]
    requests = [
        say(language, key, names=names(clips_of_kind, language))
        for key, clips_of_kind in (("wish.add_clips", clips), ("wish.use_songs", songs))
        if clips_of_kind
    ]
    if len(requests) == 1:
        return requests[0]
    return say(language, "reference.then", first=requests[0], second=requests[1])
