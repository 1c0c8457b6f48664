"""Send the instruction once, and store its reply while it streams."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

from core.errors import AgentDown, AgentError, StoreDown, TurnUncertain
from core.flows.turn.context import TurnContext
from core.flows.turn.steps.instruction_text import instruction_text, title_words
from core.model.event import (
    AgentEvent,
    ErrorEnvelope,
    Fault,
    PartialText,
    Text,
    ToolCall,
)
from core.model.session import Access
from core.model.turn import Step
from core.rules.replies.question_choices import asks_already

_reading: set[asyncio.Task[None]] = set()


async def send_instruction(context: TurnContext, access: Access) -> None:
    """Send the instruction once and read the reply to its end.

    The checkpoint is written before. Raises ``TurnUncertain`` if the agent counts
    instructions and may not have received this one: its count will tell.
    """
    replies: list[str] = []
    error: Fault | ErrorEnvelope | None = None
    request = context.turn.request
    text, is_title = _words(context, access)
    context.assert_lease()
    try:
        events = context.deps.agent.instruct(
            access.token,
            access.session.session_id,
            text,
            language=request.language,
            answers=request.answers or not asks_already(context.turn),
            is_title=is_title,
        )
        async for event in _read_to_the_end(context, events):
            if isinstance(event, Fault | ErrorEnvelope):
                error = error or event  # read on: closing the stream aborts the run
            else:
                await _take(context, replies, event)
    except (AgentDown, TurnUncertain) as doubt:
        if isinstance(doubt, AgentDown) and not doubt.sent:
            await context.checkpoint(Step.FETCHING)
            raise
        await _leave_in_doubt(context, replies, doubt)
    except AgentError:  # refused: the agent has certainly not accepted it
        await context.checkpoint(Step.FETCHING)
        raise
    else:
        code = int(error.code) if error and str(error.code).isdigit() else 0
        await context.checkpoint(
            Step.READING,
            replies=tuple(replies),
            begun_reply="",
            stream_complete=error is None,
            error_code=code,
            error_reason=error.message if error else "",
        )


async def _read_to_the_end(
    context: TurnContext, events: AsyncIterator[AgentEvent]
) -> AsyncIterator[AgentEvent]:
    """Yield the events; they are read to the end also if the turn stops here.

    Closing the stream would abort the run that is paid for: a turn that loses its store or
    its lease leaves the reading to ``context.reading``, and its edit is found later.
    """
    queue: asyncio.Queue[AgentEvent | Exception | None] = asyncio.Queue()

    async def read() -> None:
        try:
            async for event in events:
                queue.put_nowait(event)
        except Exception as error:  # noqa: BLE001  # raised where the events are used
            queue.put_nowait(error)
        else:
            queue.put_nowait(None)

    context.reading = asyncio.create_task(read())
    _reading.add(context.reading)
    context.reading.add_done_callback(_reading.discard)
    while (event := await queue.get()) is not None:
        if isinstance(event, Exception):
            raise event
        yield event


def _words(context: TurnContext, access: Access) -> tuple[str, bool]:
    """What is sent, and whether it may be a title: our own studio decides that."""
    request = context.turn.request
    hosted = bool(context.deps.config.web_url)
    if title := "" if hosted else title_words(request):
        return title, True
    return instruction_text(request, access.project, hosted=hosted), False


async def _leave_in_doubt(
    context: TurnContext, replies: list[str], doubt: AgentError
) -> None:
    """Continue to read the result. Raises ``TurnUncertain`` if the count can tell more."""
    if not replies and context.turn.progress.instructions_before is not None:
        raise TurnUncertain(doubt.reason) from doubt
    await context.checkpoint(Step.READING, replies=tuple(replies), begun_reply="")


async def _take(context: TurnContext, replies: list[str], event: AgentEvent) -> None:
    """Store the text of an event, and show its step on the card."""
    match event:
        case PartialText(words):
            await _keep_begun_reply(context, replies, words)
        case Text(words):
            replies.append(words)
            await _keep_new_reply(context, replies)
            return
        case ToolCall(name, _):
            await _keep_replies(context, replies)
            context.card.state = replace(context.card.state, tool=name)
        case _:
            await _keep_replies(context, replies)
    await context.update_card()


async def _keep_new_reply(context: TurnContext, replies: list[str]) -> None:
    """Store a new reply at once if the agent sends it only once.

    Our own studio keeps its last one.
    """
    if context.turn.progress.instructions_before is None:
        await _keep_replies(context, replies)


async def _keep_replies(context: TurnContext, replies: list[str]) -> None:
    """Store the texts received so far, so that no restart loses them."""
    if tuple(replies) != context.turn.progress.replies:
        with suppress(StoreDown):  # the next one stores these too
            await context.checkpoint(
                Step.INSTRUCTING, replies=tuple(replies), begun_reply=""
            )


async def _keep_begun_reply(
    context: TurnContext, replies: list[str], words: str
) -> None:
    """Store the received part of a reply periodically: a worker may die before its end."""
    now = context.deps.clock.now()
    progress = context.turn.progress
    if progress.instructions_before is None and context.begun_reply_due(now):
        with suppress(StoreDown):
            await context.checkpoint(
                Step.INSTRUCTING, replies=tuple(replies), begun_reply=words
            )
