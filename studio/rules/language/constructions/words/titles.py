"""Constructions for new titles, and for titles that are taken off."""

from collections.abc import Sequence
from typing import Literal

from studio.model.edits.footage import PlaceClip
from studio.model.edits.overlay import AddTitle, ChangeTitle, RemoveTitle
from studio.model.edits.record import AtTime, OfClips
from studio.model.reading import Question
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.constructions.words.lengths import too_long
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Outcome, question

LOOKS = (
    "font_noun? animation_noun? position_word? size_noun? colour_noun? "
    "look_noun? length_noun? effects_all? adj.slow? adj.calm? adj.smooth? later? earlier? degree.bit?"
)
"""Nouns of what can be changed about words on the picture, and how they move."""
MOVES = (
    "verb.make!verb.put_on? verb.use? verb.move? verb.show? verb.last? verb.keep? "
    "verb.start? verb.end!not? verb.raise!verb.put_on? verb.lower? verb.shift? "
    "verb.lengthen? at? to? with? as? for? by? on? it? then? up? down? back? again? all? "
    "each? video? shot? clip_one? copula? more? only? same? adj.long? too? screen_noun? "
    "after? context? verb.cover? face?"
)
"""Words that may stand around every wish about a title or captions."""
_ADDS = f"verb.put_on? verb.add? verb.write? verb.write_out? says? new? words_noun? a_title? {MOVES}"
_ASKED = 1.0
"""By how much this question is cheaper than others: the whole title must not go."""
_WHICH = "ordinal|number|edge_end|edge_start|last_place|first_place"


@construction(
    "add_title",
    f"quote title|verb.put_on|verb.write_out|verb.show|verb.add|says title? @style {LOOKS} {_ADDS} @scope",
    f"quote @style title? {LOOKS} {_ADDS} @scope",
    f"quote caption verb.put_on? verb.add? @style {LOOKS} {MOVES} @scope",
    f"quote caption~says @style {LOOKS} {MOVES} @scope",
    f"quote caption~verb.write_out @style {LOOKS} {MOVES} @scope",
)
def add(m: Match) -> Outcome | None:
    """Reads 'title "Paradise" at the top in red for 3 seconds'."""
    text = m["quote"]
    if m["title_name"] is not None and m.clause.seen("earlier", "later"):
        return None  # "“Day 1”那行字晚一秒再出": one that stands
    if "background" in m.style and m.clause.seen("card_noun"):
        return None  # "最后加个黑底的片尾": a card
    if trouble := too_long(text, "add_title", m.clause.words()):
        return trouble
    if (where := _placed(m)) is not None and isinstance(m.scope, OfClips):
        style = {k: v for k, v in m.style.items() if k not in ("start", "end")}
        place = PlaceClip(clip=m.scope.assets[0], where=where)
        return [place, AddTitle(text=text, scope=m.scope, **style)]
    return [AddTitle(text=text, scope=m.scope, **m.style)]


def _placed(m: Match) -> Literal["first", "last"] | None:
    """Where the clip goes that gets the words: "put the dog at the end with 'Bye'"."""
    tokens = m.clause.tokens
    at = next(n for n, t in enumerate(tokens) if t.has("quote"))
    named = [t for t in tokens[:at] if t.has("clips")]
    with_words = at > 0 and tokens[at - 1].has("with")
    if len(named) != 1 or not with_words or m.clause.seen("title", "caption"):
        return None
    before = tokens[:at]
    if any(t.has("last_place", "verb.end") for t in before):
        return "last"
    return "first" if any(t.has("first_place", "verb.start") for t in before) else None


def _is_of_the_title(tokens: Sequence[Token]) -> bool:
    """Whether a background is put behind a title: "字加底色", "add a box to the title"."""
    kinds = ("title", "verb.add", "background")
    words = (
        next((k for k in kinds if any(c.startswith(k) for c in token.concepts)), "")
        for token in tokens
    )
    order = [kind for kind in words if kind]
    return order in (
        ["title", "verb.add", "background"],
        ["verb.add", "background", "title"],
    )


@construction(
    "add_title",
    f"title verb.put_on|verb.write_out|verb.add!verb.make @style {LOOKS} {_ADDS}",
    f"a_title @style {LOOKS} {_ADDS}",
    f"title~caption verb.put_on @style {LOOKS} {_ADDS}",
)
def ask_text(m: Match) -> Outcome:
    """Reads "add a title": the words are asked for; "add a box to the title" has them."""
    style = m.style
    if m.clause.view.titles and _is_of_the_title(m.clause.tokens):
        m.clause.take_all("background")
        style = {"background": "#000000", **style}
        return [ChangeTitle(which=which(m) or "all", **style)]
    return question("title_text", (), AddTitle(text="…", **style))


