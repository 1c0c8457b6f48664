"""Tell the marks of questions: "音乐能换不" asks, "could you change the song?" does not."""

from collections.abc import Sequence

from studio.rules.language.entities.token import Token

_CHOSEN = (
    "name", "weak_name", "clip", "clip_one", "photo", "shot", "ordinal", "number", "verb.use",
    "verb.keep", "verb.add", "this_clip", "song", "duration", "at", "edge_end", "edge_start",
    "hash", "song.chorus", "song.drop", "videos",
)  # fmt: skip
"""What stands behind "就" where it chooses."""
_ASKING = frozenset(
    "could you|can you|would you|will you|can u|could u|would u|cud u|would you mind|could we|can we|"
    "do you mind|could you please|can you please|would you please|could you possibly".split(
        "|"
    )
)
"""What opens a polite wish, which is no question."""
_BARE = frozenset({"不", "冇", "未"})


def with_tags(tokens: Sequence[Token], folded: str) -> list[Token]:
    """The tokens with a bare negation behind other words at the end as ``q.ma``."""
    tokens = [_without_question(tokens, n, folded) for n in range(len(tokens))]
    return [
        Token(t.start, t.end, frozenset({"filler", "q.ma"}))
        if t.surface(folded) in _BARE and _closes(tokens, n)
        else Token(t.start, t.end, t.concepts - {"only"}, t.values)
        if _drops_only(tokens, n, folded)
        else t
        for n, t in enumerate(tokens)
    ]


def _without_question(tokens: Sequence[Token], n: int, folded: str) -> Token:
    """The "?" of "could you change the song?" as a full stop: it asks for an edit."""
    token = tokens[n]
    if not token.has("q.mark") or not token.has("stop"):
        return token
    first = next((k for k in range(n - 1, -1, -1) if tokens[k].has("stop")), -1) + 1
    asks = any(t.surface(folded) in _ASKING for t in tokens[first:n])
    if not asks or any(t.has("q.tell", "q.what", "q.which") for t in tokens[first:n]):
        return token
    return Token(token.start, token.end, token.concepts - {"q.mark"}, token.values)


def _drops_only(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether "就" only joins: "火锅那段就短一点", not "就用火锅那段"."""
    if tokens[n].surface(folded) != "就" or not tokens[n].has("only"):
        return False
    following = next((t for t in tokens[n + 1 :] if not t.concepts <= {"filler"}), None)
    return following is None or not following.has(*_CHOSEN)


def _closes(tokens: Sequence[Token], n: int) -> bool:
    """Whether the clause ends here, and holds words before this one."""
    ends = n + 1 == len(tokens) or tokens[n + 1].has("comma", "stop")
    return ends and n > 0 and not tokens[n - 1].has("comma", "stop", "number")
