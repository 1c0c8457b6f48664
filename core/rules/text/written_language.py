"""Detect the language of a message.

Each language defines how it is recognised: ``LETTERS`` and ``COMMON_WORDS`` of
``core/words/<language>/__init__.py``.
"""

import re
from collections import Counter
from collections.abc import Sequence

from common.text.japanese import is_japanese
from common.text.quoted_words import without_quoted_words
from core.rules.text.chinese import is_chinese, is_traditional
from core.words.catalogue import CATALOGUES

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z'\u00c0-\u024f]+")
_SENTENCE = 4
"""Fewest words of a sentence whose language counts; shorter ones are typed by everybody."""
_ENOUGH = 2
"""Fewest letters or common words that identify a language."""


def language_shown(text: str, own: str = "") -> str:
    """The language of a message, "" if it is unclear.

    ``own`` takes precedence among languages of the same letters. Quotes and file names do
    not count, nor do Chinese words inside an English sentence: they are a title.
    """
    spoken = without_quoted_words(text)
    latin = [word.lower() for word in _LATIN.findall(spoken)]
    if shown := _by_letters(spoken, own):
        return shown
    chinese = is_chinese(spoken) and not is_japanese(spoken)
    if chinese and not _is_title(spoken, latin):
        if is_traditional(spoken):
            return "zh-hant"
        return own if own.startswith("zh") else "zh"
    return _by_words(latin, own) if len(latin) >= _SENTENCE else ""


def _by_letters(text: str, own: str) -> str:
    """The language whose own letters are in the text; several share Chinese characters."""
    languages = [
        code
        for code, spoken in CATALOGUES.items()
        if spoken.letters
        and not code.startswith("zh")
        and len(re.findall(f"[{spoken.letters}]", text)) >= _ENOUGH
    ]
    return own if own in languages else next(iter(languages), "")


def _by_words(words: Sequence[str], own: str) -> str:
    """The language of a sentence in Latin letters, by its common words.

    Without a match it is English, unless the person's own language is another one in Latin letters.
    """
    counts = Counter(
        {
            code: sum(word in spoken.common_words for word in words)
            for code, spoken in CATALOGUES.items()
            if not spoken.letters
        }
    )
    (best, most), *others = counts.most_common(2)
    if most >= _ENOUGH and all(most > fewer for _, fewer in others):
        return best
    return "en" if own in ("", "en") or own.startswith("zh") else ""


def _is_title(text: str, latin: Sequence[str]) -> bool:
    """Whether the Chinese characters are one title inside an English instruction."""
    runs = _HAN.findall(text)
    english = any(word in CATALOGUES["en"].common_words for word in latin)
    begins = text.strip()[:1].isascii()
    ordering = CATALOGUES["zh"].common_words
    return english and begins and len(runs) == 1 and not set(runs[0]) & ordering
