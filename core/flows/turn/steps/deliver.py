"""Delivery of the video: as a file, a link, a smaller file or an explanation."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import (
    AgentDown,
    AgentError,
    AgentRefused,
    MediaTooLarge,
    RenderFailed,
)
from core.flows.turn.cards.timeline_picture import write_timeline
from core.flows.turn.context import TurnContext
from core.flows.turn.open_questions import open_posted_question
from core.model.agent import RenderId
from core.model.chat import Button, Media, MediaKind, Reply
from core.model.session import Access
from core.model.turn import PostState, ReplyPart, Step
from core.rules.draft.downscale import (
    downscale_draft,
    draft_size,
    full_rate,
    smaller_side,
)
from core.rules.draft.timeline import duration, summary
from core.rules.intake.links import is_public
from core.rules.replies.buttons import link_buttons
from core.rules.replies.edit_summary import video_alt
from core.rules.replies.file_names import file_name
from core.rules.replies.question_choices import asked_rows
from core.rules.replies.suggestions import after_edit_buttons

_TRIES = 2
_MEGA = 1_000_000
_SAME_RATE = 0.3
"""Share by which rates may differ before the new one is stored."""

Rows = tuple[tuple[Button, ...], ...]


async def deliver(context: TurnContext) -> None:
    """The claim link comes along where there is one; a file is never posted twice."""
    access = await context.access()
    claim = ""
    with suppress(AgentError):
        claim = await context.deps.agent.claim_link(access.token, access.session)
    language = context.turn.request.language
    link: Rows = (link_buttons(language, "button.claim", claim),) if claim else ()
    row = await context.deps.store.outbox_row(context.turn.id, ReplyPart.VIDEO)
    sure = row.state is PostState.SENT
    limits = await context.deps.outbox.adapter(context.chat).limits(context.chat)
    # Where a platform knows a repeat, what a dead worker may have posted is posted again.
    if row.state is PostState.ABSENT or (not sure and limits.idempotent_posts):
        path = context.deps.config.data / "results" / f"{context.turn.id}.mp4"
        try:
            sure = await _post(context, access, path, link)
        except (RenderFailed, AgentRefused):
            progress = context.turn.progress
            if context.turn.request.render or progress.failed_renders:
                raise
            await context.checkpoint(Step.EXPORTING, failed_renders=1, url="")
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        if context.turn.step is not Step.DELIVERING:
            return  # a smaller one is made first, or one in place of a vanished one
    if context.turn.progress.preview_message is None:
        await open_posted_question(context.deps, context.turn)
    if sure:
        await context.note_video()
        await context.card.remove(context.turn)
    else:
        again = context.button("button.again", "again", context.turn.id)
        text = _with_summary(context, context.words("turn.maybe"))
        await context.conclude(Reply(text, ((again,), *link)), ReplyPart.MAYBE_SENT)
    await context.checkpoint(Step.DONE)


async def _post(context: TurnContext, access: Access, path: Path, link: Rows) -> bool:
    id_ = context.turn.progress.renders[-1]
    url = await _download(context, access, id_, path)
    size = (await asyncio.to_thread(path.stat)).st_size
    limit = (
        await context.deps.outbox.adapter(context.chat).limits(context.chat)
    ).upload
    draft: dict[str, object] = {}
    with suppress(AgentError):  # only to tell the chat how big the picture is
        state = await context.deps.agent.state(access.token, access.session.session_id)
        side = context.turn.progress.export_side
        draft = downscale_draft(state.draft, side)
        await _note_rate(context, access, state.draft, size)
    if size <= limit:
        width, height = draft_size(draft)
        long = duration(draft)
        name = file_name(draft, access.project.name)
        alt = video_alt(draft, context.turn.request.language)
        media = Media(
            MediaKind.VIDEO, str(path), name, size, width, height, long, id=id_, alt=alt
        )
        picks = asked_rows(context.deps.buttons.make, context.turn)
        after = after_edit_buttons(context.button, context.turn, exported=True)
        shares = ((Button(context.words("button.share"), share=name),),)
        private = context.turn.request.private
        rows = (*picks, *after, *await context.drop_rows(), *link)
        rows = (*rows, *shares) if private else rows  # others have videos of their own
        reply = Reply(
            _caption(context, limit), rows, media, notify=context.turn.request.asker.id
        )
        try:
            async with timeline_beside(context, draft) as timeline:
                return await _show(context, replace(reply, timeline=timeline))
        except MediaTooLarge as error:
            known = limit if error.limit is None else error.limit
            limit = min(known, limit, size - 1)
    return await _too_big(context, url, (size, limit), min(draft_size(draft)), link)


async def _show(context: TurnContext, reply: Reply) -> bool:
    """Put the video into the preview's place, or post it; False if that is not known."""
    if await context.card.replace(context.turn, reply):
        return True
    first = await context.is_first_video()
    return await context.post(ReplyPart.VIDEO, replace(reply, celebrates=first))


