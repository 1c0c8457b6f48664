"""Frames for steps through versions, export, questions and what is impossible."""

import re

from studio.model.edits.control import (
    Ask,
    Export,
    Impossible,
    Options,
    Redo,
    StartOver,
    Topic,
    Undo,
    UndoEdit,
)
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import clips

_GLUE = (
    "verb.make",
    "verb.add",
    "verb.use",
    "verb.show",
    "verb.move",
    "with",
    "as",
    "to",
    "for",
    "at",
    "video",
    "it",
    "of",
    "version",
    "all",
    "back",
    "again",
    "verb.create",
    "old",
    "from",
    "verb.keep",
    "one",
    "edge_end",
)


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
    c.take_all(*_GLUE)
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
        c.take_all("verb.undo", *_GLUE)
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
            c.take_all("verb.undo", "verb.like", "first_place", *_GLUE)
            if number is not None and not any(
                c.surface(t).startswith("version") and t.start < _at(c, "number")
                for t in c.tokens
            ):
                return [Undo(steps=max(1, surface_number))]
            return [Undo(version=surface_number)]
        if ordinal == -1 or c.take_all("old", "last_place"):
            c.take_all("verb.undo", "verb.like", "verb.last", *_GLUE)
            return [Undo()]
        if steps:
            c.take_all("verb.undo", *_GLUE)
            return [Undo(steps=int(steps))]
    if not step:
        return None
    c.take_all("verb.undo")
    steps = 1
    if c.take_all("twice", "double"):
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
        *_GLUE,
    )
    if not 1 <= steps <= 1000:
        return None
    return [Undo(steps=steps)]


def _at(c: Clause, concept: str) -> int:
    return next((t.start for t in c.tokens if t.has(concept)), 1 << 30)


@frame("redo", "verb.redo")
def redo(c: Clause) -> Outcome | None:
    steps = 2 if c.take_all("twice", "double") else int(c.value("steps") or 1)
    c.take_all("verb.redo", "verb.undo", *_GLUE)
    return [Redo(steps=max(1, min(1000, steps)))]


_UNDOABLE = (
    ("transition", "join"), ("title", "title"), ("caption", "captions"), ("length_noun", "length"),
    ("order_noun", "order"), ("aspect_noun", "aspect"), ("pacing", "pace"), ("speed_noun", "speed"),
)  # fmt: skip


@frame("undo_edit", "verb.undo")
def undo_edit(c: Clause) -> Outcome | None:
    """Reads "undo the length", "取消转场": one kind of edit is taken back."""
    if c.seen("clips", "quote", "number"):
        return None
    for concept, edit in _UNDOABLE:
        if c.has(concept):
            c.take_all(concept, "verb.undo", "verb.remove", *_GLUE)
            return [UndoEdit(edit=edit)]
    return None


@frame("export", "verb.export")
def export(c: Clause) -> Outcome | None:
    """Reads "and export it", "send me the video"."""
    if c.seen("clips", "songs", "title", "order.as_sent", "quote", "verb.variants"):
        return None
    word = next(c.surface(t) for t in c.tokens if t.has("verb.export"))
    c.take_all("verb.export", "then", "thanks", "yes", "version", "new", *_GLUE)
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
        *_GLUE,
    )
    if not 2 <= count <= 5:
        return None
    return [Options(count=count)]


@frame("ask", "thanks", "greeting", "q.", "yes")
def small_talk(c: Clause) -> Outcome | None:
    """Reads "thanks!", "hi", "help"; only where nothing else is said."""
    rest = [
        t
        for t in c.tokens
        if not t.has(
            "thanks",
            "greeting",
            "filler",
            "stop",
            "comma",
            "yes",
            "degree.much",
            "it",
            "all",
            "video",
            "no",
        )
    ]
    if rest:
        return None
    if c.seen("thanks"):
        c.used.update(range(len(c.tokens)))
        return [Ask(topic=Topic.THANKS)]
    if c.seen("greeting"):
        c.used.update(range(len(c.tokens)))
        return [Ask(topic=Topic.GREETING)]
    return None


_DIRECT = (("q.last", Topic.LAST_EDIT), ("q.help", Topic.HELP))
_ASKING = (
    "q.what",
    "q.how_long",
    "q.which",
    "q.where",
    "q.why",
    "q.how_many",
    "q.can",
    "q.mark",
    "q.help",
    "q.last",
    "q.timeline",
    "q.unused",
    "q.tempo",
    "q.format",
)


