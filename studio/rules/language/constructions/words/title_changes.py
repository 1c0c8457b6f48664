"""Constructions for titles that stand: other words, looks, places and times."""

from typing import Any

from studio.model.edits.control import Impossible, Undo
from studio.model.edits.overlay import AddTitle, ChangeTitle, Position
from studio.model.edits.record import AtTime, OfClips
from studio.model.reading import Question, Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.constructions.words.lengths import too_long
from studio.rules.language.constructions.words.look_questions import look_asked
from studio.rules.language.constructions.words.titles import (
    LOOKS,
    MOVES,
    lately_named,
    which,
)
from studio.rules.language.grammar.clause import Outcome, question

_REWORDS = "verb.reword|verb.replace|says_instead"
_PAIR = 2
_ABOUT = f"{LOOKS} {MOVES}"


@construction(
    "change_title",
    f"title_name quote {_REWORDS}|verb.make|says|to title? old? new? q.where? says? it? says_instead? verb.reword? @style {_ABOUT}",
    f"quote title {_REWORDS} title? verb.reword? says_instead? says? ordinal? number? new? old? @style {_ABOUT}",
    f"quote it? {_REWORDS} verb.reword? says_instead? says? it? @style {_ABOUT}",
)
def reword(m: Match) -> Outcome | None:
    """Reads 'change "Day 1" to "Day 2"', 'the title should say "Hello"'."""
    old = next((t for _, t in m.words if t.has("title_name")), None)
    quotes = [t.value("quote") for _, t in m.words if t.has("quote") and t is not old]
    if not m.clause.view.titles or not quotes:
        return None
    chosen = old.value("title_name") if old is not None else which(m)
    style = m.style
    edge = m.clause.seen("edge_end", "edge_start") and "start" in style
    if chosen is None and edge and not _moved_behind(m):
        # "结尾那句换成": the edge tells which title, not when it stands
        chosen = "last" if m.clause.seen("edge_end") else "#1"
        style = {k: v for k, v in style.items() if k not in {"start", "end"}}
    if trouble := too_long(quotes[0], "change_title", m.clause.words()):
        return trouble
    return [ChangeTitle(which=chosen or "all", text=quotes[0], **style)]


def _moved_behind(m: Match) -> bool:
    """Whether an edge behind the new words moves them: "… and have it at the end"."""
    tokens = m.clause.tokens
    quote = max(n for n, t in enumerate(tokens) if t.has("quote"))
    edge = next((n for n, t in enumerate(tokens) if t.has("edge_end", "edge_start")), 0)
    return quote < edge and any(t.has("verb.move") for t in tokens[quote:edge])


@construction(
    "change_title",
    f"title ordinal|number @style all? {_ABOUT} excess? less?",
    f"title_name title? @style {_ABOUT} excess? less?",
    f"title title? @style all? both? {_ABOUT} excess? less? verb.put_on? new? says? reason? flaw? verb.replace? other?",
    f"title~caption @style all? {_ABOUT} excess? less?",
    f"font_noun @style {_ABOUT} excess? less? all? verb.replace? other? flaw?",
    f"animation.typewriter it? verb.write? verb.write_out? says? @style {_ABOUT}",
)
def restyle(m: Match) -> Outcome | None:
    """Reads "make the title bigger", "move the text up", "second title at 0:27"."""
    chosen, stands = which(m), m["title_name"] is not None
    adds = m.has("verb.put_on") or (m.has("a_title") and not stands)
    if adds and m.is_han() and m.style and m.clause.view.titles:
        adds = m.place("verb.put_on") < m.place("title")  # "标题加红色" changes one
    counted = any(way.concept in {"ordinal", "number"} for way, _ in m.words)
    if counted and chosen is None:
        return None
    if m.has("both") and len(m.clause.view.titles) != _PAIR:
        return None
    if ("font" in m.style and m.is_han() and _is_disliked(m)) or look_asked(m):
        return None
    if not m.clause.view.titles and (adds or not m.has("title")):
        return None
    if adds:
        return question("title_text", (), AddTitle(text="…", **m.style))
    values, chosen = _values(m), chosen or lately_named(m)
    if "seconds" in values and m.clause.seen("earlier", "later"):
        return _shifted(m, chosen, values.pop("seconds"))
    if "seconds" in values and m.has("verb.shift") and m.beside("to", "duration"):
        values["start"] = AtTime(seconds=values.pop("seconds"))  # "move it to 10 s"
    return [ChangeTitle(which=chosen or "all", **values)] if values else None


def _is_disliked(m: Match) -> bool:
    """Whether a font is what is wrong: "手写体不好看，换回来"."""
    tokens = m.clause.tokens
    return any(
        any(c.startswith("font.") for c in one.concepts) and other.has("flaw")
        for one, other in zip(tokens, tokens[1:], strict=False)
    )


@construction(
    "change_title",
    "font.* flaw excess? degree.much? back? verb.undo? comma? font_noun?",
)
def disliked(m: Match) -> Outcome | None:
    """Reads "手写体不好看，换回来": a font that was just chosen is taken back."""
    last = next(reversed(m.clause.view.last_edits), None)
    if not m.is_han() or not _is_disliked(m):
        return None
    if isinstance(last, ChangeTitle | AddTitle) and last.font in m.names("font"):
        return [Undo()]
    return Residue(m.clause.words(), "change_title")


@construction(
    "change_title",
    f"title|title_name|font_noun outline verb.put_on? with? title? @style {_ABOUT}",
)
def outlined(m: Match) -> Outcome | None:
    """Reads "title in the middle with a shadow": letters get none."""
    if not m.clause.view.titles:
        return None
    cannot = Impossible(topic="other", words=m.clause.words()[:200])
    styled = [ChangeTitle(which=which(m) or "all", **m.style)] if m.style else []
    return [*styled, cannot]