async def _note_rate(
    context: TurnContext, access: Access, draft: Mapping[str, Any], size: int
) -> None:
    """Remember how many bytes a second has, for the size of the next render."""
    side, short = context.turn.progress.export_side, min(draft_size(draft))
    rate = full_rate(size, duration(draft), side, short)
    known = access.project.video_rate
    if rate and not known * (1 - _SAME_RATE) < rate < known * (1 + _SAME_RATE):
        project = replace(access.project, video_rate=rate)
        await context.deps.sessions.save(project)
        context.cache_access(replace(access, project=project))


def _caption(context: TurnContext, limit: int) -> str:
    """The summary of the edit; what was scaled down is said."""
    progress = context.turn.progress
    if not progress.export_side:
        return progress.summary or context.words("turn.video")
    facts = {
        "side": progress.export_side,
        "size": _mega(progress.oversize_bytes),
        "limit": _mega(limit),
    }
    return _with_summary(context, context.words("turn.smaller", **facts))


def _with_summary(context: TurnContext, text: str) -> str:
    return "\n\n".join(part for part in (context.turn.progress.summary, text) if part)


async def _too_big(
    context: TurnContext, url: str, sizes: tuple[int, int], short: int, link: Rows
) -> bool:
    """A link that people can open, else a smaller export, else plain words."""
    size, limit = sizes
    facts = {"size": _mega(size), "limit": _mega(limit)}
    asker = context.turn.request.asker.id
    if is_public(url):
        key = "turn.link" if limit else "turn.link_no_files"
        text = _with_summary(context, context.words(key, link=url, **facts))
        language = context.turn.request.language
        rows = (link_buttons(language, "button.open_video", url), *link)
        return await _answer(context, Reply(text, rows, notify=asker))
    if not limit:
        text = _with_summary(context, context.words("turn.no_files"))
        again = context.button("button.again", "again", context.turn.id)
        return await _answer(context, Reply(text, ((again,), *link), notify=asker))
    progress = context.turn.progress
    if side := smaller_side(short, size, limit):
        big = progress.oversize_bytes or size
        await context.checkpoint(
            Step.EXPORTING, export_side=side, oversize_bytes=big, url=""
        )
        return False
    shorter = ((context.button("button.shorter", "say", "shorter"),), *link)
    text = _with_summary(context, context.words("turn.toobig", **facts))
    return await _answer(context, Reply(text, shorter, notify=asker))


async def _answer(context: TurnContext, reply: Reply) -> bool:
    """Say it under the preview, where there is one, else in a message of its own."""
    if not context.turn.progress.preview_message:
        return await context.post(ReplyPart.LINK, reply)
    await context.conclude(reply, ReplyPart.LINK)
    return True


async def _download(
    context: TurnContext, access: Access, id_: RenderId, path: Path
) -> str:
    """To a file; a link that has died is asked for again, once. Gives the one that works."""
    await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    url = context.turn.progress.url
    for attempt in range(_TRIES):
        try:
            if attempt or not url:
                url = (await context.deps.agent.render_status(access.token, id_)).url
            await fetch_video(context, access, id_, url, path)
        except (AgentDown, RenderFailed):
            if attempt == _TRIES - 1:
                raise
        else:
            break
    return url


async def fetch_video(
    context: TurnContext, access: Access, id_: RenderId, url: str, path: Path
) -> None:
    """Download a video to a file. Raises ``AgentDown``, ``RenderFailed``."""
    async with context.deps.agent.download(access.token, id_, url) as stream:
        with path.open("wb") as file:
            async for chunk in stream.chunks:
                await asyncio.to_thread(file.write, chunk)
                await context.update_card()
    size = (await asyncio.to_thread(path.stat)).st_size
    if stream.size is not None and size != stream.size:
        raise RenderFailed("the download was cut off")


@asynccontextmanager
async def timeline_beside(
    context: TurnContext, draft: Mapping[str, Any]
) -> AsyncIterator[Media | None]:
    """The picture for the message of a video; None where messages hold one file."""
    chat = context.chat
    if not (await context.deps.outbox.adapter(chat).limits(chat)).galleries:
        yield None
        return
    async with timeline_file(context, draft, f"{context.turn.id}.png") as picture:
        yield picture


@asynccontextmanager
async def timeline_file(
    context: TurnContext, draft: Mapping[str, Any], name: str, still: bytes = b""
) -> AsyncIterator[Media | None]:
    """The picture of a draft, below a ``still`` of its video; it goes with the context."""
    path = context.deps.config.data / "results" / name
    clips = (await context.access()).project.clips
    alt = summary(draft, context.turn.request.language)
    try:
        yield await write_timeline(path, draft, clips, alt, still)
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)


def _mega(size: int) -> str:
    return f"{size / _MEGA:.0f}" if size >= 10 * _MEGA else f"{size / _MEGA:.1f}"
