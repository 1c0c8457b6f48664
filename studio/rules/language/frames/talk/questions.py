"""Frames for questions about the project and small talk."""

import re

from studio.model.edits.control import (
    Ask,
    Topic,
)
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import clips


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
    c.used.update(
        n
        for n, t in enumerate(c.tokens)
        if not t.has("quote", "percent", "duration", "factor", "beats", "ratio")
        or topic in (Topic.CAN, Topic.WHY, Topic.HELP)
    )
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
