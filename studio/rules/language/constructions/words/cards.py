"""Constructions for cards with words before and after the video."""

from typing import Literal

from studio.model.edits.limits import LONGEST_CARD
from studio.model.edits.overlay import AddCard
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.constructions.words.lengths import too_long
from studio.rules.language.grammar.clause import Outcome, question

_ABOUT = (
    "intro_card? outro_card? card_noun? title? $make? verb.put_on? verb.write? verb.write_out? "
    "says? verb.last? verb.start? verb.end? verb.keep? edge_end? edge_start? last_place? "
    "words_noun? first_place? before? after? with? as? to? for? at? on? it? then? video? black? white? "
    "colour? new? all? only? each? clip_one? shot? photo? position.center? font_noun?"
)
_END = "edge_end|last_place|verb.end|after"
_START = "edge_start|first_place|verb.start|before"


@construction(
    "card",
    f"quote outro_card|intro_card duration? {_ABOUT}",
    f"quote song.intro|song.outro says? duration? {_ABOUT}",
    f"quote card_noun {_END} duration? {_ABOUT}",
    f"quote card_noun {_START} duration? {_ABOUT}",
)
def card(m: Match) -> Outcome:
    """Reads 'end card "Thanks" for 3 seconds', "finish with a black screen saying Bye"."""
    seconds = min(LONGEST_CARD, m.seconds or 2.5)
    if trouble := too_long(m["quote"], "card", m.clause.words()):
        return trouble
    return [AddCard(where=_where(m), text=m["quote"], seconds=seconds)]


@construction(
    "card",
    f"outro_card|intro_card $remove {_ABOUT}",
    f"skip_intro card_noun {_ABOUT}",
    f"card_noun!black {_END} $remove {_ABOUT}",
    f"card_noun!black {_START} $remove {_ABOUT}",
)
def remove(m: Match) -> Outcome:
    """Reads "no intro card", "lose the screen at the end"."""
    return [AddCard(where=_where(m), text="")]


@construction(
    "card",
    f"outro_card|intro_card duration? {_ABOUT}",
    f"card_noun!black verb.put_on {_END} duration? {_ABOUT}",
    f"card_noun!black verb.put_on {_START} duration? {_ABOUT}",
)
def ask_text(m: Match) -> Outcome:
    """Reads "add an end card": the words are asked for."""
    seconds = min(LONGEST_CARD, m.seconds or 2.5)
    return question("card_text", (), AddCard(where=_where(m), seconds=seconds))


def _where(m: Match) -> Literal["intro", "outro"]:
    """Which end the card stands at: its own name decides before other words."""
    if m.has("intro_card", "skip_intro", "song.intro"):
        return "intro"
    if m.has("outro_card", "song.outro"):
        return "outro"
    starts = m.has("edge_start", "first_place", "verb.start", "before")
    return "intro" if starts and not m.has("edge_end", "last_place") else "outro"
