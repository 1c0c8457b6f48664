"""Fetch the files that a message of ours shows, so that they can be posted again."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bots.discord.send.downloads import Downloads
from bots.discord.transport.api import Api
from bots.discord.wire.attachments import clip_of
from bots.discord.wire.ids import Ref
from bots.shared.tempdirs import temporary_folder
from core.errors import ChatError, ClipUnavailable
from core.model.chat import ClipKind
from core.model.media_types import TIMELINE_NAME
from core.model.reply import Media, MediaKind, Reply


class ShownFiles:
    def __init__(self, api: Api, downloads: Downloads) -> None:
        self._api = api
        self._downloads = downloads

    @asynccontextmanager
    async def copied(
        self, ref: Ref, reply: Reply, alts: Mapping[str, str]
    ) -> AsyncIterator[Reply | None]:
        """The reply with copies of the message's files, for as long as it is posted.

        ``alts`` has the files' alt texts by name. A reply that brings a file of its own
        stays as it is. None where the files cannot be fetched.
        """
        if reply.media or not ref.shows:
            yield reply
            return
        with temporary_folder() as folder:
            try:
                media = await self._fetch(ref, Path(folder), alts)
            except (ChatError, ClipUnavailable, OSError):
                media = []
            shown = next((one for one in media if one.name != TIMELINE_NAME), None)
            timeline = next((one for one in media if one.name == TIMELINE_NAME), None)
            yield replace(reply, media=shown, timeline=timeline) if shown else None

    async def _fetch(
        self, ref: Ref, folder: Path, alts: Mapping[str, str]
    ) -> list[Media]:
        """Raises ``ChatError``, ``ClipUnavailable``."""
        message = await self._api.call(
            "GET",
            "/channels/{channel}/messages/{message}",
            {"channel": ref.channel, "message": ref.message},
        )
        out: list[Media] = []
        for attachment in message.get("attachments") or ():
            clip = clip_of(attachment, ref.channel, ref.message, None, None)
            path = folder / f"{len(out)}"
            with path.open("wb") as file:
                async with self._downloads.open(clip) as stream:
                    async for chunk in stream.chunks:
                        file.write(chunk)
            video = clip.kind is ClipKind.VIDEO
            out.append(
                Media(
                    MediaKind.VIDEO if video else MediaKind.IMAGE,
                    str(path),
                    str(attachment.get("filename") or clip.name),
                    path.stat().st_size,
                    alt=alts.get(str(attachment.get("filename")), ""),
                )
            )
        return out