@frame("ask", "q.")
def ask(c: Clause) -> Outcome | None:
    """Questions about the timeline, the song and the clips."""
    topic = _topic(c)
    if topic is None:
        return None
    about, seconds = "", None
    if topic in (Topic.WHERE, Topic.WHY, Topic.CLIPS, Topic.LENGTH, Topic.UNUSED):
        ids = clips(c)
        about = ids[0] if ids else ""
        if topic is Topic.LENGTH and ids:
            topic = Topic.CLIPS
    if c.has("moment"):
        seconds = c.value("moment").seconds
    if topic is Topic.WHERE and not about and c.has("songpart"):
        about = str(c.value("songpart")[0])
    if topic is Topic.CAN:
        about = _nearest(c)
    if c.seen("not") and topic not in (Topic.UNUSED, Topic.WHY, Topic.HELP):
        return None
    c.used.update(n for n, t in enumerate(c.tokens) if not t.has("quote", "percent"))
    return [Ask(topic=topic, about=about, seconds=seconds)]


def _topic(c: Clause) -> Topic | None:
    for concept, topic in _DIRECT:
        if c.seen(concept):
            return topic
    mark, what = c.seen("q.mark"), c.seen("q.what", "q.which")
    if c.seen("q.why"):
        return Topic.WHY
    if c.seen("q.unused") and (mark or what or c.seen("q.how_many")):
        return Topic.UNUSED
    if (
        c.seen("q.can")
        and (
            mark
            or re.match(r"(can|do|does|are|is|could|你|支持|能|可)", c.words().lower())
        )
        and not c.seen("number", "clips", "it")
    ) and (not c.seen("video", "clip") or _nearest(c)):
        return Topic.CAN
    if c.seen("q.where") and c.seen(
        "clips", "photo", "songs", "title", "songpart", "song", "logo"
    ):
        return Topic.WHERE
    if c.seen("q.how_long"):
        return (
            Topic.SONG
            if c.seen("song", "songs") and not c.seen("video")
            else Topic.LENGTH
        )
    if (
        c.seen("q.tempo")
        and (
            mark
            or what
            or not c.seen("verb.make", "number", "tempo.half", "tempo.double")
        )
        and not c.seen("tempo.half", "tempo.double")
    ):
        return Topic.TEMPO
    if c.seen("q.how_many"):
        return (
            Topic.SHOTS
            if c.seen("shot", "cuts")
            else Topic.TITLES
            if c.seen("title")
            else Topic.SONG
            if c.seen("song")
            else Topic.CLIPS
            if c.seen("clip", "photo", "clips", "video")
            else None
        )
    if (
        mark
        and not what
        and c.seen(
            "number",
            "duration",
            "percent",
            "verb.trim",
            "verb.raise",
            "verb.lower",
            "compared",
            "verb.move",
            "verb.remove",
        )
    ):
        return None
    if c.seen("q.is") and c.seen(
        "ratio", "aspect.vertical", "aspect.horizontal", "aspect.square", "lines"
    ):
        return Topic.FORMAT
    if what or mark:
        return _about(c)
    if c.seen("q.timeline") and not c.seen("verb.remove", "clips", "number"):
        return Topic.TIMELINE
    return None


def _about(c: Clause) -> Topic | None:
    if c.seen("song", "songs"):
        return Topic.SONG
    if c.seen("title"):
        return Topic.TITLES
    if c.seen("moment", "time") or c.seen("shots"):
        return Topic.TIMELINE if not c.seen("moment", "shots") else Topic.SHOTS
    if c.seen("q.format") and c.seen("q.what", "q.which"):
        return Topic.FORMAT
    if c.seen("length_noun"):
        return Topic.LENGTH
    if c.seen("q.timeline"):
        return Topic.TIMELINE
    if c.seen("order_noun", "shot"):
        return Topic.SHOTS
    if c.seen("clip", "photo") and c.seen("q.what", "q.which"):
        return Topic.CLIPS
    return None


def _nearest(c: Clause) -> str:
    """The edit whose concepts the question names."""
    from studio.rules.language.frames.nearest import nearest  # noqa: PLC0415

    return nearest(c)
