"""Frames for the order of the clips: whole orders, lists, one clip's place, swaps."""

from studio.model.edits.footage import (
    OrderMode,
    PlaceClip,
    SetOrder,
    SwapShots,
)
from studio.model.edits.record import Edit
from studio.model.media import AssetId
from studio.rules.language.frames.footage.glue import BUSY, GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import clips, moment, resolve


@frame("order", "order.", "verb.shuffle", "order_noun")
def order(c: Clause) -> Outcome | None:
    """Reads "in the order I sent", "shuffle", "reverse order", "by date"."""
    if c.seen("order.as_sent") and _named(c) > 1:
        return None
    mode = c.prefixed("order.")
    if mode is None and c.take_all("verb.shuffle"):
        mode = "auto" if c.take_all("not") else "shuffled"
    if mode is None:
        if c.seen("order_noun") and c.has("verb.keep", "old", "normal"):
            mode = "as_sent"
        elif c.seen("order_noun") and c.has("verb.reverse", "verb.swap"):
            c.take_all("verb.reverse", "verb.swap")
            mode = "reversed"
        else:
            return None
    c.take_all(
        "order_noun",
        "order.as_sent",
        "order.reversed",
        "verb.shuffle",
        "all",
        "photo",
        "clips",
        "verb.sync",
        "back",
        "old",
        "normal",
        "verb.undo",
        "not" if mode == "as_sent" else "order_noun",
        "shot",
        "longest",
        *GLUE,
    )
    return [SetOrder(mode=OrderMode(mode))]


def _named(c: Clause) -> int:
    """How many clips are named one by one."""
    return sum(
        len(t.value("clips").ids)
        for t in c.tokens
        if t.has("clips") and not t.value("clips").photos
    )


@frame("order", "clips")
def listed(c: Clause) -> Outcome | None:
    """Reads "start with clip 2 then clip 1", "order: dog, beach, city"."""
    refs = list(c.indexes("clips"))
    ids: list[AssetId] = []
    for n in refs:
        ids += resolve(c, c.tokens[n].value("clips"))
    if (
        len(ids) < 2
        or len(set(ids)) != len(ids)
        or not (
            c.seen("then", "order_noun", "listed", "order.as_sent")
            and c.seen(
                "order_noun", "verb.start", "first_place", "then", "order.as_sent"
            )
        )
    ):
        return None
    if c.seen(
        *BUSY,
        "verb.swap",
        "verb.remove",
        "last_place",
        "after",
        "before",
        "join.dissolve",
        "not",
        "only",
        "duration",
        "songs",
    ):
        return None
    c.used.update(refs)
    c.take_all(
        "then",
        "order_noun",
        "order.as_sent",
        "verb.start",
        "first_place",
        "and",
        "comma",
        "last_place",
        "verb.end",
        *GLUE,
    )
    return [SetOrder(mode=OrderMode.LISTED, clips=tuple(ids))]


