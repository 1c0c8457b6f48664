"""Tell Japanese from Chinese, which share characters.

The core and the studio must find the same language for a message.
"""

import re

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_ORNAMENT = frozenset("のノツシ")
"""Kana that stand in names and smileys of people who write no Japanese."""
_GRAMMAR = re.compile(
    "を|して|ください|下さい|ます|ません|です|する|した|って|たい|ないで|から|まで|もっと"
    "|[一-鿿][くにがはへでと](?![\u3041-\u3096])"
)
"""Particles and endings of Japanese sentences."""
_CHINESE = re.compile("[把写寫标標给給这這吧换換改叫的加让讓]|字幕|文字")
"""Words of Chinese requests that announce a title."""


def is_japanese(text: str) -> bool:
    """Whether a text without its quotes is Japanese, not Chinese with a title in kana."""
    kana = [char for char in _KANA.findall(text) if char not in _ORNAMENT]
    if not kana:
        return False
    return bool(_GRAMMAR.search(text)) or not _CHINESE.search(text)
