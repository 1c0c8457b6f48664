"""Routes of the page: its files, its state, typed words and pressed buttons."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bots.web.receive.finished_uploads import UploadHandler
from bots.web.receive.link_reader import LinkReader, NoEntry
from bots.web.receive.project_state import ProjectState
from bots.web.wire import ids, limits, page
from bots.web.wire.inbound import press_event, words_event
from core.errors import ChatError, StoreDown
from core.model.chat import platform_of
from core.model.drop_link import DropLink
from core.model.inbound import Inbound
from core.rules.drop_links import PATH
from core.rules.intake.text_length import LONGEST_MESSAGE
from core.rules.text.file_size import size_text

_FOLDER = Path(__file__).parents[1] / "page"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_MARK = 64
_DIGITS = 9
"""Digits of a message's number."""
_BODY_SECONDS = 30.0
_FOREVER = "public, max-age=31536000, immutable"
Endpoint = Callable[[Request], Awaitable[Response]]


class PageRoutes:
    """Serves the page to people with a valid link; ``language`` is used where theirs is unknown.

    ``frames`` are the origins that may show the page to people of their platform.
    """

    def __init__(
        self,
        link_reader: LinkReader,
        state: ProjectState,
        intake: UploadHandler,
        language: str,
        frames: Mapping[str, str],
    ) -> None:
        self._frames = frames
        self._link_reader = link_reader
        self._state = state
        self._intake = intake
        self._language = language
        self._templates = {
            path.name: path.read_text("utf-8") for path in _FOLDER.glob("*.html")
        }
        self._assets = {
            path.name: (path.read_bytes(), _TYPES[path.suffix])
            for path in sorted(_FOLDER.rglob("*"))
            if path.suffix in _TYPES
        }
        everything = b"".join(body for body, _ in self._assets.values())
        self.version = hashlib.sha256(everything).hexdigest()[:12]

    def routes(self) -> list[Route]:
        here = f"{PATH}/{{token}}"
        return [
            Route(f"{PATH}/", self.guarded(self._without_link)),
            Route(f"{PATH}/-/{{version}}/{{name}}", self._asset),
            Route(here, self._add_slash),
            Route(f"{here}/", self.guarded(self._page)),
            Route(f"{here}/state", self.guarded(self._project_state)),
            Route(f"{here}/video/{{render}}", self.guarded(self._video)),
            Route(f"{here}/picture/{{key}}", self.guarded(self._picture)),
            Route(f"{here}/media/{{number}}", self.guarded(self._media)),
            Route(f"{here}/words", self.guarded(self._words), methods=["POST"]),
            Route(f"{here}/press", self.guarded(self._press), methods=["POST"]),
        ]

    def template(self, name: str) -> str:
        return self._templates[name]

    def language_of(self, request: Request) -> str:
        """The browser's language, else the bot's."""
        return _accepted(request) or self._language

    def guarded(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint, with a readable answer for refused requests."""

        async def answer(request: Request) -> Response:
            try:
                return await endpoint(request)
            except NoEntry as refusal:
                language = refusal.language or self.language_of(request)
                return self._refusal(request, refusal.status, refusal.error, language)
            except (StoreDown, ChatError):
                language = self.language_of(request)
                return self._refusal(request, 503, "down", language)

        return answer

    def _refusal(
        self, request: Request, status: int, error: str, language: str
    ) -> Response:
        text = page.error_sentence(language, error, longest=LONGEST_MESSAGE)
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            facts = {"lang": page.language_tag(language), "text": text}
            up = "" if request.url.path == f"{PATH}/" else "../"
            at = f"{up}-/{self.version}"
            body = page.render(
                self._templates["error.html"], language, facts | {"at": at}
            )
            return html_response(body, status)
        return JSONResponse({"error": error, "text": text}, status, page.HEADERS)

    async def _without_link(self, request: Request) -> Response:
        raise NoEntry(403, "invalid")

    async def _asset(self, request: Request) -> Response:
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            return Response(status_code=404)
        body, kind = asset
        caching = {"Cache-Control": _FOREVER}
        if request.path_params["version"] != self.version:
            caching = {}  # a page of another version: its state request tells it
        return Response(body, headers=page.HEADERS | caching, media_type=kind)

    async def _add_slash(self, request: Request) -> Response:
        """Redirect to the address with a slash, which relative URLs need; no token is logged."""
        token = request.path_params["token"]
        return RedirectResponse(f"{token}/", 308, page.HEADERS)

    async def _page(self, request: Request) -> Response:
        link = self._link_reader.link(request)
        project = await self._link_reader.project(link)
        language = link.person.language or self.language_of(request)
        here = link.chat.startswith(f"{ids.PLATFORM}:")
        about = "alone" if here or link.private else "shared"
        facts: dict[str, str | int | bool] = {
            "lang": page.language_tag(language),
            "about": page.page_words(language)[about],
            "at": f"../-/{self.version}",
            "version": self.version,
            "scope": ids.page_scope(link.person.id, link.project),
            "name": project.name or page.page_words(language)["unnamed"],
            "who": link.person.name,
            "largest": size_text(self._state.largest),
            "largest_bytes": self._state.largest,
            "longest": LONGEST_MESSAGE,
            "here": here,
        }
        body = page.render(self._templates["index.html"], language, facts)
        frames = self._frames.get(platform_of(link.person.id), "")
        headers = page.framed(frames) if frames else page.HEADERS
        return html_response(body, headers=headers)

    async def _project_state(self, request: Request) -> Response:
        link = self._link_reader.link(request)
        marks = request.query_params.getlist("mark")[-5:]
        fields = await self._state.fields(link, [mark[:_MARK] for mark in marks])
        answer = JSONResponse(fields | {"version": self.version}, headers=page.HEADERS)
        tag = f'"{hashlib.sha256(bytes(answer.body)).hexdigest()[:24]}"'
        answer.headers["ETag"] = tag
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=page.HEADERS | {"ETag": tag})
        return answer

    async def _picture(self, request: Request) -> Response:
        link = self._link_reader.link(request)
        body = await self._state.thumbnail(link, request.path_params["key"])
        if not body:
            return Response(status_code=404, headers=page.HEADERS)
        caching = {"Cache-Control": "private, max-age=86400"}
        return Response(body, headers=page.HEADERS | caching, media_type="image/jpeg")

    async def _video(self, request: Request) -> Response:
        link = self._link_reader.link(request)
        path = await self._state.video(link, request.path_params["render"])
        return _file(path, "video/mp4")

    async def _media(self, request: Request) -> Response:
        """The file of a message in a chat of the page."""
        link, number = self._link_reader.link(request), request.path_params["number"]
        decimal = number.isdecimal() and number.isascii()
        if not decimal or len(number) > _DIGITS:
            return Response(status_code=404)
        await self._link_reader.project(link)
        path, kind = await self._state.media(link, int(number))
        return _file(path, kind)

    async def _words(self, request: Request) -> Response:
        link = self._link_reader.link(request)
        await self._link_reader.project(link)
        fields = await read_json(request)
        mark, text = str(fields.get("mark", ""))[:_MARK], str(fields.get("text", ""))
        if not (mark and text.strip()):
            raise NoEntry(400, "unknown", link.person.language)
        if len(text.strip()) > LONGEST_MESSAGE:
            raise NoEntry(400, "too_long", link.person.language)
        return await self._pass_on(link, words_event(link, mark, text))

    async def _press(self, request: Request) -> Response:
        """Handle a press; only the page's own chats show buttons on it."""
        link = self._link_reader.link(request)
        await self._link_reader.project(link)
        fields = await read_json(request)
        mark, data = str(fields.get("mark", ""))[:_MARK], str(fields.get("data", ""))
        number = fields.get("message")
        if not (mark and data and isinstance(number, int)):
            raise NoEntry(400, "unknown", link.person.language)
        return await self._pass_on(link, press_event(link, mark, number, data))

    async def _pass_on(self, link: DropLink, event: Inbound) -> Response:
        handler = self._intake.handler
        if handler is None:
            raise NoEntry(503, "down", link.person.language)
        result = await handler.handle_inbound(event)
        return JSONResponse({"notice": result.notice}, 202, page.HEADERS)


async def read_json(request: Request) -> dict[str, Any]:
    """The body, a small JSON object whose texts can be stored. Raises ``NoEntry``."""
    body = b""
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limits.BODY:
                    raise NoEntry(413, "unknown")
    except TimeoutError:
        raise NoEntry(408, "unknown") from None
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise NoEntry(400, "unknown")
    return {key: _encodable(value) for key, value in fields.items()}


def _encodable(value: Any) -> Any:
    """A text without lone surrogates, which cannot be encoded."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return value


def _accepted(request: Request) -> str:
    """The browser's preferred language."""
    return (
        request.headers.get("accept-language", "").partition(",")[0].partition(";")[0]
    )


def html_response(
    body: str, status: int = 200, headers: Mapping[str, str] = page.HEADERS
) -> Response:
    return Response(body, status, headers, media_type="text/html; charset=utf-8")


def _file(path: Path | None, kind: str) -> Response:
    if path is None or not path.is_file():
        return Response(status_code=404, headers=page.HEADERS)
    caching = {"Cache-Control": "private, max-age=3600"}
    return FileResponse(path, headers=page.HEADERS | caching, media_type=kind)
