"""What a clause takes over from the clause that it is joined to: verb, topic, place."""

from studio.model.edits.overlay import USUAL_TITLE_SECONDS, AddTitle
from studio.model.edits.picture import FadePicture
from studio.model.edits.record import WHOLE, AtTime, Edit, OfClips
from studio.model.media import AssetId
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import LIGHT, weight
from studio.rules.language.grammar.clause import Context
from studio.rules.language.lexicon.fold import is_han
from studio.rules.language.resolve import adjust
from studio.rules.language.resolve.clauses.parsed import Parsed, is_blocked, parse
from studio.rules.language.resolve.clauses.pieces import shared_verb
from studio.rules.language.resolve.neighbours.title_lists import with_style

_REMOVING = ("verb.remove", "not", "off")
_SCOPED = frozenset(
    "look adjust speed reverse pulse zoom turn fit stabilise volume clip_sound ramp "
    "freeze cube focus normal_speed".split()
)
"""Edits that two joined clauses may ask for at one place."""
_ABOUT_CLIPS = _SCOPED | {"trim_clip", "shot_length", "place", "keep_speech"}
_OWN_TOPIC = (
    "clips", "songs", "song", "title", "caption", "logo", "transition", "video", "all",
    "shots", "shot", "span", "songpart", "moment", "ratio", "lines", "photo", "quote",
    "edge_start", "edge_end", "version", "each", "verb.undo", "cuts",
    "verb.export", "other", "throughout", "middle", "interval",
)  # fmt: skip
_SAID = (
    "number", "duration", "percent", "factor", "ratio", "lines", "fps", "quote", "colour",
    "beats", "interval",
)  # fmt: skip
"""Values with which a clause says all that it asks for."""
_WRITTEN = ("quote", "title", "caption")
"""Words of a title that is written on the clip named before it."""
_ENDING = ("end", "finish", "close", "conclude", "wrap up")
_EVERYTHING = ("it", "video", "all", "song")
_READ = 0.3
"""What may be left of a clause that says all by itself."""
_GOING_ON = (
    "more",
    "less",
    "again",
    "lack",
    "excess",
    "degree.bit",
    "compared",
    "verb.zoom_out",
)
"""Words that take an edit further."""


def assets(edit: Edit) -> frozenset[AssetId]:
    """The files that an edit is about."""
    ids = {
        *(getattr(edit, "clips", None) or ()),
        *(getattr(edit, "songs", None) or ()),
    }
    ids |= {getattr(edit, name, None) for name in ("clip", "other", "image")}
    if isinstance(edit.scope, OfClips):
        ids |= set(edit.scope.assets)
    return frozenset(one for one in ids if one)


def with_verb(part: Parsed, last: Parsed | None, context: Context) -> Parsed:
    """The clause with the verb of the one that it is joined to, where it has none.

    "no dog and no beach" needs none, "remove the dog and the beach" does.
    """
    tokens = part.clause.tokens
    if last is not None and (zoomed := _zoomed(part, last, context)) is not None:
        return zoomed
    if not part.joined or not tokens or shared_verb(tokens):
        return part
    adding = [t for t in part.joined if t.has("verb.add")]
    if last is None or adding:
        # "去掉停顿，加上字幕", "and clip 3": the word that joins is an order
        joins = adding or [t for t in part.joined if t.has("and", "then")]
        fresh = parse([*joins[-1:], *tokens], context)
        fresh.joined = part.joined
        return fresh if fresh.edits and not is_blocked(fresh) else part
    if _says_it_all(part) and part.clause.seen("excess", "lack"):
        return part  # "leave out the beach, and the dog is too dark"
    verb = shared_verb(last.clause.tokens)
    tight = any(t.has("and") or t.value("mark") in {"、", "/"} for t in part.joined)
    removing = verb is not None and verb.has(*_REMOVING)
    if verb is None or not (tight or part.left > 1.5):
        return part
    if not removing and part.left < 1.0:
        return part
    if part.edits and not is_blocked(part) and part.clause.seen(*_SAID):
        return part  # "no music, and 25 s"
    fresh = parse([verb, *tokens], context)
    if is_blocked(fresh) or any(edit.do == "impossible" for edit in fresh.edits):
        return part  # "take out the dog, my thumb is in it"
    if _says_it_all(part) and not _kinds(fresh) & _kinds(last):
        return part  # "no photos, also dip to black before the last shot"
    if fresh.left < part.left - 0.5 or (removing and tight and fresh.left < 1.0):
        fresh.joined = part.joined
        return fresh
    return part


