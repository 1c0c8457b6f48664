"""Read a statement that says what a clip shows: "IMG_2041 is grandpa", "第6段是旺财"."""

from collections.abc import Sequence

from studio.model.media import AssetId
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Clause, Context
from studio.rules.language.grammar.clip_references import SeveralClips, resolve
from studio.rules.language.lexicon.fold import is_han

_PEOPLE = ("person", "person_noun")
_NAMING = frozenset({*_PEOPLE, "unknown", "unknown_target", "tells", "object_noun"})
"""What the words of a name may stand for."""
_BETWEEN = ("filler", "tells", "with", "depicts", "of")
"""Words between the verb and the name: "is the one with"."""
_OWNERS = ("my ", "our ", "his ", "her ", "their ", "the ")
_MOST_WORDS, _SHORTEST = 3, 2
_CLOSES = "的"
"""What a Chinese adjective ends with: "海边是糊的" names nobody."""

Names = tuple[tuple[str, AssetId], ...]


def named_clips(tokens: Sequence[Token], context: Context) -> Names:
    """The names that the statements of a request give to clips."""
    out: Names = ()
    stretch: list[Token] = []
    for token in (*tokens, None):
        if token is not None and not token.has("comma", "stop", "and", "but"):
            stretch.append(token)
            continue
        out += naming(Clause(stretch, context))
        stretch = []
    return out


def naming(clause: Clause) -> Names:
    """The names that a clause gives a clip; () where it is no such statement."""
    tokens = [t for t in clause.tokens if not t.has("comma", "stop")]
    clip, rest = _subject(clause, tokens)
    if clip is None or not rest or not _is_verb(rest[0]):
        return ()
    name = list(rest[1:])
    while name and _stands_between(name[0]):
        name.pop(0)
    if not 0 < len(name) <= _MOST_WORDS or not _is_name(clause, name):
        return ()
    words = [_bare(clause, [token]) for token in name if not token.has("filler")]
    whole = _bare(clause, name)
    names = dict.fromkeys([whole, *words] if not is_han(whole) else [whole])
    return tuple((one, clip) for one in names if len(one) >= _SHORTEST)


def _subject(
    clause: Clause, tokens: Sequence[Token]
) -> tuple[AssetId | None, Sequence[Token]]:
    """The one clip that opens the clause, and what follows; "this" is the one replied to."""
    if not tokens:
        return None, ()
    reference = tokens[0].value("clips")
    if reference is not None:
        try:
            ids = resolve(clause, reference)
        except SeveralClips:
            ids = ()
        return (ids[0] if len(ids) == 1 else None), tokens[1:]
    replied = clause.view.replied_clips
    if tokens[0].has("it") and len(replied) == 1:
        says = tokens[0].has("tells")  # "this is" holds the verb
        return replied[0], tokens if says else tokens[1:]
    return None, ()


def _is_verb(token: Token) -> bool:
    """Whether a word is "is", or "this is"."""
    return (
        token.has("copula")
        or (token.has("finite") and token.has("yes", "tells"))
        or (token.has("it") and token.has("tells"))
    )


def _stands_between(token: Token) -> bool:
    reference = token.value("clips")
    if reference is not None:
        return bool(reference.back == "this")
    return token.has(*_BETWEEN) and not token.has(*_PEOPLE)


def _is_name(clause: Clause, name: Sequence[Token]) -> bool:
    """Whether words name somebody or something, and do not describe a clip."""
    if any(not t.concepts <= _NAMING | {"filler"} for t in name):
        return False
    text = clause.context.text
    words = text[name[0].start : name[-1].end]
    if is_han(words):
        return not words.endswith(_CLOSES)
    return any(
        t.has(*_PEOPLE) or (t.has("unknown") and text[t.start].isupper()) for t in name
    )


def _bare(clause: Clause, name: Sequence[Token]) -> str:
    """The name in small letters, without "my"."""
    words = clause.context.folded[name[0].start : name[-1].end]
    for owner in _OWNERS:
        words = words.removeprefix(owner)
    return words
