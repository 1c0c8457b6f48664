"""The spoken half of a turn: bring the clips, say it once, see what changed, tell."""

from collections.abc import Callable

from core.errors import (
    AgentDown,
    AgentError,
    TurnUncertain,
)
from core.flows.turn.context import TurnContext
from core.flows.turn.steps.upload_clips import bring
from core.model.agent import AgentState
from core.model.chat import Button, ClipKind, Reply
from core.model.event import ErrorEnvelope, Fault, Text, ToolCall
from core.model.session import Access
from core.model.turn import Step, TurnKind
from core.rules.agent.responses import state as read_state
from core.rules.replies.gui_hints import translate
from core.rules.replies.redact import scrubbed
from core.rules.replies.timeline import changes, exportable, summary
from core.rules.replies.wording import CATALOGUES, say

_LOOK = 1.0
_LONGEST = 900.0
"""Seconds in which any instruction has come to its end."""


async def balance(work: TurnContext) -> float:
    """The credits that the turn's payer has."""
    got = await work.access()
    return (await work.tools.agent.credits(got.token)).available


async def fetch(work: TurnContext) -> None:
    """Bring what the agent does not have yet; then say the instruction.

    An instruction about clips of which none could be used would only cost credits.
    """
    got = await bring(work)
    asked = work.turn.asked
    stranded = asked.clips and not any(kept.uploaded for kept in got.project.clips)
    if asked.kind is TurnKind.UPLOAD or stranded:
        await work.mark(Step.TELLING)
        return
    state = await work.tools.agent.state(got.token, got.session.session_id)
    await work.mark(
        Step.INSTRUCTING,
        before=_raw(state),
        instructed_at=work.tools.clock.now(),
        counted=_counted(state),
        project=got.project.id,
    )
    await _instruct(work, got)


async def _instruct(work: TurnContext, got: Access) -> None:
    """Say it, once, and read to the end. The mark stands already."""
    said: list[str] = []
    broken = False
    work.guard()
    try:
        async for event in work.tools.agent.instruct(
            got.token, got.session.session_id, work.turn.asked.text
        ):
            match event:
                case Text(words):
                    said.append(words)
                case ToolCall(name, _):
                    work.facts["tool"] = name
                    await work.show()
                case Fault() | ErrorEnvelope():
                    broken = True  # read on: to leave a live stream aborts the run
                case _:
                    await work.show()
    except AgentDown as error:
        if not error.sent:
            await work.mark(Step.FETCHING)
            raise
        await work.mark(Step.READING, said=tuple(said))
    except TurnUncertain:
        await work.mark(Step.READING, said=tuple(said))
    except AgentError:  # refused: the agent has surely not taken it
        await work.mark(Step.FETCHING)
        raise
    else:
        await work.mark(Step.READING, said=tuple(said), heard=not broken)


async def resume(work: TurnContext) -> None:
    """Someone marked the instruction and died: was it received? Look, never resend.

    Where the agent counts instructions, the count tells, once every request that may
    still be under way has had its time. Where it does not, it is taken as received.
    """
    marks, clock = work.turn.marks, work.tools.clock
    if marks.counted is None:
        await work.mark(Step.READING)
        return
    got = await work.access()
    # By Redis' clock: those of the worker that died and of this one may differ.
    until = clock.now() + max(0.0, work.tools.config.settle - work.turn.idle)
    while True:
        over = clock.now() >= until
        state = await work.tools.agent.state(got.token, got.session.session_id)
        counted = _counted(state)
        if counted is None or counted > marks.counted:
            await work.mark(Step.READING)
            return
        if over:
            await work.mark(Step.FETCHING)
            return
        await work.show()
        await clock.sleep(min(_LOOK, max(0.01, until - clock.now())))


