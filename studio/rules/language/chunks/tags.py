"""Read a "不" that closes a clause as the mark of a question: "音乐能换不"."""

from collections.abc import Sequence

from studio.rules.language.entities.token import Token

_BARE = frozenset({"不", "冇", "未"})


def with_tags(tokens: Sequence[Token], folded: str) -> list[Token]:
    """The tokens with a bare negation behind other words at the end as ``q.ma``."""
    return [
        Token(t.start, t.end, frozenset({"filler", "q.ma"}))
        if folded[t.start : t.end] in _BARE and _closes(tokens, n)
        else t
        for n, t in enumerate(tokens)
    ]


def _closes(tokens: Sequence[Token], n: int) -> bool:
    """Whether the clause ends here, and holds words before this one."""
    ends = n + 1 == len(tokens) or tokens[n + 1].has("comma", "stop")
    return ends and n > 0 and not tokens[n - 1].has("comma", "stop", "number")
