"""Noun phrases: which clips, songs and shots are meant.

Values: ``clips`` a ``ClipRef``, ``songs`` ids, ``shots`` numbers. What is named but is
not there gives ``missing``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.model.media import AssetId, MediaKind
from studio.model.reading import ClipView, ProjectView
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.rewrite import (
    NOTHING,
    Found,
    at,
    over,
    rewrite,
    skip,
)


@dataclass(frozen=True, slots=True)
class ClipRef:
    """Clips that were named: their ids, or how they were referred to.

    ``back`` : "it", "this" or "other" refer to what was named before. ``many`` tells
    that the name fits several, so that one must be chosen.
    """

    ids: tuple[AssetId, ...] = ()
    back: str = ""
    many: bool = False
    photos: bool = False


class Nouns:
    """The rules for one project."""

    def __init__(self, view: ProjectView) -> None:
        self.view = view
        self.pictures = [
            c for c in self.view.clips if c.kind is not MediaKind.AUDIO and c.number
        ]
        self.videos = [c for c in self.pictures if c.kind is MediaKind.VIDEO]
        self.photos = [c for c in self.pictures if c.kind is MediaKind.IMAGE]
        self.songs = [c for c in self.view.clips if c.kind is MediaKind.AUDIO]

    def phrases(self, tokens: Sequence[Token]) -> list[Token]:
        out = rewrite(tokens, self._name)
        out = rewrite(out, self._counted)
        out = rewrite(out, self._ordinal)
        out = rewrite(out, self._described)
        return rewrite(rewrite(out, self._list), self._except)

    def _except(self, tokens: Sequence[Token], n: int) -> Found:
        """Reads "everything except the dog": all the other clips."""
        if not tokens[n].has("except"):
            return NOTHING
        end = skip(tokens, n + 1, "filler")
        ref = tokens[end].value("clips") if at(tokens, end, "clips") else None
        if not isinstance(ref, ClipRef) or not ref.ids:
            return NOTHING
        others = tuple(c.id for c in self.pictures if c.id not in ref.ids)
        if not others:
            return NOTHING
        values = {"clips": ClipRef(others), "excepted": True}
        return over(tokens[n : end + 1], **values), end + 1 - n

    def _name(self, tokens: Sequence[Token], n: int) -> Found:
        """A file's name, with "clip", "one" or "photo" behind it."""
        token = tokens[n]
        weak = token.has("weak_name")
        if not token.has("name", "weak_name"):
            return NOTHING
        end = n + 1
        if at(tokens, end, "name") and set(token.value("name") or ()) & set(
            tokens[end].value("name")
        ):
            return self._merge(tokens, n)
        tail = end
        if at(tokens, tail, "of") and not tokens[tail].has("at"):
            tail += 1
        kind = None
        end = _described_up_to(tokens, end)
        tail = max(tail, end)
        if at(tokens, end, "this_clip"):
            end, tail = end + 1, end + 1
        if at(tokens, tail, "clip", "clip_one", "photo", "song_one", "shot"):
            kind, end = tokens[tail], tail + 1
        if weak and kind is None:
            return NOTHING
        ids = token.value("name") or token.value("weak_name")
        named = self._named(tokens[n:end], ids, kind)
        if token.has("logo"):
            named = Token(
                named.start, named.end, named.concepts | {"logo"}, named.values
            )
        return named, end - n

    def _merge(self, tokens: Sequence[Token], n: int) -> Found:
        both = tuple(
            i for i in tokens[n].value("name") if i in tokens[n + 1].value("name")
        )
        end = n + 2
        kind = None
        if at(tokens, end, "clip", "clip_one", "photo", "song_one", "shot"):
            kind, end = tokens[end], end + 1
        return self._named(tokens[n:end], both, kind), end - n

    def _named(
        self, stretch: Sequence[Token], ids: Sequence[AssetId], kind: Token | None
    ) -> Token:
        by_id = {clip.id: clip for clip in self.view.clips}
        kept = [i for i in ids if by_id[i].kind is not MediaKind.AUDIO]
        songs = [i for i in ids if by_id[i].kind is MediaKind.AUDIO]
        if (
            kind is not None
            and kind.has("song_one")
            and songs
            and not kind.has("clip_one")
        ):
            kept = []
        if kind is not None and kind.has("photo", "clip", "clip_one"):
            photo = kind.has("photo") and not kind.has("clip_one")
            fits = [i for i in kept if (by_id[i].kind is MediaKind.IMAGE) is photo]
            kept = fits or kept
            songs = songs if not kept else []
        other = [
            i for i in kept if by_id[i].kind not in (MediaKind.VIDEO, MediaKind.IMAGE)
        ]
        if other and len(other) == len(kept):
            return over(stretch, file=tuple(other))
        if songs and not kept:
            return over(stretch, songs=tuple(songs))
        values: dict[str, object] = {"clips": ClipRef(tuple(kept), many=len(kept) > 1)}
        if songs:
            values["songs"] = tuple(songs)
        return over(stretch, **values)

    def _pool(self, noun: Token) -> tuple[str, list[ClipView]]:
        if noun.has("song_one", "song") and not noun.has("clip", "clip_one"):
            return "songs", self.songs
        if noun.has("photo", "photo_one") and not noun.has("clip", "clip_one"):
            return "photos", self.photos
        return "clips", self.pictures

    def _at_number(self, noun: Token, number: int) -> ClipView | None:
        """The clip of this number; -1 is the last. Photos also count among clips."""
        kind, pool = self._pool(noun)
        if noun.has("clip_one") and noun.has("video") and self.photos and self.videos:
            pool = self.pictures
        if number < 0:
            return pool[number] if -number <= len(pool) else None
        if kind == "photos":
            return pool[number - 1] if 1 <= number <= len(pool) else None
        return next((c for c in pool if c.number == number), None)

    def _resolved(
        self, stretch: Sequence[Token], noun: Token, numbers: Sequence[int]
    ) -> Token:
        if noun.has("shot") and not noun.has("clip", "clip_one"):
            return over(stretch, shots=tuple(numbers))
        kind, _ = self._pool(noun)
        found = [self._at_number(noun, number) for number in numbers]
        if any(clip is None for clip in found):
            missing = [n for n, c in zip(numbers, found, strict=True) if c is None]
            return over(stretch, missing=(kind, missing[0]))
        ids = tuple(clip.id for clip in found if clip)
        if kind == "songs":
            return over(stretch, songs=ids)
        return over(stretch, clips=ClipRef(ids, photos=kind == "photos"))

    def _counted(self, tokens: Sequence[Token], n: int) -> Found:
        """Reads "clip 2", "clips 1, 2 and 4", "shots 3 to 5", "2号片段"."""
        first = tokens[n]
        if first.has("hash") and at(tokens, n + 1, "clip", "photo", "shot", "song_one"):
            noun = tokens[n + 1]
            return self._resolved(tokens[n : n + 2], noun, [first.value("hash")]), 2
        if not first.has("clip", "photo", "shot", "song_one", "clip_one"):
            return NOTHING
        end = n + 1
        if not at(tokens, end, "number"):
            return NOTHING
        numbers, end = _numbers(tokens, end)
        if not numbers:
            return NOTHING
        return self._resolved(tokens[n:end], first, numbers), end - n

    def _ordinal(self, tokens: Sequence[Token], n: int) -> Found:
        """Reads "the second clip", "first and third photos", "last two shots", "第二段"."""
        if not tokens[n].has("ordinal"):
            return NOTHING
        numbers, end = _ordinals(tokens, n)
        count = 0
        if at(tokens, end, "number") and not at(tokens, end, "hash"):
            count, end = int(tokens[end].value("number")), end + 1
        end = skip(tokens, end, "filler") if not at(tokens, end, "clip_one") else end
        if not at(tokens, end, "clip", "photo", "shot", "song_one", "clip_one"):
            return self._bare(tokens, n, numbers, count)
        if at(tokens, end + 1, "title", "transition", "songpart"):
            return NOTHING
        noun, end = tokens[end], end + 1
        if at(tokens, end, "clip", "photo", "song_one") and at(
            tokens, end - 1, "clip_one"
        ):
            noun, end = tokens[end], end + 1
        if count:
            numbers = self._several(noun, numbers[0], count)
        return self._resolved(tokens[n:end], noun, numbers), end - n

    def _bare(
        self, tokens: Sequence[Token], n: int, numbers: Sequence[int], count: int
    ) -> Found:
        """Reads "the first and the third": ordinals without a noun are left alone."""
        return NOTHING

    def _several(self, noun: Token, first: int, count: int) -> list[int]:
        """Reads "the first two", "the last three"."""
        if first > 0:
            return list(range(first, first + count))
        if noun.has("shot"):
            return list(range(-count, 0))
        pool = self._pool(noun)[1]
        return (
            [
                c.number if c.kind is not MediaKind.IMAGE or noun.has("clip") else k + 1
                for k, c in list(enumerate(pool))[-count:]
            ]
            if len(pool) >= count
            else [-count]
        )

    def _described(self, tokens: Sequence[Token], n: int) -> Found:
        """Reads "all photos", "the longest clip", "this one", "the landscape clips"."""
        token = tokens[n]
        if token.has("longest", "shortest"):
            end = skip(tokens, n + 1, "filler", "of")
            if at(tokens, end, "clip", "clip_one", "video") and self.videos:
                pick = max if token.has("longest") else min
                best = pick(self.videos, key=lambda c: c.seconds)
                return over(tokens[n : end + 1], clips=ClipRef((best.id,))), end + 1 - n
        if token.has("landscape_clip", "portrait_clip"):
            wide = token.has("landscape_clip")
            ids = tuple(
                c.id for c in self.pictures if c.width and (c.width > c.height) is wide
            )
            if ids:
                return over(tokens[n : n + 1], clips=ClipRef(ids)), 1
        if token.has("this_clip") and n > 0 and _is_place(tokens[n - 1]):
            return Token(token.start, token.end, frozenset({"filler", "at"})), 1
        if token.has("this_clip"):
            return over(tokens[n : n + 1], clips=ClipRef(back="this")), 1
        if token.has("other_one"):
            return over(
                tokens[n : n + 1], clips=ClipRef(back="other"), other_one=True
            ), 1
        if token.has("photo") and not token.has("clip", "clip_one") and self.photos:
            if token.has("photo_one") and len(self.photos) > 1:
                return NOTHING
            ids = tuple(c.id for c in self.photos)
            values = {"clips": ClipRef(ids, photos=True), "photo": True}
            return over(tokens[n : n + 1], **values), 1
        return NOTHING

    def _list(self, tokens: Sequence[Token], n: int) -> Found:
        """Reads "the dog and the beach", "clip 1, clip 3": one reference to several."""
        for kind in ("clips", "songs", "shots"):
            if not tokens[n].has(kind):
                continue
            end, last = n + 1, n + 1
            found = [tokens[n].value(kind)]
            while True:
                end = skip(tokens, last, "and", "comma", "filler")
                if end == last or not at(tokens, end, kind) or at(tokens, last, "stop"):
                    break
                if not any(
                    tokens[k].has("and") or tokens[k].value("mark") in {",", "、", "/"}
                    for k in range(last, end)
                ):
                    break
                found.append(tokens[end].value(kind))
                last = end + 1
            if len(found) > 1 and not _two_wishes(tokens, n, last):
                return over(
                    tokens[n:last], **{kind: _joined(found), "listed": True}
                ), last - n
        return NOTHING


