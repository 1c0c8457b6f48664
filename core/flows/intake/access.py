"""Allow-list: who may use the bot, and what others are told.

Daily quotas are in ``core/clients/store/quotas.py``, checked by ``enqueue.py``.
"""

from core.flows.config import Config
from core.flows.turn.dependencies import Dependencies
from core.model.chat import UpdateId
from core.model.inbound import ButtonPressed, MessageReceived
from core.rules.text.wording import say


def is_allowed(config: Config, event: MessageReceived | ButtonPressed) -> bool:
    """Whether the person, the chat (with its threads), or a place that contains it is allowed."""
    places = {event.sender.id, event.chat, *event.within}
    return not config.allow or any(
        each in places or event.chat.startswith(f"{each}:")
        for each in (*config.allow, *config.admins)
    )


async def refusal(
    deps: Dependencies, event: MessageReceived | ButtonPressed, language: str
) -> str:
    """Return the refusal with the ids that the operator needs, "" if it was sent before.

    It is sent once for an album, and not to people who did not address the bot.
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
