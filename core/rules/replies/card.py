"""The progress card in words: the step, a bar, how long it has taken."""

from collections.abc import Mapping

from core.model.turn import Step, Turn
from core.rules.replies.wording import say

_CELLS = 10
_TOOLS = {
    "look_at_clips": "tool.look",
    "analyze_music": "tool.listen",
    "update_draft": "tool.cut",
}
"""What the agent's tools do, where we know them; raw names are never shown."""


def bar(share: float) -> str:
    """Ten cells and a percentage, e.g. ``▰▰▰▱▱▱▱▱▱▱ 30 %``."""
    share = min(1.0, max(0.0, share))
    full = int(share * _CELLS)
    return f"{'▰' * full}{'▱' * (_CELLS - full)} {int(share * 100)} %"


def clock(seconds: float) -> str:
    """``m:ss``."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def text_of(
    turn: Turn,
    facts: Mapping[str, object],
    progress: float | None,
    elapsed: float,
    still: float,
) -> str:
    """One or two lines; ``still`` seconds after which it says that it goes on."""
    language = turn.asked.language
    known = {"done": 1, "total": 1} | dict(facts)
    step = say(language, f"step.{turn.step}", **known)
    if turn.step is Step.INSTRUCTING:
        step = say(language, _TOOLS.get(str(known.get("tool")), "step.instructing"))
    if turn.step in {Step.DONE, Step.FAILED, Step.CANCELLED}:
        return step
    line = f"{step} · {clock(elapsed // 5 * 5)}"
    if progress is not None:
        line += f"\n{bar(progress)}"
    if still > 0 and elapsed >= still:
        minutes = int(elapsed // still * still / 60)
        line += "\n" + say(language, "card.still", minutes=minutes)
    return line
