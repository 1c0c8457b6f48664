"""Pass finished uploads to the core as events; retry those that it cannot store."""

import asyncio
import logging
from weakref import WeakValueDictionary

from bots.web.receive.link_reader import LinkReader, NoEntry
from bots.web.transport.upload_records import Upload, UploadLost
from bots.web.transport.uploads import UploadFolder
from bots.web.wire.inbound import UploadedFile, clip_event
from core.errors import StoreDown
from core.ports import InboundHandler

_log = logging.getLogger(__name__)


class UploadHandler:
    """Passes complete uploads on, each once; ``handler`` is None until the listener runs."""

    def __init__(self, uploads: UploadFolder, link_reader: LinkReader) -> None:
        self._uploads = uploads
        self._link_reader = link_reader
        self.handler: InboundHandler | None = None
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def admit(self, upload: Upload) -> bool:
        """Pass one upload on; False if it must be tried again later.

        The request that finished it and the listener's sweep may both find it complete.
        """
        lock = self._locks.setdefault(upload.id, asyncio.Lock())
        async with lock:
            try:
                upload = await self._uploads.find(upload.link.person.id, upload.id)
            except UploadLost:
                return True
            return upload.admitted or await self._pass_on(upload)

    async def _pass_on(self, upload: Upload) -> bool:
        if self.handler is None:
            return False
        try:
            await self._link_reader.project(upload.link)
            file = UploadedFile(upload.id, upload.name, upload.mime, upload.size)
            await self.handler.handle_inbound(clip_event(upload.link, file))
        except NoEntry:  # its project was deleted meanwhile: delete the file too
            await self._uploads.delete(upload)
            return True
        except StoreDown as error:
            _log.warning("upload: not passed on yet: %s", error)
            return False
        await self._uploads.mark_admitted(upload)
        return True

    async def admit_waiting(self) -> None:
        """Pass on complete uploads that were left: we were killed, or Redis was down."""
        for upload in await self._uploads.unadmitted():
            await self.admit(upload)
