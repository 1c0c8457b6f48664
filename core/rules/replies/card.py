"""Text of the progress card: step, progress bar and elapsed time."""

from dataclasses import dataclass

from core.model.chat import platform_of
from core.model.turn import Step, Turn, TurnProgress
from core.rules.replies.markup import units
from core.rules.state_machine import MOMENTARY
from core.rules.text.wording import say, say_on

_CELLS = 10
_CAPTION = 800
"""UTF-16 units; Telegram takes 1024 under a video."""
_TOOLS = {
    "look_at_clips": "tool.look",
    "analyze_music": "tool.listen",
    "steady_clips": "tool.steady",
    "find_faces": "tool.faces",
    "update_draft": "tool.cut",
}
"""Message keys of the agent's known tools; raw names are never shown."""


def fits_under_video(text: str) -> bool:
    """Whether the text fits under a video on every platform, with some spare characters."""
    return units(text) <= _CAPTION


def media_line(progress: TurnProgress) -> str:
    """The key of the line that tells what a preview's message shows."""
    return "card.pictures" if progress.shows_still else "card.preview"


def bar(share: float) -> str:
    """Ten cells and a percentage, e.g. ``▰▰▰▱▱▱▱▱▱▱ 30 %``."""
    share = min(1.0, max(0.0, share))
    full = int(share * _CELLS)
    return f"{'▰' * full}{'▱' * (_CELLS - full)} {int(share * 100)} %"


def clock(seconds: float) -> str:
    """``m:ss``."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@dataclass(frozen=True, slots=True)
class CardState:
    """The state of a card besides its step: the agent's tool, clip ``done`` of ``total``.

    ``queue_position`` is the render's place in the renderer's own queue, 0 if it runs.
    ``agent_away``: the agent does not answer, and the turn waits for it.
    """

    tool: str = ""
    done: int = 1
    total: int = 1
    queue_position: int = 0
    agent_away: bool = False


CardNews = tuple[Step | None, CardState, int, int]
"""The facts whose change is worth an edit: step, state, cells of the bar, minutes."""


def card_news(
    step: Step,
    state: CardState,
    progress: float | None,
    still: int,
    before: CardNews | None,
) -> CardNews:
    """Return the facts that the card shows besides the time; ``before`` are the last shown ones.

    A momentary step ends before it could be read, so it does not count.
    """
    shown = (before[0] if before else None) if step in MOMENTARY else step
    cells = int((progress or 0.0) * _CELLS)
    return shown, state, cells, still


def card_text(
    turn: Turn,
    state: CardState,
    progress: float | None,
    elapsed: float,
    still: float,
) -> str:
    """One or two lines above the summary.

    After each ``still`` seconds it says that the work goes on.
    """
    language = turn.request.language
    step = say(language, f"step.{turn.step}", done=state.done, total=state.total)
    if turn.step is Step.INSTRUCTING:
        step = say(language, _TOOLS.get(state.tool, "step.instructing"))
    if turn.step is Step.RENDERING and state.queue_position:
        step = say(language, "step.render_queued", place=state.queue_position)
    if turn.step in {Step.DONE, Step.FAILED, Step.CANCELLED}:
        return step
    if state.agent_away:
        step = say(language, "card.agent_away")
    line = f"{step} · {clock(elapsed // 5 * 5)}"
    if progress is not None and not (state.queue_position or state.agent_away):
        line += f"\n{bar(progress)}"
    if still > 0 and elapsed >= still:
        minutes = int(elapsed // still * still / 60)
        line += "\n" + say(language, "card.still", minutes=minutes)
    summary = turn.progress.summary
    if turn.progress.preview_message:
        shown = say_on(language, media_line(turn.progress), platform_of(turn.chat))
        line = f"{shown}\n{line}"
        summary = summary if fits_under_video(summary) else ""
    return f"{line}\n\n{summary}".strip()
