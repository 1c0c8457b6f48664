"""Send, edit and delete messages of the bot itself."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from bots.discord.transport import errors
from bots.discord.transport.api import Api, ApiError
from bots.discord.wire import outbound
from bots.discord.wire.ids import Ref
from bots.discord.wire.outbound import Attachment, Body
from core.errors import ChatError
from core.model.reply import Reply

_BUTTONS_MAX_WAIT = 5.0
"""Seconds: the bucket of a channel's edits is full again after that time."""
_MESSAGES = "/channels/{channel}/messages"
_MESSAGE = "/channels/{channel}/messages/{message}"
_REACTION = _MESSAGE + "/reactions/{emoji}/@me"


class MessageSender:
    """Raises ``Refusal`` and the outcomes of ``Api.call``."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def send(
        self, channel: str, reply: Reply, key: str, answered: str = ""
    ) -> Ref:
        """Post all parts; each carries its nonce, so that a retry cannot double it.

        An archived thread is reopened; a locked one is replaced by its parent channel.
        """
        sent = [Ref(channel)]
        laid_out, shows = outbound.has_layout(reply), outbound.shown_files(reply)
        parts = outbound.message_bodies(reply)
        for number, body in enumerate(parts):
            body |= {"nonce": outbound.nonce(key, number), "enforce_nonce": True}
            if answered and number == 0:
                body["message_reference"] = {
                    "message_id": answered,
                    "fail_if_not_exists": False,
                }
            is_last = number == len(parts) - 1
            files = outbound.attachments_of(reply) if is_last else ()
            try:
                posted = await self._send_part(sent[-1].channel, body, files)
            except ApiError as refusal:
                if files and errors.refuses_file(refusal):
                    await self._take_back(sent[1:])
                raise
            ref = Ref(
                str(posted["channel_id"]),
                str(posted["id"]),
                layout=laid_out,
                shows=tuple(shows),
            )
            sent.append(ref)
        return sent[-1]

    async def _take_back(self, parts: Sequence[Ref]) -> None:
        """Delete the parts of a message whose file was refused: a link comes with the same text."""
        for part in parts:
            with suppress(ChatError):
                await self.delete(part.channel, part.message)

    async def _send_part(
        self, channel: str, body: Body, files: Sequence[Attachment]
    ) -> Any:
        try:
            return await self._post(channel, body, files)
        except ApiError as refusal:
            body = dict(body)
            if refusal.code in errors.NO_REFERENCE:
                del body["message_reference"]
            elif refusal.code in errors.ARCHIVED | errors.LOCKED:
                channel = await self._reopen(channel)
                body.pop("message_reference", None)
            else:
                raise
            return await self._post(channel, body, files)

    async def _post(self, channel: str, body: Body, files: Sequence[Attachment]) -> Any:
        return await self._api.call(
            "POST",
            _MESSAGES,
            {"channel": channel},
            body,
            attachments=files,
            idempotent=True,
        )

    async def _reopen(self, thread: str) -> str:
        """Reopen the thread; return it, or its parent channel if that fails."""
        try:
            await self._unarchive(thread)
        except ApiError as refusal:
            if refusal.code not in errors.NO_ACCESS | errors.ARCHIVED | errors.LOCKED:
                raise
            facts = await self._api.call(
                "GET", "/channels/{channel}", {"channel": thread}
            )
            return str(facts.get("parent_id") or thread)
        return thread

    async def _unarchive(self, thread: str) -> None:
        await self._api.call(
            "PATCH", "/channels/{channel}", {"channel": thread}, {"archived": False}
        )

    async def edit(self, ref: Ref, body: Body, files: Sequence[Attachment]) -> None:
        """Change a message; a ``body`` that names ``files`` drops those it had."""
        channel, message = ref.channel, ref.message
        ids = {"channel": channel, "message": message}
        try:
            await self._api.call("PATCH", _MESSAGE, ids, body, attachments=files)
        except ApiError as refusal:
            if refusal.code not in errors.ARCHIVED:
                raise
            await self._unarchive(channel)
            await self._api.call("PATCH", _MESSAGE, ids, body, attachments=files)

    async def edit_buttons(self, channel: str, message: str, body: Body) -> None:
        """Send the body of an edit within a few seconds. Raises ``RateLimited``."""
        ids = {"channel": channel, "message": message}
        await self._api.call("PATCH", _MESSAGE, ids, body, max_wait=_BUTTONS_MAX_WAIT)

    async def delete(self, channel: str, message: str) -> None:
        """Delete a message; one that no longer exists is no error."""
        try:
            await self._api.call(
                "DELETE", _MESSAGE, {"channel": channel, "message": message}
            )
        except ApiError as refusal:
            if refusal.code != errors.UNKNOWN_MESSAGE:
                raise

    async def react(self, channel: str, message: str, emoji: str) -> None:
        """Add a reaction; do nothing where it is not allowed."""
        await self._call_reaction("PUT", channel, message, emoji)

    async def unreact(self, channel: str, message: str, emoji: str) -> None:
        """Remove our own reaction."""
        await self._call_reaction("DELETE", channel, message, emoji)

    async def _call_reaction(
        self, method: str, channel: str, message: str, emoji: str
    ) -> None:
        ids = {"channel": channel, "message": message, "emoji": emoji}
        with suppress(ChatError):
            await self._api.call(method, _REACTION, ids, max_wait=1.0)

    async def open_dm(self, user: str) -> str:
        """The channel of direct messages with a person."""
        posted = await self._api.call(
            "POST", "/users/@me/channels", None, {"recipient_id": user}, idempotent=True
        )
        return str(posted["id"])