@frame(
    "place",
    "first_place",
    "last_place",
    "verb.start",
    "verb.end",
    "after",
    "before",
    "clips",
    "edge_start",
    "edge_end",
)
def place(c: Clause) -> Outcome | None:
    """Reads "dog last", "start with the beach", "put clip 3 after clip 1", "dog on the drop"."""
    if c.seen(
        *BUSY,
        "songs",
        "not",
        "verb.swap",
        "duration",
        "span",
        "transition",
        "verb.reverse",
        "verb.freeze",
        "only",
        "verb.trim",
    ) and not c.seen(
        "first_place",
        "last_place",
        "verb.start",
        "verb.end",
        "after",
        "before",
        "songpart",
    ):
        return None
    if c.seen(
        *BUSY,
        "transition",
        "duration",
        "span",
        "verb.freeze",
        "speed.slow_motion",
        "verb.zoom",
    ):
        return None
    refs = list(c.indexes("clips"))
    if not refs and not c.has("it"):
        return None
    beside = _beside(c, refs)
    if beside is not None:
        return beside
    if c.has("between") and len(refs) == 2:
        first = resolve(c, c.tokens[refs[0]].value("clips"))
        around = resolve(c, c.tokens[refs[1]].value("clips"))
        if len(first) == 1 and len(around) == 2:
            c.used.update(refs)
            c.take_all("between", *GLUE)
            return [PlaceClip(clip=first[0], where="after", other=around[0])]
        return None
    ids = clips(c, pronouns=True)
    if not ids:
        return None
    c.cost += 2.0 * max(0, len(refs) - 1)
    edge = _edge(c)
    if c.seen("unknown") and not c.seen(
        "verb.move",
        "verb.start",
        "verb.end",
        "verb.use",
        "verb.play",
        "edge_start",
        "edge_end",
        "last_place",
        "verb.add",
    ):
        return None
    if (
        edge == ""
        and c.seen("songpart", "moment")
        and len(ids) == 1
        and not any(
            x.startswith(("look.", "speed.", "pulse.", "join.", "adj.", "verb.ramp"))
            for t in c.tokens
            for x in t.concepts
        )
    ):
        where = moment(c)
        if where is None or c.seen("verb.split", "verb.trim", "verb.start", "from"):
            return None
        c.take_all("verb.start", "beat", "verb.sync", "exactly", *GLUE)
        return [PlaceClip(clip=ids[0], where="at", moment=where)]
    if not edge or (
        c.seen("verb.remove") and not c.seen("verb.move", "verb.start", "verb.end")
    ):
        return None
    c.take_all(
        "first_place",
        "last_place",
        "edge_start",
        "edge_end",
        "verb.start",
        "verb.end",
        "ordinal",
        "shot",
        "only_place",
        "verb.last",
        "all",
        "verb.include",
        "photo",
        "then",
        *GLUE,
    )
    out: list[Edit] = [
        PlaceClip(clip=i, where=edge)  # type: ignore[arg-type]
        for i in (reversed(ids) if edge == "first" else ids)
    ]
    return out


def _beside(c: Clause, refs: list[int]) -> Outcome | None:
    """Reads "clip 3 after clip 1": the reference behind the word is the other one."""
    n = next(c.indexes("after", "before"), None)
    if n is None or len(refs) < 2:
        return None
    where = "after" if c.tokens[n].has("after") else "before"
    han = not c.surface(c.tokens[n]).isascii()
    ids = [resolve(c, c.tokens[k].value("clips")) for k in refs[:2]]
    if any(len(i) != 1 for i in ids):
        return None
    behind = [k for k in refs if k > n]
    if (han and len(behind) != 1) or (not han and refs[0] > n):
        first, other = (ids[0][0], ids[1][0])
        if not han:
            first, other = other, first
    else:
        first, other = ids[0][0], ids[1][0]
    c.used.update(refs[:2])
    c.take_all(
        "after", "before", "verb.swap", "edge_start", "edge_end", "exactly", *GLUE
    )
    return [PlaceClip(clip=first, where=where, other=other)]  # type: ignore[arg-type]


def _edge(c: Clause) -> str:
    if c.seen("verb.start") and not c.seen("last_place", "edge_end"):
        return "first"
    if c.seen("verb.end") and not c.seen("first_place", "edge_start"):
        return "last"
    last, first = c.seen("last_place", "edge_end"), c.seen("first_place", "edge_start")
    if last and not first:
        return "last"
    return "first" if first and not last else ""


@frame("swap", "verb.swap")
def swap(c: Clause) -> Outcome | None:
    """Reads "swap shots 3 and 4", "switch the dog and the beach"."""
    if c.seen(*BUSY, "songs", "song"):
        return None
    numbers: list[int] = []
    for token in c.tokens:
        if token.has("shots"):
            numbers += token.value("shots")
    if len(numbers) == 2:
        c.take_all("shots", "verb.swap", "and", "with", *GLUE)
        return [SwapShots(shots=(numbers[0], numbers[1]))]
    ids = clips(c)
    if len(ids) == 2:
        c.take_all("verb.swap", "and", "with", "position_word", "order_noun", *GLUE)
        return [SwapShots(clips=(ids[0], ids[1]))]
    plain = [
        t.value("number") for t in c.tokens if t.has("number") and not t.has("duration")
    ]
    ordinals = [t.value("ordinal") for t in c.tokens if t.has("ordinal")]
    both = plain if len(plain) == 2 else ordinals
    if len(both) == 2 and not ids:
        c.take_all(
            "number",
            "ordinal",
            "verb.swap",
            "and",
            "with",
            "shot",
            "position_word",
            "order_noun",
            "first_place",
            "last_place",
            "edge_start",
            *GLUE,
        )
        return [SwapShots(shots=(int(both[0]), int(both[1])))]
    return None
