"""Where the words of a title begin: behind "title", "says", "change it to" or a colon."""

import re
from collections.abc import Sequence

from studio.rules.language.chunks.rewrite import at, skip
from studio.rules.language.chunks.titles.ends import is_modifier
from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import is_han

_ANNOUNCED = (
    "title", "title_name", "intro_card", "outro_card", "card_noun", "caption", "verb.put_on",
    "edge_start", "edge_end", "first_place", "last_place", "at", "then",
)  # fmt: skip
"""What stands before "says X" where X are the words of a title."""
_NOUNS = ("title", "words_noun", "intro_card", "outro_card")
_PUTS = ("verb.put", "verb.put_on", "verb.add")
_NO_WORDS = ("title", "a_title", "speech", "down")
"""What stands for words that are not said: "write the date"."""
_PLAIN = ("unknown", "filler", "context", "number", "person", "ordinal")
"""What words without a wish stand for."""
REACH = 6
"""Tokens between what announces a title and its words."""


def begins(tokens: Sequence[Token], n: int, raw: str, folded: str) -> int | None:
    """Where the words start, if this token announces them."""
    token = tokens[n]
    begin = n + 1
    colon = at(tokens, begin, "comma") and tokens[begin].value("mark") in {":", "："}
    announced = _is_announced(tokens, n) or _heads(tokens, n, raw, folded)
    says = token.has("says", "verb.write_out") or _types(token, raw)
    if (says and announced) or _renames(tokens, n):
        begin += colon
    elif _opens(tokens, n):
        pass
    elif (name := _behind_comma(tokens, n, raw)) is not None:
        begin = name
    elif not _introduces(tokens, n, raw, folded):
        return None
    first = skip(tokens, begin, "filler")
    if first < len(tokens) and tokens[first].has(*_NO_WORDS):
        return None
    if token.has("verb.write_out") and _is_for_somebody(tokens, begin):
        return None
    if begin >= len(tokens) or tokens[begin].has(
        "comma", "stop", "title", "then", "it", "says", "verb.write_out"
    ):
        return None
    if is_modifier(tokens, begin, folded) or _quoted(tokens, n):
        return None
    ends = begin + 1 == len(tokens) or at(tokens, begin + 1, "comma", "stop")
    if tokens[begin].has("verb.remove") and ends:
        return None  # "最后一句去掉"
    return begin


def _types(token: Token, raw: str) -> bool:
    """Whether Chinese words follow "打字" behind a space."""
    apart = raw[token.end : token.end + 1].isspace()
    return token.has("animation.typewriter") and is_han(token.surface(raw)) and apart


def _is_for_somebody(tokens: Sequence[Token], n: int) -> bool:
    """Whether somebody is to get what is written: "write me a song" has no words yet."""
    return at(tokens, n, "filler") and tokens[n].has("person_noun")


def new_words(tokens: Sequence[Token], n: int, raw: str) -> int | None:
    """Where new words of a title start behind "change it to", "换成".

    In English they have a capital, in Chinese they stand for nothing else.
    """
    opens = all(
        t.has("correction", "says_instead", "comma", "filler") for t in tokens[:n]
    )
    if opens and at(tokens, n, "renames_to") and is_han(tokens[n].surface(raw)):
        rest = tokens[n + 1 :]
        named = all(t.has(*_PLAIN) for t in rest) and any(
            t.has("unknown") for t in rest
        )
        return n + 1 if named else None
    renamed = at(tokens, n, "to") and at(tokens, n - 1, "it")
    opening = tokens[max(0, n - 4) : max(0, n - 1)]
    if not renamed or not any(t.has("verb.reword") for t in opening):
        return None
    if n + 1 >= len(tokens) or tokens[n + 1].has("quote", "comma", "stop"):
        return None
    return n + 1 if raw[tokens[n + 1].start].isupper() else None


def _opens(tokens: Sequence[Token], n: int) -> bool:
    """Whether words follow a colon behind a noun: "put my name on it: Sarah"."""
    if not tokens[n].has("comma") or tokens[n].value("mark") not in {":", "："}:
        return False
    before = tokens[max(0, n - 4) : n]
    following = tokens[n + 1] if n + 1 < len(tokens) else None
    order = following is not None and following.has(
        "verb.make", "verb.move", "verb.put_on", "verb.remove", "verb.use"
    )
    nouns = (*_NOUNS, "a_title", "caption", "card_noun", "song.intro", "song.outro")
    return any(t.has(*nouns) for t in before) and not order


