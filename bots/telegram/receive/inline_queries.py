"""Answer inline queries, with which people share a finished video in another chat."""

import logging
from typing import Any

from telegram import InlineQueryResultCachedVideo, InlineQueryResultsButton
from telegram.error import TelegramError

from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.wire import ids as names
from core.rules.text.wording import say

_FRESH = 5
"""Seconds for which Telegram may cache an answer."""
_TITLE = 128
_log = logging.getLogger(__name__)


async def answer_inline_query(
    adapter: TelegramAdapter, query: dict[str, Any], language: str
) -> None:
    """Offer the person's newest videos that match the query; a link to the bot if none does."""
    person = query.get("from") or {}
    language = str(person.get("language_code") or language)
    typed = str(query.get("query") or "").strip().casefold()
    videos = await adapter.recent_videos.newest(names.sender_id(int(person["id"])))
    results = [
        InlineQueryResultCachedVideo(
            str(number),
            video.file_id,
            video.name[:_TITLE],
            description=video.alt[:_TITLE] or None,
        )
        for number, video in enumerate(videos, 1)
        if typed in f"{video.name} {video.alt}".casefold()
    ]
    label = say(language, "telegram.make_video")
    button = None if results else InlineQueryResultsButton(label, start_parameter="go")
    try:
        await adapter.api.bot.answer_inline_query(
            str(query["id"]),
            results,
            cache_time=_FRESH,
            is_personal=True,
            button=button,
        )
    except TelegramError as error:  # usually too late
        _log.info("Telegram inline query: not answered: %s", type(error).__name__)