@construction(
    "change_title",
    f"title colour_noun verb.match|verb.match_colours clips? {_REWORDS}? {MOVES}",
)
def matched(m: Match) -> Residue:
    """Reads "the text colour to match the ocean": a colour has to be named."""
    return Residue(m.clause.words(), "change_title")


def _shifted(m: Match, chosen: str | None, seconds: float) -> Outcome | None:
    """Reads "标题推迟2秒": the title that is named, or each, begins so much later."""
    titles = m.clause.view.titles
    if chosen is not None:
        named = [t for t in titles if chosen == f"#{t.number}" or chosen in t.text]
        titles = tuple(titles[-1:] if chosen == "last" else named)
    by = -seconds if m.clause.seen("earlier") else seconds
    return [
        ChangeTitle(
            which=chosen or f"#{title.number}",
            start=AtTime(seconds=max(0.0, title.start + by)),
        )
        for title in titles
    ] or None


def _values(m: Match) -> dict[str, Any]:
    """The style that is asked for; "up" and "down" move where no place is named."""
    values = dict(m.style)
    moved = "position" not in values and m.has("verb.shift")
    if m.has("up", "down") if not values else moved and m.clause.seen("up", "down"):
        up = m.clause.seen("up")
        values["position"] = Position.TOP if up else Position.BOTTOM
    return values


@construction(
    "change_title",
    f"title|title_name during|only_at|only title? only? verb.appear? @place {_ABOUT}",
)
def shown_while(m: Match) -> Outcome | None:
    """Reads "title during the chorus", "标题只在副歌显示"."""
    if not m.clause.view.titles:
        return None
    return [ChangeTitle(which=which(m) or "all", scope=m.scope)]


@construction(
    "change_title",
    f"title|title_name verb.move position.top? instead_of? @place {_ABOUT}",
)
def shown_on(m: Match) -> Outcome | None:
    """Reads "put the title on the dog clip": one that stands moves there."""
    standing = m.has("title_name")
    added = m.clause.seen("a_title", "new") or (m.clause.seen("quote") and not standing)
    single = standing or len(m.clause.view.titles) == 1
    if added or not single or not isinstance(m.scope, OfClips):
        return None
    return [ChangeTitle(which=which(m) or "all", scope=m.scope)]


@construction(
    "change_title", f"title|title_name verb.shift|verb.move to songpart {_ABOUT}"
)
def moved_to(m: Match) -> Outcome | None:
    """Reads "move the title to the chorus"."""
    return [ChangeTitle(which=which(m) or "all", start=m.point())]


@construction(
    "change_title",
    f"title|title_name adj.long|verb.lengthen verb.last|verb.show|verb.keep|verb.lengthen|copula|for $degree? more? lack? @style {_ABOUT}",
    f"title|title_name more verb.last|verb.show q.how_long {_ABOUT}",
    f"title|title_name abrupt_end excess? verb.lengthen? comma? {_ABOUT}",
    f"title|title_name adj.long&compared $degree? more? {_ABOUT}",
    f"title|title_name adj.short excess verb.last? verb.show? copula? @style {_ABOUT}",
    f"title|title_name|caption verb.vanish excess adj.fast|adj.short|earlier copula? {_ABOUT}",
)
def longer(m: Match) -> Outcome | None:
    """Reads "keep the title up for longer": half as long again as it stands."""
    chosen = which(m)
    titles = (
        () if m.clause.view.has_captions and m.has("caption") else m.clause.view.titles
    )
    shown = next((t for t in titles if chosen in {None, t.text}), None)
    if m.style and not (chosen and m.style.keys() <= {"start"}):
        return [ChangeTitle(which=chosen or "all", **m.style)]
    if shown is None or m.clause.context.concepts & {"duration", "moment"}:
        return None  # "longer, five seconds": the value says how long
    too_long = m.has("adj.long") and m.clause.seen("excess")
    factor = 1 / m.degree() if too_long else m.degree()
    seconds = round((shown.end - shown.start) * factor, 2)
    return [ChangeTitle(which=chosen or "all", seconds=seconds)]


@construction(
    "change_title",
    f"title&size_noun verb.raise!verb.make|verb.lower|up|down|more|less title? $degree? {MOVES}",
    f"title size_noun verb.raise|verb.lower|up|down|more|less $degree? {MOVES}",
    f"title verb.zoom|verb.lower&verb.shorten $degree? {MOVES}",
)
def resized(m: Match) -> Outcome | None:
    """Reads "字号加一点", "increase the title size", "shrink the title"."""
    sign = -1 if m.has("verb.lower", "down", "less") else 1
    if not m.clause.view.titles:
        return None
    return [ChangeTitle(which=which(m) or "all", size=m.change(sign))]


@construction(
    "change_title", f"title|title_name capitals title? @style {_ABOUT} says? comma?"
)
def in_capitals(m: Match) -> Outcome | None:
    """Reads "title in capital letters": the words of the one title that stands."""
    titles = m.clause.view.titles
    if len(titles) != 1:
        return None
    return [
        ChangeTitle(which=which(m) or "all", text=titles[0].text.upper(), **m.style)
    ]


@construction("change_title", f"title {_REWORDS} verb.replace? new? {MOVES}")
def ask_new_text(m: Match) -> Question | None:
    """Reads "change the title": the new words are asked for."""
    if not m.clause.view.titles or "quote" in m.clause.context.concepts:
        return None
    return question("title_text", (), ChangeTitle(which=which(m) or "all", text="…"))
