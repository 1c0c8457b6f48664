"""Clips, photos, songs and shots by number: "clip 2", "the last two shots"."""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.model.media import MediaKind
from studio.model.reading import ClipView
from studio.rules.language.chunks.nouns.references import (
    NOUNS,
    SONG_PARTS,
    ClipRef,
    Files,
)
from studio.rules.language.chunks.rewrite import NOTHING, Replacement, at, over, skip
from studio.rules.language.entities.token import Token

_NO_CLIPS = (
    "title",
    "song",
    "caption",
    "transition",
    "version",
    "logo",
    "shot",
    "photo",
)
"""Nouns whose "one" is no clip."""
_MEASURES = ("个", "段", "条")
_BETWEEN = ("filler", "excess", "too", "degree.bit", "copula")
_SHOWN = (
    "verb.reverse", "verb.slow_down", "verb.speed_up", "verb.zoom", "verb.lengthen",
    "adj.bright", "adj.dark", "adj.long", "adj.short", "adj.fast", "adj.slow", "duration",
)  # fmt: skip
"""What a clip may be or become that is not named by its own noun."""
_BEHIND = (
    "comma", "stop", "and", "then", "first_place", "last_place", "excess", "copula", "for",
    "compared", "too",
)  # fmt: skip
"""What may follow "the third" where its noun was said before."""
_MOST = 999
"""The highest number of a clip or shot that anybody names."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The rules for the files of one project."""

    files: Files
    folded: str = ""
    of_shots: bool = False
    """Whether the last edit was about shots."""

    def counted(self, tokens: Sequence[Token], n: int) -> Replacement:
        """Reads "clip 2", "clips 1, 2 and 4", "shots 3 to 5", "2号片段"."""
        first = tokens[n]
        if (edge := _edge_shot(tokens, n)) is not None:
            return over(tokens[n : n + 2], shots=(edge,)), 2
        if first.has("hash") and at(tokens, n + 1, "clip", "photo", "shot", "song_one"):
            stretch = tokens[n : n + 2]
            return self._resolved(stretch, tokens[n + 1], [first.value("hash")]), 2
        if not first.has(*NOUNS):
            return NOTHING
        numbers, end = _numbers(tokens, n + 1)
        if not numbers:
            return NOTHING
        return self._resolved(tokens[n:end], first, numbers), end - n

    def ordinal(self, tokens: Sequence[Token], n: int) -> Replacement:
        """Reads "the second clip", "first and third photos", "last two shots", "第二段"."""
        if not tokens[n].has("ordinal"):
            return NOTHING
        numbers, end = _ordinals(tokens, n)
        count = 0
        pointed = _is_pronoun(tokens, n, end)
        if at(tokens, end, "number") and not at(tokens, end, "hash") and not pointed:
            count, end = int(tokens[end].value("number")), end + 1
        end = end if at(tokens, end, "clip_one") else skip(tokens, end, "filler")
        if (noun := self._noun_before(tokens, n, end)) is not None:
            return self._resolved(tokens[n:end], noun, numbers), end - n
        if not at(tokens, end, *NOUNS):
            return self._with_noun(tokens, n)
        if at(tokens, end + 1, "title", "transition", *SONG_PARTS):
            return NOTHING
        if at(tokens, end, "clip_one") and at(
            tokens, end + 1, "clip", "photo", "song_one"
        ):
            end += 1
        noun = tokens[end]
        goes_on = at(tokens, end + 1, "too")  # a rule of its own reads "第三个也是"
        if not goes_on and self._counts_shots(tokens[:n], noun):
            return over(tokens[n : end + 1], shots=tuple(numbers)), end + 1 - n
        if count:
            numbers = self._several(noun, numbers[0], count)
        return self._resolved(tokens[n : end + 1], noun, numbers), end + 1 - n

    def _noun_before(self, tokens: Sequence[Token], n: int, end: int) -> Token | None:
        """The noun of "brighten the first clip and darken the third"."""
        closes = end == len(tokens) or at(tokens, end, *_BEHIND)
        named = self.folded[: tokens[n].start].endswith("the ")
        before = n - 1
        while before > 0 and tokens[before].concepts <= {"filler"}:
            before -= 1
        compared = at(tokens, before, "than", "as", "verb.like")
        if not closes or not named or compared:
            return None
        for k in range(n - 1, -1, -1):
            if tokens[k].has("stop"):
                return None
            if tokens[k].has("ordinal") and at(tokens, k + 1, "clip", "shot", "photo"):
                return tokens[k + 1]
        return None

    def of_several(self, tokens: Sequence[Token], n: int) -> Replacement:
        """Reads "the second meeting clip", "第二段会议": one of those of this name."""
        number = tokens[n].value("ordinal")
        if number is None or n + 1 >= len(tokens):
            return NOTHING
        named = tokens[n + 1]
        ref = named.value("clips")
        many = isinstance(ref, ClipRef) and ref.many
        ids = ref.ids if many else named.value("weak_name") or ()
        if len(ids) < 2 or not 1 <= (number % (len(ids) + 1)) <= len(ids):
            return NOTHING
        one = ids[number - 1 if number > 0 else number]
        return over(tokens[n : n + 2], clips=ClipRef((one,))), 2

    def _with_noun(self, tokens: Sequence[Token], n: int) -> Replacement:
        """Reads "最后一张": the ordinal holds its noun; not before a name of its own."""
        token = tokens[n]
        if (shot := self._shown_so(tokens, n)) is not None:
            return shot, 1
        if not token.has("photo") or at(tokens, n + 1, "clips", "name", "of", "photo"):
            return NOTHING
        return self._resolved([token], token, [token.value("ordinal")]), 1

    def _counts_shots(self, before: Sequence[Token], noun: Token) -> bool:
        """Whether "第四个" goes on counting shots: "第二个镜头慢放，第三个也是"."""
        measure = noun.surface(self.folded) == "个" and noun.has("clip_one")
        nouns = [t for t in before if t.has(*NOUNS) or t.has("title", "transition")]
        if not measure or not nouns:
            return measure and self.of_shots
        return nouns[-1].has("shot") and not nouns[-1].has("clip", "photo")

    def _shown_so(self, tokens: Sequence[Token], n: int) -> Token | None:
        """Reads "最后一个倒放", "倒数第二段放慢": what is shown last is to look otherwise."""
        token, following = tokens[n], skip(tokens, n + 1, *_BETWEEN)
        number, after = token.value("ordinal"), tokens[following : following + 1]
        surface = token.surface(self.folded)
        opens = n == 0 or tokens[n - 1].has("comma", "stop", "filler")
        shown = any(t.has(*_SHOWN) or _is_look(t) for t in after)
        if number > 0 or not (opens and shown and surface.endswith(_MEASURES)):
            return None
        return over([token], shots=(number,))

    def _resolved(
        self, stretch: Sequence[Token], noun: Token, numbers: Sequence[int]
    ) -> Token:
        if noun.has("shot") and not noun.has("clip", "clip_one"):
            return over(stretch, shots=tuple(numbers))
        kind, _ = self.files.pool(noun)
        files = [self._at_number(noun, number) for number in numbers]
        if any(clip is None for clip in files):
            missing = [n for n, c in zip(numbers, files, strict=True) if c is None]
            return over(stretch, missing=(kind, missing[0]))
        ids = tuple(clip.id for clip in files if clip)
        if kind == "songs":
            return over(stretch, songs=ids)
        if len(numbers) == 1 and stretch[0].has("ordinal"):
            return over(stretch, clips=ClipRef(ids), nth=numbers[0])
        return over(stretch, clips=ClipRef(ids))

    def _at_number(self, noun: Token, number: int) -> ClipView | None:
        """The clip of this number; -1 is the last. Photos also count among clips."""
        kind, pool = self.files.pool(noun)
        if number < 0:
            shown = [clip for clip in pool if clip.in_use] or pool
            return shown[number] if -number <= len(shown) else None
        if kind == "photos":
            return pool[number - 1] if 1 <= number <= len(pool) else None
        return next((c for c in pool if c.number == number), None)

    def _several(self, noun: Token, first: int, count: int) -> list[int]:
        """Reads "the first two", "the last three"."""
        if first > 0:
            return list(range(first, first + count))
        if noun.has("shot"):
            return list(range(-count, 0))
        pool = self.files.pool(noun)[1]
        if len(pool) < count:
            return [-count]
        return [
            k if c.kind is MediaKind.IMAGE and not noun.has("clip") else c.number
            for k, c in list(enumerate(pool, 1))[-count:]
        ]


