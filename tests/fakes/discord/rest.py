"""The fake Discord's REST API: it checks every body, deadline, limit and permission."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.fakes.discord.bodies import Call, Refused, nonce_of, payload_of
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.interactions import InteractionCalls
from tests.fakes.discord.limits import Limiter
from tests.fakes.discord.messages import MessageCalls
from tests.fakes.discord.schema import faults, reason
from tests.fakes.discord.state import (
    APPLICATION,
    CONTENT_FLAG,
    TOKEN,
    DiscordState,
    Json,
)

_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = _MESSAGES + "/{message_id}"


Handler = Callable[[Call], Awaitable[Any]]


class Rest(MessageCalls, InteractionCalls):
    """``calls`` are the requested routes, in order; ``complaints`` the invalid bodies.

    ``readers`` are the user agents that fetched files. ``cdn_mishaps`` are met by the next
    of them: busy (a 503), cut (the connection breaks in the middle).
    """

    def __init__(
        self, world: DiscordState, gateway: Gateway, address: Callable[[], str]
    ) -> None:
        super().__init__(world, gateway, address)
        self.limiter = Limiter()
        self.calls: list[str] = []
        self.complaints: list[str] = []
        self.mishaps: list[str] = []
        self._held: dict[str, asyncio.Event] = {}
        self._lost: set[str] = set()

    def hold(self, route: str) -> asyncio.Event:
        """Answer requests of this route once the event is set."""
        return self._held.setdefault(route, asyncio.Event())

    def routes(self) -> list[web.RouteDef]:
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/users/@me", self._me),
            ("GET", "/applications/@me", self._application),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/gateway/bot", self._gateway_bot),
            ("PUT", "/applications/{application_id}/commands", self._put_commands),
            ("POST", "/users/@me/channels", self._direct),
            ("GET", "/channels/{channel_id}", self._channel),
            ("PATCH", "/channels/{channel_id}", self._patch_channel),
            ("POST", "/channels/{channel_id}/typing", self._typing),
            ("GET", _MESSAGES, self._history),
            ("POST", _MESSAGES, self._post),
            ("GET", _MESSAGE, self._get),
            ("PATCH", _MESSAGE, self._patch),
            ("DELETE", _MESSAGE, self._delete),
            ("PUT", _MESSAGE + "/reactions/{emoji_name}/@me", self._react),
            ("DELETE", _MESSAGE + "/reactions/{emoji_name}/@me", self._unreact),
            ("POST", _MESSAGE + "/threads", self._thread),
            ("GET", "/guilds/{guild_id}", self._guild),
            ("GET", "/guilds/{guild_id}/members/{user_id}", self._member),
            (
                "POST",
                "/interactions/{interaction_id}/{interaction_token}/callback",
                self._callback,
            ),
            ("POST", _HOOK, self._follow),
            ("PATCH", _HOOK + "/messages/@original", self._patch_original),
            ("DELETE", _HOOK + "/messages/@original", self._delete_original),
            ("PATCH", _HOOK + "/messages/{message_id}", self._patch_hooked),
            ("DELETE", _HOOK + "/messages/{message_id}", self._delete_hooked),
        ]
        return [
            web.route(method, "/api/v10" + path, self._wrapped(method, path, handler))
            for method, path, handler in table
        ]

    def _wrapped(
        self, method: str, path: str, handler: Handler
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        route = f"{method} {path}"

        async def answer(request: web.Request) -> web.StreamResponse:
            self.calls.append(route)
            if route in self._held:
                await self._held[route].wait()
            ids = dict(request.match_info)
            major = "/".join(v for k, v in ids.items() if k != "message_id")
            if "token" not in path and (wait := self.limiter.take_global()):
                body = {"message": "limited", "retry_after": wait, "global": True}
                headers = {"X-RateLimit-Scope": "global", "Via": "1.1 google"}
                return _json(body, status=429, headers=headers)
            headers, wait = self.limiter.take(route, major)
            if method != "GET" and self.mishaps[:1] == ["flood"]:
                self.mishaps.pop()
                wait = 0.2
            if wait:
                body = {"message": "limited", "retry_after": wait, "global": False}
                headers["X-RateLimit-Scope"] = "user"
                return _json(body, status=429, headers=headers)
            try:
                call = await self._judged(request, method, path, ids)
                lost = await self._mishap(call, method)
                result = await handler(call)
            except Refused as refused:
                body = {"code": refused.code, "message": reason(refused.code)}
                return _json(body, status=refused.status, headers=headers)
            if lost:
                if request.transport:
                    request.transport.close()
                await asyncio.sleep(0.01)
            if result is None:
                return web.Response(status=204, headers=headers)
            return _json(result, headers=headers)

        return answer

    async def _judged(
        self, request: web.Request, method: str, path: str, ids: dict[str, str]
    ) -> Call:
        hooked = "token" in path
        if not hooked and request.headers.get("Authorization") != f"Bot {TOKEN}":
            raise Refused(401, 0)
        body, files = await payload_of(request)
        violations = faults(method.lower(), path, body)
        if violations:
            self.complaints.append(f"{method} {path}: {'; '.join(violations)}")
            raise Refused(400, 50035)
        return Call(f"{method} {path}", ids, body, files, dict(request.query))

    async def _mishap(self, call: Call, method: str) -> bool:
        """Let the call meet the next mishap; True to break the connection after it."""
        if method == "GET" or not self.mishaps:
            return bool(self._again(call))
        match self.mishaps.pop(0):
            case "refused":
                raise Refused(400, 50035)
            case "gone":
                raise Refused(403, 50001)
            case "big":
                raise Refused(413, 40005)
            case "lost":
                self._lost.add(nonce_of(call))
                return True
            case _:
                return False

    def _again(self, call: Call) -> bool:
        """Whether an earlier attempt of the same post was lost: then all are."""
        return nonce_of(call) in self._lost if self._lost else False

    async def _me(self, call: Call) -> Json:
        return self._world.bot | {"bot": True}

    async def _application(self, call: Call) -> Json:
        return {
            "id": APPLICATION,
            "name": "VidMuse",
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "00",
            "owner": self._world.bot,
            "team": None,
            "summary": "",
            "flags": CONTENT_FLAG if self._world.content_intent else 0,
            "integration_types_config": {"0": {}, "1": {}},
        }

    async def _gateway_bot(self, call: Call) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0}
        return {
            "url": self._gateway.url,
            "shards": self._world.shards,
            "session_start_limit": limit | {"max_concurrency": 1},
        }

    async def _put_commands(self, call: Call) -> list[Json]:
        self._world.commands = call.body
        self._world.command_writes += 1
        named = {"application_id": APPLICATION, "version": "1"}
        return [
            {"id": str(7000 + number), "type": 1} | named | command
            for number, command in enumerate(call.body)
        ]

    async def _direct(self, call: Call) -> Json:
        user = self._world.users.get(str(call.body["recipient_id"]))
        if user is None:
            raise Refused(400, 50033)
        return self._world.add_direct(user)

    async def _channel(self, call: Call) -> Json:
        return self._enter(call)

    async def _patch_channel(self, call: Call) -> Json:
        channel = self._enter(call, write=True, thread=True)
        facts = channel["thread_metadata"]
        if facts["locked"]:
            raise Refused(403, 50013)
        facts["archived"] = call.body.get("archived", facts["archived"])
        return channel

    async def _typing(self, call: Call) -> None:
        self._enter(call, write=True)

    async def _guild(self, call: Call) -> Json:
        guild = self._world.guilds.get(call.ids["guild_id"])
        if guild is None:
            raise Refused(404, 10004)
        return guild

    async def _member(self, call: Call) -> Json:
        key = (call.ids["guild_id"], call.ids["user_id"])
        if key not in self._world.members:
            raise Refused(404, 10007)
        return self._world.members[key]


def _json(
    data: Any, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """With the content type without a charset, which discord.py checks for."""
    response = web.Response(
        body=json.dumps(data).encode(), status=status, headers=headers
    )
    response.headers["Content-Type"] = "application/json"
    return response
