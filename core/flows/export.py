"""The made half of a turn: render the draft, fetch the MP4, bring it to the chat."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from core.errors import (
    AgentDown,
    AgentError,
    AgentRefused,
    MediaTooLarge,
    RenderFailed,
)
from core.flows.converse import access
from core.flows.work import Work
from core.model.agent import RenderId, RenderState, RenderStatus
from core.model.chat import Button, Media, MediaKind, Reply
from core.model.session import Access
from core.model.turn import Step
from core.rules.bodies import number
from core.rules.timeline import duration, exportable

_FIRST_POLL = 0.5
_TRIES = 2


async def export(work: Work) -> None:
    """Check the draft, choose the render's id and write it down before it is asked for."""
    got = await access(work)
    state = await work.tools.agent.state(got.token, got.session.session_id)
    if not exportable(state.draft):
        await work.say("e", Reply(work.words("turn.empty")))
        await work.mark(Step.DONE)
        return
    number_ = int(work.tools.clock.now() * 1000)
    id_ = RenderId(f"render_{number_}")
    await work.mark(Step.RENDERING, renders=(*work.turn.marks.renders, id_))
    project = replace(got.project, renders=(*got.project.renders, id_)[-50:])
    await work.tools.sessions.save(project)
    await _submit(work, got, id_)


async def _submit(work: Work, got: Access, id_: RenderId) -> None:
    state = await work.tools.agent.state(got.token, got.session.session_id)
    work.guard()
    taken = await work.tools.agent.render(
        got.token, got.session.session_id, id_, state.draft
    )
    if taken != id_:
        renders = (*work.turn.marks.renders[:-1], taken)
        await work.mark(Step.RENDERING, renders=renders)


async def render(work: Work) -> None:
    """Follow the render to its end; a failed one is tried once more with a new id."""
    got = await access(work)
    wait, down = _FIRST_POLL, 0
    while True:
        id_ = work.turn.marks.renders[-1]
        try:
            status = await work.tools.agent.render_status(got.token, id_)
            down = 0
        except AgentDown:
            down += 1
            if down > work.tools.config.attempts:
                raise
            status = RenderStatus(RenderState.PENDING)
        except AgentRefused:
            # Nobody knows the id: whoever wrote it down died before asking for it.
            await _submit(work, got, id_)
            status = RenderStatus(RenderState.PENDING)
        match status.state:
            case RenderState.COMPLETED:
                await work.mark(Step.DELIVERING, url=status.url)
                return
            case RenderState.FAILED | RenderState.CANCELLED:
                if len(work.turn.marks.renders) >= _TRIES:
                    raise RenderFailed(status.message)
                await work.mark(Step.EXPORTING)
                return
            case _:
                work.progress = status.progress
                await work.show()
        await work.tools.clock.sleep(min(wait, work.tools.config.poll))
        wait = min(wait * 1.3, max(3.0, work.tools.config.poll / 10))


async def deliver(work: Work) -> None:
    """File if the chat can take it, else a link; the claim link where there is one."""
    got = await access(work)
    agent = work.tools.agent
    claim = ""
    with suppress(AgentError):
        claim = await agent.claim_link(got.token, got.session)
    link = ((Button(work.words("button.claim"), url=claim),),) if claim else ()
    row = await work.tools.store.said(work.turn.id, "v")
    sure = row.startswith("sent:")
    if not sure and row != "sending":
        path = work.tools.config.data / "results" / f"{work.turn.id}.mp4"
        try:
            sure = await _post(work, got, path, link)
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)
    if not sure:
        again = work.button("button.again", "again", work.turn.id)
        await work.say("q", Reply(work.words("turn.maybe"), ((again,), *link)))
    await work.mark(Step.DONE)


async def _post(
    work: Work, got: Access, path: Path, link: tuple[tuple[Button, ...], ...]
) -> bool:
    id_ = work.turn.marks.renders[-1]
    await _download(work, got, id_, path)
    state = await work.tools.agent.state(got.token, got.session.session_id)
    meta = state.draft.get("m")
    known = meta if isinstance(meta, dict) else {}
    size = (await asyncio.to_thread(path.stat)).st_size
    media = Media(
        MediaKind.VIDEO,
        str(path),
        f"{id_}.mp4",
        size,
        int(number(known.get("width")) or 0),
        int(number(known.get("height")) or 0),
        duration(state.draft),
    )
    try:
        return await work.say("v", Reply(work.words("turn.video"), link, media))
    except MediaTooLarge:
        url = work.turn.marks.url
        if not url.startswith("http"):
            url = link[0][0].url if link else ""
        return await work.say("l", Reply(work.words("turn.link", link=url), link))


async def _download(work: Work, got: Access, id_: RenderId, path: Path) -> None:
    """To a file; a link that has died is asked for anew, once."""
    await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    url = work.turn.marks.url
    for attempt in range(_TRIES):
        try:
            async with work.tools.agent.download(got.token, id_, url) as stream:
                with path.open("wb") as file:
                    async for chunk in stream.chunks:
                        await asyncio.to_thread(file.write, chunk)
                        await work.show()
            size = (await asyncio.to_thread(path.stat)).st_size
            if stream.size is not None and size != stream.size:
                raise RenderFailed("the download was cut off")
        except (AgentDown, RenderFailed):
            if attempt == _TRIES - 1:
                raise
            url = (await work.tools.agent.render_status(got.token, id_)).url
        else:
            return


async def abandon(work: Work) -> None:
    """Someone cancelled: the render must not go on for nobody."""
    if work.turn.step is Step.RENDERING and work.turn.marks.renders:
        with suppress(AgentError):
            got = await access(work)
            await work.tools.agent.cancel_render(got.token, work.turn.marks.renders[-1])
