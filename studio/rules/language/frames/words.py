"""Frames for titles, captions and cards."""

from typing import Any

from studio.model.edits.overlay import (
    AddCaptions,
    AddCard,
    AddTitle,
    Animation,
    CaptionTiming,
    ChangeCaptions,
    ChangeTitle,
    FontFamily,
    Position,
    RemoveCaptions,
    RemoveTitle,
    SpeechCaptions,
)
from studio.model.edits.record import Amount, AtSong, AtTime, Exact, Times
from studio.model.reading import Residue
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome, question
from studio.rules.language.grammar.places import Span
from studio.rules.language.grammar.scopes import moment

_LONGEST = 500
"""Characters of a title."""
_GLUE = (
    "verb.make",
    "verb.add",
    "verb.use",
    "verb.move",
    "verb.show",
    "verb.write",
    "with",
    "as",
    "to",
    "for",
    "at",
    "video",
    "verb.create",
    "from",
    "of",
    "it",
    "title",
    "caption",
    "verb.last",
    "verb.play",
    "clip_one",
    "on",
    "font_noun",
    "animation_noun",
    "position_word",
    "verb.keep",
    "effects_all",
    "by",
    "up",
    "down",
    "in",
    "colour_word",
    "look_noun",
    "shot",
)


def style(c: Clause) -> dict[str, Any]:
    """Read time, place, colour, size, font and animation."""
    values: dict[str, Any] = {}
    _when(c, values)
    side = _position(c)
    if side:
        values["position"] = side
    if c.has("background") and c.has("colour", "not", "verb.remove"):
        values["background"] = _background(c)
        c.take_all("not", "verb.remove", "black", "white")
    if (color := c.value("colour")) is not None:
        values["color"] = color
        c.take_all("colour")
    if (size := _size(c)) is not None:
        values["size"] = size
    if (font := c.prefixed("font.")) is not None:
        values["font"] = FontFamily(font)
        c.prefixed_all("font.")
    animations = [
        t for t in c.tokens if any(x.startswith("animation.") for x in t.concepts)
    ]
    if animations and (name := c.prefixed("animation.")) is not None:
        values["animation"] = Animation(name)
        c.prefixed_all("animation.")
        c.take_all("join.dissolve", "fade_in", "fade_out")
    return values


def _background(c: Clause) -> str:
    """The colour beside the word for the box; "none" where it is taken off."""
    n = next(c.indexes("background"))
    c.used.add(n)
    near = min(c.indexes("colour"), key=lambda k: abs(k - n), default=None)
    if near is None:
        return "none"
    c.used.add(near)
    return str(c.tokens[near].value("colour"))


def _when(c: Clause, values: dict[str, Any]) -> None:
    if c.has("throughout"):
        c.take_all("throughout", "video")
        values["whole"] = True
    n = next(c.indexes("span"), None)
    if n is not None:
        span: Span = c.tokens[n].value("span")
        if span.owner == "" and span.shares is None:
            c.used.add(n)
            if span.start is not None and span.start != 0:
                values["start"] = AtTime(seconds=span.start)
            elif span.start == 0:
                values["start"] = AtTime(seconds=0.0)
            values["end"] = (
                AtTime(seconds=span.end) if span.end is not None else AtTime(end=True)
            )
            return
    seconds = c.value("duration")
    if seconds is not None:
        values["seconds"] = seconds
    where = None
    if c.has("moment", "songpart", "shots", "edge_start", "edge_end", "middle"):
        position = (
            c.has("middle")
            and not c.has("moment", "songpart", "shots", "edge_start", "edge_end")
            and any(t.has("middle") and t.has("position.center") for t in c.tokens)
        )
        where = None if position else moment(c)
    elif c.has("first_place", "last_place"):
        where = moment(c)
    if isinstance(where, AtTime) and where.end:
        length = seconds or 3.0
        values["start"] = AtTime(seconds=-length)
        values.pop("seconds", None)
        values["end"] = AtTime(end=True)
    elif where is not None and where != AtTime(seconds=0.0):
        values["start"] = where
    elif where is not None:
        values["start"] = AtTime(seconds=0.0)


def _position(c: Clause) -> Position | None:
    names = [n for n in c.prefixed_all("position.") if n]
    if not names:
        return None
    if len(names) > 1:
        pair = {names[0], names[1]}
        for vertical in ("top", "bottom"):
            for side in ("left", "right"):
                if pair == {vertical, side}:
                    return Position(f"{vertical}_{side}")
    return Position(names[0])