def _zoomed(part: Parsed, last: Parsed, context: Context) -> Parsed | None:
    """Reads "zoom in on the dog and out on the beach": the clause zooms, too."""
    way, rest = part.clause.tokens[:1], part.clause.tokens[1:]
    zooms = bool(last.edits) and all(edit.do == "zoom" for edit in last.edits)
    if not zooms or not part.joined or not way or not way[0].has("outward", "inward"):
        return None
    if not rest or not rest[0].has("at", "of"):
        return None
    slow = any(
        t.has("verb.slow_zoom", "verb.slow_zoom_out") for t in last.clause.tokens
    )
    out = way[0].has("outward")
    zoom = "verb.slow_zoom" if slow else "verb.zoom"
    verb = Token(way[0].start, way[0].end, frozenset({f"{zoom}_out" if out else zoom}))
    fresh = parse([verb, *rest], context)
    fresh.joined = part.joined
    return fresh if fresh.edits and not is_blocked(fresh) else None


def _says_it_all(part: Parsed) -> bool:
    """Whether a clause of several words is read to its end as it stands."""
    content = [t for t in part.clause.tokens if weight(t) > LIGHT]
    return len(content) > 1 and part.left < _READ and not is_blocked(part)


def _kinds(part: Parsed) -> set[str]:
    return {edit.do for edit in part.edits}


def with_topic(
    part: Parsed, last: Parsed | None, before: Edit | None, context: Context
) -> Parsed:
    """The clause with the clip that opened the sentence as its topic.

    Chinese names the topic once: "夜景那段倒放,再慢一点".
    """
    tokens = part.clause.tokens
    if last is None or before is None or not tokens:
        return part
    if not part.joined and not any(t.has("then") for t in tokens[:2]):
        return part  # "夜景调亮再放慢" is joined by its first word
    opening = [t for t in last.clause.tokens if not t.has("filler")][:1]
    if (
        before.do not in _ABOUT_CLIPS
        or not opening
        or not opening[0].has("clips")
        or not is_han(context.text)
    ):
        return part
    readable = part.by is not None and not is_blocked(part)
    opens = any(t.has("then") and t.has("filler", "together") for t in part.joined)
    if opens and _says_it_all(part):
        return part  # "夜景放最后,顺便音量调到一半"
    if readable and _has_own_topic(part, before):
        return part
    fresh = parse([opening[0], *tokens], context)
    topic = assets(before)
    fits = fresh.edits and all(topic & assets(e) for e in fresh.edits)
    if not fits or is_blocked(fresh) or fresh.left > part.left + 0.5:
        return part
    fresh.joined = part.joined
    return fresh


def _has_own_topic(part: Parsed, before: Edit) -> bool:
    """Whether a clause that is read as it stands is about something else than ``before``."""
    kinds = _kinds(part)
    added = any(t.has("and") for t in part.joined)
    writes = kinds == {"add_title"} and not added
    own = [c for c in _OWN_TOPIC if not (writes and c in _WRITTEN)]
    if part.clause.seen(*own):
        return True
    if part.by and part.by.edit == "length" and part.clause.seen("verb.create"):
        return True  # "海边的,剪30秒"
    tight = any(t.has("then", "and") for t in part.joined) or not any(
        t.has("comma", "stop") for t in part.joined
    )
    loose = not tight and not writes and kinds != {"shot_length"}
    return before.do not in _SCOPED and loose


