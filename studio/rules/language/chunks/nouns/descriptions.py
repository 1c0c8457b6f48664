"""Clips by what they are: "the longest clip", "all photos", "this one", "那段"."""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.rules.language.chunks.nouns.references import ClipRef, Files
from studio.rules.language.chunks.rewrite import NOTHING, Replacement, at, over, skip
from studio.rules.language.entities.token import Token


@dataclass(frozen=True, slots=True)
class Descriptions:
    """The rules for the files of one project."""

    files: Files

    def phrase(self, tokens: Sequence[Token], n: int) -> Replacement:
        """Reads "all photos", "the longest clip", "this one", "the landscape clips"."""
        for rule in (
            self._extreme,
            self._newest,
            self._shaped,
            self._pointed_at,
            self._photos,
        ):
            if (replacement := rule(tokens, n)) != NOTHING:
                return replacement
        return NOTHING

    def _extreme(self, tokens: Sequence[Token], n: int) -> Replacement:
        """Reads "the longest clip"."""
        if not tokens[n].has("longest", "shortest") or not self.files.videos:
            return NOTHING
        end = skip(tokens, n + 1, "filler", "of")
        if not at(tokens, end, "clip", "clip_one", "video"):
            return NOTHING
        pick = max if tokens[n].has("longest") else min
        best = pick(self.files.videos, key=lambda clip: clip.seconds)
        return over(tokens[n : end + 1], clips=ClipRef((best.id,))), end + 1 - n

    def _newest(self, tokens: Sequence[Token], n: int) -> Replacement:
        """Reads "the new clip", "the photo I just sent"."""
        nouns = ("clip", "clip_one", "photo")
        pair = tokens[n : n + 2]
        if len(pair) < 2 or not self.files.pictures:
            return NOTHING
        noun, new = pair if pair[1].has("new") else pair[::-1]
        if not new.has("new") or not noun.has(*nouns) or noun.has("verb.switch_shots"):
            return NOTHING
        if at(tokens, n + 2, "cube_noun", "file", "song", "caption"):
            return NOTHING  # "我上传的那个cube文件"
        pool = self.files.photos if noun.has("photo") else self.files.pictures
        return (over(pair, clips=ClipRef((pool[-1].id,))), 2) if pool else NOTHING

    def _shaped(self, tokens: Sequence[Token], n: int) -> Replacement:
        """Reads "the landscape clips"."""
        token = tokens[n]
        if not token.has("landscape_clip", "portrait_clip"):
            return NOTHING
        wide = token.has("landscape_clip")
        ids = tuple(
            c.id
            for c in self.files.pictures
            if (c.width > c.height if wide else c.width < c.height)
        )
        return (over([token], clips=ClipRef(ids)), 1) if ids else NOTHING

    def _pointed_at(self, tokens: Sequence[Token], n: int) -> Replacement:
        """Reads "this one", "那段", "the other clip"."""
        token = tokens[n]
        if token.has("downbeat") and _is_timed(tokens, n + 1):
            beats = token.concepts & {"downbeat", "beat_grid"}
            return Token(token.start, token.end, beats, token.values), 1
        if token.has("this_clip") and n > 0 and _is_place(tokens, n - 1):
            return Token(token.start, token.end, frozenset({"filler", "at"})), 1
        if token.has("this_clip") and n > 0 and _is_named(tokens, n):
            return Token(token.start, token.end, frozenset({"filler"})), 1
        if token.has("possessive") and at(tokens, n + 1, "clip", "clip_one"):
            return over(tokens[n : n + 2], clips=ClipRef(back="this")), 2
        if token.has("this_clip"):
            return over([token], clips=ClipRef(back="this")), 1
        if token.has("other_one") and not at(tokens, n + 1, "title"):
            return over([token], clips=ClipRef(back="other"), other_one=True), 1
        return NOTHING

    def _photos(self, tokens: Sequence[Token], n: int) -> Replacement:
        """Reads "the photos", and "the photo" where there is one."""
        photos = [c for c in self.files.photos if c.in_use] or self.files.photos
        counts = tokens[n].value("number") == len(photos) > 1
        if counts and at(tokens, n + 1, "photo") and not at(tokens, n - 1, "ordinal"):
            every, _ = self._photos(tokens, n + 1)
            return (over(tokens[n : n + 2], **every.values), 2) if every else NOTHING
        token = tokens[n]
        if not photos or not token.has("photo") or token.has("clip", "clip_one"):
            return NOTHING
        if token.has("photo_one") and (len(photos) > 1 or token.has("picture_word")):
            return NOTHING
        ref = ClipRef(tuple(c.id for c in photos), photos=not token.has("photo_one"))
        return over([token], clips=ref, photo=True), 1


def _is_named(tokens: Sequence[Token], n: int) -> bool:
    """Whether one clip is named right before "那段": "第三个那段"."""
    before = tokens[n - 1]
    ref = before.value("clips")
    adjoins = before.end == tokens[n].start
    return isinstance(ref, ClipRef) and bool(ref.ids) and adjoins


def _is_place(tokens: Sequence[Token], n: int) -> bool:
    """Whether "那段" behind this word only points at it: "副歌那段", "2秒到5秒那段"."""
    token = tokens[n]
    if token.has("duration", "time") and at(tokens, n - 1, "to"):
        return True
    return token.has("middle", "edge_start", "edge_end") or any(
        c.startswith("song.") for c in token.concepts
    )


def _is_timed(tokens: Sequence[Token], n: int) -> bool:
    """Whether a statement of when something is follows: "the one is at 3.2 s"."""
    where = skip(tokens, n + 1, "filler", "exactly")
    states = at(tokens, n, "copula", "verb.land") and at(tokens, where, "at")
    return states and at(tokens, where + 1, "duration", "time", "number", "moment")
