"""Drop reasons: what follows "because" asks for nothing."""

from collections.abc import Sequence

from studio.rules.language.entities.token import Token


def without_reasons(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without reasons that stand behind a wish, up to the next mark."""
    out: list[Token] = []
    skipping = False
    content = 0
    for token in tokens:
        if token.has("comma", "stop"):
            skipping, content = False, 0 if token.has("stop") else content
        elif token.has("reason") and not token.has("filler") and content:
            skipping = True
        if not skipping:
            out.append(token)
            content += not token.has("comma", "stop", "and")
    return out
