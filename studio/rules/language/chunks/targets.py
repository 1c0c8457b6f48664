"""Mark unknown words that stand where a target stands: "the couch", "把沙发".

A word that nobody knows may be passed over as long as it names nothing; where it names
what is to change, the clause must not be done to something else.
"""

from collections.abc import Sequence

from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import is_han

_DETERMINERS = frozenset(
    "the my your his her their our that this 把 将 给 那个 这个".split()
)
_NOUNS = ("clip_one", "shot", "photo_one", "clip", "photo")
_THINGS = frozenset({"context", "generated_noun", "object_noun", "cloth_noun"})
_WHOLES = ("video", "filler", "song", "title", "look_noun", "transition", "logo")


def _goes_on(following: Token) -> bool:
    """Whether the unknown word only describes the known noun behind it."""
    if following.has(*_NOUNS[:3]) and not following.has(*_WHOLES):
        return False
    if following.has("comma", "stop", "at", "of", "copula", "compared", "and"):
        return False
    return not any(
        c.startswith(("verb.", "adj.", "look.", "speed.")) for c in following.concepts
    )


def _opens_an_object(tokens: Sequence[Token], n: int) -> bool:
    """Whether an article opens the clause or follows a verb: "remove the couch"."""
    before = n - 1
    while before >= 0 and tokens[before].concepts <= {"filler"}:
        before -= 1
    if before < 0 or tokens[before].has("comma", "stop", "and", "then", "but"):
        return True
    return any(c.startswith("verb.") for c in tokens[before].concepts) or tokens[
        before
    ].has("not", "only", "except", "unknown")


def _names_a_clip(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether a Chinese noun for a thing tells which clip is meant: "烟花那段"."""
    token, following = tokens[n], tokens[n + 1 : n + 2]
    return (
        bool(token.concepts)
        and token.concepts <= _THINGS
        and is_han(token.surface(folded))
        and any(one.start == token.end and one.has("this_clip") for one in following)
    )


def with_targets(tokens: Sequence[Token], folded: str) -> list[Token]:
    """What tells which clip or thing is meant, but is no file's name, as ``unknown_target``."""
    out: list[Token] = []
    for n, token in enumerate(tokens):
        if _names_a_clip(tokens, n, folded):
            values = {"unknown_target": token.surface(folded)}
            out.append(Token(token.start, token.end, frozenset(values), values))
        elif (
            token.has("unknown")
            and n > 0
            and tokens[n - 1].surface(folded) in _DETERMINERS
            and _opens_an_object(tokens, n - 1)
        ):
            following = tokens[n + 1] if n + 1 < len(tokens) else None
            if following is not None and _goes_on(following):
                out.append(token)
                continue
            values = {"unknown_target": token.surface(folded)}
            out.append(Token(token.start, token.end, frozenset(values), values))
        else:
            out.append(token)
    return out
