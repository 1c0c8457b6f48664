"""Frames for intro and outro cards."""

from studio.model.edits.overlay import (
    AddCard,
)
from studio.rules.language.frames.registry import frame
from studio.rules.language.frames.words.glue import GLUE
from studio.rules.language.grammar.clause import Clause, Outcome, question


@frame("card", "intro_card", "outro_card")
def card(c: Clause) -> Outcome | None:
    """'end card "Thanks for watching" for 3 seconds', "no intro card"."""
    outro = bool(c.take_all("outro_card"))
    intro = bool(c.take_all("intro_card"))
    where = "outro" if outro and not intro else "intro"
    text = c.value("quote")
    if text is None:
        if c.take_all("not", "verb.remove", "off"):
            c.take_all(*GLUE)
            return [AddCard(where=where, text="")]  # type: ignore[arg-type]
        c.take_all(*GLUE)
        return question("card_text", (), AddCard(where=where, text=""))  # type: ignore[arg-type]
    seconds = c.value("duration") or 2.5
    c.take_all(
        "edge_end",
        "edge_start",
        "last_place",
        "first_place",
        "title",
        "then",
        "black",
        "colour",
        *GLUE,
    )
    return [AddCard(where=where, text=text[:500], seconds=min(30.0, seconds))]  # type: ignore[arg-type]
