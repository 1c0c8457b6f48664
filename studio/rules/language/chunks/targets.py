"""Mark unknown words that stand where a target stands: "the couch", "把沙发".

A word that nobody knows may be passed over as long as it names nothing; where it names
what is to change, the clause must not be done to something else.
"""

from collections.abc import Sequence
from dataclasses import replace

from studio.rules.language.chunks.rewrite import over
from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import is_han

_DETERMINERS = frozenset(
    "the my your his her their our that this 把 将 给 那个 这个".split()
)
_PAIR, _LONGEST_NAME = 2, 3
_CALLED = frozenset("小老阿大")
"""What stands before a colour or a measure in names of animals and people: "小黑"."""
_COLOURS = frozenset({"colour", "black", "white"})
_SIDES = frozenset({"前面", "后面", "前边", "后边"})
_POINTING = frozenset({"那个", "那段", "那条", "嗰段", "嗰个", "嗰条"})
_SHOWN_SO = ("verb.slow_down", "verb.speed_up", "verb.reverse", "verb.zoom")
_NOUNS = ("clip_one", "shot", "photo_one", "clip", "photo")
_THINGS = frozenset({"context", "generated_noun", "object_noun", "cloth_noun"})
_WHOLES = ("video", "filler", "song", "title", "look_noun", "transition", "logo")


def _goes_on(following: Token) -> bool:
    """Whether the unknown word only describes the known noun behind it."""
    if following.has(*_NOUNS[:3]) and not following.has(*_WHOLES):
        return False
    if following.has("comma", "stop", "at", "of", "copula", "compared", "and"):
        return False
    return not any(
        c.startswith(("verb.", "adj.", "look.", "speed.")) for c in following.concepts
    )


def _opens_an_object(tokens: Sequence[Token], n: int) -> bool:
    """Whether an article opens the clause or follows a verb: "remove the couch"."""
    before = n - 1
    while before >= 0 and tokens[before].concepts <= {"filler"}:
        before -= 1
    if before < 0 or tokens[before].has("comma", "stop", "and", "then", "but"):
        return True
    return any(c.startswith("verb.") for c in tokens[before].concepts) or tokens[
        before
    ].has("not", "only", "except", "unknown")


def _names_a_clip(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether a Chinese noun for a thing tells which clip is meant: "烟花那段"."""
    token, following = tokens[n], tokens[n + 1 : n + 2]
    return (
        bool(token.concepts)
        and token.concepts <= _THINGS
        and is_han(token.surface(folded))
        and any(one.start == token.end and one.has("this_clip") for one in following)
    )


def _size(tokens: Sequence[Token], n: int, folded: str) -> int:
    """How many tokens from here on stand for a clip that no name tells."""
    ways = (_nicknamed, _besides, _described)
    return next((size for way in ways if (size := way(tokens, n, folded))), 0)


def _nicknamed(tokens: Sequence[Token], n: int, folded: str) -> int:
    """How many tokens name somebody that is no file before "too": "小黑也放慢"."""
    if n and not tokens[n - 1].has("comma", "stop", "and", "filler"):
        return 0
    too = next((k for k, t in enumerate(tokens[n:], n) if _is_too(t, folded)), n)
    words = tokens[n:too]
    if not words or words[-1].end != tokens[too].start:
        return 0
    name = folded[words[0].start : words[-1].end]
    called = (
        len(name) == len(words) == _PAIR
        and name[0] in _CALLED
        and all(c.startswith("adj.") or c in _COLOURS for c in words[1].concepts)
    )
    unknown = all(t.value("unknown") == "han" for t in words)
    named = unknown and _PAIR <= len(name) <= _LONGEST_NAME
    return len(words) if called or named else 0


def _is_too(token: Token, folded: str) -> bool:
    return folded[token.start] == "也"


def _besides(tokens: Sequence[Token], n: int, folded: str) -> int:
    """How many tokens say "the one in front", where nobody knows in front of what."""
    token, one, then = tokens[n], tokens[n + 1 : n + 2], tokens[n + 2 : n + 3]
    beside = (
        token.surface(folded) in _SIDES
        and any(t.has("clip_one", "this_clip") and t.start == token.end for t in one)
        and any(t.has("excess", *_SHOWN_SO) or _looks(t) for t in then)
        and (n == 0 or tokens[n - 1].has("comma", "stop", "filler"))
    )
    return _PAIR if beside else 0


def _described(tokens: Sequence[Token], n: int, folded: str) -> int:
    """How many tokens describe a clip that is to go: "那个晃得厉害的不要了"."""
    if tokens[n].surface(folded) not in _POINTING:
        return 0
    for end in range(n + 2, min(n + 2 + _LONGEST_NAME, len(tokens))):
        if tokens[end].has("comma", "stop", "clips", "name", "weak_name", "number"):
            return 0
        described = folded[: tokens[end].start].endswith("的")
        if tokens[end].has("verb.remove") and described:
            faulty = any(t.has("flaw", "complaint") for t in tokens[n + 1 : end])
            return end - n if faulty else 0
    return 0


def _looks(token: Token) -> bool:
    return any(c.startswith(("look.", "speed.")) for c in token.concepts)


def with_targets(tokens: Sequence[Token], folded: str) -> list[Token]:
    """What tells which clip or thing is meant, but is no file's name, as ``unknown_target``."""
    out: list[Token] = []
    behind = 0
    for n, token in enumerate(tokens):
        if n < behind:
            continue
        if size := _size(tokens, n, folded):
            behind = n + size
            words = folded[token.start : tokens[behind - 1].end]
            target = over(tokens[n:behind], unknown_target=words)
            sides = token.concepts & {"side"}  # it names another one the next time
            out.append(replace(target, concepts=target.concepts | sides))
        elif _names_a_clip(tokens, n, folded):
            values = {"unknown_target": token.surface(folded)}
            out.append(Token(token.start, token.end, frozenset(values), values))
        elif (
            token.has("unknown")
            and n > 0
            and tokens[n - 1].surface(folded) in _DETERMINERS
            and _opens_an_object(tokens, n - 1)
        ):
            following = tokens[n + 1] if n + 1 < len(tokens) else None
            if following is not None and _goes_on(following):
                out.append(token)
                continue
            values = {"unknown_target": token.surface(folded)}
            out.append(Token(token.start, token.end, frozenset(values), values))
        else:
            out.append(token)
    return out
