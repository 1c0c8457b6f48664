"""Repetition of calls that the agent answers with 1001."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from core.errors import TokenExpired
from core.model.agent import Token
from core.model.chat import SenderId
from core.ports import CommandSessions

MOST_REFUSALS = 3
"""Answers 1001 to one call: the first is not believed, the second brings a new token."""

_Result = TypeVar("_Result")


async def with_token(
    sessions: CommandSessions,
    payer: SenderId,
    token: Token,
    call: Callable[[Token], Awaitable[_Result]],
) -> _Result:
    """Call with the payer's token; repeat it as ``renew_wallet`` decides after 1001.

    Raises ``TokenExpired`` when the token stays refused, ``NeedsWallet``.
    """
    for _ in range(MOST_REFUSALS):
        try:
            return await call(token)
        except TokenExpired:
            token = (await sessions.renew_wallet(payer, token)).token
    return await call(token)