def _two_wishes(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether names at a comma belong to a wish each: "去掉火锅,小狗放慢一点"."""
    if any(t.has("and") or t.value("mark") in {"、", "/"} for t in tokens[start:end]):
        return False
    before = [t for t in tokens[:start] if not t.has("filler")]
    return _orders(before[-1:]) and _orders(tokens[end : end + 1])


def _orders(tokens: Sequence[Token]) -> bool:
    heads = ("verb.", "look.", "speed.", "adj.", "not", "off")
    return any(c.startswith(heads) for token in tokens for c in token.concepts)


def _is_place(token: Token) -> bool:
    """Whether "那段" behind this word only points at it: "副歌那段", "中间那段"."""
    return token.has("middle", "edge_start", "edge_end") or any(
        c.startswith("song.") for c in token.concepts
    )


def _described_up_to(tokens: Sequence[Token], n: int) -> int:
    """Where "那段" stands behind unknown words after a name: "海边踩水那段"."""
    end = n
    while (
        end < len(tokens)
        and end - n < 6
        and tokens[end].has("unknown", "filler", "of", "degree.bit")
    ):
        end += 1
    described = any(t.has("unknown") for t in tokens[n:end])
    return end if described and at(tokens, end, "this_clip") else n


def _joined(found: Sequence[object]) -> object:
    if isinstance(found[0], ClipRef):
        refs = [ref for ref in found if isinstance(ref, ClipRef)]
        ids = tuple(dict.fromkeys(i for ref in refs for i in ref.ids))
        many = any(ref.many for ref in refs)
        back = next((ref.back for ref in refs if ref.back), "")
        return ClipRef(ids, back, many, all(ref.photos for ref in refs))
    flat = [one for group in found for one in group]  # type: ignore[attr-defined]
    return tuple(dict.fromkeys(flat))


def _numbers(tokens: Sequence[Token], at_: int) -> tuple[list[int], int]:
    """Reads "1, 2 and 4", "3 to 5"; numbers that count something else end the list."""
    numbers, end = [], at_
    while at(tokens, end, "number") and not at(tokens, end, "duration"):
        value = tokens[end].value("number")
        if value != int(value) or value < 1 or value > 999:
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
            or not at(tokens, follow, "number")
            or at(tokens, follow + 1, "clip", "shot", "photo")
        ):
            break
        end = follow
    return numbers, end


def _ordinals(tokens: Sequence[Token], n: int) -> tuple[list[int], int]:
    numbers, end = [tokens[n].value("ordinal")], n + 1
    while True:
        if at(tokens, end, "to") and at(
            tokens, skip(tokens, end + 1, "filler"), "ordinal", "number"
        ):
            last = skip(tokens, end + 1, "filler")
            value = tokens[last].value("ordinal") or int(tokens[last].value("number"))
            numbers += range(numbers[-1] + 1, min(value, numbers[-1] + 99) + 1)
            end = last + 1
            continue
        follow = skip(tokens, end, "and", "comma", "filler")
        middle = tokens[end:follow]
        if at(tokens, follow, "ordinal") and any(
            t.has("and") or t.has("comma") for t in middle
        ):
            numbers.append(tokens[follow].value("ordinal"))
            end = follow + 1
            continue
        return numbers, end
