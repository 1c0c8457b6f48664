"""The language that a message shows, where it shows one."""

import re
from collections.abc import Sequence

from core.rules.text.chinese import is_chinese, is_traditional

_QUOTED = re.compile(
    r"[\"“「『《][^\"”」』》]*[\"”」』》]|(?<!\w)'[^']*'|\b[\w-]+\.[A-Za-z]\w{1,3}\b"
)
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z']+")
_SENTENCE = 4
"""Words of a sentence that shows its language; shorter ones are typed by everybody."""
_ENOUGH = 2
_ENGLISH = frozenset(
    "add put write replace change set call name make use show say says saying title text "
    "caption titles the and with at in on it to my".split()
)
"""Words of English orders, mostly about a title."""
_ORDERING = frozenset("把改换換加放去删刪剪成到给給让讓调調弄搞做用在")
"""Characters of a Chinese order, which few titles have."""


def language_shown(text: str, own: str = "") -> str:
    """The language that a message is surely written in, "" if it may be any.

    ``own`` comes before simplified Chinese where it is a Chinese of its own. Quotes and
    names of files show nothing, nor do Chinese words inside an English sentence: they are
    a title.
    """
    spoken = _QUOTED.sub(" ", text)
    latin = _LATIN.findall(spoken)
    if is_chinese(spoken) and not _is_title(spoken, latin):
        if is_traditional(spoken):
            return "zh-hant"
        return own if own.startswith("zh") else "zh"
    if len(latin) < _SENTENCE:
        return ""
    # The same letters serve other languages: who speaks one has to write English words.
    sure = own in ("", "en") or own.startswith("zh")
    english = [word for word in latin if word.lower() in _ENGLISH]
    return "en" if sure or len(english) >= _ENOUGH else ""


def _is_title(text: str, latin: Sequence[str]) -> bool:
    """Whether the Chinese characters are one run of no orders in an English order."""
    runs = _HAN.findall(text)
    english = any(word.lower() in _ENGLISH for word in latin)
    begins = text.strip()[:1].isascii()
    return english and begins and len(runs) == 1 and not set(runs[0]) & _ORDERING
