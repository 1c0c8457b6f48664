"""The language of an answer: one place decides.

The chat's setting comes first, then what the person was seen to write, then the language
of the person's app, then the operator's.
"""

import re

from core.flows.turn.dependencies import Dependencies
from core.model.chat import ChatId, Reply, Sender
from core.rules.text.wording import CATALOGUES, language_for, language_of, say

_FIELD = "language"
_TOLD = "languages_told"
_SENTENCE = 4
"""Words of a sentence that shows its language; shorter ones are typed by everybody."""


async def decide_language(
    deps: Dependencies, chat: ChatId, sender: Sender, text: str = ""
) -> str:
    """Return the code of the language to answer in, and remember what was written."""
    chosen = (await deps.sessions.settings(chat)).language
    if chosen:
        return chosen
    hint, default = sender.language, deps.config.language
    known = await deps.notes.read(sender.id, _FIELD)
    written = language_of(text, known or hint, default)
    own = known or language_for(hint)
    if written.startswith("zh") and not own.startswith("zh"):
        await deps.notes.write(sender.id, _FIELD, written)
    elif (
        known and _is_english_sentence(text) and not language_for(hint).startswith("zh")
    ):
        await deps.notes.write(sender.id, _FIELD, "")
        return language_for(hint) or "en"
    return written


async def languages_notice(deps: Dependencies, sender: Sender) -> Reply | None:
    """Tell a person whose own language is not spoken, once, which ones are."""
    if not sender.language or language_for(sender.language):
        return None
    if await deps.notes.read(sender.id, _TOLD):
        return None
    await deps.notes.write(sender.id, _TOLD, "1")
    names = " · ".join(spoken.name for spoken in CATALOGUES.values())
    text = say("en", "language.spoken", names=names)
    return Reply(text, silent=True, private_to=sender.id)


def _is_english_sentence(text: str) -> bool:
    return text.isascii() and len(re.findall(r"[A-Za-z']+", text)) >= _SENTENCE
