"""Take the words of titles out of the text where they stand without quotes.

"add a title Summer Vibes at the top" and "写上我爱北京" become the same tokens as
the quoted forms, before anything in the words is read as an order.
"""

from collections.abc import Sequence

from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.rewrite import at, over, skip

_SAY = frozenset(
    "write say says saying reads reading written called named titled entitled 写 写上 写着 "
    "写成 叫 叫做 打上 写个 内容是 内容为 名为 写一句 上写 取名 起名 命名为 写住 文字内容 "
    "文字是".split()
) | {
    "that says", "which says", "that reads", "with the words", "with the text", "with text",
    "call it", "name it", "title it", "caption it", "label it", "headline it", "with the title",
}  # fmt: skip
_LEADS = ("at", "for", "from", "with", "to")
_MODIFIERS = (
    "colour", "number", "duration", "time", "moment", "span", "edge_start", "edge_end", "first_place",
    "last_place", "middle", "adj.big", "adj.small", "font_noun", "songpart", "all", "name", "ordinal",
)  # fmt: skip


def captured(tokens: Sequence[Token], raw: str, folded: str) -> list[Token]:
    """The tokens with unquoted titles as ``quote``."""
    out: list[Token] = []
    n = 0
    while n < len(tokens):
        begin = _begins(tokens, n, raw, folded)
        if begin is None:
            out.append(tokens[n])
            n += 1
            continue
        end = _ends(tokens, begin, folded)
        if end <= begin:
            out.append(tokens[n])
            n += 1
            continue
        out += tokens[n:begin]
        if at(out, len(out) - 1, "comma"):
            out.pop()
        stop = tokens[end].start if end < len(tokens) else len(raw)
        words = raw[tokens[begin].start : stop].strip(" \t\n,.;，。；")
        for tail in (" instead", " please", " pls", " thanks"):
            words = words.removesuffix(tail)
        out.append(over(tokens[begin:end], quote=words, unquoted=True))
        n = end
    return out


def _begins(tokens: Sequence[Token], n: int, raw: str, folded: str) -> int | None:
    """Where the words start, if a token announces them."""
    token = tokens[n]
    word = folded[token.start : token.end]
    if _quoted(tokens, n):
        return None
    han = not word.isascii()
    if word in _SAY and (
        n == 0 or _announced(tokens, n) or word in {"write", "写上", "写", "打上"}
    ):
        begin = n + 1
        if at(tokens, begin, "comma") and tokens[begin].value("mark") == ":":
            begin += 1
        if word in {"say", "write", "call it", "called", "named", "写", "写上"} and at(
            tokens, begin, "it", "title"
        ):
            return None
        return (
            begin
            if begin < len(tokens) and not at(tokens, begin, "comma", "stop")
            else None
        )
    if not token.has("title", "intro_card", "outro_card") or token.has("verb.write"):
        return None
    if at(tokens, n + 1, "comma") and tokens[n + 1].value("mark") == ":":
        return n + 2 if n + 2 < len(tokens) else None
    added = (
        any(tokens[k].has("verb.add", "verb.write") for k in range(max(0, n - 4), n))
        or n == 0
    )
    following = tokens[n + 1] if n + 1 < len(tokens) else None
    if not added or following is None or following.has("comma", "stop"):
        return None
    gap = raw[token.end : following.start]
    if following.has(
        "adj.big",
        "adj.small",
        "compared",
        "colour",
        "off",
        "not",
        "verb.remove",
        "verb.make",
        "verb.move",
    ) or any(
        c.startswith(("position.", "animation.", "font.", "verb."))
        for c in following.concepts
    ):
        return None
    if han:
        return n + 1 if gap.strip(" \t") == "" and gap else None
    if following.has(
        *_LEADS, *_MODIFIERS, "and", "then", "but", "of", "off", "not", "compared"
    ) or any(
        c.startswith(("position.", "animation.", "font.")) for c in following.concepts
    ):
        return None
    capital = raw[following.start].isupper()
    return n + 1 if capital or following.has("unknown") else None


def _announced(tokens: Sequence[Token], n: int) -> bool:
    return any(
        tokens[k].has(
            "title",
            "verb.add",
            "intro_card",
            "outro_card",
            "edge_start",
            "edge_end",
            "at",
            "caption",
            "first_place",
            "last_place",
            "video",
        )
        for k in range(max(0, n - 5), n)
    )


def _quoted(tokens: Sequence[Token], n: int) -> bool:
    for token in tokens[n + 1 :]:
        if token.has("quote"):
            return True
        if token.has("stop"):
            return False
    return False


def _ends(tokens: Sequence[Token], begin: int, folded: str) -> int:
    """The first token that is no part of the words any more."""
    n = begin
    while n < len(tokens):
        token = tokens[n]
        if token.has("stop") or (
            token.has("comma") and token.value("mark") not in {"-", "–", "—", "/", ":"}
        ):
            break
        if n > begin and _is_modifier(tokens, n, folded):
            break
        if n > begin and token.has("correction") and not token.has("filler", "not"):
            break
        if (
            token.has("and", "then")
            and n > begin
            and at(
                tokens,
                skip(tokens, n + 1, "filler", "then"),
                "verb.remove",
                "verb.sync",
                "verb.export",
                "adj.fast",
                "adj.slow",
                "aspect.vertical",
                "verb.mute",
                "verb.make",
            )
        ):
            break
        n += 1
    return n


def _is_modifier(tokens: Sequence[Token], n: int, folded: str) -> bool:
    token = tokens[n]
    if (
        any(c.startswith("position.") for c in token.concepts)
        and folded[token.start : token.end] not in {"left", "right", "corner"}
        and (
            " " in folded[token.start : token.end] or not folded[token.start].isascii()
        )
    ):
        return True
    word = folded[token.start : token.end]
    if token.has("number") and at(tokens, n + 1, "unit.second"):
        behind = n + 2 >= len(tokens) or tokens[n + 2].has("comma", "stop", "filler")
        if behind and not word.isascii():
            return True
    if word in {
        "放在",
        "放到",
        "显示",
        "持续",
        "在",
        "用",
        "红色",
        "颜色",
        "字体",
        "居中",
    }:
        return True
    if token.has("colour") and not word.isascii() and len(word) > 1:
        return True
    if token.has(*_LEADS):
        following = skip(tokens, n + 1, "filler")
        if following < len(tokens):
            nxt = tokens[following]
            if nxt.has(*_MODIFIERS) or any(
                c.startswith(("position.", "song.", "font.", "animation."))
                for c in nxt.concepts
            ):
                return True
    return False
