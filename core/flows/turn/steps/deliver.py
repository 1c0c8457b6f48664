"""Deliver the video: as a file, a link, a smaller file or an explanation."""

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
from core.model.reply import Button, ButtonRows, ButtonVerb, Media, MediaKind, Reply
from core.model.session import Access
from core.model.turn import Step
from core.model.turn_posts import PostState, ReplyPart
from core.retry import count_retry
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
from core.rules.text.file_size import size_text

_TRIES = 2
_SAME_RATE = 0.3
"""Relative difference of rates from which the new one is stored."""


async def deliver(context: TurnContext) -> None:
    """Deliver the video, with the claim link if there is one; a file is never posted twice."""
    access = await context.access()
    claim = ""
    with suppress(AgentError):
        claim = await context.deps.agent.claim_link(access.token, access.session)
    language = context.turn.request.language
    link: ButtonRows = (link_buttons(language, "button.claim", claim),) if claim else ()
    row = await context.deps.store.outbox_row(context.turn.id, ReplyPart.VIDEO)
    sure = row.state is PostState.SENT
    limits = await context.deps.outbox.adapter(context.chat).limits(context.chat)
    # If the platform recognises repeats, a post that a dead worker may have made is
    # repeated.
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
            return  # first make a smaller one, or replace one that has disappeared
    if context.turn.progress.preview_message is None:
        message = await context.message_of(ReplyPart.VIDEO, ReplyPart.LINK)
        await open_posted_question(context.deps, context.turn, message)
    if sure:
        await context.note_video()
        await context.card.remove(context.turn)
    else:
        again = context.button("button.again", ButtonVerb.SEND_AGAIN, context.turn.id)
        text = _with_summary(context, context.words("turn.maybe"))
        await context.conclude(Reply(text, ((again,), *link)), ReplyPart.MAYBE_SENT)
    await context.checkpoint(Step.DONE)


async def _post(
    context: TurnContext, access: Access, path: Path, link: ButtonRows
) -> bool:
    id_ = context.turn.progress.renders[-1]
    url = await _download(context, access, id_, path)
    size = (await asyncio.to_thread(path.stat)).st_size
    limit = (
        await context.deps.outbox.adapter(context.chat).limits(context.chat)
    ).upload
    draft: dict[str, object] = {}
    with suppress(AgentError):  # only for the size of the picture
        state = await context.agent_state(access)
        side = context.turn.progress.export_side
        draft = downscale_draft(state.draft, side)
        await _note_rate(context, access, state.draft, size)
    if size <= limit:
        width, height = draft_size(draft)
        name = file_name(draft, access.project.name)
        alt = video_alt(draft, context.turn.request.language)
        media = Media(
            MediaKind.VIDEO, str(path), name, size, width, height, duration(draft),
            id=id_, alt=alt,
        )  # fmt: skip
        rows = await _buttons(context, name, link)
        asker = context.turn.request.asker.id
        reply = Reply(_caption(context, limit), rows, media, notify=asker)
        try:
            async with timeline_beside(context, draft) as timeline:
                return await _show(context, replace(reply, timeline=timeline))
        except MediaTooLarge as error:
            stated = limit if error.limit is None else error.limit
            limit = min(stated, limit, size - 1)
    return await _too_big(context, url, (size, limit), min(draft_size(draft)), link)


async def _buttons(context: TurnContext, name: str, link: ButtonRows) -> ButtonRows:
    """The buttons under a video; the one that shares it is shown in private chats."""
    picks = asked_rows(context.deps.buttons.make, context.turn)
    after = after_edit_buttons(context.button, context.turn, exported=True)
    rows = (*picks, *after, *await context.drop_rows(), *link)
    if not context.turn.request.private:
        return rows
    share = Button(context.words("button.share"), share=name)
    return (*rows, (share,))


async def _show(context: TurnContext, reply: Reply) -> bool:
    """Replace the preview by the video, or post it; False if the outcome is unknown."""
    if await context.card.replace(context.turn, reply):
        return True
    first = await context.is_first_video()
    return await context.post(ReplyPart.VIDEO, replace(reply, celebrates=first))


