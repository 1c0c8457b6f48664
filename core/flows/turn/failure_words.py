"""Describe failures for people: the cause, the fix, and links."""

from contextlib import suppress

from common.disk import is_disk_full
from core.errors import (
    AgentBusy,
    AgentDown,
    AgentError,
    AgentFull,
    AgentRefused,
    ExportLocked,
    FileTooLarge,
    NeedsWallet,
    NoCredits,
    OverQuota,
    RenderFailed,
    SessionGone,
    TokenExpired,
    UnsupportedFile,
    UserError,
)
from core.flows.turn.context import TurnContext
from core.model.reply import Button
from core.model.session import WalletKind
from core.model.turn import Step
from core.rules.agent.responses import user_id
from core.rules.intake.links import registration_url
from core.rules.replies.gui_hints import rewrite_gui_hints
from core.rules.text.redact import readable_reason
from core.rules.text.wording import say


async def describe_failure(
    context: TurnContext, error: Exception
) -> tuple[str, tuple[Button, ...]]:
    match error:
        case NoCredits():
            return await _no_credits(context)
        case TokenExpired():
            return context.words(f"error.token_{await _payer(context)}"), ()
        case AgentDown() if context.turn.progress.edited:
            return context.words("error.down_edited"), ()
        case AgentDown() if context.turn.step is Step.READING:
            return context.words("error.down_late"), ()
        case RenderFailed() | AgentRefused() if context.turn.step is Step.DELIVERING:
            return context.words("error.video_gone"), ()
    return describe_error(context.turn.request.language, error), ()


def describe_error(language: str, error: Exception) -> str:
    """Describe an error for people: the cause and the fix."""
    key = next((_KEYS[kind] for kind in type(error).__mro__ if kind in _KEYS), None)
    if isinstance(error, OSError) and is_disk_full(error.errno):
        key = "error.disk"
    if key is None and isinstance(error, AgentError):
        if reason := readable_reason(rewrite_gui_hints(error.reason)):
            return say(language, "error.said", reason=reason)
        key = "error.refused"
    return say(language, key or "error.ours")


_KEYS: dict[type[Exception], str] = {
    ExportLocked: "error.locked",
    AgentBusy: "error.busy",
    AgentDown: "error.down",
    AgentFull: "error.disk",
    RenderFailed: "error.render",
    SessionGone: "error.session",
    UnsupportedFile: "error.format",
    FileTooLarge: "error.size",
    NeedsWallet: "error.wallet",
    NoCredits: "error.credits",
    TokenExpired: "error.token",
}


async def _no_credits(context: TurnContext) -> tuple[str, tuple[Button, ...]]:
    """Words for an empty account: anonymous people can register, others can top up.

    Nobody but the bot's owner can top up the operator's.
    """
    with suppress(AgentError, UserError):
        project = await context.project()
        wallet = await context.deps.sessions.wallet(project.payer)
        user = wallet.user_id or await account(context)
        link = registration_url(context.deps.config.web_url, user)
        if wallet.kind is WalletKind.ANONYMOUS and link:
            text = context.words("error.credits_free", link=link)
            return text, (Button(context.words("button.register"), url=link),)
        if wallet.kind is WalletKind.OPERATOR:
            return context.words("error.credits_operator"), ()
    return context.words("error.credits"), ()


async def account(context: TurnContext) -> str:
    """Return the account id from the session or its state; "" if neither has one."""
    access = await context.access()
    if access.session.user_id:
        return access.session.user_id
    state = await context.agent_state(access)
    return user_id(state.raw)


async def _payer(context: TurnContext) -> WalletKind:
    with suppress(AgentError, UserError):
        project = await context.project()
        return (await context.deps.sessions.wallet(project.payer)).kind
    return WalletKind.ANONYMOUS


def describe_over_quota(language: str, error: OverQuota, now: float) -> str:
    """Describe which quota is used up, and when it resets."""
    left = max(60.0, error.resets_at - now)
    hours, minutes = int(left // 3600), int(left % 3600 // 60)
    whose = "chat" if error.chat else "person"
    return say(
        language,
        f"quota.{whose}",
        amount=say(language, f"quota.{error.what}", count=error.limit),
        hours=hours,
        minutes=minutes,
    )
