"""Songs in Chinese book marks: "从《晴天》的副歌开始", "背景音乐用《晴天》"."""

from collections.abc import Callable, Sequence

from studio.rules.language.chunks.nouns.references import SONG_PARTS, Files
from studio.rules.language.chunks.rewrite import NOTHING, Replacement, at, over, skip
from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import fold

_WORDS = ("title", "title_name", "says", "intro_card", "outro_card", "caption")
"""What words in book marks are the words of."""


def marked_song(
    files: Files, folded: str
) -> Callable[[Sequence[Token], int], Replacement]:
    """The rule for the songs of one project."""

    def rule(tokens: Sequence[Token], n: int) -> Replacement:
        if not tokens[n].has("quote") or folded[tokens[n].start] != "《":
            return NOTHING
        first, last = _piece(tokens, n)
        beside = [*tokens[first:n], *tokens[n + 1 : last]]
        if any(t.has(*_WORDS) for t in beside):
            return NOTHING
        name = fold(str(tokens[n].value("quote"))).strip()
        songs = tuple(song.id for song in files.songs if name in fold(song.name))
        played = any(t.has("song", *SONG_PARTS) for t in beside)
        only = at(tokens, skip(tokens, n + 1, "filler", "of"), *SONG_PARTS)
        if not songs and only and len(files.songs) == 1:
            songs = (files.songs[0].id,)  # the one song goes by another name
        if songs:
            return over(tokens[n : n + 1], songs=songs), 1
        if not played:
            return NOTHING
        return over(tokens[n : n + 1], impossible="streaming_song"), 1

    return rule


def _piece(tokens: Sequence[Token], n: int) -> tuple[int, int]:
    """The words around this one up to the next separators."""
    first = next((k for k in range(n, 0, -1) if tokens[k - 1].has("comma", "stop")), 0)
    last = next((k for k in range(n, len(tokens)) if tokens[k].has("comma", "stop")), 0)
    return first, last or len(tokens)
