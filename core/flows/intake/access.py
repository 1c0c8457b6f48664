"""Allow-list: who may use the bot, and what others are told.

How much each may use in a day: ``core/clients/store/quotas.py``, asked by ``enqueue.py``.
"""

from core.flows.config import Config
from core.flows.turn.dependencies import Dependencies
from core.model.chat import ButtonPressed, MessageReceived, UpdateId
from core.rules.text.wording import say


def is_allowed(config: Config, event: MessageReceived | ButtonPressed) -> bool:
    """By person, by chat with all its threads, or by a place that contains the chat."""
    places = {event.sender.id, event.chat, *event.within}
    return not config.allow or any(
        each in places or event.chat.startswith(f"{each}:")
        for each in (*config.allow, *config.admins)
    )


async def refusal(
    deps: Dependencies, event: MessageReceived | ButtonPressed, language: str
) -> str:
    """Return the sentence with the ids that the owner needs, "" if it was told.

    It is told once for an album, and not to people who did not address the bot.
    """
    if isinstance(event, MessageReceived):
        if not event.addressed:
            return ""
        album = UpdateId(f"refused:{event.chat}:{event.album}")
        if event.album and not await deps.store.mark_seen(album):
            return ""
    person, chat = event.sender.id, event.chat
    if event.private:
        return say(language, "turn.notallowed", person=person)
    return say(language, "turn.notallowed_group", person=person, chat=chat)
