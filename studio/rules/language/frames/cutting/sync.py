"""Frames for a new cut to the beat."""

from studio.model.edits.music import (
    Sync,
)
from studio.rules.language.frames.cutting.glue import GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome


@frame("sync", "recut", "verb.sync")
def sync(c: Clause) -> Outcome | None:
    """Reads "sync to the beat"; "another version"."""
    again = bool(c.take_all("recut"))
    if not again and not c.take_all("verb.sync"):
        return None
    if c.seen("not"):
        return None
    if not again and c.seen("look_noun", "title", "quote", "effects_all", "interval"):
        return None
    c.take_all(
        "verb.sync",
        "beat",
        "beat_grid",
        "song",
        "cuts",
        "photo",
        "all",
        "clips",
        "together",
        "version",
        "between",
        "title_text",
        "new",
        "other",
        "join.cut",
        "verb.trim",
        "verb.shorten",
        "again",
        "songs" if not c.view.clips else "verb.sync",
        "timeline",
        "transition",
        "exactly",
        *GLUE,
    )
    return [Sync(again=again)]


@frame("sync", "verb.create")
def create(c: Clause) -> Outcome | None:
    """Reads "make a montage", "edit these clips", "把这些剪成一个视频"."""
    if not c.seen("video", "clip", "photo", "clips", "it") or c.seen(
        "title",
        "quote",
        "number",
        "percent",
        "not",
        "verb.remove",
        "verb.split",
        "shots",
        "span",
    ):
        return None
    word = next(c.surface(t) for t in c.tokens if t.has("verb.create"))
    strong = (
        not any(t.has("verb.create") and t.has("verb.make") for t in c.tokens)
        or c.seen("video")
        or word.startswith(("edit", "cut", "剪"))
    )
    if not strong or word in {"do", "mix"}:
        return None
    c.take_all(
        "verb.create",
        "video",
        "clip",
        "all",
        "photo",
        "together",
        "then",
        "thanks",
        "beat",
        "of",
        *GLUE,
    )
    for n in list(c.indexes("clips")):
        if (
            len(c.tokens[n].value("clips").ids) > 1
            and not c.tokens[n].value("clips").many
        ):
            c.used.add(n)
    c.cost += 0.4
    return [Sync()]
