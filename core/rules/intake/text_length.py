"""How long a request may be. A longer one is refused with a sentence, never cut."""

from core.rules.text.wording import say

LONGEST_MESSAGE = 4000
"""Characters that may be typed into a field of ours; a studio reads as many."""
LONGEST_TEXT = 20_000
"""Characters of a request that are passed on to the agent."""


def refusal_of_length(language: str, text: str, most: int = LONGEST_TEXT) -> str:
    """Why a text is refused that has more than ``most`` characters; "" for any other."""
    length = len(text.strip())
    if length <= most:
        return ""
    return say(language, "turn.too_long", count=length, most=most)