async def _note_rate(
    context: TurnContext, access: Access, draft: Mapping[str, Any], size: int
) -> None:
    """Store the bytes per second, to choose the size of the next render."""
    side, short = context.turn.progress.export_side, min(draft_size(draft))
    rate = full_rate(size, duration(draft), side, short)
    earlier = access.project.video_rate
    if rate and not earlier * (1 - _SAME_RATE) < rate < earlier * (1 + _SAME_RATE):
        await context.save_project(video_rate=rate)


def _caption(context: TurnContext, limit: int) -> str:
    """The summary of the edit, else which version it is; a note if it was scaled down."""
    progress = context.turn.progress
    if not progress.export_side:
        version = _version(context)
        key = "turn.video_version" if version else "turn.video"
        return progress.summary or context.words(key, version=version)
    facts = {
        "side": progress.export_side,
        "size": size_text(progress.oversize_bytes),
        "limit": size_text(limit),
    }
    return _with_summary(context, context.words("turn.smaller", **facts))


def _with_summary(context: TurnContext, text: str) -> str:
    """The text below the summary of the edit, else below the number of the version."""
    version = _version(context)
    line = context.words("turn.version", version=version) if version else ""
    parts = (context.turn.progress.summary or line, text)
    return "\n\n".join(part for part in parts if part)


def _version(context: TurnContext) -> int:
    """The number of the version that the video shows, 0 if the agent has none."""
    return context.turn.progress.version or context.turn.request.replied_version


async def _too_big(
    context: TurnContext, url: str, sizes: tuple[int, int], short: int, link: ButtonRows
) -> bool:
    """Handle a video over the limit.

    Post a link that people can open, else export a smaller one, else explain.
    """
    size, limit = sizes
    facts = {"size": size_text(size), "limit": size_text(limit)}
    asker = context.turn.request.asker.id
    if is_public(url):
        key = "turn.link" if limit else "turn.link_no_files"
        text = _with_summary(context, context.words(key, link=url, **facts))
        language = context.turn.request.language
        rows = (link_buttons(language, "button.open_video", url), *link)
        return await _answer(context, Reply(text, rows, notify=asker))
    if not limit:
        text = _with_summary(context, context.words("turn.no_files"))
        again = context.button("button.again", ButtonVerb.SEND_AGAIN, context.turn.id)
        return await _answer(context, Reply(text, ((again,), *link), notify=asker))
    progress = context.turn.progress
    if side := smaller_side(short, size, limit):
        big = progress.oversize_bytes or size
        await context.checkpoint(
            Step.EXPORTING, export_side=side, oversize_bytes=big, url=""
        )
        return False
    shorter = (
        (context.button("button.shorter", ButtonVerb.SUGGESTION, "shorter"),),
        *link,
    )
    text = _with_summary(context, context.words("turn.toobig", **facts))
    return await _answer(context, Reply(text, shorter, notify=asker))


async def _answer(context: TurnContext, reply: Reply) -> bool:
    """Post the answer under the preview if there is one, else as a message of its own."""
    if not context.turn.progress.preview_message:
        return await context.post(ReplyPart.LINK, reply)
    await context.conclude(reply, ReplyPart.LINK)
    return True


async def _download(
    context: TurnContext, access: Access, id_: RenderId, path: Path
) -> str:
    """Download to a file; request an expired link again, once. Return the valid link."""
    await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    url = context.turn.progress.url
    for attempt in range(_TRIES):
        count_retry("video_download", attempt + 1)
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
    """The timeline picture for a video's message; None where a message holds only one file."""
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
    """The timeline picture of a draft, below a ``still`` of its video; deleted with the context."""
    path = context.deps.config.data / "results" / name
    clips = (await context.access()).project.clips
    alt = summary(draft, context.turn.request.language)
    try:
        yield await write_timeline(path, draft, clips, alt, still)
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)
