"""Frames for undo, versions, export and what cannot be made."""

from studio.model.edits.control import (
    Export,
    Impossible,
    Options,
    Redo,
    StartOver,
    Undo,
    UndoEdit,
)
from studio.rules.language.frames.registry import frame
from studio.rules.language.frames.talk.glue import GLUE
from studio.rules.language.grammar.clause import Clause, Outcome


@frame("impossible", "impossible")
def impossible(c: Clause) -> Outcome | None:
    """What is not made here; the whole clause belongs to it."""
    token = c.take("impossible")
    if token is None:
        return None
    c.used.update(range(len(c.tokens)))
    return [Impossible(topic=token.value("impossible"), words=c.words()[:200])]


@frame("start_over", "verb.start_over")
def start_over(c: Clause) -> Outcome | None:
    if not c.take_all("verb.start_over") or c.seen("clips", "title", "quote", "song"):
        return None
    c.take_all(*GLUE)
    return [StartOver()]


@frame("undo", "verb.undo", "version", "back", "version_number")
def undo(c: Clause) -> Outcome | None:
    """Reads "undo", "go back two versions", "back to version 2"."""
    if c.seen(
        "clips",
        "title",
        "quote",
        "song",
        "look.",
        "cuts",
        "not",
        "duration",
        "speed_noun",
        "look_noun",
        "sound",
        "verb.loop",
    ) or not c.seen("verb.undo", "version", "version_number"):
        return None
    if c.seen("verb.variants", "recut") and not c.seen("verb.undo"):
        return None
    if (wanted := c.value("version_number")) is not None:
        c.take_all("verb.undo", *GLUE)
        return [Undo(version=wanted)]
    step = c.has("verb.undo")
    if c.seen("version") and c.seen(
        "back", "verb.undo", "verb.use", "verb.show", "verb.make", "verb.like"
    ):
        ordinal = c.value("ordinal")
        number = c.value("number") if ordinal is None else None
        steps = c.value("steps")
        if number is not None or (ordinal is not None and ordinal > 0):
            surface_number = int(number if number is not None else ordinal or 0)
            c.take_all("verb.undo", "verb.like", "first_place", *GLUE)
            if number is not None and not any(
                c.surface(t).startswith("version") and t.start < _at(c, "number")
                for t in c.tokens
            ):
                return [Undo(steps=max(1, surface_number))]
            return [Undo(version=surface_number)]
        if ordinal == -1 or c.take_all("old", "last_place"):
            c.take_all("verb.undo", "verb.like", "verb.last", *GLUE)
            return [Undo()]
        if steps:
            c.take_all("verb.undo", *GLUE)
            return [Undo(steps=int(steps))]
    if not step:
        return None
    c.take_all("verb.undo")
    steps = 1
    if c.take_all("twice", "double", "both"):
        steps = 2
    elif (value := c.value("steps") or c.value("factor")) is not None:
        steps = max(1, int(value))
    elif (number := c.value("number")) is not None:
        steps = max(1, int(number))
        c.take_all("version", "unit.step")
    c.take_all(
        "ordinal",
        "last_place",
        "verb.last",
        "unit.step",
        "before",
        "normal",
        "same",
        "verb.remove",
        "aspect.",
        "than",
        *GLUE,
    )
    if not 1 <= steps <= 1000:
        return None
    return [Undo(steps=steps)]


def _at(c: Clause, concept: str) -> int:
    return next((t.start for t in c.tokens if t.has(concept)), 1 << 30)


@frame("redo", "verb.redo")
def redo(c: Clause) -> Outcome | None:
    steps = 2 if c.take_all("twice", "double") else int(c.value("steps") or 1)
    c.take_all("verb.redo", "verb.undo", *GLUE)
    return [Redo(steps=max(1, min(1000, steps)))]


_UNDOABLE = (
    ("transition", "join"), ("title", "title"), ("caption", "captions"), ("length_noun", "length"),
    ("order_noun", "order"), ("aspect_noun", "aspect"), ("pacing", "pace"), ("speed_noun", "speed"), ("look_noun", "look"), ("logo", "overlay"),
)  # fmt: skip


@frame("undo_edit", "verb.undo")
def undo_edit(c: Clause) -> Outcome | None:
    """Reads "undo the length", "取消转场": one kind of edit is taken back."""
    if c.seen("clips", "quote", "number"):
        return None
    for concept, edit in _UNDOABLE:
        if c.has(concept):
            c.take_all(concept, "verb.undo", "verb.remove", *GLUE)
            return [UndoEdit(edit=edit)]
    return None


@frame("export", "verb.export")
def export(c: Clause) -> Outcome | None:
    """Reads "and export it", "send me the video"."""
    if c.seen("clips", "songs", "title", "order.as_sent", "quote", "verb.variants"):
        return None
    word = next(c.surface(t) for t in c.tokens if t.has("verb.export"))
    c.take_all("verb.export", "then", "thanks", "yes", "version", "new", *GLUE)
    if (
        word in {"render", "输出"}
        and c.left()
        and c.seen("lines", "ratio", "fps", "percent")
    ):
        return None
    return [Export()]


@frame("options", "verb.variants", "version")
def options(c: Clause) -> Outcome | None:
    """Reads "show me three versions", "给我几个版本选"."""
    number = c.peek("number") or c.peek("steps") or c.peek("ordinal")
    if c.seen("verb.undo", "back", "old", "ordinal") or not c.seen(
        "verb.variants", "version"
    ):
        return None
    if not c.seen("verb.variants") and not number:
        return None
    if not c.seen(
        "verb.show", "verb.make", "verb.create", "verb.add", "verb.use"
    ) and not c.seen("verb.variants"):
        return None
    count = int(number) if number else 3
    c.take_all(
        "number",
        "steps",
        "verb.variants",
        "version",
        "other",
        "verb.use",
        "clip",
        *GLUE,
    )
    if not 2 <= count <= 5:
        return None
    return [Options(count=count)]
