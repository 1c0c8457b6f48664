"""Handle failures: recover and retry, or fail the turn with a reason."""

import logging
from contextlib import suppress

from common.backoff import Backoff
from core import metrics
from core.errors import (
    USERS_FAULT,
    AgentBusy,
    AgentDown,
    AgentError,
    ChatError,
    ExportLocked,
    NotSent,
    PostRejected,
    SessionGone,
    TokenExpired,
    UserError,
    is_internal,
)
from core.flows.turn.context import TurnContext
from core.flows.turn.expired_tokens import MOST_REFUSALS
from core.flows.turn.failure_words import account, describe_failure
from core.flows.turn.steps.late_edits import note_unsettled
from core.flows.turn.steps.upload_clips import reupload_clips
from core.model.reply import Button, ButtonRows, ButtonVerb, Reply
from core.model.session import WalletKind
from core.model.turn import Step, TurnKind
from core.model.turn_posts import ReplyPart
from core.retry import requested_wait
from core.retry_policy import AGENT_FIRST_PAUSE, TURN_LONGEST_WAIT, TURN_PATIENCE
from core.rules.intake.links import registration_url
from core.rules.replies.suggestions import after_edit_buttons
from core.rules.state_machine import (
    BEFORE_INSTRUCTION,
    FINISHED_EDIT,
    MAKES_VIDEO,
    MAY_STILL_EDIT,
)

_TOKEN_PAUSE = 1.0
"""Seconds before a call that was answered with 1001 is repeated."""
_log = logging.getLogger(__name__)


async def recover(context: TurnContext, error: Exception) -> float | None:
    """Return the seconds until the retry, or None if the turn has failed for good."""
    try:
        return await _recover(context, error)
    except NotSent as unposted:  # the message about the failure could not be posted
        return await _postpone(context, unposted)


async def fail_unexpectedly(context: TurnContext) -> float | None:
    """Fail a turn after an error of ours; return the seconds until the retry, if any."""
    try:
        await fail_turn(context, context.words("error.ours"))
    except NotSent as unposted:
        return await _postpone(context, unposted)
    return None


async def _postpone(context: TurnContext, error: NotSent) -> float | None:
    """Return the seconds until the turn continues at its step; None if it gives up.

    An outage of the platform must not discard a finished edit: its post is retried for
    hours.
    """
    config, progress = context.deps.config, context.turn.progress
    now = context.deps.clock.now()
    since = progress.unposted_since or now
    patience = config.post_patience
    if context.turn.step not in FINISHED_EDIT:
        patience = min(patience, TURN_PATIENCE)
    if isinstance(error, PostRejected) or now - since >= patience:
        _log.warning("turn %s: not posted: %s", context.turn.id, error)
        await context.checkpoint(Step.FAILED, fault="ours")
        return None
    failures = progress.post_failures + 1
    await context.checkpoint(
        context.turn.step, post_failures=failures, unposted_since=since
    )
    return max(
        requested_wait(error), Backoff(config.retry, TURN_LONGEST_WAIT).delay(failures)
    )


async def _wait_for_agent(context: TurnContext, error: Exception) -> float | None:
    """Return the seconds until an agent that is away is asked again; None if it is not.

    None, too, once a person has waited long enough: they are told and get a button.
    """
    if not isinstance(error, AgentDown | AgentBusy) or is_internal(error):
        return None
    config, progress = context.deps.config, context.turn.progress
    now = context.deps.clock.now()
    since, failures = progress.agent_away_since or now, progress.agent_failures + 1
    if now - since >= config.agent_patience and failures >= config.attempts:
        return None
    await context.checkpoint(
        context.turn.step, agent_failures=failures, agent_away_since=since
    )
    context.card.show_agent(is_away=True)
    await context.update_card()
    seconds = (error.retry_after or 0.0) if isinstance(error, AgentBusy) else 0.0
    pauses = Backoff(config.retry * AGENT_FIRST_PAUSE, config.retry)
    return min(config.retry, max(seconds, pauses.delay(failures)))


async def check_agent(context: TurnContext) -> None:
    """Look whether an agent that was away answers again, before the card says so.

    Raises ``AgentDown`` or ``AgentBusy``. Whether it was away too long is judged by what
    the turn asks for, not by this look.
    """
    try:
        access = await context.access()
        await context.agent_state(access)
    except (AgentDown, AgentBusy):
        raise
    except (AgentError, UserError):
        pass  # it answered: the step deals with it
    context.card.show_agent(is_away=False)


