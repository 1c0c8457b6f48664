"""Build noun phrases: names of files, numbers, descriptions, lists, exceptions.

Values: ``clips`` a ``ClipRef``, ``songs`` ids, ``shots`` numbers, ``excepted`` the ids
that are left out of ``clips``. What is named but is not there gives ``missing``.
"""

from collections.abc import Sequence
from functools import partial

from studio.model.edits.record import OfShots
from studio.model.media import AssetId, MediaKind
from studio.model.reading import ProjectView
from studio.rules.language.chunks.nouns.around_names import (
    before_name,
    counted,
    describes,
    is_shown,
    is_taken_out,
    kind_behind,
    without_comparison,
)
from studio.rules.language.chunks.nouns.descriptions import Descriptions
from studio.rules.language.chunks.nouns.exceptions import exception
from studio.rules.language.chunks.nouns.last_step import last_step
from studio.rules.language.chunks.nouns.marked_songs import marked_song
from studio.rules.language.chunks.nouns.numbers import Numbers
from studio.rules.language.chunks.nouns.people import numbered_person
from studio.rules.language.chunks.nouns.references import ClipRef, Files
from studio.rules.language.chunks.rewrite import (
    NOTHING,
    Replacement,
    at,
    over,
    rewrite,
    skip,
)
from studio.rules.language.entities.token import Token

_SIGN = 1
"""Characters of a pictogram."""
_PAIR = 2
_LIST_MARKS = frozenset(",、/&+")
_SINGULAR = frozenset("is was isn't wasn't looks seems feels sounds has".split())
"""Verbs of one thing: of "the dog & the beach is upside down" only the beach is."""


