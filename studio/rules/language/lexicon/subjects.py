"""What people film, in every language: "狗" may mean the clip ``dog.mp4``.

The tables ``[subject]`` of the languages' files share their keys.
"""

from collections import defaultdict
from functools import cache

from studio.rules.language.lexicon.load import files


@cache
def _groups() -> dict[str, frozenset[str]]:
    """Words to all words for the same subject, in every language."""
    same: dict[str, set[str]] = defaultdict(set)
    for tables in files():
        for subject, words in tables.get("subject", {}).items():
            same[subject].update(words.replace("\n", " ").split(", "))
    groups: dict[str, set[str]] = defaultdict(set)
    for words in same.values():
        for word in words:
            groups[word].update(words)
    return {word: frozenset(group) for word, group in groups.items()}


def other_names(word: str) -> frozenset[str]:
    """Words for the same subject in every language, without the word itself."""
    return _groups().get(word, frozenset()) - {word}