def _behind_comma(tokens: Sequence[Token], n: int, raw: str) -> int | None:
    """Where a name follows a comma: "add my name at the start, it's Sarah"."""
    nouns = [t for t in tokens[max(0, n - 4) : n] if t.has("a_title")]
    begin = n + 1 + at(tokens, n + 1, "tells")
    if not nouns or tokens[n].value("mark") != "," or begin >= len(tokens):
        return None
    first, dated = raw[tokens[begin].start], "date" in nouns[-1].surface(raw)
    named = tokens[begin].has("unknown") and first.isupper()
    return begin if named or (dated and first.isdigit()) else None


def _is_announced(tokens: Sequence[Token], n: int) -> bool:
    """Whether "says" or "write" is about a title: one is named, or it opens the wish."""
    before = tokens[max(0, n - REACH) : n]
    if tokens[n].has("verb.write_out"):
        rest = [t for t in before if not t.concepts <= {"filler"}]
        if not rest or rest[-1].has("comma", "stop", "and", "then"):
            return True
    own = tokens[n].has("intro_card", "outro_card", "titled")
    return own or any(t.has(*_ANNOUNCED) for t in before)


def _heads(tokens: Sequence[Token], n: int, raw: str, folded: str) -> bool:
    """Whether Chinese words are said by what stands before: "照片上写 …", "配字 …"."""
    word = tokens[n].surface(folded)
    if not is_han(word):
        return False
    on = at(tokens, n - 1, "photo", "clip", "clip_one", "this_clip", "name")
    if word.startswith("上") and on:
        return True
    apart = raw[tokens[n].end : tokens[n].end + 1].isspace()
    return apart and (on or _opens_a_wish(tokens, n))


def _renames(tokens: Sequence[Token], n: int) -> bool:
    """Whether new words of a title follow: "change the title to", "标题改成"."""
    token, k = tokens[n], n - 1
    while k >= 0 and tokens[k].concepts <= {"filler", "ordinal", "of"}:
        k -= 1
    named = at(tokens, k, "title", "title_name") and not tokens[k].has("stop")
    wrong = at(tokens, k - 1, "correction", "says_instead")
    again = at(tokens, k, "comma") and wrong
    if again and any(t.has("title", "title_name") for t in tokens[:k]):
        return token.has("renames_to") or token.has("verb.reword")
    if token.has("renames_to"):
        return named
    if named and token.has("with"):
        return any(t.has("verb.replace") for t in tokens[max(0, k - 3) : k])
    if not token.has("to") or token.has("comma"):
        return False
    if named or at(tokens, k, "it", "name"):
        verbs = ("verb.reword",) if named else ("verb.rename",)
        return any(t.has(*verbs) for t in tokens[max(0, k - 3) : k])
    return at(tokens, k, "verb.reword") and at(tokens, k - 1, "title", "title_name")


def _introduces(tokens: Sequence[Token], n: int, raw: str, folded: str) -> bool:
    """Whether a new title's words follow its noun: "add a title Summer Vibes"."""
    token = tokens[n]
    following = tokens[n + 1] if n + 1 < len(tokens) else None
    counted = token.has("a_title") and is_han(token.surface(folded))
    if following is not None and following.has("verb.follow") and token.has(*_PUTS):
        return _leads_to_account(tokens, n)
    if following is None or not (token.has(*_NOUNS) or counted):
        return False
    before = tokens[max(0, n - 4) : n]
    if token.has("verb.write") or not (
        _opens_a_wish(tokens, n)
        or any(t.has("verb.put_on", "verb.write_out", "verb.put") for t in before)
    ):
        return False
    if is_han(token.surface(folded)):
        apart = re.fullmatch(r"[ \t]+", raw[token.end : following.start])
        return bool(apart) or (following.has("unknown") and token.has(*_NOUNS))
    named = raw[following.start].isupper() or following.has("unknown")
    return named or _leads_to_account(tokens, n)


def _leads_to_account(tokens: Sequence[Token], n: int) -> bool:
    """Whether words before the name of an account follow: "the text follow me @mia"."""
    for token in tokens[n + 1 :]:
        if token.value("unquoted"):
            return True
        if token.has("comma", "stop", "and", "with", "says", "at", "verb.write_out"):
            return False
    return False


def _opens_a_wish(tokens: Sequence[Token], n: int) -> bool:
    """Whether nothing of the same wish stands before: "vertical, title Summer"."""
    while n and tokens[n - 1].concepts <= {"filler"}:
        n -= 1
    return n == 0 or tokens[n - 1].has("comma", "stop", "and", "then", "with")


def _quoted(tokens: Sequence[Token], n: int) -> bool:
    """Whether quoted words follow in this sentence; the name of an account is none."""
    for token in tokens[n + 1 :]:
        if token.has("quote") and not token.value("unquoted"):
            return True
        if token.has("stop"):
            return False
    return False
