"""Constructions for titles: new ones, other words, looks and times, removals."""

from typing import Any

from studio.model.edits.overlay import (
    AddTitle,
    ChangeTitle,
    Position,
    RemoveTitle,
)
from studio.model.reading import Question, Residue
from studio.rules.language.frames.construction import Match, construction
from studio.rules.language.grammar.clause import Outcome, question

LONGEST = 500
"""Characters of a title."""
LOOKS = (
    "font_noun? animation_noun? position_word? corner? size_noun? colour_noun? "
    "look_noun? length_noun? effects_all?"
)
"""Nouns of what can be changed about words on the picture."""
MOVES = (
    "verb.make!verb.put_on? verb.use? verb.move? verb.show? verb.last? verb.keep? verb.start? "
    "verb.end? verb.raise!verb.put_on? verb.lower? verb.shift? verb.lengthen? at? to? with? as? "
    "for? by? on? it? then? up? down? back? again? all? each? video? shot? clip_one? copula? "
    "more? only? same? adj.long? too? screen_noun? after? context?"
)
"""Words that may stand around every wish about a title or captions."""
_ADDS = (
    f"verb.put_on? verb.add? verb.write? verb.write_out? says? new? words_noun? {MOVES}"
)


@construction(
    "change_title",
    f"title_name quote verb.reword|verb.replace|verb.make|says|to title? old? new? q.where? says? it? verb.reword? @style {LOOKS} {MOVES}",
    f"quote title verb.reword|verb.replace title? verb.reword? says? ordinal? new? old? @style {LOOKS} {MOVES}",
    f"quote it? verb.reword verb.reword? it? says? @style {LOOKS} {MOVES}",
)
def reword(m: Match) -> Outcome | None:
    """Reads 'change "Day 1" to "Day 2"', 'the title should say "Hello"'."""
    old = next((t for _, t in m.words if t.has("title_name")), None)
    quotes = [t.value("quote") for _, t in m.words if t.has("quote") and t is not old]
    if not m.clause.view.titles or not quotes:
        return None
    which = old.value("title_name") if old is not None else _which(m)
    return [ChangeTitle(which=which or "all", text=quotes[0][:LONGEST], **m.style)]


@construction(
    "change_title",
    f"title ordinal|number @style all? {LOOKS} {MOVES} excess? less?",
    f"title_name title? @style {LOOKS} {MOVES} excess? less?",
    f"title title? @style all? {LOOKS} {MOVES} excess? less? verb.put_on? caption? new?",
    f"font_noun @style {LOOKS} {MOVES} excess? less? all?",
    f"animation.typewriter it? verb.write? verb.write_out? says? @style {LOOKS} {MOVES}",
)
def restyle(m: Match) -> Outcome | None:
    """Reads "make the title bigger", "move the text up", "second title at 0:27"."""
    numbered = m.has("ordinal", "number")
    which = _which(m)
    if numbered and which is None:
        return None
    if not m.clause.view.titles and (m.has("verb.put_on") or not m.has("title")):
        return None
    values = _changed(m)
    if m.has("verb.put_on"):
        return question("title_text", (), AddTitle(text="…", **m.style))
    return [ChangeTitle(which=which or "all", **values)] if values else None


@construction(
    "remove_title",
    "title $remove ordinal|number|edge_end|edge_start|last_place|first_place $make? at? shot? it?",
    "title_name $remove title? $make? it?",
    "title $remove all? more? caption!auto_caption? $make? it? video? at? clip_one? shot?",
)
def remove(m: Match) -> Outcome | None:
    """Reads "no title", 'remove "Day 1"', "delete the last title"."""
    which = _which(m)
    placed = m.has("ordinal", "number", "edge_end", "edge_start")
    return None if placed and which is None else [RemoveTitle(which=which or "all")]


@construction(
    "add_title",
    f"quote title|verb.put_on|verb.write_out|verb.show|verb.add|says title? @style {LOOKS} {_ADDS}",
    f"quote @style title? {LOOKS} {_ADDS}",
    f"quote caption verb.put_on? verb.add? @style {LOOKS} {MOVES}",
    f"quote caption says|verb.write_out says? @style {LOOKS} {MOVES}",
)
def add(m: Match) -> Outcome | None:
    """Reads 'title "Paradise" at the top in red for 3 seconds'."""
    text = m["quote"]
    if len(text) > LONGEST:
        return Residue(m.clause.words()[:80], "add_title", "too_long", str(len(text)))
    return [AddTitle(text=text, **m.style)]


@construction(
    "add_title",
    f"title verb.put_on|verb.write_out|verb.add @style {LOOKS} {_ADDS}",
)
def ask_text(m: Match) -> Question:
    """Reads "add a title": the words are asked for."""
    return question("title_text", (), AddTitle(text="…", **m.style))


@construction("change_title", f"title verb.reword verb.replace? new? {MOVES}")
def ask_new_text(m: Match) -> Question | None:
    """Reads "change the title": the new words are asked for."""
    if not m.clause.view.titles:
        return None
    return question("title_text", (), ChangeTitle(which=_which(m) or "all", text="…"))


def _changed(m: Match) -> dict[str, Any]:
    """The style that is asked for; "up" and "down" move where no place is named."""
    values = dict(m.style)
    if not values and m.has("up", "down"):
        values["position"] = Position.TOP if m.has("up") else Position.BOTTOM
    return values


def _which(m: Match) -> str | None:
    """The title that is meant by its words or number; None when none is named."""
    if (name := m["title_name"]) is not None:
        return str(name)
    number = m["ordinal"] if m["ordinal"] is not None else m["number"]
    if number is not None and m.beside("title", "ordinal", "number"):
        return "last" if number == -1 else f"#{int(number)}"
    if m.has("edge_end", "last_place"):
        return "last"
    return "#1" if m.has("edge_start", "first_place") else None
