"""Complaints beside a wish: "the dog is upside down, flip it", "sharpen it, it is soft".

A clause that only complains gives its neighbour its subject, and asks for nothing
itself where the neighbour is an order without a subject of its own.
"""

from collections.abc import Sequence
from dataclasses import replace

from studio.model.edits.control import Undo
from studio.model.edits.music import RemoveMusic, UseMusic
from studio.model.edits.picture import Adjust, Quality, SetLook
from studio.model.edits.record import WHOLE, Edit, Stage
from studio.model.reading import ProjectView
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import CONTENT, LIGHT, weight
from studio.rules.language.grammar.clause import Clause, Context
from studio.rules.language.grammar.remarks import is_owner, is_statement, is_verb
from studio.rules.language.lexicon.fold import is_han
from studio.rules.language.resolve.adjust import with_scope
from studio.rules.language.resolve.clauses.parsed import (
    Parsed,
    is_blocked,
    parse,
    readings,
)
from studio.rules.language.resolve.neighbours.pronouns import with_referent

_SUBJECTS = (
    "clips", "songs", "song", "title", "caption", "logo", "transition", "shots",
    "photo", "sound", "clip_sound", "cuts", "songpart",
)  # fmt: skip
_JOINS = "join."
"""Transitions are named by their kind: "the dissolves are too slow"."""
_DRAGS = frozenset({"pace", "length"})
"""What may be asked for of a video that drags on."""
_SOUNDS = frozenset({"volume", "clip_sound", "remove_music"})
_TINTS = ("warm", "cool")
"""Looks that mend a tint: "脸都发黄,色调调冷"."""
_TAKING = frozenset(
    "leave_out ban replace remove_title remove_captions remove_music remove_overlay trim_clip "
    "use_music trim_music photo_motion sync undo clip_sound only".split()
)
"""Edits that a flaw is the reason for: "drop clip 2, it's shaky"."""
_LEAVING_OUT = frozenset({"leave_out", "ban"})
"""Edits behind which every complaint says why: "那段不要了,太晃"."""
_FLAWS = ("adj.boring", "adj.shaky", "adj.blurry")
_PLACES = ("shots", "shot", "moment", "span")
"""What names the place of a flaw."""
_STATES = ("upside_down", "sideways")
"""What a complaint says that its order needs to know."""


def is_complaint(tokens: Sequence[Token]) -> bool:
    """Whether a clause says that something is not as it should be."""
    if not any(
        t.has("excess", "complaint", "copula") and not is_owner(tokens, n)
        for n, t in enumerate(tokens)
    ):
        return False
    content = [t for t in tokens if weight(t) > LIGHT]
    if any(t.has("verb.remove") and is_verb(t) for t in content):
        return False  # "it's too long, cut it"
    if _orders_behind(tokens):
        return False  # "it's hard to read, make it bigger"
    return bool(content) and not is_verb(content[0])


