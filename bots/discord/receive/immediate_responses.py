"""Responses that complete an interaction at once: forms and refusals."""

from typing import Any

from bots.discord.send.interaction_replies import MODAL, REPLY
from bots.discord.wire import components, form, outbound
from bots.discord.wire.interactions import EDIT, Interaction, asks_for_upright
from core.rules.text.wording import say

FirstResponse = tuple[int, dict[str, Any] | None]
"""The type of a first response and its data."""


def immediate_response(
    interaction: Interaction, language: str, bot_id: str
) -> FirstResponse | None:
    """Return the response that completes the interaction at once, if any."""
    if interaction.name == EDIT and not interaction.options.get("instruction"):
        words = say(language, "discord.say_sync")
        return MODAL, form.build_form(language, interaction.id, words)
    if interaction.custom_id == components.ASK:
        row = (button for row in interaction.buttons for button in row)
        hints = (each.label for each in row if each.data == components.ASK)
        question = form.build_answer(interaction.message_text, next(hints, ""))
        return MODAL, question
    ours = asks_for_upright(interaction, bot_id)
    if interaction.menu and not (interaction.clips or ours):
        words = say(language, "discord.no_footage")
        return REPLY, outbound.text_body(words)
    return None
