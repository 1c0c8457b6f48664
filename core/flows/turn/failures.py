"""What to do when a turn fails: mend it and go on, or tell what happened and what helps."""

from contextlib import suppress

from core import metrics
from core.errors import (
    USERS_FAULT,
    AgentBusy,
    AgentDown,
    AgentError,
    AgentRefused,
    ChatError,
    ExportLocked,
    FileTooLarge,
    NeedsWallet,
    NoCredits,
    NotAllowed,
    NotSent,
    OverQuota,
    RenderFailed,
    SessionGone,
    TokenExpired,
    UnsupportedFile,
    UserError,
)
from core.flows.turn.context import TurnContext
from core.flows.turn.steps.upload_clips import restore
from core.model.chat import Button, Reply
from core.model.session import WalletKind
from core.model.turn import Step, TurnKind
from core.rules.intake.links import registration
from core.rules.replies.gui_hints import translate
from core.rules.replies.redact import readable
from core.rules.replies.wording import say

_EARLY = {Step.QUEUED, Step.FETCHING, Step.UPLOADING, Step.INSTRUCTING}
_MADE = {Step.EXPORTING, Step.RENDERING, Step.DELIVERING}


async def failed(work: TurnContext, error: Exception) -> float | None:
    """Seconds until it is tried again, or None: it has been told and is over."""
    marks, config, step = work.turn.marks, work.tools.config, work.turn.step
    if isinstance(error, AgentError):
        metrics.AGENT_ERRORS.labels(type(error).__name__).inc()
    if isinstance(error, SessionGone) and not marks.reopened:
        return await _reopened(work)
    if isinstance(error, TokenExpired) and not marks.renewed:
        await work.mark(step, renewed=True)
        with suppress(AgentError, UserError):
            asker = work.turn.asked.asker
            await work.tools.sessions.renew(await work.access(), asker)
            return 0.0
    if isinstance(error, AgentBusy) and not marks.busy:
        await work.mark(step, busy=True)
        return config.retry
    again = isinstance(error, AgentDown | NotSent)
    if again and marks.attempts + 1 < config.attempts:
        await work.mark(step, attempts=marks.attempts + 1)
        return config.retry
    fault = "user" if isinstance(error, USERS_FAULT) else "ours"
    await close(work, *await _sentence(work, error), fault=fault)
    return None


async def close(
    work: TurnContext,
    sentence: str,
    links: tuple[Button, ...] = (),
    fault: str = "ours",
) -> None:
    """The turn has failed: say why, and what to do. What was made is not made again."""
    rows = tuple((link,) for link in links)
    if work.turn.step in _MADE:
        rows = ((work.button("button.export", "export"),), *rows)
    elif work.turn.asked.kind is TurnKind.INSTRUCT:
        rows = ((work.button("button.retry", "retry", work.turn.id),), *rows)
    with suppress(ChatError):
        await work.say("x", Reply(sentence, rows))
    await work.mark(Step.FAILED, fault=fault)
    await work.show(force=True)


async def _reopened(work: TurnContext) -> float | None:
    """The agent's session is gone: a new one takes its place, the clips come along."""
    late = work.turn.step not in _EARLY
    asker = work.turn.asked.asker
    work.keep(await work.tools.sessions.reopen(await work.project(), asker))
    await work.mark(work.turn.step, reopened=True, uploading="", lost=late)
    if not late:
        with suppress(ChatError):
            await work.say("n", Reply(work.words("turn.reopened")))
        return 0.0
    await lost(work)
    return None


async def lost(work: TurnContext) -> None:
    """The edit went with the old session: the clips are brought back, that is told."""
    count = await restore(work)
    rows: tuple[tuple[Button, ...], ...] = ()
    if work.turn.asked.kind is TurnKind.INSTRUCT:
        rows = ((work.button("button.retry", "retry", work.turn.id),),)
    with suppress(ChatError):
        await work.say("n", Reply(work.words("turn.lost", count=count), rows))
    await work.mark(Step.FAILED, fault="ours")
    await work.show(force=True)


async def _sentence(
    work: TurnContext, error: Exception
) -> tuple[str, tuple[Button, ...]]:
    match error:
        case NoCredits():
            return await _no_credits(work)
        case TokenExpired():
            return work.words(f"error.token_{await _payer(work)}"), ()
        case AgentDown() if work.turn.step in {Step.READING, Step.TELLING}:
            return work.words("error.down_late"), ()
        case RenderFailed() | AgentRefused() if work.turn.step is Step.DELIVERING:
            return work.words("error.video_gone"), ()
    return in_words(work.turn.asked.language, error), ()


def in_words(language: str, error: Exception) -> str:
    """An error for people: what it is and what helps; the agent's own reason if good."""
    key = _KEYS.get(type(error))
    if key is None and isinstance(error, AgentError):
        if reason := readable(translate(error.reason)):
            return say(language, "error.said", reason=reason)
        key = "error.refused"
    return say(language, key or "error.ours")


_KEYS: dict[type[Exception], str] = {
    ExportLocked: "error.locked",
    AgentBusy: "error.busy",
    AgentDown: "error.down",
    RenderFailed: "error.render",
    SessionGone: "error.session",
    UnsupportedFile: "error.format",
    FileTooLarge: "error.size",
    NeedsWallet: "error.wallet",
    NoCredits: "error.credits",
    TokenExpired: "error.token",
    NotAllowed: "turn.notallowed",
}


async def _no_credits(work: TurnContext) -> tuple[str, tuple[Button, ...]]:
    """Anonymous people register and keep what they made; others top up."""
    with suppress(AgentError, UserError):
        project = await work.project()
        wallet = await work.tools.sessions.wallet(project.payer)
        link = registration(work.tools.config.web_url, wallet.user_id)
        if wallet.kind is WalletKind.ANONYMOUS and link:
            text = work.words("error.credits_free", link=link)
            return text, (Button(work.words("button.register"), url=link),)
    return work.words("error.credits"), ()


async def _payer(work: TurnContext) -> WalletKind:
    with suppress(AgentError, UserError):
        project = await work.project()
        return (await work.tools.sessions.wallet(project.payer)).kind
    return WalletKind.ANONYMOUS


def over_quota(language: str, error: OverQuota, now: float) -> str:
    """What is used up today, whose, and when it is there again."""
    left = max(60.0, error.resets_at - now)
    hours, minutes = int(left // 3600), int(left % 3600 // 60)
    whose = "chat" if error.chat else "person"
    return say(
        language,
        f"quota.{whose}",
        amount=say(language, f"quota.{error.what}", count=f"{error.limit:g}"),
        hours=hours,
        minutes=minutes,
    )