def _orders_behind(tokens: Sequence[Token]) -> bool:
    """Whether an order about what was named stands behind a comma: "make it"."""
    return any(
        comma.has("comma") and verb.has("verb.make") and pronoun.has("it")
        for comma, verb, pronoun in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def behind_complaint(clause: Clause) -> Clause | None:
    """The clause without the complaint that opens it: "too strong, tone it down".

    None where nothing opens it that only says that the last edit went too far.
    """
    tokens = clause.tokens
    end = next((n for n, t in enumerate(tokens) if t.has("comma", "but")), 0)
    opening = tokens[:end]
    grades = any(t.has("excess", "lack", "degree.bit", "degree.much") for t in opening)
    if not grades or not all(map(_grades, opening)):
        return None
    return Clause(tokens[end + 1 :], clause.context)


def guessed_remedy(clause: Clause, before: Edit | None, view: ProjectView) -> bool:
    """Whether an edit was only guessed from a complaint about the version before.

    "Too long. Half that": half of what it was, not of the remedy that was guessed.
    """
    last = next(reversed(view.last_edits), None)
    if before is None or last is None:
        return False
    same = (before.do, before.scope) == (last.do, last.scope)
    return same and clause.seen("excess", "lack")


def is_undone(
    clause: Clause, groups: Sequence[Sequence[Edit]], edits: Sequence[Edit]
) -> bool:
    """Whether what was read before is taken back, or only explains what follows.

    "Too cold, go back" asks for nothing else; nor does "晴天别要了，用稻香".
    """
    if groups and list(groups[-1]) == [RemoveMusic()] and clause.seen("songs"):
        unwanted = {i for t in clause.tokens for i in t.value("songs") or ()}
        return bool(edits) and all(
            isinstance(edit, UseMusic) and unwanted.isdisjoint(edit.songs)
            for edit in edits
        )
    steps = bool(edits) and all(isinstance(edit, Undo) for edit in edits)
    changes = (
        bool(groups) and len(groups[-1]) == 1 and groups[-1][0].STAGE is not Stage.NONE
    )
    return steps and changes and clause.seen("excess", "lack")


def _grades(token: Token) -> bool:
    """Whether a word only says how much there is of something, or nothing."""
    if token.has("verb.make") and not token.has("filler"):
        return False
    graded = any(c.startswith(("adj.", "degree.")) for c in token.concepts)
    return graded or token.has("excess", "lack", "no") or weight(token) <= LIGHT


def merge_complaint(first: Parsed, second: Parsed, context: Context) -> list[Parsed]:
    """Two neighbours as the wishes that they make: one where one only explains the other."""
    explained = is_complaint(first.clause.tokens)
    if explained and (remedy := _remedy(first, second)) is not None:
        return [remedy]
    if explained and _changes_song(second, first):
        return [second]
    if explained and _restates(second, first):
        return [second]
    has_state = any(t.has(*_STATES) for t in first.clause.tokens)
    wish = None if has_state else with_referent(second, first, context)
    if wish is not None:
        if first.by is None or is_blocked(first):
            states = explained or is_statement(first.clause.tokens)
            return [wish] if states else [first, wish]
        same = bool({e.do for e in wish.edits} & _kinds(first, context))
        if explained and (same or second.by is None or is_blocked(second)):
            return [wish]
    if explained and first.by is None and _both_lean(first, second):
        return [second]
    if explained and _says_the_wish(first, second, context):
        return [second]
    if explained and _refers(second.clause.tokens):
        wish = _with_subject(second, first, context)
        about = _pronoun(second) or _kinds(first, context) & {e.do for e in wish.edits}
        if wish.edits and not is_blocked(wish) and about:
            return [wish]
    why = is_complaint(second.clause.tokens) or _drags(second)
    if explained and why and _of_two_qualities(first, second):
        tokens = [*first.clause.tokens, *second.joined, *second.clause.tokens]
        both = parse(tokens, context)  # "too dark and too blue"
        listed = len(both.edits) > 1 and not is_blocked(both)
        return [replace(both, joined=first.joined)] if listed else [first, second]
    if first.edits and not is_blocked(first) and why:
        named = any(map(_names, second.clause.tokens))
        ordered = {e.do for e in first.edits}
        kinds = _kinds(second, context)
        same = bool(kinds & ordered) or (
            bool(kinds & _SOUNDS) and bool(ordered & _SOUNDS)
        )
        flawed = ordered <= _TAKING and _is_flaw(second)
        reason = same or flawed or _of_it(second) or ordered <= _LEAVING_OUT
        if (not named and reason) or _changes_song(first, second):
            return [first]
    return [first, second]


def _of_two_qualities(first: Parsed, second: Parsed) -> bool:
    """Whether two complaints ask for two qualities of the picture."""
    edits = [[e for e in one.edits if isinstance(e, Adjust)] for one in (first, second)]
    qualities = [{edit.quality for edit in some} for some in edits]
    return all(qualities) and qualities[0].isdisjoint(qualities[1])


def _remedy(flaw: Parsed, order: Parsed) -> Parsed | None:
    """The order at the place of the flaw: "0:10 to 0:15 is boring, speed that up"."""
    if len(flaw.edits) != 1 or flaw.edits[0].do != "ban" or is_blocked(order):
        return None
    if any(e.scope != WHOLE or e.do == "ban" for e in order.edits):
        return None
    place = flaw.edits[0].scope
    fixed = [edit for e in order.edits if (edit := with_scope(e, place)) is not None]
    if fixed and len(fixed) == len(order.edits):
        return replace(order, outcome=fixed)
    words = [t for t in flaw.clause.tokens if t.has(*_PLACES)]
    fresh = parse([*words, *order.clause.tokens], order.clause.context)
    there = bool(fresh.edits) and all(e.scope == place for e in fresh.edits)
    return fresh if there and not is_blocked(fresh) else None


def _drags(part: Parsed) -> bool:
    """Whether a clause only says that something drags: "it takes ages to get going"."""
    content = [t for t in part.clause.tokens if weight(t) > LIGHT]
    named = ("adj.boring", "go", "side", "edge_start", "edge_end", "it")
    boring = any(t.has("adj.boring") for t in content)
    return boring and all(t.has(*named) or weight(t) < CONTENT for t in content)


def _of_it(part: Parsed) -> bool:
    """Whether a complaint says why: "sharpen it, it looks soft", no wish behind "and"."""
    tokens = part.clause.tokens
    added = any(t.has("and", "then", "but") for t in part.joined)
    return bool(tokens) and tokens[0].has("it") and not added


def _changes_song(order: Parsed, flaw: Parsed) -> bool:
    """Whether a flaw of a song says why another is to play."""
    about = any(t.has("songs", "song") for t in flaw.clause.tokens)
    songs = {e.do for e in order.edits} == {"use_music"} and not is_blocked(order)
    return songs and about and not flaw.edits and _is_flaw(flaw)


def _is_flaw(part: Parsed) -> bool:
    """Whether a complaint names a flaw, and no quality that has too much or little."""
    tokens = part.clause.tokens
    if any(t.has("adj.boring") for t in tokens):
        return True  # "skip the intro, it is too boring"
    flawed = any(t.has("flaw", "complaint", *_FLAWS) for t in tokens)
    return flawed and not any(t.has("excess") and t.start < t.end for t in tokens)


def _restates(order: Parsed, complaint: Parsed) -> bool:
    """Whether an order mends just what its complaint is about: "照片太快,每张慢一点"."""
    if is_blocked(order) or not order.edits or not complaint.edits:
        return False
    if is_complaint(order.clause.tokens) or len(complaint.edits) > 1:
        return False
    complained, ordered = complaint.edits[0], order.edits[0]
    if isinstance(complained, Adjust) and isinstance(ordered, SetLook):
        tints = complained.quality is Quality.WARMTH and ordered.look in _TINTS
        return tints and ordered.scope == complained.scope and len(order.edits) == 1
    shown = is_han(order.clause.context.folded) and complained.scope == ordered.scope
    return shown and complained.do == "shot_length" == ordered.do


def _says_the_wish(complaint: Parsed, order: Parsed, context: Context) -> bool:
    """Whether an order is what a complaint about nothing in particular asks for.

    "The video feels too slow, speed up the cuts".
    """
    named = any(map(_names, complaint.clause.tokens))
    readable = bool(order.edits) and not is_blocked(order)
    if named or not readable or is_complaint(order.clause.tokens):
        return False
    ordered, kinds = {e.do for e in order.edits}, _kinds(complaint, context)
    return bool(kinds & ordered) or (ordered <= _DRAGS and bool(kinds & _DRAGS))


def _both_lean(complaint: Parsed, order: Parsed) -> bool:
    """Whether both are about what was done last: "it's too much, tone it down"."""
    tokens = (*complaint.clause.tokens, *order.clause.tokens)
    return order.by is None and not any(
        _names(t) or t.has("unknown", "unknown_target") for t in tokens
    )


def _names(token: Token) -> bool:
    """Whether a word names what a wish may be about."""
    return token.has(*_SUBJECTS) or any(c.startswith(_JOINS) for c in token.concepts)


def _pronoun(part: Parsed) -> bool:
    return any(t.has("it", "it_clip") for t in part.clause.tokens)


def _kinds(part: Parsed, context: Context) -> set[str]:
    """Every kind of edit that a clause may ask for."""
    parses = readings(Clause(part.clause.tokens, context, part.clause.places))
    return {e.do for one in parses if not is_blocked(one) for e in one.edits}


def _refers(tokens: Sequence[Token]) -> bool:
    """Whether a clause orders something of what was named before."""
    named = any(map(_names, tokens))
    return bool(tokens) and not named and not is_complaint(tokens)


def _with_subject(part: Parsed, complaint: Parsed, context: Context) -> Parsed:
    """The order about the subject of the complaint before it."""
    subject = [t for t in complaint.clause.tokens if _names(t) or t.has(*_STATES)][:2]
    if not subject:
        return part
    tokens = [t for t in part.clause.tokens if not t.has("it", "it_clip")]
    fresh = parse([*subject, *tokens], context)
    if not fresh.edits or is_blocked(fresh) or fresh.left > part.left + 0.5:
        return part
    fresh.joined = part.joined
    return fresh