async def _recover(context: TurnContext, error: Exception) -> float | None:
    progress, config, step = (
        context.turn.progress,
        context.deps.config,
        context.turn.step,
    )
    if isinstance(error, AgentError):
        metrics.AGENT_ERRORS.labels(type(error).__name__, error.code).inc()
    if isinstance(error, SessionGone) and not progress.session_reopened:
        return await _reopened(context)
    if isinstance(error, TokenExpired) and progress.token_refusals < MOST_REFUSALS:
        await context.checkpoint(step, token_refusals=progress.token_refusals + 1)
        with suppress(AgentError, UserError):
            asker = context.turn.request.asker
            await context.deps.sessions.renew(await context.access(), asker)
            return min(_TOKEN_PAUSE, config.retry)
    if isinstance(error, AgentBusy) and config.web_url:  # its rule: once more
        if not progress.busy_retried:
            await context.checkpoint(step, busy_retried=True)
            return config.retry
    elif (wait := await _wait_for_agent(context, error)) is not None:
        return wait
    if isinstance(error, NotSent) and not isinstance(error, PostRejected):
        return await _postpone(context, error)
    instructed = context.turn.request.kind is TurnKind.INSTRUCT
    if isinstance(error, ExportLocked) and step in MAKES_VIDEO and instructed:
        await _conclude_blocked(context)
        return None
    again = isinstance(error, PostRejected) or is_internal(error)
    if again and progress.attempts + 1 < config.attempts:
        await context.checkpoint(step, attempts=progress.attempts + 1)
        return config.retry
    _log.warning("turn %s failed at %s: %r", context.turn.id, step, error)
    fault = "user" if isinstance(error, USERS_FAULT) else "ours"
    await fail_turn(context, *await describe_failure(context, error), fault=fault)
    return None


async def fail_turn(
    context: TurnContext,
    sentence: str,
    links: tuple[Button, ...] = (),
    fault: str = "ours",
) -> None:
    """Fail the turn and post the reason with a retry button; finished edits are exported."""
    rows = tuple((link,) for link in links)
    if context.turn.step in MAKES_VIDEO or context.turn.progress.edited:
        rows = ((context.button("button.export", ButtonVerb.EXPORT),), *rows)
    elif context.turn.request.kind is TurnKind.INSTRUCT:
        rows = (
            (context.button("button.retry", ButtonVerb.RETRY, context.turn.id),),
            *rows,
        )
    parts = (*context.turn.progress.rejections, context.turn.progress.summary, sentence)
    text = "\n\n".join(part for part in parts if part)
    await conclude_if_possible(context, ReplyPart.FAILURE, Reply(text, rows))
    if context.turn.step in MAY_STILL_EDIT:
        await note_unsettled(context)
    await context.checkpoint(Step.FAILED, fault=fault)


async def conclude_if_possible(
    context: TurnContext, part: ReplyPart, reply: Reply
) -> None:
    """Post the reply as the answer, unless the chat refuses it.

    Raises ``NotSent`` to try again later.
    """
    try:
        await context.conclude(reply, part)
    except ChatError as error:
        if isinstance(error, NotSent) and not isinstance(error, PostRejected):
            raise
        _log.warning("turn %s: not posted: %r", context.turn.id, error)


async def _reopened(context: TurnContext) -> float | None:
    """Replace a session that the agent has lost, and upload the clips again."""
    late = context.turn.step not in BEFORE_INSTRUCTION
    asker = context.turn.request.asker
    context.cache_access(
        await context.deps.sessions.reopen(await context.project(), asker)
    )
    await context.checkpoint(
        context.turn.step, session_reopened=True, uploading="", edit_lost=late
    )
    if not late:
        return 0.0
    await fail_lost_edit(context)
    return None


async def _conclude_blocked(context: TurnContext) -> None:
    """Conclude an edit whose export the payer's plan does not allow; say so once per project."""
    access = await context.access()
    rows = after_edit_buttons(context.button, context.turn, exported=False)
    with suppress(AgentError, UserError):
        wallet = await context.deps.sessions.wallet(access.project.payer)
        user = wallet.user_id or await account(context)
        link = registration_url(context.deps.config.web_url, user)
        if wallet.kind is WalletKind.ANONYMOUS and link:
            register = Button(context.words("button.register"), url=link)
            rows = (*rows, (register,))
    parts = (context.turn.progress.summary, context.words("turn.export_blocked"))
    text = "\n\n".join(part for part in parts if part)
    await conclude_if_possible(context, ReplyPart.EXPORT_BLOCKED, Reply(text, rows))
    await context.save_project(export_blocked=True)
    await context.checkpoint(Step.DONE)


async def fail_lost_edit(context: TurnContext) -> None:
    """Fail a turn whose edit was lost with its session, and upload the clips again."""
    _log.warning("turn %s failed: the agent lost its session", context.turn.id)
    count = await reupload_clips(context)
    rows: ButtonRows = ()
    if context.turn.request.kind is TurnKind.INSTRUCT:
        rows = ((context.button("button.retry", ButtonVerb.RETRY, context.turn.id),),)
    lines = (*context.turn.progress.rejections, context.words("turn.lost", count=count))
    reply = Reply("\n\n".join(lines), rows)
    await conclude_if_possible(context, ReplyPart.LOST_EDIT, reply)
    await context.save_project(edit_session="")
    await context.checkpoint(Step.FAILED, fault="ours")
