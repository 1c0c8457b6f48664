"""Decide the language of an answer.

The chat's setting comes first, then the language that the person writes, then the language
of their app, then the operator's default.
"""

from core.flows.turn.dependencies import Dependencies
from core.model.chat import ChatId, Sender
from core.model.reply import Reply
from core.rules.text.wording import language_for, language_of, say
from core.rules.text.written_language import language_shown
from core.words.catalogue import CATALOGUES

_FIELD = "language"
_TOLD = "languages_told"


async def decide_language(
    deps: Dependencies, chat: ChatId, sender: Sender, text: str = ""
) -> str:
    """Return the code of the language to answer in, and store the one that was written."""
    chosen = (await deps.sessions.settings(chat)).language
    if chosen:
        return chosen
    stored = await deps.notes.read(sender.id, _FIELD)
    own = stored or sender.language
    shown = language_shown(text, language_for(own))
    if shown and shown != stored and (stored or shown != language_for(own)):
        await deps.notes.write(sender.id, _FIELD, shown)
    return shown or language_of("", own, deps.config.language)


async def languages_notice(deps: Dependencies, sender: Sender) -> Reply | None:
    """Tell a person once which languages the bot speaks, if their own is none of them."""
    if not sender.language or language_for(sender.language):
        return None
    if await deps.notes.read(sender.id, _TOLD):
        return None
    await deps.notes.write(sender.id, _TOLD, "1")
    names = " · ".join(spoken.name for spoken in CATALOGUES.values())
    text = say("en", "language.spoken", names=names)
    return Reply(text, silent=True, private_to=sender.id)
