"""Constructions that ask which colour or font the words on the picture shall have."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from studio.model.edits.overlay import (
    AddCaptions,
    AddTitle,
    ChangeCaptions,
    ChangeTitle,
    FontFamily,
)
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.constructions.words.titles import MOVES, lately_named, which
from studio.rules.language.grammar.clause import Outcome, question

_OFFERED: Mapping[str, tuple[Mapping[str, Any], ...]] = MappingProxyType(
    {
        "colour_noun": tuple({"color": c} for c in ("#ffffff", "#ffd60a", "#ff3b30")),
        "font_noun": tuple(
            {"font": font}
            for font in (FontFamily.SERIF, FontFamily.HAND, FontFamily.BOLD)
        ),
    }
)
"""What is offered of each: white, yellow and red; fonts that differ most."""
_FIELDS = MappingProxyType({"colour_noun": "color", "font_noun": "font"})
"""The field that such a word is about."""
_LOOK = "colour_noun|font_noun!title"
_OTHER = f"other? new? of? title? caption? title_name? colour_noun? comma? {MOVES}"


@construction(
    "change_title",
    f"{_LOOK} verb.replace @style {_OTHER}",
    f"{_LOOK} other verb.replace? @style {_OTHER}",
)
def another_look(m: Match) -> Outcome | None:
    """Reads "标题换个字体": which one is asked; "换个颜色，黄色吧" says it."""
    wish, style = look_asked(m), m.style
    if style.keys() - _FIELDS.values():
        return None  # "bigger, and change the colour": two wishes
    about = _about(m)
    if about == "caption":
        record: dict[str, Any] = {}
        kind: type[ChangeTitle | ChangeCaptions] = ChangeCaptions
    elif about == "title" and m.clause.view.titles:
        record = {"which": which(m) or lately_named(m) or "all"}
        kind = ChangeTitle
    else:
        return None
    if wish is None:
        return [kind.model_validate(record | style)] if style else None
    edits = [kind.model_validate(record | dict(one)) for one in _OFFERED[wish]]
    return question("which_edit", [*(("", [one]) for one in edits), ("", [])])


def look_asked(m: Match) -> str | None:
    """What is to be another one: "colour_noun" or "font_noun", if the words do not say which."""
    if not m.clause.seen("verb.replace", "other"):
        return None
    style = m.style
    return next(
        (
            noun
            for noun, field in _FIELDS.items()
            if m.clause.seen(noun) and field not in style
        ),
        None,
    )


def _about(m: Match) -> str:
    """What the words of the message, or else the last request, are about."""
    concepts = m.clause.context.concepts
    captions = m.has("caption") or ("caption" in concepts and "title" not in concepts)
    if captions and (m.clause.view.has_captions or not m.clause.view.titles):
        return "caption"
    if captions or m.has("title_name") or concepts & {"title", "title_name"}:
        return "title"
    last = next(reversed(m.clause.view.last_edits), None)
    if isinstance(last, AddTitle | ChangeTitle):
        return "title"
    return "caption" if isinstance(last, AddCaptions | ChangeCaptions) else ""