def _is_look(token: Token) -> bool:
    return any(c.startswith(("look.", "speed.")) for c in token.concepts)


def _is_pronoun(tokens: Sequence[Token], n: int, end: int) -> bool:
    """Whether "one" stands for a clip: "the last one in black and white"."""
    if not at(tokens, end, "clip_one") or at(tokens, end + 1, *NOUNS):
        return False
    return any(t.has("clip", "clip_one", "clips") for t in tokens[:n]) and not any(
        t.has(*_NO_CLIPS) for t in tokens[:n]
    )


def _edge_shot(tokens: Sequence[Token], n: int) -> int | None:
    """The number of "the opening shot", "the closing shot"; None where it is neither."""
    alone = at(tokens, n + 1, "shot") and not at(tokens, n + 2, "number")
    if not alone or tokens[n].has("ordinal", "verb.move"):
        return None
    if tokens[n].has("first_place", "edge_start"):
        return 1
    return -1 if tokens[n].has("last_place", "edge_end") else None


def _numbers(tokens: Sequence[Token], n: int) -> tuple[list[int], int]:
    """Reads "1, 2 and 4", "3 to 5"; numbers that count something else end the list."""
    numbers, end = [], n
    while at(tokens, end, "number") and not at(tokens, end, "duration"):
        value = tokens[end].value("number")
        if value != int(value) or not 1 <= value <= _MOST:
            break
        numbers.append(int(value))
        end += 1
        if at(tokens, end, "to") and at(tokens, end + 1, "number"):
            last = int(tokens[end + 1].value("number"))
            if numbers[-1] < last < numbers[-1] + 100:
                numbers += range(numbers[-1] + 1, last + 1)
                end += 2
        follow = skip(tokens, end, "and", "comma")
        if (
            follow == end
            or any(t.value("mark") == ":" for t in tokens[end:follow])
            or not at(tokens, follow, "number")
            or at(tokens, follow + 1, "clip", "shot", "photo")
        ):
            break
        end = follow
    return numbers, end


def _ordinals(tokens: Sequence[Token], n: int) -> tuple[list[int], int]:
    """Reads "first", "2nd to 4th", "first, third and fifth"."""
    numbers, end = [tokens[n].value("ordinal")], n + 1
    while True:
        last = skip(tokens, end + 1, "filler")
        if at(tokens, end, "to") and at(tokens, last, "ordinal", "number"):
            value = tokens[last].value("ordinal") or int(tokens[last].value("number"))
            numbers += range(numbers[-1] + 1, min(value, numbers[-1] + 99) + 1)
            end = last + 1
            continue
        follow = skip(tokens, end, "and", "comma", "filler")
        joined = any(
            t.has("and") or (t.has("comma") and not at(tokens, end - 1, "last_place"))
            for t in tokens[end:follow]
        )
        if not joined or not at(tokens, follow, "ordinal"):
            return numbers, end
        numbers.append(tokens[follow].value("ordinal"))
        end = follow + 1
