"""Tell remarks from wishes among the clauses that no construction reads.

"My boss hates the wobble, so …" asks for nothing by itself. Every other one is
quoted in the reply as not understood, because it may have been a wish.
"""

from collections.abc import Sequence
from itertools import pairwise, zip_longest

from studio.model.edits.record import Edit, OfClips
from studio.rules.language.chunks.nouns.references import ClipRef
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import CONTENT, LIGHT, VALUES, weight

_POLITE = ("filler", "thanks", "yes", "correction", "no", "stop", "comma", "greeting")
_VAGUE = frozenset({"unknown", "unknown_target", "complaint", "context", "tells"})
_DENIALS = frozenset({"no", "not"})
_TIMES = frozenset({"factor", "occasions"})
"""Counts that a remark may hold: "I've watched it ten times"."""
_EDITED = (
    "title", "caption", "song", "songs", "clips", "clip", "photo", "shot", "shots", "cuts",
    "transition", "logo", "sound", "clip_sound", "speech", "songpart", "version", "span",
    "look_noun", "effects_all", "length_noun", "aspect_noun", "order_noun", "speed_noun",
    "quote", "duration", "time", "moment", "percent", "ratio", "lines", "colour", "factor",
    "impossible", "outro_card", "intro_card", "beat", "q.mark",
)  # fmt: skip
"""What an edit is about: a statement with one of these may be a wish."""
_ASKS = ("verb.need", "verb.remove", "polite", "at_most", "at_least", "enough")
"""Words that ask, in the form of a statement: "I need", "it must go"."""
_PUTTING = (
    "verb.add",
    "verb.move",
    "verb.show",
    "verb.raise",
    "verb.lower",
    "verb.use",
)
_TURNING = ("verb.turn", "verb.move", "verb.remove", "verb.raise", "verb.lower")
"""Verbs of orders, at the beginning of a clause and before a pronoun."""
_EFFECTS = ("verb.freeze", "verb.reverse", "verb.ramp", "verb.stabilise", "verb.mute")
"""Orders that no report holds."""
_MEASURES = ("excess", "lack", "compared", "adj.loud", "adj.quiet")
"""Words that say which way something should change."""
_COUNTED = VALUES - {
    "not",
    "clips",
    "shots",
    "span",
    "moment",
    "songpart",
    "unknown_target",
}
_FAMILIES = ("join.", "pulse.", "look.", "animation.")
_LISTED = 2
"""Effects that no remark names."""
_REPORTED = (*_ASKS, *_EFFECTS, *_MEASURES, *_COUNTED)
"""What no report holds."""
_AMOUNTS = ("number", "duration", "percent", "factor", "beats")
_SUBJECT = 7
"""Words up to which the verb of a statement stands."""
_PRAISED = (
    "clips", "song", "songs", "title", "version", "sound", "clip_sound", "speech", "shot",
    "photo", "transition", "length_noun", "pacing", "look_noun", "video",
)  # fmt: skip
"""What may be liked without asking for anything."""
_DESCRIBING = (*_VAGUE, "copula", "excess")
_NAMING = VALUES - {"not", "unknown_target", "clips"}
"""Values that no remark holds: numbers, times, quotes."""


def is_polite(tokens: Sequence[Token]) -> bool:
    """Whether a clause only greets, thanks, agrees or fills a pause."""
    return all(t.has(*_POLITE) for t in tokens)


def is_empty(tokens: Sequence[Token]) -> bool:
    """Whether a clause holds nothing but small words and politeness."""
    if is_polite(tokens) or sum(map(weight, tokens)) < 1.0:
        return True
    readable = not any(t.has("unknown") for t in tokens)
    return readable and all(weight(t) < 0.5 for t in tokens)


def is_remark(tokens: Sequence[Token]) -> bool:
    """Whether a clause tells something, and holds nothing that an edit is made of."""
    content = [t for t in tokens if weight(t) >= CONTENT]
    tells = any(
        t.has("tells", "context", "copula", "reason") and not is_owner(tokens, n)
        for n, t in enumerate(tokens[:4])
    )
    counts = any(t.has("context") for t in tokens)
    vague = all(
        not t.concepts.isdisjoint(_VAGUE)
        or t.concepts <= _DENIALS
        or (counts and t.concepts <= _TIMES)
        for t in content
    )
    return (tells and vague) or _likes(tokens)


def is_owner(tokens: Sequence[Token], n: int) -> bool:
    """Whether "its" is no "it's": "change its colour"."""
    before = tokens[n - 1].concepts if n else ()
    return tokens[n].has("possessive") and any(c.startswith("verb.") for c in before)


def is_rejected(tokens: Sequence[Token]) -> bool:
    """Whether a clause only says that a value is no good: "20 is too rushed", "20太赶"."""
    content = [t for t in tokens if weight(t) > 0 and not t.has("copula")]
    if len(content) < _LISTED or not content[0].has(*_AMOUNTS):
        return False
    verdict = content[1:]
    return any(t.has("excess", "complaint", "flaw") for t in verdict) and not any(
        t.has(*VALUES) or is_verb(t) for t in verdict
    )


def is_refusal(tokens: Sequence[Token]) -> bool:
    """Whether a correction only takes back what was said: "还是别换了", "no, don't cut it"."""
    content = [t for t in tokens if weight(t) > LIGHT]
    denied = any(t.has("not", "verb.keep", "leave_alone") for t in content)
    return denied and all(
        t.has("not", "verb.keep", "leave_alone", "it", "after_all", "too", "comma")
        or is_verb(t)
        or weight(t) < CONTENT
        for t in content
    )