def _size(c: Clause) -> Amount | None:
    big, small = c.has("adj.big"), c.has("adj.small")
    if c.has("size_noun"):
        c.take_all("size_noun")
        if c.has("half", "double") and not (big or small):
            factor = 0.5 if c.take("half") else 2.0
            c.take_all("double")
            return Times(factor=factor)
    if not (big or small):
        if c.has("percent") and c.seen("font_noun", "adj.big", "length_noun"):
            return Exact(value=max(0.01, min(0.5, c.value("percent") / 100)))
        return None
    token = c.take("adj.big", "adj.small")
    sign = 1 if token is not None and token.has("adj.big") else -1
    relative = (token is not None and token.has("compared")) or c.seen(
        "excess", "degree.bit", "more", "less", "lack", "verb.raise", "verb.lower"
    )
    if c.take_all("lack"):
        c.take_all("not")
    elif c.take_all("excess", "less", "not"):
        sign, relative = -sign, True
    bit, much = bool(c.take_all("degree.bit")), bool(c.take_all("degree.much"))
    c.take_all("more", "adj.big", "adj.small", "verb.raise", "verb.lower")
    double = bool(c.take_all("double"))
    half = bool(c.take_all("half"))
    if double or half:
        return Times(factor=2.0 if double else 0.5)
    if relative or _changing(c):
        step = 1.2 if bit else 2.0 if much else 1.5
        return Times(factor=step if sign > 0 else round(1 / step, 4))
    return Exact(value=0.13 if sign > 0 else 0.05)


def _changing(c: Clause) -> bool:
    return not c.seen("quote")


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
        *_GLUE,
    )
    text = quotes[0]
    if len(text) > _LONGEST:
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
        *_GLUE,
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
    c.take_all("quote", "title", "not", "verb.remove", "off", "all", "more", *_GLUE)
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
    c.take_all(*_GLUE)
    return question("title_text", (), AddTitle(text="…", **values))


@frame("captions", "caption", "auto_caption")
def captions(c: Clause) -> Outcome | None:
    """Reads "use the srt as captions", "auto captions", "captions off", "captions 0.5 s later"."""
    if c.seen("auto_caption") or (c.seen("speech") and c.seen("caption")):
        if c.take_all("not", "verb.remove", "off"):
            c.take_all("auto_caption", "caption", "speech", *_GLUE)
            return [RemoveCaptions()]
        c.take_all(
            "auto_caption", "speech", "caption", "face", "each", "all", "clip", "and"
        )
        values = style(c)
        values.pop("whole", None)
        c.take_all(*_GLUE)
        return [SpeechCaptions(**values)]
    if c.seen("quote") and not c.view.has_captions:
        return None
    if c.seen("not", "verb.remove", "off") and not c.seen("background", "colour"):
        c.take_all("caption", "not", "verb.remove", "off", "all", *_GLUE)
        return [RemoveCaptions()]
    if c.seen("earlier", "later") and c.seen("duration"):
        sign = -1 if c.seen("earlier") else 1
        if is_state(c):
            sign = -sign
        shift = sign * c.value("duration")
        c.take_all("earlier", "later", "verb.shift", "caption", "by", *_GLUE)
        return [ChangeCaptions(shift=shift)]
    return _caption_file(c)


def is_state(c: Clause) -> bool:
    """Whether "late" describes ("the captions are late") instead of asking ("later")."""
    words = {c.surface(t) for t in c.tokens if t.has("earlier", "later")}
    states = {
        "late",
        "early",
        "delayed",
        "behind",
        "晚",
        "早",
        "迟",
        "慢",
        "晚了",
        "早了",
    }
    return bool(words & states) and not c.seen("verb.shift", "verb.move", "verb.make")


def _caption_file(c: Clause) -> Outcome | None:
    files = [
        x.id
        for x in c.view.clips
        if x.name.lower().endswith((".srt", ".lrc", ".vtt", ".ass"))
    ]
    named = next((i for i in c.peek("file") or () if i in files), None)
    for ending in (".srt", ".lrc"):
        if named is None and any(ending[1:] in c.surface(t) for t in c.tokens):
            by_name = [x.id for x in c.view.clips if x.name.lower().endswith(ending)]
            named = by_name[-1] if by_name else None
    changing = (
        c.view.has_captions
        and not c.seen("file")
        and not any(
            t.has("verb.add") and not t.has("verb.make", "verb.move", "verb.show")
            for t in c.tokens
        )
    )
    c.take_all("caption", "file")
    beats = bool(c.take_all("beat", "verb.sync", "interval", "unit.beat", "each"))
    values = style(c)
    values.pop("whole", None)
    c.take_all("all", "new", "clip", *_GLUE)
    if changing and values:
        return [ChangeCaptions(**values)]
    if files:
        timing = CaptionTiming.BEATS if beats else CaptionTiming.FILE
        return [AddCaptions(source=named or files[-1], timing=timing, **values)]
    if values and not c.seen("verb.add"):
        return [ChangeCaptions(**values)]
    return question("captions_source", (), SpeechCaptions(**values))


@frame("card", "intro_card", "outro_card")
def card(c: Clause) -> Outcome | None:
    """'end card "Thanks for watching" for 3 seconds', "no intro card"."""
    outro = bool(c.take_all("outro_card"))
    intro = bool(c.take_all("intro_card"))
    where = "outro" if outro and not intro else "intro"
    text = c.value("quote")
    if text is None:
        if c.take_all("not", "verb.remove", "off"):
            c.take_all(*_GLUE)
            return [AddCard(where=where, text="")]  # type: ignore[arg-type]
        c.take_all(*_GLUE)
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
        *_GLUE,
    )
    return [AddCard(where=where, text=text[:500], seconds=min(30.0, seconds))]  # type: ignore[arg-type]


__all__ = ["AtSong"]