def with_place(
    part: Parsed, last: Parsed | None, before: Edit | None
) -> tuple[list[Edit], Edit | None]:
    """The clause's edits at the place of the joined clause, or the other way round.

    The second value is the edit before it at the place of this one, where that changes.
    """
    edits = part.edits
    if (titles := with_style(part, last, before)) is not None:
        return titles
    if before is not None and len(edits) == 1 and _is_there(part, before, edits[0]):
        return [adjust.with_scope(edits[0], before.scope) or edits[0]], None
    if edits and last is not None and _closes(part, last, before):
        return [_at_the_end(edits[0]), *edits[1:]], None
    if not _is_tight(part) or before is None or not edits or last is None:
        return edits, None
    here = edits[0]
    if before.do not in _SCOPED or here.do not in _SCOPED or _on_drop(here):
        return edits, None
    if before.scope != WHOLE and here.scope == WHOLE:
        own = (
            *_EVERYTHING,
            "clip",
            "clip_sound",
            "interval",
        )  # "punches on every beat"
        if part.clause.seen(*own):
            return edits, None
        shared = adjust.with_scope(here, before.scope)
        return ([shared, *edits[1:]] if shared else edits), None
    if before.scope == WHOLE and here.scope != WHOLE and not _on_drop(before):
        if last.clause.seen(*_EVERYTHING) or shared_verb(part.clause.tokens):
            return edits, None
        if _opens_with_place(part) and _says_it_all(last):
            return edits, None  # "add a vignette and the sunset in black and white"
        return edits, adjust.with_scope(before, here.scope)
    return edits, None


def _closes(part: Parsed, last: Parsed, before: Edit | None) -> bool:
    """Whether a title closes the video, too: "end with a fade to black and the text …"."""
    if not (isinstance(before, FadePicture) and before.edge == "out"):
        return False
    opening = next((t for t in last.clause.tokens if not t.has("filler")), None)
    if opening is None or not _is_tight(part):
        return False
    words = opening.surface(last.clause.context.folded)
    return opening.has("edge_end", "verb.end") or words.startswith(_ENDING)


def _at_the_end(edit: Edit) -> Edit:
    """A title without a time of its own in the last seconds."""
    if not isinstance(edit, AddTitle) or edit.start is not None or edit.end is not None:
        return edit
    start = AtTime(seconds=-(edit.seconds or USUAL_TITLE_SECONDS))
    times = {"start": start, "end": AtTime(end=True), "seconds": None}
    return edit.model_copy(update=times)


def _is_tight(part: Parsed) -> bool:
    """Whether nothing but "and" joins a clause to the one before it."""
    if part.opens or any(
        t.has("comma", "stop") and t.value("mark") for t in part.joined
    ):
        return False
    return any(t.has("and") for t in part.joined)


def _on_drop(edit: Edit) -> bool:
    """Whether an effect has a place of its own: "flash on the drop"."""
    return str(getattr(edit, "on", "")) == "drop"


def _opens_with_place(part: Parsed) -> bool:
    """Whether the first word of weight names a clip, a shot or a place."""
    first = next((t for t in part.clause.tokens if weight(t) > LIGHT), None)
    return first is not None and first.has("clips", "shots", "span", "songpart")


def _is_there(part: Parsed, before: Edit, edit: Edit) -> bool:
    """Whether "there" says that an edit holds where the one before it does."""
    tokens = part.clause.tokens
    ends = [t for t in tokens if t.has("there") or not t.has("stop", "filler")]
    there = bool(ends) and ends[-1].has("there")
    return there and before.scope != WHOLE and edit.scope == WHOLE


def with_last_place(part: Parsed, edits: list[Edit], context: Context) -> list[Edit]:
    """Reads "再亮一点" in a message of its own: there, where the last edit of its kind is.

    "Duck the music there" is an edit of another kind at that place.
    """
    last = next(reversed(context.view.last_edits), None)
    if context.edits or last is None or len(edits) != 1:
        return edits
    if _is_there(part, last, edits[0]):
        return [adjust.with_scope(edits[0], last.scope) or edits[0]]
    goes_on = part.clause.seen(*_GOING_ON) or any(t.has("more") for t in part.joined)
    named = part.clause.seen(*_EVERYTHING, *_OWN_TOPIC, "rest", "others")
    if edits[0].do != last.do or edits[0].scope != WHOLE or named or not goes_on:
        return edits
    return [adjust.with_scope(edits[0], last.scope) or edits[0]]
