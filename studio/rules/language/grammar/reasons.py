"""Drop reasons: what follows "because" asks for nothing."""

from collections.abc import Sequence

from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import VALUES


def without_reasons(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without reasons that stand behind a wish, up to the next mark.

    What holds a number, a name or a negation is kept, for it may be a wish.
    """
    tokens = _without_consequences(tokens)
    out: list[Token] = []
    content, n = 0, 0
    while n < len(tokens):
        token = tokens[n]
        if token.has("comma", "stop"):
            content = 0 if token.has("stop") else content
        elif token.has("reason") and not token.has("filler") and content:
            end = _end(tokens, n)
            if end == n + 2 and _is_platform(tokens[n + 1]):
                n += 1  # "cut it so it fits an instagram story"
                continue
            if not any(t.has(*VALUES, "at_most") for t in tokens[n:end]):
                n = end
                continue
        content += not token.has("comma", "stop", "and")
        out.append(token)
        n += 1
    return out


def _without_consequences(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without "tiktok won't let me loop it otherwise" behind a wish.

    The reason word closes such a sentence, whose subject is a platform.
    """
    out = list(tokens)
    for n in range(len(tokens) - 1, 0, -1):
        if not tokens[n].has("reason") or _end(tokens, n + 1) != n + 1:
            continue
        named = (k for k in range(n - 1, 0, -1) if _is_platform(tokens[k]))
        start = next(named, 0)
        sentence = tokens[start + 1 : n]
        if start and any(t.has("finite", "tells") for t in sentence):
            del out[start : n + 1]
    return out


def _is_platform(token: Token) -> bool:
    return any(c.startswith("platform.") for c in token.concepts)


def _end(tokens: Sequence[Token], n: int) -> int:
    while n < len(tokens) and not tokens[n].has("comma", "stop"):
        n += 1
    return n
