"""Frames for titles: new ones, changes and removals."""

from studio.model.edits.overlay import (
    AddTitle,
    ChangeTitle,
    Position,
    RemoveTitle,
)
from studio.model.reading import Residue
from studio.rules.language.frames.registry import frame
from studio.rules.language.frames.words.glue import GLUE, LONGEST
from studio.rules.language.grammar.clause import Clause, Outcome, question
from studio.rules.language.grammar.style import style


def _which(c: Clause) -> str | None:
    """The title that is meant by number; None when all are."""
    for n in c.indexes("ordinal"):
        if c.next_to(n, "title") or c.seen("title"):
            c.used.add(n)
            value = c.tokens[n].value("ordinal")
            return "last" if value == -1 else f"#{value}"
    for n in c.indexes("hash", "number"):
        if n > 0 and c.tokens[n - 1].has("title"):
            c.used.add(n)
            return f"#{int(c.tokens[n].value('number'))}"
    return None


def _standing(c: Clause, text: str) -> bool:
    """Whether a title with these words stands on the timeline."""
    return any(text.casefold() in t.text.casefold() for t in c.view.titles)


@frame("add_title", "quote")
def add_title(c: Clause) -> Outcome | None:
    """'title "Paradise" at the top in red for 3 seconds'."""
    quotes = [t.value("quote") for t in c.tokens if t.has("quote")]
    if c.seen("intro_card", "outro_card") or (
        c.seen("verb.remove") and not c.seen("verb.add", "title", "verb.write")
    ):
        return None
    if len(quotes) != 1 or c.seen("not"):
        return None
    changing = c.seen("verb.make", "verb.move", "verb.replace", "compared") and not any(
        t.has("verb.add") or t.has("verb.write")
        for t in c.tokens
        if not t.has("verb.move", "verb.make")
    )
    if _standing(c, quotes[0]) and changing:
        return None
    renamed = any(
        c.surface(t).startswith(("改成", "改为", "换成", "should say", "改做"))
        for t in c.tokens
    )
    surfaces = {c.surface(t) for t in c.tokens}
    says = surfaces & {"say", "says", "read", "reads"} and not surfaces & {"add", "put"}
    if c.view.titles and c.seen("title") and (renamed or says):
        return None
    if (
        c.seen("title")
        and c.seen("verb.replace", "to", "new")
        and c.seen("verb.make", "verb.replace")
        and c.view.titles
        and not any(
            t.has("verb.write") and c.surface(t) in {"write", "写"} for t in c.tokens
        )
    ):
        return None
    if not (
        c.seen(
            "title",
            "verb.write",
            "caption",
            "verb.add",
            "verb.show",
            "edge_start",
            "edge_end",
            "span",
            "first_place",
            "last_place",
            "position.top",
            "position.bottom",
            "moment",
            "songpart",
        )
        or len(c.tokens) <= 3
    ):
        return None
    c.take("quote")
    c.take_all("title", "caption", "verb.write")
    values = style(c)
    c.take_all(
        "then",
        "and",
        "new",
        "outline",
        "adj.strong",
        "look_noun",
        "last_place",
        "first_place",
        "edge_start",
        "verb.start",
        "verb.end",
        *GLUE,
    )
    text = quotes[0]
    if len(text) > LONGEST:
        return Residue(c.words()[:80], "add_title", "too_long", str(len(text)))
    return [AddTitle(text=text, **values)]


@frame("change_title", "quote", "title", "font_noun")
def change_title(c: Clause) -> Outcome | None:
    """Reads "make the title bigger", 'change "Day 1" to "Day 2"', "move the text up"."""
    if c.seen("intro_card", "outro_card", "auto_caption", "not") and not c.seen(
        "background", "excess"
    ):
        return None
    if c.seen("speech", "verb.sync") and not c.seen("quote"):
        return None
    quotes = [t.value("quote") for t in c.tokens if t.has("quote")]
    which = _which(c)
    text: str | None = None
    if len(quotes) == 2 and (c.seen("verb.make", "verb.replace", "to", "verb.write")):
        which, text = quotes[0], quotes[1]
        c.take_all("quote")
    elif len(quotes) == 1 and _standing(c, quotes[0]) and not c.seen("to"):
        which = quotes[0]
        c.take("quote")
    elif (
        len(quotes) == 1
        and c.seen("title")
        and c.seen("verb.make", "verb.replace", "verb.write", "to")
    ):
        text = quotes[0]
        c.take("quote")
    elif quotes or not (
        c.seen("title")
        or (c.seen("font_noun") and c.view.titles and not c.seen("caption"))
    ):
        return None
    if c.seen("verb.remove") and not c.seen("verb.make", "verb.move", "background"):
        return None
    c.take_all("title", "caption")
    values = style(c)
    if text is None and not values and c.seen("up", "down"):
        values["position"] = Position.TOP if c.take("up") else Position.BOTTOM
    if text is None and not values:
        return None
    adding = any(
        t.has("verb.add") and not t.has("verb.make", "verb.move") for t in c.tokens
    )
    if adding and not quotes and not c.view.titles:
        return None
    c.take_all(
        "new",
        "all",
        "each",
        "old",
        "verb.replace",
        "back",
        "verb.raise",
        "verb.lower",
        "adj.long",
        "adj.short",
        "excess",
        "outline",
        *GLUE,
    )
    return [ChangeTitle(which=which or "all", text=text, **values)]


@frame("remove_title", "title", "quote")
def remove_title(c: Clause) -> Outcome | None:
    """Reads "no title", 'remove "Day 1"', "text off"."""
    if c.seen(
        "intro_card",
        "outro_card",
        "logo",
        "background",
        "auto_caption",
        "colour",
        "duration",
        "adj.big",
        "adj.small",
        "compared",
    ):
        return None
    if not c.seen("not", "verb.remove", "off"):
        return None
    quotes = [t.value("quote") for t in c.tokens if t.has("quote")]
    if len(quotes) > 1 or (quotes and not (c.seen("title") or _standing(c, quotes[0]))):
        return None
    which = _which(c) or (quotes[0] if quotes else "all")
    if (
        c.has("edge_end", "edge_start", "last_place", "first_place")
        and which == "all"
        and c.view.titles
    ):
        which = "last" if c.take("edge_end", "last_place") else "#1"
        c.take_all("edge_start", "first_place")
    c.take_all("quote", "title", "not", "verb.remove", "off", "all", "more", *GLUE)
    return [RemoveTitle(which=which)]


@frame("add_title", "title")
def title_without_words(c: Clause) -> Outcome | None:
    """Reads "add a title": the words are asked for."""
    if c.seen("quote", "not", "verb.remove", "off", "caption", "speech") or not c.seen(
        "verb.add", "verb.write", "verb.make"
    ):
        return None
    strong = (
        any(t.has("verb.add") and not t.has("verb.move") for t in c.tokens)
        or any(
            t.has("verb.write")
            and t.has("verb.write")
            and not t.has("title", "verb.make")
            for t in c.tokens
        )
        or any(
            c.surface(t).startswith(("put", "add", "加", "want", "need"))
            for t in c.tokens
        )
    )
    if not strong or c.seen("compared"):
        return None
    c.take_all("title", "verb.add", "verb.write")
    values = style(c)
    c.take_all(*GLUE)
    return question("title_text", (), AddTitle(text="…", **values))
