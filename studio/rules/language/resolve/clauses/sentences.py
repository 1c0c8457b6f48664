"""Cut a request into sentences and corrections."""

from collections.abc import Sequence

from studio.rules.language.entities.token import Token

_OPENED = 3
"""Words of a request that a "no" may open."""


def sentences(tokens: Sequence[Token]) -> list[tuple[list[Token], bool]]:
    """Stretches between stops and corrections; True where one corrects the last."""
    out: list[tuple[list[Token], bool]] = []
    current: list[Token] = []
    corrects = False
    for n, token in enumerate(tokens):
        if _refuses(tokens, n):
            corrects = True
            continue
        if _is_correction(tokens, n):
            out += [(current, corrects)] if current else []
            current, corrects = [], bool(out)
        elif token.has("amends") and _apart(tokens, n):
            out += [(current, corrects)] if current else []
            current, corrects = [token], corrects and not current
        elif token.has("stop") and not token.has("q.mark"):
            if current:
                out.append((current, corrects))
                current, corrects = [], False
        else:
            current.append(token)
            if token.has("q.mark"):
                out.append((current, corrects))
                current, corrects = [], False
    if current:
        out.append((current, corrects))
    return [(part, flag) for part, flag in out if any(not t.has("comma") for t in part)]


def _refuses(tokens: Sequence[Token], n: int) -> bool:
    """Whether a "no," or "no, even" opens the request: it corrects the message before."""
    if n > 0 or len(tokens) < _OPENED or not tokens[0].has("no"):
        return False
    further = tokens[1].has("more") and tokens[2].has("compared")
    return further or tokens[1].has("comma")


def _is_correction(tokens: Sequence[Token], n: int) -> bool:
    """Whether a word takes back what stands before it: "sorry", "no" between commas."""
    token = tokens[n]
    if token.has("correction"):
        own = not token.has("not", "filler", "verb.make", "verb.freeze")
        return own or _apart(tokens, n)
    removes = token.has("verb.remove") and n + 1 == len(tokens)
    if not token.has("no") or removes or n == 0:
        return False
    return _apart(tokens, n) or _between_values(tokens, n)


def _between_values(tokens: Sequence[Token], n: int) -> bool:
    """Reads "20 seconds no 25": the second value corrects the first."""
    values = ("number", "duration", "percent", "time")
    following = tokens[n + 1 : n + 2]
    return tokens[n - 1].has(*values) and any(t.has(*values) for t in following)


def _apart(tokens: Sequence[Token], n: int) -> bool:
    """Whether a word stands between separators or at the start."""
    before = n == 0 or tokens[n - 1].has("comma", "stop", "correction", "amends")
    after = n + 1 >= len(tokens) or tokens[n + 1].has(
        "comma", "stop", "correction", "number", "duration", "percent"
    )
    return before and after
