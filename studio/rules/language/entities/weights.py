"""What it costs to leave a word unread, by what it stands for.

Three classes. Values name, number or deny something: beside an edit they never go
unread. Light words carry no wish of their own. Every other word has a meaning that
some construction reads, so that leaving it out blocks the clause.
"""

from functools import lru_cache
from math import inf

from studio.rules.language.entities.token import Token

VALUES = frozenset(
    "not number duration time moment percent factor beats span clips missing songs "
    "shots quote impossible ratio lines interval colour songpart name unknown_target "
    "fps pixels minus version_number decibels metre".split()
)
"""Numbers, names, places and negations."""
_FREE = frozenset("filler stop copula words_tail".split())
SMALL = frozenset(
    "at of to into for with as from by and then it on context too exactly than video reason "
    "there leave_alone comma degree.bit degree.much verb.make whichever after_all".split()
)
"""Small words, whatever else they may stand for."""
_REMOVING = frozenset({"verb.remove", "verb.trim"})
"""Orders that turn a clause round, whatever else they may stand for ("cut")."""
_SOFT = frozenset(
    "verb.create verb.add verb.use verb.move verb.show verb.play verb.keep verb.include verb.like "
    "verb.last verb.repeat clip photo shot picture all again back throughout excess "
    "position_word q.mark yes greeting thanks only_at it_clip new old more up down "
    "complaint correction each normal flaw q.what before after verb.switch_shots".split()
)
"""Words that often come along with others of the same sense."""
_MARKS = frozenset(
    "mark compared unquoted listed photo_one clip_one position_word films".split()
)
"""Notes about a word, no meanings of it."""

VALUE, CONTENT, SOFT, LIGHT = 6.0, 2.0, 0.5, 0.1
_CLASSES = ((_FREE, 0.0), (VALUES, VALUE), (_REMOVING, CONTENT), (SMALL, LIGHT))
"""What words cost by what they may stand for; the first class that holds counts."""
BLOCKING = CONTENT
"""A word of at least this weight left unread keeps the clause from being done."""
UNBLOCKED = inf
"""The same where no word does."""


def weight(token: Token) -> float:
    """What it costs to leave this token unread: by its dearest meaning."""
    return _weight(token.concepts)


@lru_cache(8192)
def _weight(concepts: frozenset[str]) -> float:
    for words, cost in _CLASSES:
        if not concepts.isdisjoint(words):
            return cost
    meanings = concepts - _MARKS
    if not meanings or not meanings.isdisjoint(_SOFT):
        return SOFT
    return CONTENT