def is_blame(tokens: Sequence[Token]) -> bool:
    """Whether a clause only says that something has a flaw: "lofi is boring"."""
    content = [t for t in tokens if weight(t) >= CONTENT]
    states = any(t.has("copula") for t in tokens)
    flawed = any(t.has("flaw", "complaint") for t in tokens)
    return states and flawed and not any(map(is_verb, content))


def is_praise(tokens: Sequence[Token]) -> bool:
    """Whether a clause only says that something is good: "Ben was fine"."""
    says = any(t.has("copula", "verb.like") for t in tokens)
    return says and _likes(tokens) and not any(t.has("comma", "too") for t in tokens)


def _likes(tokens: Sequence[Token]) -> bool:
    """Whether a clause only likes something: "love the beach", "合照很好"."""
    likes = any(t.has("thanks", "verb.like") for t in tokens) or _agrees(tokens)
    return likes and all(
        t.has("thanks", "verb.like", *_PRAISED, *_VAGUE) or weight(t) < CONTENT
        for t in tokens
    )


def _agrees(tokens: Sequence[Token]) -> bool:
    """Whether a noun and "fine" are said: "长度可以", "音乐OK"."""
    content = [t for t in tokens if weight(t) >= CONTENT]
    named = bool(content) and all(t.has(*_PRAISED) for t in content)
    ends = tokens[-1] if tokens else None
    return named and ends is not None and ends.has("yes") and not is_verb(ends)


def is_statement(tokens: Sequence[Token]) -> bool:
    """Whether an unread clause is a remark, or a statement about nothing that is edited."""
    if _puts(tokens) or _orders(tokens):
        return False
    edited = any(t.has(*_EDITED, *_ASKS) for t in tokens) or _names_effects(tokens)
    return is_remark(tokens) or (_states(tokens) and not edited) or _reports(tokens)


def _puts(tokens: Sequence[Token]) -> bool:
    """Whether a part of a clause ends with a place in the order: "grandma last"."""
    return any(
        token.has("first_place", "last_place")
        and (end is None or end.has("and", "comma", "but", "then"))
        for token, end in zip_longest(tokens, tokens[1:])
    )


def _orders(tokens: Sequence[Token]) -> bool:
    """Whether a clause is an order about something that is edited.

    It opens with a verb ("have the title at the end, too"), or one stands before a
    pronoun ("the roses are sideways turn them up").
    """
    words = [t for t in tokens if not t.has("filler") or t.has(*_PUTTING)]
    opens = bool(words) and words[0].has(*_PUTTING)
    if opens and any(t.has(*_EDITED) for t in words[1:]):
        return True
    return any(
        order.has(*_TURNING) and not order.has("verb.show") and pronoun.has("it")
        for order, pronoun in zip(words, words[1:], strict=False)
    )


def _names_effects(tokens: Sequence[Token]) -> bool:
    """Whether two effects or more are named: no remark lists them."""
    named = (any(c.startswith(_FAMILIES) for c in t.concepts) for t in tokens)
    return sum(named) >= _LISTED


def _reports(tokens: Sequence[Token]) -> bool:
    """Whether a clause has a subject and a finite verb, and asks for nothing.

    "The wind is unbearable", "insta keeps cutting the end off", "全是我在喘".
    """
    verb = next((n for n, t in enumerate(tokens[:_SUBJECT]) if t.has("finite")), None)
    if verb is None or any(t.has(*_REPORTED) for t in tokens):
        return False
    if any(weight(t) >= CONTENT and is_verb(t) for t in tokens[:verb]):
        return False
    return not any(t.has("q.mark", "q.what", "quote") for t in tokens)


def is_verb(token: Token) -> bool:
    """Whether a word stands for a verb of an order and nothing else."""
    return all(c.startswith("verb.") for c in token.concepts)


def _states(tokens: Sequence[Token]) -> bool:
    """Whether a clause opens as a statement about somebody or something.

    "It's for my mum's 60th", "nobody sits through it", "老人家看不清".
    """
    opening = next((t for t in tokens if not t.concepts <= {"reason"}), None)
    return opening is not None and opening.has(
        "tells", "person_noun", "purpose", "reason"
    )


def is_ground(tokens: Sequence[Token], near: str, edits: Sequence[Edit]) -> bool:
    """Whether a clause only says why one of these edits is wanted.

    "The beach is grey, more colour there": it names the same kind of edit as its
    neighbour, and no value or clip of its own.
    """
    describes = any(t.has(*_DESCRIBING) for t in tokens)
    asks = any(t.has(*_NAMING, "rest", "others", "if_possible") for t in tokens)
    joins = {c[5:] for t in tokens for c in t.concepts if c.startswith("join.")}
    others = joins and joins.isdisjoint({getattr(e, "kind", "") for e in edits})
    if not describes or asks or others:
        return False  # "dissolve between cities, but hard cuts inside each"
    named = {
        asset
        for token in tokens
        if isinstance(ref := token.value("clips"), ClipRef)
        for asset in ref.ids
    }
    return any(
        edit.do == near
        and (
            not named
            or (isinstance(edit.scope, OfClips) and named <= set(edit.scope.assets))
        )
        for edit in edits
    )


def is_removal_denied(tokens: Sequence[Token]) -> bool:
    """Whether something must not go: "you can't delete it", "小狗不能删"."""
    return any(
        denial.has("not")
        and not denial.has("verb.remove")
        and verb.has("verb.remove", "verb.trim")
        and not verb.has("not")
        for denial, verb in pairwise(tokens)
    )