@construction(
    "remove_title",
    f"title $remove {_WHICH} title? verb.make!verb.put_on? at? shot? it?",
    "title_name $remove title? clip_one? edge_end? edge_start? verb.make!verb.put_on? at? it?",
    "quote $remove title verb.make!verb.put_on? it?",
    "title|a_title $remove all? both? more? other_one? verb.make!verb.put_on? it? video? at? clip_one? shot?",
)
def remove(m: Match) -> Outcome | None:
    """Reads "no title", 'remove "Day 1"', "delete the last title"."""
    ends = max(map(m.place, ("edge_start", "first_place")))
    if m.has("not") and m.place("title") < m.place("not") < ends:
        return None  # "标题别放开头": it is to stand elsewhere
    if m.is_han() and -1 < m.place("not") < ends < m.place("title"):
        return None  # "别一上来就放标题"
    chosen = which(m) or m["quote"]
    view = m.clause.view
    late = view.titles[:1] and view.titles[0].start > view.duration / 2
    if ends >= 0 and chosen == "#1" and late:
        return None  # no title stands at the start: "片头别加字了"
    placed = m.has("ordinal", "number", "edge_end", "edge_start", "other_one")
    return None if placed and chosen is None else [RemoveTitle(which=chosen or "all")]


@construction(
    "remove_title",
    "title $remove all? only ordinal clip_one? verb.keep? comma? verb.make!verb.put_on?",
)
def only_one_stays(m: Match) -> Outcome | None:
    """Reads "标题全部去掉，只留第一个": the others go, the last of them first."""
    titles, kept = m.clause.view.titles, m["ordinal"]
    number = len(titles) if kept == -1 else kept
    if not 1 <= number <= len(titles):
        return None
    others = [n for n in range(len(titles), 0, -1) if n != number]
    return [RemoveTitle(which=f"#{n}") for n in others]


@construction(
    "remove_title",
    "title_name title except|but $remove all? each? title? only? rest? other? comma? verb.make!verb.put_on?",
)
def all_but_one(m: Match) -> Outcome | None:
    """Reads 'remove all titles except "Summer"': the others go, the last of them first."""
    if m.place("title_name") < max(m.place("except"), m.place("but")):
        return None
    others = [t for t in m.clause.view.titles if t.text != m["title_name"]]
    return [RemoveTitle(which=f"#{t.number}") for t in reversed(others)] or None


@construction("", "not&instead_of title_name title? clip_one?")
def not_that_one(m: Match) -> Outcome | None:
    """Reads "remove the other title, not Summer"."""
    removed = [e.which for e in m.clause.context.edits if isinstance(e, RemoveTitle)]
    m.clause.cost -= _ASKED
    return [] if removed and m["title_name"] not in removed else None


@construction(
    "change_title",
    "title $remove|verb.vanish duration|moment verb.make!verb.put_on? after? at? for? it? verb.show?",
)
def vanish(m: Match) -> Outcome:
    """Reads "take the text off after 5 seconds", "the title disappears at 0:08"."""
    if (seconds := m["duration"]) is not None:
        return [ChangeTitle(which=which(m) or "all", seconds=seconds)]
    return [ChangeTitle(which=which(m) or "all", end=m.point() or AtTime(end=True))]


@construction(
    "change_title",
    "title|title_name verb.remove from|of a_title|unknown+ speech? at?",
)
def shortened(m: Match) -> Question | None:
    """Reads "remove the date from the title": the words that stay are asked for."""
    if not m.clause.view.titles:
        return None
    pending = ChangeTitle(which=which(m) or "all", text="…")
    m.clause.cost -= _ASKED
    return question("new_text", (), pending)


@construction("change_title", "verb.vanish duration after|to_end it? at?")
def vanish_later(m: Match) -> Outcome | None:
    """Reads "5秒后消失" behind a title."""
    last = [*m.clause.view.last_edits, *m.clause.context.edits][-1:]
    if not any(isinstance(edit, AddTitle | ChangeTitle) for edit in last):
        return None
    return [ChangeTitle(which=lately_named(m) or "all", seconds=m["duration"])]


def which(m: Match) -> str | None:
    """The title that is meant by its words or number; None when none is named."""
    if (name := m["title_name"]) is not None:
        return str(name)
    number = m["ordinal"] if m["ordinal"] is not None else m["number"]
    if number is not None and m.beside("title", "ordinal", "number"):
        return "last" if number == -1 else f"#{int(number)}"
    if m.has("edge_end", "last_place"):
        return "last"
    if m.has("edge_start", "first_place"):
        return "#1"
    if m.clause.view.titles[1:] and m.clause.seen("old", "new"):
        return "#1" if m.clause.seen("old") else "last"
    return _other(m) if m.has("other_one") else None


def _other(m: Match) -> str | None:
    """The one of two titles that the message, or the last request, does not name."""
    words, last = m.clause.context.text.casefold(), lately_named(m)
    titles = [title.text for title in m.clause.view.titles]
    named = [one for one in titles if one.casefold() in words or one == last]
    rest = [one for one in titles if one not in named]
    return rest[0] if len(named) == len(rest) == 1 else None


def lately_named(m: Match) -> str | None:
    """Of several titles the one that the last request was about."""
    last = next(reversed(m.clause.view.last_edits), None)
    if not m.clause.view.titles[1:] or m.has("all", "both", "each"):
        return None
    if m.clause.seen("several_titles"):
        return None  # "the titles", "them"
    if isinstance(last, AddTitle):
        return "last"
    named = last.which if isinstance(last, ChangeTitle) else "all"
    return None if named == "all" else named