class Nouns:
    """The rules for one project."""

    def __init__(self, view: ProjectView, folded: str) -> None:
        self.files, self.view = Files(view), view
        self.folded = folded

    def phrases(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens with noun phrases in place of their words."""
        rules = (
            numbered_person(self.folded),
            marked_song(self.files, self.folded),
            last_step(self.view, self.folded),
            self._name,
            Numbers(self.files).of_several,
            Numbers(self.files).counted,
            Numbers(self.files, self.folded, _are_shots(self.view)).ordinal,
            Descriptions(self.files).phrase,
            self._list,
            without_comparison,
            partial(exception, self.files),
        )
        out = _without_echoes(tokens)
        for rule in rules:
            out = rewrite(out, rule)
        return out

    def _name(self, tokens: Sequence[Token], n: int) -> Replacement:
        """Reads "the dog clip", "photo of grandma", "interview with Ben", "那段夜景"."""
        first, n = n, before_name(tokens, n)
        count = counted(tokens, n)
        n += bool(count)
        if not at(tokens, n, "name", "weak_name"):
            return NOTHING
        token, end = tokens[n], n + 1
        ids: tuple[AssetId, ...] = token.value("name") or token.value("weak_name")
        follow = skip(tokens, end, "depicts", "of")
        if at(tokens, follow, "name", "weak_name"):
            other = tokens[follow].value("name") or tokens[follow].value("weak_name")
            both = tuple(i for i in ids if i in other)
            ids, end = (both, follow + 1) if both else (ids, end)
            if not both and describes(tokens, n):  # "宝宝洗澡那段": who is in it
                token = tokens[n + 1]
                ids, end = token.value("name") or token.value("weak_name"), n + 2
        surely = end > n + 1 and len(ids) == 1  # "dad's speech" for speech_dad.mp4
        kind, end = kind_behind(tokens, end)
        if kind is None and n > first:
            kind = tokens[first]
        named_so = kind or surely or at(tokens, end - 1, "this_clip")
        if token.has("weak_name") and not (
            named_so
            or is_shown(tokens, n, self.folded)
            or is_taken_out(tokens, n, self.folded)
        ):
            return NOTHING
        named = self._named(tokens[first:end], ids, kind)
        if count:
            ref = named.value("clips")
            if not isinstance(ref, ClipRef) or len(ref.ids) != count:
                return NOTHING
            named = over(tokens[first:end], clips=ClipRef(ref.ids))
        if token.has("logo"):
            concepts = named.concepts | {"logo"}
            named = Token(named.start, named.end, concepts, named.values)
        return named, end - first

    def _named(
        self, stretch: Sequence[Token], ids: Sequence[AssetId], kind: Token | None
    ) -> Token:
        """The files of these ids that a noun beside the name allows."""
        by_id = self.files.by_id
        rest = [i for i in ids if by_id[i].kind is not MediaKind.AUDIO]
        songs = [i for i in ids if by_id[i].kind is MediaKind.AUDIO]
        if kind is not None and songs and kind.has("song_one"):
            rest = rest if kind.has("clip_one") else []
        if kind is not None and kind.has("photo", "clip", "clip_one"):
            photo = kind.has("photo") and not kind.has("clip_one")
            fits = [i for i in rest if (by_id[i].kind is MediaKind.IMAGE) is photo]
            rest = fits or rest
            songs = songs if not rest else []
        if rest and not any(by_id[i].kind.visible for i in rest):
            return over(stretch, file=tuple(rest))
        if songs and not rest:
            return over(stretch, songs=tuple(songs))
        values: dict[str, object] = {"clips": ClipRef(tuple(rest), many=len(rest) > 1)}
        if songs:
            values["songs"] = tuple(songs)
        return over(stretch, **values)

    def _list(self, tokens: Sequence[Token], n: int) -> Replacement:
        """Reads "the dog and the beach", "clip 1, clip 3": one reference to several."""
        kind = next((k for k in ("clips", "songs", "shots") if tokens[n].has(k)), None)
        if kind is None:
            return NOTHING
        last, values = n + 1, [tokens[n].value(kind)]
        while True:
            end = skip(tokens, last, "and", "comma", "filler")
            between = tokens[last:end]
            if not at(tokens, end, kind) or at(tokens, last, "stop"):
                break
            if not any(t.has("and") or t.value("mark") in _LIST_MARKS for t in between):
                break
            if any(t.has("then", "polite", "firstly") for t in between):
                break  # "狗放最后,另外海边调暗", "mirror the dog and please the beach first"
            marked = not any(t.has("and") for t in between)
            if marked and tokens[end].has("logo") is not tokens[n].has("logo"):
                break  # "stabilise clip 2, logo top right"
            if tokens[end].value(kind) in values or _is_group(tokens[end]):
                break  # "beach, dog, night, night first": the name opens another wish
            values.append(tokens[end].value(kind))
            last = end + 1
        if (
            len(values) == 1
            or _two_wishes(tokens, n, last)
            or self._opens_anew(tokens, n, last)
        ):
            return NOTHING
        last += _summed_up(tokens, last, len(values))
        merged = {kind: _joined(values), "listed": True}
        return over(tokens[n:last], **merged), last - n

    def _opens_anew(self, tokens: Sequence[Token], start: int, end: int) -> bool:
        """Whether a name behind ", and" or before "is" is what another clause is about.

        "Blur the sides of the dog, and IMG_2041 is shaky"; "…, and the dog: 2 s only".
        """
        marks = [t.has("and") or t.value("mark") is not None for t in tokens[start:end]]
        colon = end < len(tokens) and tokens[end].value("mark") == ":"
        states = colon or at(tokens, end, "copula", "finite")
        verb = tokens[end] if states else None
        one = verb is not None and verb.surface(self.folded) in _SINGULAR
        return states and (sum(marks) > 1 or one)


def _are_shots(view: ProjectView) -> bool:
    """Whether the last edits were about shots by number."""
    return bool(view.last_edits) and isinstance(view.last_edits[-1].scope, OfShots)


def _without_echoes(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without signs that only repeat a name: "the dog first 🐶"."""
    named = {
        ids for t in tokens if (ids := t.value("name")) and t.end - t.start > _SIGN
    }
    return [
        t
        for t in tokens
        if t.end - t.start > _SIGN
        or not t.value("name")
        or (t.value("name") not in named and not _adorns(tokens, t))
    ]


def _adorns(tokens: Sequence[Token], sign: Token) -> bool:
    """Whether a sign only adorns the words of a title: “祝奶奶快乐”🎂."""
    n = tokens.index(sign)
    return at(tokens, n - 1, "quote")


def _summed_up(tokens: Sequence[Token], n: int, count: int) -> int:
    """How many words only count the list before them: "冲浪和滑板两个", "那两张"."""
    if count == _PAIR and at(tokens, n, "both") and not at(tokens, n, "all"):
        return 1
    counted = at(tokens, n, "number") and tokens[n].value("number") == count
    noun = at(tokens, n + 1, "clip_one", "photo", "clip")
    return 2 if counted and noun else 0


def _is_group(token: Token) -> bool:
    """Whether a reference means all photos: "for grandma, each photo 3 s" is no list."""
    ref = token.value("clips")
    return isinstance(ref, ClipRef) and ref.photos and len(ref.ids) > 1


def _two_wishes(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether names at a comma belong to a wish each: "去掉火锅,小狗放慢一点".

    What the video starts or ends with is one: "start with the beach and the dog slower".
    """
    if _is_edge(tokens[:start]):
        return _orders(tokens[skip(tokens, end, "filler", "in", "at") :][:1])
    if any(t.has("and") or t.value("mark") in {"、", "/"} for t in tokens[start:end]):
        return False
    before = [t for t in tokens[:start] if not t.has("filler")][-1:]
    in_turn = bool(before) and before[0].has("then")
    if in_turn and at(tokens, end, "verb.remove", "outward", "off", "not"):
        return True  # "grandma first, then the cake, the blurry one out"
    if before and at(tokens, start - 2, "clips") and _orders(before):
        return True  # "蛋糕放第二张,花园跟在后面"
    placed = at(tokens, end, "first_place", "last_place")
    opened = bool(before) and not before[0].has("comma", "stop", "and", "then")
    if placed and opened:
        return True  # "trim 2 s off the dog, beach first"
    if at(tokens, end, "excess", "lack", "copula", "complaint"):
        return _orders(tokens[:start])  # "换成kick吧,lofi太无聊": the second complains
    return _orders(before) and _orders(tokens[end : end + 1])


def _is_edge(before: Sequence[Token]) -> bool:
    """Whether what follows is what the video starts or ends with."""
    words = [t for t in before if not t.has("filler", "with", "depicts", "on")]
    return bool(words) and words[-1].has("verb.start", "verb.end")


def _orders(tokens: Sequence[Token]) -> bool:
    heads = ("verb.", "look.", "speed.", "adj.", "not", "off")
    return any(c.startswith(heads) for token in tokens for c in token.concepts)


def _joined(values: Sequence[object]) -> object:
    if isinstance(values[0], ClipRef):
        refs = [ref for ref in values if isinstance(ref, ClipRef)]
        ids = tuple(dict.fromkeys(i for ref in refs for i in ref.ids))
        many = any(ref.many for ref in refs)
        back = next((ref.back for ref in refs if ref.back), "")
        return ClipRef(ids, back, many, all(ref.photos for ref in refs))
    flat = [one for group in values for one in group]  # type: ignore[attr-defined]
    return tuple(dict.fromkeys(flat))
