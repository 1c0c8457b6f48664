"""Words for what was done last: "把刚才那个去掉" takes the last edit back, no clip out."""

from collections.abc import Callable, Sequence

from studio.model.reading import ProjectView
from studio.rules.language.chunks.rewrite import NOTHING, Replacement, at, skip
from studio.rules.language.entities.token import Token

_LAST = frozenset(
    "刚才那个 刚刚那个 刚才这个 刚才的 刚刚的 上一个 上个 头先嗰个 头先个 啱啱嗰个 刚才那步 刚刚那步 上一步".split()
)
"""What points at the last edit, or the last clip."""
_OF_CLIPS = frozenset(
    "include place only repeat swap swap_clips order leave_out shot_length ban trim".split()
)
"""Edits behind which a clip may be meant."""


def last_step(
    view: ProjectView, folded: str
) -> Callable[[Sequence[Token], int], Replacement]:
    """The rule behind the last edits of a project."""
    last = view.last_edits[-1].do if view.last_edits else ""

    def rule(tokens: Sequence[Token], n: int) -> Replacement:
        token = tokens[n]
        if not last or last in _OF_CLIPS or token.surface(folded) not in _LAST:
            return NOTHING
        order = skip(tokens, n + 1, "filler", "effects_all")
        ends = order + 1 >= len(tokens) or at(tokens, order + 1, "comma", "stop")
        if not at(tokens, order, "verb.remove", "off") or not ends:
            return NOTHING
        return Token(token.start, token.end, frozenset({"it"})), order - n

    return rule
