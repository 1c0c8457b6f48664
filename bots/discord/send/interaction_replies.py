"""Reply through an interaction's token: the deferred response and follow-ups."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bots.discord.transport import errors
from bots.discord.transport.api import Api, ApiError
from bots.discord.wire import outbound
from bots.discord.wire.components import LAYOUT
from bots.discord.wire.ids import Ref
from bots.discord.wire.outbound import EPHEMERAL, NO_PREVIEW, Attachment, Body
from core.model.reply import Reply

_HOOK = "/webhooks/{webhook}/{token}"
_ORIGINAL = _HOOK + "/messages/@original"
_MESSAGE = _HOOK + "/messages/{message}"

_NEW_TOKEN_DELAYS = (0.2, 0.5, 1.0)
"""Seconds between attempts with a token that Discord does not know yet."""
DEFER, DEFER_UPDATE, REPLY, CHOICES, MODAL = 5, 6, 4, 8, 9


class InteractionReplies:
    """Raises ``Refusal`` and the outcomes of ``Api.call``."""

    def __init__(self, api: Api, clock: Callable[[], float] = time.time) -> None:
        self._api = api
        self._clock = clock
        self._application = ""

    async def application(self) -> str:
        """Return the application id, fetched once."""
        if not self._application:
            posted = await self._api.call("GET", "/applications/@me")
            self._application = str(posted["id"])
        return self._application

    async def respond(
        self, interaction: str, token: str, kind: int, data: Body | None = None
    ) -> None:
        """Send the first response, due within 3 s; a repeat is no error."""
        body: Body = {"type": kind} | ({"data": data} if data is not None else {})
        try:
            await self._api.call(
                "POST",
                "/interactions/{interaction}/{token}/callback",
                {"interaction": interaction, "token": token},
                body,
                idempotent=True,
                max_wait=2.0,
            )
        except ApiError as refusal:
            if refusal.code not in errors.ACKNOWLEDGED:
                raise

    async def fill_deferred(self, ref: Ref, reply: Reply) -> Ref:
        """Fill the deferred response; further parts are follow-up messages."""
        parts = outbound.message_bodies(reply)
        last = len(parts) - 1
        flags = parts[0].get("flags", 0) & LAYOUT
        body = {k: v for k, v in parts[0].items() if k != "flags"}
        body |= {"flags": flags} if flags else {}
        files = () if last else outbound.attachments_of(reply)
        posted = await self._patch(_ORIGINAL, ref, body, files)
        new_ref = replace(
            ref,
            message=str(posted["id"]),
            layout=bool(flags),
            shows=tuple(outbound.shown_files(reply)),
        )
        return (
            await self._send_follow_ups(new_ref, reply, parts[1:]) if last else new_ref
        )

    async def follow_up(self, ref: Ref, reply: Reply, *, ephemeral: bool) -> Ref:
        """Send a follow-up message; ``ephemeral``: only the user of the token sees it."""
        new_ref = replace(ref, ephemeral=ephemeral, from_button=False)
        return await self._send_follow_ups(
            new_ref, reply, outbound.message_bodies(reply)
        )

    async def _send_follow_ups(self, ref: Ref, reply: Reply, parts: list[Body]) -> Ref:
        for number, body in enumerate(parts):
            if ref.ephemeral:
                flags = body.get("flags", 0) & (NO_PREVIEW | LAYOUT)
                body["flags"] = flags | EPHEMERAL
            posted = await self._api.call(
                "POST",
                _HOOK + "?wait=true",
                {"webhook": await self.application(), "token": ref.token},
                body,
                attachments=outbound.attachments_of(reply)
                if number + 1 == len(parts)
                else (),
            )
            laid_out = bool(body.get("flags", 0) & LAYOUT)
            shows = tuple(outbound.shown_files(reply))
            ref = replace(ref, message=str(posted["id"]), layout=laid_out, shows=shows)
        return ref

    async def edit(
        self, ref: Ref, body: Body, files: Sequence[Attachment] = ()
    ) -> None:
        """Change a message; a ``body`` that names ``files`` drops those it had."""
        path = _MESSAGE if ref.message else _ORIGINAL
        await self._patch(path, ref, body, files)

    async def delete(self, ref: Ref) -> None:
        """Delete a message; one that no longer exists is no error."""
        path = _MESSAGE if ref.message and not ref.from_button else _ORIGINAL
        try:
            await self._call("DELETE", path, ref)
        except ApiError as refusal:
            if refusal.code != errors.UNKNOWN_MESSAGE:
                raise

    async def _patch(
        self, path: str, ref: Ref, body: Body, files: Sequence[Attachment]
    ) -> Any:
        return await self._call("PATCH", path, ref, body, files)

    async def _call(
        self,
        method: str,
        path: str,
        ref: Ref,
        body: Body | None = None,
        files: Sequence[Attachment] = (),
    ) -> Any:
        ids = {"webhook": await self.application(), "token": ref.token}
        if "{message}" in path:
            ids["message"] = ref.message
        for seconds in _NEW_TOKEN_DELAYS:
            try:
                return await self._api.call(method, path, ids, body, attachments=files)
            except ApiError as refusal:
                if refusal.code not in errors.TOKEN_DEAD or not self._is_new(ref):
                    raise
            await asyncio.sleep(seconds)
        return await self._api.call(method, path, ids, body, attachments=files)

    def _is_new(self, ref: Ref) -> bool:
        """Whether the token may not be active yet: a worker can be faster than the deferral."""
        return ref.unanswered and self._clock() - ref.created_at < 10
