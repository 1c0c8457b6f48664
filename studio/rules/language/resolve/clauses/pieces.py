"""Stretches of a sentence between separators, and the verb that they may share."""

from collections.abc import Sequence

from studio.rules.language.entities.token import Token

SEPARATORS = ("comma", "and", "then", "but")


def pieces(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Stretches between separators."""
    out: list[tuple[int, int]] = []
    start = 0
    for n, token in enumerate(tokens):
        if (
            token.has(*SEPARATORS)
            and not token.has("q.mark")
            and not _grades(tokens, n)
        ):
            if start < n:
                out.append((start, n))
            start = n + 1
    if start < len(tokens):
        out.append((start, len(tokens)))
    return out


def shared_verb(tokens: Sequence[Token]) -> Token | None:
    """The word of a clause that the next one may leave out: "lose X and Y".

    Of "take X off" it is the word that turns the clause round.
    """
    verbs = [
        token
        for token in tokens
        if not token.has("title", "clips")
        and any(c.startswith("verb.") or c in {"not", "off"} for c in token.concepts)
    ]
    if verbs and verbs[0].has("verb.make"):
        verbs.sort(key=lambda token: not token.has("off", "outward"))
    return next(iter(verbs), None)


def _grades(tokens: Sequence[Token], n: int) -> bool:
    """Whether "再" means "more" here ("再短一点") and not "then"."""
    if not tokens[n].has("more") or n + 1 >= len(tokens):
        return False
    return any(
        c.startswith(("adj.", "degree.")) or c in {"less", "number", "duration"}
        for c in tokens[n + 1].concepts
    )
