"""Take the words of titles out of the text where they stand without quotes.

"add a title Summer Vibes at the top", "change the title to Bali 2024" and "写上我爱北京"
become the same tokens as the quoted forms, before anything in the words is read as a
wish. Words of titles that stand already get the value ``title_name``.
"""

import re
from collections.abc import Sequence

from studio.rules.language.chunks.rewrite import at, over
from studio.rules.language.chunks.titles.begins import REACH, begins, new_words
from studio.rules.language.chunks.titles.ends import ends, is_style
from studio.rules.language.chunks.titles.standing import with_corrections, with_names
from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import is_han

_SHOUT = re.compile(r"[!！]?")
"""Part of words in capitals, or behind a space: "Thanks Coach!", "加字 赛点！"."""
_COUNTED = re.compile(r"^个(?=..)(?![人性个体])")
"""A measure word before the words: "写个五一去哪儿"; "个人" is a word of its own."""
_WRITES = ("verb.put", "verb.put_on", "verb.write_out", "title", "words_noun")
"""What stands before words that are to be shown."""
_TAILS = ("polite", "words_count", "words_tail")
"""What may follow the words of a title and is no part of them."""


def with_unquoted_titles(
    tokens: Sequence[Token],
    raw: str,
    folded: str,
    titles: Sequence[str],
    *,
    titled: bool = False,
) -> list[Token]:
    """The tokens with unquoted words of titles as ``quote``, standing ones marked.

    ``titles`` are the words of the titles that stand; ``titled`` tells that "it" is one.
    """
    marked = with_names(with_corrections(tokens, raw, titles), raw, titles)
    out: list[Token] = []
    n = 0
    while n < len(marked):
        begin = begins(marked, n, raw, folded)
        if begin is None and titled:
            begin = new_words(marked, n, raw)
        end = n if begin is None else ends(marked, begin, raw, folded)
        if (
            begin is None
            or end <= begin
            or (
                is_style(marked[begin:end])
                and not _greets(marked[n], marked[begin:end])
            )
            or _stands(marked, n, begin, end)
        ):
            out.append(marked[n])
            n += 1
            continue
        opening = marked[n]
        if opening.has("animation.typewriter"):  # "片尾打字 谢谢观看" has none
            opening = Token(opening.start, opening.end, frozenset({"says"}))
        out += [opening, *marked[n + 1 : begin]]
        if at(out, len(out) - 1, "comma"):
            out.pop()
        while end > begin + 1 and marked[end - 1].has(*_TAILS):
            end -= 1
        words = raw[marked[begin].start : _stop(marked, end, raw)]
        words = _COUNTED.sub("", words.strip(" \t\n,.;，。；"))
        apart = is_han(words) and not is_han(raw[marked[begin].start - 1])
        if (words[:1].isupper() or apart) and at(marked, end, "stop"):
            words += _SHOUT.match(raw, marked[end].start).group()  # type: ignore[union-attr]
        out.append(over(marked[begin:end], quote=words, unquoted=True))
        n = end
    out = [_address(out, n, raw) for n in range(len(out))]
    return [_foreign(token, raw) for token in out]


def _greets(token: Token, words: Sequence[Token]) -> bool:
    """Whether words of thanks or a greeting are said: "a card saying Thanks"."""
    greets = any(t.has("greeting", "thanks") for t in words)
    return (
        token.has("says") and greets and all(t.has("polite", "greeting") for t in words)
    )


def _stands(tokens: Sequence[Token], n: int, begin: int, end: int) -> bool:
    """Whether a title that stands is named: "the word Summer lower down"."""
    orders = any(t.has("verb.put_on", "verb.add", "verb.create") for t in tokens[:n])
    named = begin == n + 1 and at(tokens, begin, "title_name") and not orders
    rest = tokens[begin + 1 : end]
    alone = not rest and (end == len(tokens) or at(tokens, end, "comma", "stop"))
    is_changed = not alone and (not rest or is_style(rest))
    return named and at(tokens, n, "title") and is_changed


def _address(tokens: Sequence[Token], n: int, raw: str) -> Token:
    """The address of a site that is to be written: "put our website, mia.com"."""
    token = tokens[n]
    before = tokens[max(0, n - REACH) : n]
    word = token.surface(raw)
    written = any(t.has(*_WRITES) for t in before)
    if not token.has("link_noun") or "//" in word or not written:
        return token
    return over([token], quote=word, unquoted=True)


def _stop(tokens: Sequence[Token], end: int, raw: str) -> int:
    """Where the words end in the text: before the next token, with all signs."""
    return tokens[end].start if end < len(tokens) else len(raw)


def _foreign(token: Token, raw: str) -> Token:
    """A word in a script that no request is written in stands for itself."""
    word = token.surface(raw)
    odd = token.has("unknown") and all(c.isalpha() and ord(c) > 0x24F for c in word)
    if not odd or is_han(word):
        return token
    return over([token], quote=word, unquoted=True)
