"""Frames for which clips are shown: only, without, again, several times."""

from studio.model.edits.footage import (
    Include,
    LeaveOut,
    RepeatClip,
    UseOnly,
)
from studio.model.media import MediaKind
from studio.rules.language.frames.footage.glue import BUSY, GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import apart, clips


@frame("only", "excepted")
def all_but(c: Clause) -> Outcome | None:
    """Reads "everything except the dog"."""
    if not c.seen("all", "verb.use", "verb.keep"):
        return None
    ids = clips(c)
    c.take_all("all", "verb.include", "only", *GLUE)
    return [UseOnly(clips=ids)] if ids else None


@frame("only", "only")
def use_only(c: Clause) -> Outcome | None:
    """Reads "only use the dog and the beach", "只用照片"."""
    if c.seen(
        *BUSY, "songs", "duration", "songpart", "not", "first_place", "span", "shots"
    ) and not c.seen("verb.use"):
        return None
    if c.seen("span", "duration", "beats", "once", "quote", "title"):
        return None
    ids = clips(c, pronouns=True)
    if not ids:
        return None
    if any(
        x.startswith(
            (
                "look.",
                "speed.",
                "adj.",
                "verb.reverse",
                "verb.zoom",
                "verb.freeze",
                "join.",
            )
        )
        for t in c.tokens
        for x in t.concepts
        if not t.has("clips")
    ):
        return None
    if not c.take_all("only"):
        return None
    c.take_all("verb.include", "not", "other", "photo", "all", *GLUE)
    return [UseOnly(clips=ids)]


@frame("leave_out", "verb.remove", "not", "verb.ban", "but")
def leave_out(c: Clause) -> Outcome | None:
    """Reads "without clip 2", "leave out the dog", "把狗删了"."""
    if c.seen(
        *BUSY,
        "songs",
        "span",
        "moment",
        "duration",
        "shots",
        "transition",
        "songpart",
        "first_place",
        "last_place",
        "verb.crop",
        "verb.swap",
        "verb.reverse",
        "speed.slow_motion",
    ) and not c.seen("verb.ban"):
        return None
    if c.seen(*BUSY, "span", "moment", "duration", "songpart", "first_place"):
        return None
    if any(
        x.startswith(("look.", "speed.", "verb.zoom", "verb.stabilise", "join."))
        for t in c.tokens
        for x in t.concepts
        if not t.has("clips", "verb.remove")
    ):
        return None
    strong = [t for t in c.tokens if t.has("verb.remove", "not", "verb.ban")]
    if not strong:
        return None
    apart(c)
    ids = clips(c, pronouns=True)
    if not ids:
        return None
    c.take_all(
        "verb.remove",
        "not",
        "verb.ban",
        "verb.include",
        "photo",
        "all",
        "verb.keep",
        "shot",
        "excess",
        "again",
        *GLUE,
    )
    return [LeaveOut(clips=ids)]


@frame("include", "verb.include", "back", "verb.use", "all")
def include(c: Clause) -> Outcome | None:
    """Reads "use the dog too", "put clip 3 back in", "use all clips"."""
    if c.seen(
        *BUSY,
        "not",
        "verb.remove",
        "songs",
        "span",
        "moment",
        "songpart",
        "first_place",
        "last_place",
        "only",
        "between",
        "verb.swap",
        "verb.start",
        "verb.end",
        "after",
        "before",
        "duration",
        "shots",
        "edge_end",
        "edge_start",
        "each",
    ):
        return None
    if any(
        x.startswith(
            (
                "look.",
                "speed.",
                "adj.",
                "verb.reverse",
                "verb.zoom",
                "verb.freeze",
                "join.",
                "verb.turn",
                "verb.mirror",
                "verb.stabilise",
                "verb.crop",
            )
        )
        for t in c.tokens
        for x in t.concepts
        if not t.has("clips", "verb.include")
    ):
        return None
    if (
        c.has("all")
        and c.has("verb.use", "verb.include")
        and c.seen("clip", "clips")
        and not c.seen("photo")
    ):
        every = tuple(
            x.id for x in c.view.clips if x.kind is not MediaKind.AUDIO and x.number
        )
        if every and not c.has("clips"):
            c.take_all(
                "all",
                "verb.use",
                "verb.include",
                "verb.show",
                "each",
                *GLUE,
            )
            return [Include(clips=every)]
    apart(c)
    ids = clips(c)
    if not ids or not c.seen("verb.include", "verb.use", "back", "verb.add"):
        return None
    c.take_all(
        "verb.include",
        "verb.use",
        "back",
        "again",
        "too",
        "verb.add",
        "all",
        "more",
        *GLUE,
    )
    c.cost += 0.3
    return [Include(clips=ids)]


@frame("repeat", "once", "twice", "triple", "verb.repeat", "unit.step", "factor")
def repeat(c: Clause) -> Outcome | None:
    """Reads "show the dog twice", "each clip only once", "don't repeat clips"."""
    if c.seen(
        *(
            "title",
            "quote",
            "caption",
            "duration",
            "song",
            "songs",
            "interval",
            "speed_noun",
            "beat",
            "verb.undo",
            "cuts",
            "transition",
        )
    ):
        return None
    times, at_most = 0, False
    if c.take_all("once"):
        times, at_most = 1, True
    elif c.take_all("triple"):
        times = 3
    elif c.take_all("twice", "double"):
        times = 2
        c.take_all("factor")
    elif c.seen("verb.repeat") and c.seen("steps", "factor"):
        value = c.value("steps") or c.value("factor")
        times = int(value or 0)
    elif (
        c.seen("verb.repeat")
        and c.seen("not")
        and any(
            w in c.surface(t)
            for t in c.tokens
            if t.has("verb.repeat")
            for w in ("repeat", "reuse", "duplicate", "重", "recur")
        )
    ):
        c.take_all("not")
        times, at_most = 1, True
    if not 1 <= times <= 20:
        return None
    ids = clips(c)
    if not ids and times > 1 and not c.seen("all", "each"):
        return None
    if c.take_all("at_most", "only"):
        at_most = True
    c.take_all(
        "verb.repeat",
        "each",
        "all",
        "clip",
        "photo",
        "shot",
        "only",
        "same",
        "again",
        *GLUE,
    )
    return [RepeatClip(clips=ids, times=times, at_most=at_most)]
