"""Send the instruction, once, and keep the words of its reply while they stream."""

from dataclasses import replace

from core.errors import AgentDown, AgentError, TurnUncertain
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


async def send_instruction(context: TurnContext, access: Access) -> None:
    """Say it, once, and read to the end. The mark stands already.

    Raises ``TurnUncertain`` where the agent counts instructions, if it may not have
    received this one: the count will tell.
    """
    replies: list[str] = []
    error: Fault | ErrorEnvelope | None = None
    request = context.turn.request
    # Our own studio sees whether the words are a title or a request of their own.
    hosted = bool(context.deps.config.web_url)
    title = "" if hosted else title_words(request)
    text = title or instruction_text(request, access.project, hosted=hosted)
    context.assert_lease()
    try:
        async for event in context.deps.agent.instruct(
            access.token,
            access.session.session_id,
            text,
            language=request.language,
            answers=request.answers or not asks_already(context.turn),
            is_title=bool(title),
        ):
            if isinstance(event, Fault | ErrorEnvelope):
                error = error or event  # read on: leaving it aborts the run
            else:
                await _take(context, replies, event)
    except (AgentDown, TurnUncertain) as doubt:
        if isinstance(doubt, AgentDown) and not doubt.sent:
            await context.checkpoint(Step.FETCHING)
            raise
        await _leave_in_doubt(context, replies, doubt)
    except AgentError:  # refused: the agent has surely not taken it
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


async def _leave_in_doubt(
    context: TurnContext, replies: list[str], doubt: AgentError
) -> None:
    """Read what became of it. Raises ``TurnUncertain`` where the count tells more."""
    if not replies and context.turn.progress.instructions_before is not None:
        raise TurnUncertain(doubt.reason) from doubt
    await context.checkpoint(Step.READING, replies=tuple(replies), begun_reply="")


async def _take(context: TurnContext, replies: list[str], event: AgentEvent) -> None:
    """Keep the words of an event and show on the card what it tells of the work."""
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
    """Store words at once that are said only once; our own studio keeps its last reply."""
    if context.turn.progress.instructions_before is None:
        await _keep_replies(context, replies)


async def _keep_replies(context: TurnContext, replies: list[str]) -> None:
    """Store the words of a stream that goes on, so that no restart loses them."""
    if tuple(replies) != context.turn.progress.replies:
        await context.checkpoint(
            Step.INSTRUCTING, replies=tuple(replies), begun_reply=""
        )


async def _keep_begun_reply(
    context: TurnContext, replies: list[str], words: str
) -> None:
    """Store now and then what of a reply has come: a worker may die before its end."""
    now = context.deps.clock.now()
    progress = context.turn.progress
    if progress.instructions_before is None and context.begun_reply_due(now):
        await context.checkpoint(
            Step.INSTRUCTING, replies=tuple(replies), begun_reply=words
        )
