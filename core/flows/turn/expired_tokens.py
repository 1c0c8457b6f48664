"""Retry calls that the agent answers with 1001 (token expired)."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from core.errors import TokenExpired
from core.model.agent import Token
from core.model.chat import SenderId
from core.ports import CommandSessions

MOST_REFUSALS = 3
"""Answers 1001 to one call: after the first the token is tried again, after the second it
is replaced."""

_Result = TypeVar("_Result")


async def with_token(
    sessions: CommandSessions,
    payer: SenderId,
    token: Token,
    call: Callable[[Token], Awaitable[_Result]],
) -> _Result:
    """Make a call with the payer's token; after 1001 repeat it with the token of ``renew_wallet``.

    Raises ``TokenExpired`` when the token stays refused, ``NeedsWallet``.
    """
    for _ in range(MOST_REFUSALS):
        try:
            return await call(token)
        except TokenExpired:
            token = (await sessions.renew_wallet(payer, token)).token
    return await call(token)
