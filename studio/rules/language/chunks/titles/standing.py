"""Mark the words of titles that stand, and what they are to become.

A title that stands gets the value ``title_name``; "it's Summer Party, not just Summer"
gives it new words.
"""

import re
from collections.abc import Sequence

from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import is_han

_CORRECTS = (
    r"(?:\b(?:it'?s|it is|that'?s) (?:supposed|meant) to (?:be|say)|\bit'?s|\bit is|\bshould (?:be|say|read)|\bsupposed to (?:be|say)|\bmeant to (?:be|say)|应该是|是)"
    r"\s*(?:(?:um|uh|er|like|actually|now|called)\s+)*(?P<new>[^.!?;\n]{{2,60}}?)[,，]?\s*(?:\bnot|不是|唔系|唔係)\s*(?:just |only |but )?[\"'“‘]?{title}[\"'”’]?(?!\w)"
)
"""New words for a title and the old ones, which are denied."""


def with_names(tokens: Sequence[Token], raw: str, titles: Sequence[str]) -> list[Token]:
    """Mark quotes and words that are those of a standing title."""
    out = [_named_quote(tokens, n, titles) for n in range(len(tokens))]
    for title in titles:
        case = re.IGNORECASE if " " in title.strip() else 0
        pattern = re.compile(rf"(?<![\w]){re.escape(title)}(?![\w])", case)
        if is_han(title):
            pattern = re.compile(re.escape(title))
        for match in pattern.finditer(raw):
            out = _named(out, *match.span(), title)
    return out


def with_corrections(
    tokens: Sequence[Token], raw: str, titles: Sequence[str]
) -> list[Token]:
    """Reads "it's Summer Party, not just Summer": new words for a title that stands."""
    out = list(tokens)
    for title in titles:
        match = re.search(_CORRECTS.format(title=re.escape(title)), raw, re.IGNORECASE)
        inside = [t for t in out if match and match.start() <= t.start < match.end()]
        if match is None or not inside:
            continue
        words = match.group("new").strip(" ,，\"'")
        first, last = out.index(inside[0]), out.index(inside[-1])
        quote = Token(*match.span("new"), frozenset({"quote"}), {"quote": words})
        order = Token(match.end("new"), match.end(), frozenset({"verb.reword"}))
        out[first : last + 1] = [quote, order]
    return out


def _named_quote(tokens: Sequence[Token], n: int, titles: Sequence[str]) -> Token:
    token = tokens[n]
    quote = token.value("quote")
    if quote is None:
        return token
    whole = next((t for t in titles if quote.casefold() in t.casefold()), None)
    if whole is None:
        return token
    renamed = n > 0 and tokens[n - 1].has("renames_to", "says")
    if renamed and quote.casefold() != whole.casefold():
        return token  # "云南七日" becomes “云南”
    values = {**token.values, "title_name": quote}
    return Token(token.start, token.end, token.concepts | {"title_name"}, values)


def _named(tokens: list[Token], start: int, end: int, title: str) -> list[Token]:
    inside = [t for t in tokens if start <= t.start and t.end <= end and t.end > start]
    if (
        not inside
        or inside[0].has("quote")
        or (inside[0].start, inside[-1].end)
        != (
            start,
            end,
        )
    ):
        return tokens
    first = tokens.index(inside[0])
    concepts = inside[0].concepts - {"unknown"} if len(inside) == 1 else frozenset()
    values = {**(inside[0].values if len(inside) == 1 else {}), "title_name": title}
    token = Token(start, end, concepts | {"title_name"}, values)
    return [*tokens[:first], token, *tokens[first + len(inside) :]]
