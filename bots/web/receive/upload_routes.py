"""The tus endpoints of the page: create, query, append, delete."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bots.web.receive.finished_uploads import UploadHandler
from bots.web.receive.link_reader import LinkReader, NoEntry
from bots.web.transport.receiving import DiskIsFull, Receiver, TakenOver
from bots.web.transport.upload_records import Upload, UploadLost
from bots.web.transport.uploads import UploadFolder
from bots.web.wire import page, tus
from bots.web.wire.limits import UploadRefusal
from bots.web.wire.tus import ProtocolError
from core.errors import StoreDown
from core.model.drop_link import DropLink
from core.rules.drop_links import PATH
from core.rules.intake.safe_names import safe_name
from core.rules.text.file_size import size_text

_log = logging.getLogger(__name__)
_STATUS = {
    UploadRefusal.TOO_LARGE: 413,
    UploadRefusal.EMPTY: 400,
    UploadRefusal.TOO_MANY: 429,
    UploadRefusal.PERSON_FULL: 429,
    UploadRefusal.DISK_FULL: 507,
}
_MIME = 100
_LOCKED = 423
Endpoint = Callable[[Request], Awaitable[Response]]


class UploadRoutes:
    """Serves tus 1.0 for valid links."""

    def __init__(
        self,
        link_reader: LinkReader,
        uploads: UploadFolder,
        receiver: Receiver,
        intake: UploadHandler,
    ) -> None:
        self._link_reader = link_reader
        self._uploads = uploads
        self._receiver = receiver
        self._intake = intake

    def routes(self) -> list[Route]:
        files = f"{PATH}/{{token}}/files"
        one = f"{files}/{{upload}}"
        return [
            Route(files, self._serve_all, methods=["OPTIONS", "POST"]),
            Route(
                one,
                self._serve_one,
                methods=["OPTIONS", "POST", "HEAD", "PATCH", "DELETE"],
            ),
        ]

    async def _serve_all(self, request: Request) -> Response:
        return await self._answer(
            request, {"OPTIONS": self._options, "POST": self._create}
        )

    async def _serve_one(self, request: Request) -> Response:
        return await self._answer(
            request,
            {
                "OPTIONS": self._options,
                "HEAD": self._look,
                "PATCH": self._append,
                "DELETE": self._delete,
            },
        )

    async def _answer(
        self, request: Request, endpoints: Mapping[str, Endpoint]
    ) -> Response:
        """Run the request's method, or the one that its header names instead."""
        method = request.headers.get("x-http-method-override", request.method)
        endpoint = endpoints.get(method)
        if endpoint is None:
            return _error(405, "unknown")
        link_language = ""
        try:
            link_language = self._link_reader.link(request).person.language
            if method != "OPTIONS":
                tus.check_version(request.headers)
            return await endpoint(request)
        except NoEntry as refusal:
            language = refusal.language or link_language
            return _error(refusal.status, refusal.error, language)
        except StoreDown:
            return _error(503, "down", link_language)
        except ProtocolError as error:
            return _error(error.status, "unknown", reason=error.reason)
        except UploadLost:
            return _error(404, "lost", link_language)
        except TakenOver:
            return _error(_LOCKED, "taken_over", link_language)
        except DiskIsFull:
            _log.error("upload: the disk is full")
            return _error(507, "disk_full", link_language)
        except ClientDisconnect:
            return _error(499, "unknown")

    async def _options(self, request: Request) -> Response:
        headers = tus.option_headers(self._uploads.limits.file)
        return Response(status_code=204, headers=headers)

    async def _create(self, request: Request) -> Response:
        link = self._link_reader.link(request)
        await self._link_reader.project(link)
        creation = tus.read_creation(request.headers)
        name = safe_name(creation.name)
        created = await self._uploads.create(
            link, creation.size, name, creation.mime[:_MIME]
        )
        if isinstance(created, UploadRefusal):
            largest = size_text(self._uploads.limits.file)
            language = link.person.language
            text = page.error_sentence(language, created, name=name, largest=largest)
            return _error(_STATUS[created], created, reason=text)
        # Relative to this endpoint: a proxy may serve it under another path.
        headers = tus.base_headers() | {"Location": f"files/{created.id}"}
        return Response(status_code=201, headers=headers)

    async def _look(self, request: Request) -> Response:
        upload = await self._upload(self._link_reader.link(request), request)
        async with self._receiver.turn(upload):
            offset = await self._uploads.offset(upload)
        headers = self._offset_headers(upload, offset)
        metadata = tus.metadata_header(upload.name, upload.mime)
        more = {"Upload-Length": str(upload.size), "Upload-Metadata": metadata}
        return Response(status_code=200, headers=headers | more)

    async def _append(self, request: Request) -> Response:
        upload = await self._upload(self._link_reader.link(request), request)
        patch = tus.read_patch(request.headers)
        offset = await self._receiver.append(upload, patch, request.stream())
        if offset == upload.size and not upload.admitted:
            await self._intake.admit(upload)
        headers = self._offset_headers(upload, offset)
        return Response(status_code=204, headers=headers)

    async def _delete(self, request: Request) -> Response:
        """Delete an upload; a file that is in the project already stays."""
        upload = await self._upload(self._link_reader.link(request), request)
        async with self._receiver.turn(upload):
            if not upload.admitted:
                await self._uploads.delete(upload)
        return Response(status_code=204, headers=tus.base_headers())

    async def _upload(self, link: DropLink, request: Request) -> Upload:
        """The upload of this person into this project. Raises ``UploadLost``."""
        id_ = request.path_params["upload"]
        upload = await self._uploads.find(link.person.id, id_)
        if (upload.link.chat, upload.link.project) != (link.chat, link.project):
            raise UploadLost
        return upload

    def _offset_headers(self, upload: Upload, offset: int) -> dict[str, str]:
        expires = None
        if offset < upload.size:
            expires = self._uploads.expires(self._link_reader.now())
        return tus.offset_headers(offset, expires)


def _error(status: int, error: str, language: str = "", reason: str = "") -> Response:
    """An error answer; ``error`` names a sentence ``page.error.…``, ``reason`` replaces it."""
    text = reason or page.error_sentence(language, error)
    headers = page.HEADERS | tus.base_headers()
    return JSONResponse({"error": error, "text": text}, status, headers)
