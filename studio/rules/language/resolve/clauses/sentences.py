"""Cut a request into sentences and corrections."""

from collections.abc import Sequence

from studio.rules.language.entities.token import Token

_OPENED = 3
"""Words of a request that a "no" may open."""
_COUNTED = ("ordinal", "shots")
"""Words for a shot or a transition by its number …"""
_AROUND = frozenset(
    "clip_one transition shot and too filler at for before after to_end".split()
)
"""… and those that may stand around them in "and the second one too"."""


def sentences(tokens: Sequence[Token]) -> list[tuple[list[Token], bool]]:
    """Stretches between stops and corrections; True where one corrects the last."""
    out: list[tuple[list[Token], bool]] = []
    current: list[Token] = []
    corrects = False
    around = _around_others(tokens)
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
        elif current and n in around:
            out.append((current, corrects))
            current, corrects = [], False
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


def _around_others(tokens: Sequence[Token]) -> set[int]:
    """The separators around each "and the second one too", which adds to what was said."""
    out: set[int] = set()
    end = 0
    for n, token in enumerate(tokens):
        if n < end or not token.has("comma", "and"):
            continue
        ends = (m for m in range(n + 1, len(tokens)) if tokens[m].has("comma", "stop"))
        end_here = next(ends, len(tokens))
        if _is_another(tokens[n + 1 : end_here]):
            end = end_here
            out |= {n, end}
    return out


def _is_another(piece: Sequence[Token]) -> bool:
    """Whether it only names a further shot or transition: "the second and third too"."""
    return (
        bool(piece)
        and piece[-1].has("too")
        and any(token.has(*_COUNTED) for token in piece)
        and all(token.has(*_COUNTED, *_AROUND) for token in piece)
    )


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