async def read(work: TurnContext) -> None:
    """See what came of it; where the stream broke or said nothing, look again and again."""
    got = await work.access()
    before = read_state({"state": dict(work.turn.before or {})})
    marks = work.turn.marks
    state = await work.tools.agent.state(got.token, got.session.session_id)
    sure = marks.heard and bool(marks.said)
    over = work.tools.clock.now() + _LONGEST
    while not sure and _working(state) and work.tools.clock.now() < over:
        await pause(work, _LOOK)
        state = await work.tools.agent.state(got.token, got.session.session_id)
    tells = _working(state) is not None  # then there is nothing to look for any more
    waits = () if sure or tells else work.tools.config.reconcile[marks.looks :]
    for wait in waits:
        if state.draft != before.draft:
            break
        await pause(work, wait)
        await work.mark(Step.READING, looks=work.turn.marks.looks + 1)
        state = await work.tools.agent.state(got.token, got.session.session_id)
    edited = state.draft != before.draft
    if not (edited or sure):
        retry = ((work.button("button.retry", "retry", work.turn.id),),)
        key = "turn.unchanged" if marks.heard else "turn.uncertain"
        await work.say("u", Reply(work.words(key), retry))
        await work.mark(Step.FAILED, fault="ours")
        return
    told = changes(before, state, work.turn.asked.language)
    await work.mark(Step.TELLING, changed=tuple(told), edited=edited)


async def pause(work: TurnContext, seconds: float) -> None:
    """Wait, keeping the card alive."""
    clock = work.tools.clock
    end = clock.now() + seconds
    while (left := end - clock.now()) > 0:
        await work.show()
        await clock.sleep(min(5.0, left))


async def tell(work: TurnContext) -> None:
    """The agent's words, what changed, the timeline and what one may do next."""
    marks, asked = work.turn.marks, work.turn.asked
    for index, sentence in enumerate(marks.refused):
        await work.say(f"r{index}", Reply(sentence))
    if asked.kind is TurnKind.UPLOAD or not marks.instructed_at:
        await _arrived(work)
        return
    shown = [translate(scrubbed(text)) for text in marks.said]
    for index, text in enumerate(shown):
        if text:
            await work.say(f"s{index}", Reply(text))
    if marks.edited:
        got = await work.access()
        state = await work.tools.agent.state(got.token, got.session.session_id)
        line = summary(state.draft, asked.language)
        told = () if any(shown) else marks.changed
        if asked.text in _UNDO and "version" not in state.raw:
            told = (*told, work.words("turn.undone"))  # no exact step back there
        await work.say("t", Reply("\n".join((*told, line)), following(work.button)))
        settings = await work.tools.sessions.settings(work.chat)
        auto = work.tools.config.auto_export and settings.auto_export
        if auto and exportable(state.draft):
            await work.mark(Step.EXPORTING)
            return
    elif not any(shown):
        await work.say("t", Reply(work.words("turn.unchanged"), wishes(work.button)))
    await work.mark(Step.DONE)


async def _arrived(work: TurnContext) -> None:
    """Clips alone: what may be said next. None of use: what the words still need."""
    asked = work.turn.asked
    if asked.kind is TurnKind.INSTRUCT:
        retry = ((work.button("button.retry", "retry", work.turn.id),),)
        await work.say("k", Reply(work.words("turn.stranded"), retry))
        await work.mark(Step.FAILED, fault="user")
        return
    if count := len(asked.clips) - len(work.turn.marks.refused):
        songs = all(clip.kind is ClipKind.AUDIO for clip in asked.clips)
        key = "turn.clips" if count > 1 else "turn.song" if songs else "turn.clip"
        await work.say("c", Reply(work.words(key, count=count), wishes(work.button)))
    await work.mark(Step.DONE)


_UNDO = {say(language, "wish.undo") for language in CATALOGUES}
Rows = tuple[tuple[Button, ...], ...]


def wishes(button: Callable[[str, str, str], Button]) -> Rows:
    """Things to wish for, for those who do not know yet."""
    return (
        (button("wish.beat", "say", "beat"), button("wish.short", "say", "short")),
        (button("wish.title", "say", "title"),),
    )


def following(button: Callable[[str, str, str], Button]) -> Rows:
    """What one may do after an edit."""
    return (
        (button("button.export", "export", ""), button("button.undo", "say", "undo")),
        (
            button("button.faster", "say", "faster"),
            button("button.calmer", "say", "calmer"),
            button("button.vertical", "say", "vertical"),
        ),
    )


def _working(state: AgentState) -> int | None:
    """How many instructions are at work, where the agent tells."""
    found = state.raw.get("working")
    return found if isinstance(found, int) else None


def _counted(state: AgentState) -> int | None:
    found = state.raw.get("instructions")
    return found if isinstance(found, int) else None


def _raw(state: AgentState) -> dict[str, object]:
    return dict(state.raw) or {"draft": dict(state.draft)}
