"""A fake Telegram: the Bot API over real sockets, and people who use it.

``async with FakeTelegram() as telegram`` listens on a free port of the loopback; the
bot is pointed to ``telegram.url`` with the token ``TOKEN``. Each call is checked
against Telegram's published list of methods; ``complaints`` holds the invalid ones.
"""

import asyncio
import contextlib
import json
import time
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.telegram import schema as telegram_schema
from tests.fakes.telegram.calls import Calls
from tests.fakes.telegram.keyboards import Refusal
from tests.fakes.telegram.limits import Limiter
from tests.fakes.telegram.people import TelegramPeople
from tests.fakes.telegram.state import TOKEN, Json

_MIB = 1 << 20
_WRITES = {
    "sendMessage",
    "sendVideo",
    "sendPhoto",
    "sendDocument",
    "editMessageText",
    "editMessageCaption",
    "editMessageMedia",
}


class FakeTelegram(TelegramPeople):
    """``local`` is the folder of a server in local mode; ``strict`` enforces the rates.

    ``mishaps`` happen to the next writes, one each: refused, lost, flood, gone, big.
    ``break_after`` cuts the next downloads after so many bytes. ``lose`` names a method
    whose next answer never arrives. ``said`` are all texts that were ever shown, and
    ``journal`` all calls of a chat: when (monotonic), which, where. ``stop_at`` names a
    method and which of its calls is the bot's last one: it is never answered, and no
    call is until ``resume()``; then ``stopped`` is set.
    """

    def __init__(self, *, local: Path | None = None, strict: bool = True) -> None:
        super().__init__()
        self.local = local
        self.limiter = Limiter(strict=strict)
        self.mishaps: list[str] = []
        self.break_after: list[int] = []
        self.lose = ""
        self.stop_at = ("", 0)
        self.stop_after_effect = False
        self.stopped = asyncio.Event()
        self.said: list[str] = []
        self.journal: list[tuple[float, str, int]] = []
        self.complaints: list[str] = []
        self.counts: Counter[str] = Counter()
        self.calls = Calls(self)
        self.webhook: Json = {}
        self.allowed: list[str] = []
        self.url = ""
        self.stalled = False
        self._poll = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2100 * _MIB)
        app.router.add_get("/file/{bot}/{path:.*}", self._file)
        app.router.add_route("*", "/{bot}/{method}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._poll += 1
        async with self.news:
            self.news.notify_all()
        if self._runner:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["bot"] != f"bot{TOKEN}":
            return _answer(401, "Unauthorized")
        if self.stopped.is_set():
            return _hang_up(request)
        method = request.match_info["method"]
        if not telegram_schema.has_method(method):
            self.complaints.append(f"unknown method {method}")
            return _answer(404, "Not Found")
        self.counts[method] += 1
        try:
            form, files = await _read(request)
            try:
                fields = telegram_schema.read(method, form, set(files))
            except ValueError as fault:
                self.complaints.append(str(fault))
                raise Refusal(400, f"Bad Request: {fault}") from None
            return await self._met(request, method, fields, files)
        except Refusal as no:
            return _answer(no.code, no.words, no.parameters)

    async def _met(
        self, request: web.Request, method: str, fields: Json, files: dict[str, bytes]
    ) -> web.StreamResponse:
        """Apply the mishaps first, then the rate limits."""
        last = (method, self.counts[method]) == self.stop_at
        if last and not self.stop_after_effect:
            self.stopped.set()
            return _hang_up(request)
        mishap = self.mishaps.pop(0) if self.mishaps and method in _WRITES else ""
        if mishap == "refused":
            return web.Response(status=502, text="<html>502 Bad Gateway</html>")
        _refuse(mishap)
        if method in _WRITES:
            self._limit(int(fields["chat_id"]))
        if method == "getUpdates":
            result: Any = await self._updates(fields)
        else:
            result = self.calls.serve(method, fields, files)
        self._note(method, fields)
        if method == self.lose:
            self.lose, mishap = "", "lost"
        if last:
            self.stopped.set()
        if last or mishap == "lost":
            return _hang_up(request)
        return web.json_response({"ok": True, "result": result})

    def _limit(self, chat: int) -> None:
        if wait := self.limiter.take(chat):
            seconds = max(1, round(wait + 0.5))
            words = f"Too Many Requests: retry after {seconds}"
            raise Refusal(429, words, {"retry_after": seconds})

    def _note(self, method: str, fields: Json) -> None:
        if "chat_id" in fields:
            self.journal.append((time.monotonic(), method, int(fields["chat_id"])))
        if "text" in fields:
            self.said.append(fields["text"])

    def resume(self) -> None:
        """Answer calls again, for the next bot."""
        self.stop_at = ("", 0)
        self.stopped.clear()

    async def _updates(self, fields: Json) -> list[Json]:
        """Only one may listen: a second listener ends the first one's request."""
        if self.webhook.get("url"):
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first",
            )
        self.allowed = fields.get("allowed_updates", self.allowed)
        offset = fields.get("offset", 0)
        self.updates[:] = [u for u in self.updates if u["update_id"] >= offset]
        async with self.news:
            self._poll = mine = self._poll + 1
            self.news.notify_all()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(fields.get("timeout", 0)):
                    await self.news.wait_for(
                        lambda: (
                            (self.allowed_updates() and not self.stalled)
                            or self._poll != mine
                        )
                    )
        if self._poll != mine:
            raise Refusal(
                409,
                "Conflict: terminated by other getUpdates request; make sure that"
                " only one bot instance is running",
            )
        return self.allowed_updates()[: fields.get("limit", 100)]

    def allowed_updates(self) -> list[Json]:
        allowed = {*self.allowed, "update_id"}
        return [u for u in self.updates if not self.allowed or u.keys() <= allowed]

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["bot"] != f"bot{TOKEN}" or self.local:
            return _answer(404, "Not Found")
        data = self.files.get(request.match_info["path"].rpartition("/")[2])
        if data is None:
            return _answer(404, "Not Found")
        self.counts["file"] += 1
        answer = web.StreamResponse()
        start = request.http_range.start or 0
        if start:
            answer.set_status(206)
        answer.content_length = len(data) - start
        await answer.prepare(request)
        cut = self.break_after.pop(0) if self.break_after else None
        await answer.write(data[start:][:cut])
        if cut is not None and request.transport:
            await asyncio.sleep(0.05)
            request.transport.close()
        return answer


def _hang_up(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.close()
    return web.Response(status=503)


def _refuse(mishap: str) -> None:
    match mishap:
        case "flood":
            words = "Too Many Requests: retry after 1"
            raise Refusal(429, words, {"retry_after": 1})
        case "gone":
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        case "big":
            raise Refusal(413, "Request Entity Too Large")
        case words if words.startswith("Bad Request"):
            raise Refusal(400, words)
        case _:
            pass


async def _read(request: web.Request) -> tuple[Json, dict[str, bytes]]:
    if request.content_type == "application/json":
        return dict(await request.json()), {}
    form: Json = dict(request.query)
    files = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = await asyncio.to_thread(value.file.read)
        else:
            form[name] = value
    return form, files


def _answer(code: int, words: str, parameters: Json | None = None) -> web.Response:
    body: Json = {"ok": False, "error_code": code, "description": words}
    if parameters:
        body["parameters"] = parameters
    return web.Response(
        status=code, text=json.dumps(body), content_type="application/json"
    )
