"""Bring the video to the chat: as a file, else a link, else a smaller file, else words."""

import asyncio
from contextlib import suppress
from pathlib import Path

from core.errors import AgentDown, AgentError, MediaTooLarge, RenderFailed
from core.flows.turn.context import TurnContext
from core.model.agent import RenderId
from core.model.chat import Button, Media, MediaKind, Reply
from core.model.session import Access
from core.model.turn import Step
from core.rules.intake.links import public
from core.rules.replies.downscale import scaled, sides, smaller
from core.rules.replies.file_names import file_name
from core.rules.replies.timeline import duration

_TRIES = 2
_MEGA = 1_000_000

Rows = tuple[tuple[Button, ...], ...]


async def deliver(work: TurnContext) -> None:
    """The claim link comes along where there is one; a file is never posted twice."""
    got = await work.access()
    claim = ""
    with suppress(AgentError):
        claim = await work.tools.agent.claim_link(got.token, got.session)
    link: Rows = ((Button(work.words("button.claim"), url=claim),),) if claim else ()
    row = await work.tools.store.outbox_row(work.turn.id, "v")
    sure = row.startswith("sent:")
    if not sure and row != "sending":
        path = work.tools.config.data / "results" / f"{work.turn.id}.mp4"
        try:
            sure = await _post(work, got, path, link)
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        if work.turn.step is not Step.DELIVERING:
            return  # a smaller one is made first
    if not sure:
        again = work.button("button.again", "again", work.turn.id)
        await work.say("q", Reply(work.words("turn.maybe"), ((again,), *link)))
    await work.mark(Step.DONE)


async def _post(work: TurnContext, got: Access, path: Path, link: Rows) -> bool:
    id_ = work.turn.marks.renders[-1]
    url = await _download(work, got, id_, path)
    size = (await asyncio.to_thread(path.stat)).st_size
    limit = (await work.tools.outbox.adapter(work.chat).limits(work.chat)).upload
    draft: dict[str, object] = {}
    with suppress(AgentError):  # only to tell the chat how big the picture is
        state = await work.tools.agent.state(got.token, got.session.session_id)
        draft = scaled(state.draft, work.turn.marks.small)
    if size <= limit:
        width, height = sides(draft)
        long = duration(draft)
        name = file_name(draft, got.project.name)
        media = Media(MediaKind.VIDEO, str(path), name, size, width, height, long)
        try:
            return await work.say("v", Reply(_ready(work, limit), link, media))
        except MediaTooLarge as error:
            limit = min(error.limit or limit, limit, size - 1)
    return await _too_big(work, url, (size, limit), min(sides(draft)), link)


def _ready(work: TurnContext, limit: int) -> str:
    marks = work.turn.marks
    if not marks.small:
        return work.words("turn.video")
    facts = {"side": marks.small, "size": _mega(marks.big), "limit": _mega(limit)}
    return work.words("turn.smaller", **facts)


async def _too_big(
    work: TurnContext, url: str, sizes: tuple[int, int], short: int, link: Rows
) -> bool:
    """A link that people can open, else a smaller export, else plain words."""
    size, limit = sizes
    facts = {"size": _mega(size), "limit": _mega(limit)}
    if public(url):
        text = work.words("turn.link", link=url, **facts)
        return await work.say("l", Reply(text, link))
    marks = work.turn.marks
    if side := smaller(short, size, limit):
        big = marks.big or size
        await work.mark(Step.EXPORTING, small=side, big=big, url="")
        return False
    shorter = ((work.button("button.shorter", "say", "shorter"),), *link)
    return await work.say("l", Reply(work.words("turn.toobig", **facts), shorter))


async def _download(work: TurnContext, got: Access, id_: RenderId, path: Path) -> str:
    """To a file; a link that has died is asked for anew, once. Gives the one that works."""
    await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    url = work.turn.marks.url
    for attempt in range(_TRIES):
        try:
            if attempt or not url:
                url = (await work.tools.agent.render_status(got.token, id_)).url
            await _fetch(work, got, id_, url, path)
        except (AgentDown, RenderFailed):
            if attempt == _TRIES - 1:
                raise
        else:
            break
    return url


async def _fetch(
    work: TurnContext, got: Access, id_: RenderId, url: str, path: Path
) -> None:
    async with work.tools.agent.download(got.token, id_, url) as stream:
        with path.open("wb") as file:
            async for chunk in stream.chunks:
                await asyncio.to_thread(file.write, chunk)
                await work.show()
    size = (await asyncio.to_thread(path.stat)).st_size
    if stream.size is not None and size != stream.size:
        raise RenderFailed("the download was cut off")


def _mega(size: int) -> str:
    return f"{size / _MEGA:.0f}" if size >= 10 * _MEGA else f"{size / _MEGA:.1f}"
