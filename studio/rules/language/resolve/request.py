"""From tokens to a reading: sentences, clauses, corrections, references, residues."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from studio.model.edits.control import Undo, UndoEdit
from studio.model.edits.music import UseMusic
from studio.model.edits.overlay import AddTitle, ChangeTitle
from studio.model.edits.record import WHOLE, Edit, OfClips
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from studio.model.reading import Question, Reading, Residue
from studio.rules.language.entities.token import Token
from studio.rules.language.frames.nearest import nearest
from studio.rules.language.frames.talk.noop import KEPT
from studio.rules.language.grammar.clause import Clause, Context, question
from studio.rules.language.grammar.nouns import ClipRef
from studio.rules.language.grammar.scopes import clips, scope
from studio.rules.language.grammar.segments import (
    Parsed,
    is_blocked,
    only,
    parse,
    segments,
)
from studio.rules.language.grammar.weights import BLOCKING, VALUES, weight
from studio.rules.language.resolve import adjust, lean
from studio.rules.language.resolve.check import fault
from studio.rules.language.resolve.conflicts import settle
from studio.rules.language.resolve.sentences import sentences

_SHARED = frozenset(
    {
        "look",
        "adjust",
        "speed",
        "reverse",
        "pulse",
        "zoom",
        "turn",
        "fit",
        "stabilise",
        "volume",
        "clip_sound",
        "ramp",
        "freeze",
        "cube",
        "focus",
        "normal_speed",
    }
)
_TELLING = ("context", "copula", "reason", "it", "complaint", "thanks")
"""What a clause holds that tells something instead of asking for it."""
_MEASURES = ("more", "less", "excess", "lack", "degree.bit", "degree.much")
_BARE = (
    "number",
    "duration",
    "time",
    "percent",
    "factor",
    "beats",
    "quote",
    "colour",
    "clips",
    "moment",
)


_STRAY = 6.0
"""Seconds up to which a bare duration behind another wish is not the video's length."""
_TIMELESS = frozenset({"sync", "aspect", "fit", "resolution", "frame_rate"})
"""Edits without a time of their own: seconds behind them are the video's length."""
_ABOUT_CLIPS = _SHARED | {"trim_clip", "shot_length"}
_OWN_SUBJECT = (
    "clips", "songs", "song", "title", "caption", "logo", "transition", "video", "all",
    "shots", "shot", "span", "songpart", "moment", "ratio", "lines", "photo", "quote",
    "edge_start", "edge_end", "version", "each", "verb.undo", "cuts", "sound",
    "verb.export", "other", "throughout", "middle",
)  # fmt: skip


def _is_han(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text)


@dataclass(slots=True)
class Request:
    """A request while it is read."""

    context: Context
    groups: list[list[Edit]] = field(default_factory=list)
    residues: list[Residue] = field(default_factory=list)
    question: Question | None = None
    exact: bool = True
    last: Parsed | None = None
    told: int = 0
    remarks: list[Residue] = field(default_factory=list)

    def read(self, tokens: Sequence[Token]) -> Reading:
        """Read all sentences in order."""
        for sentence, corrects in sentences(tokens):
            self._sentence(sentence, corrects=corrects)
        edits, asked = settle(
            [edit for group in self.groups for edit in group],
            either=any(t.has("or") and not t.has("filler") for t in tokens),
        )
        if not edits and not self.residues and not (self.question or asked):
            self.residues += self.remarks or self._nothing(tokens)
        return Reading(
            edits,
            tuple(self.residues),
            self.question or asked,
            self.exact and not self.residues,
        )

    def _nothing(self, tokens: Sequence[Token]) -> list[Residue]:
        """The whole request, where it asks for more or less of something unknown."""
        if not any(t.has(*_MEASURES) and not t.has("filler") for t in tokens):
            return []
        words = Clause(tokens, self.context).words()
        return [Residue(words, nearest(Clause(tokens, self.context)))]

    def _sentence(self, tokens: Sequence[Token], *, corrects: bool) -> None:
        parts = segments(tokens, self.context)
        for n, part in enumerate(parts):
            self._clause(part, corrects=corrects and n == 0)

    def _clause(self, part: Parsed, *, corrects: bool) -> None:
        before, told = len(self.groups), self.told
        self.told = len(self.residues)
        part = self._again(part)
        named = _named(part.clause)
        part = self._topical(self._gapped(part))
        leaning = self._lean(part)
        if leaning is not None:
            if not self._folded(leaning):
                if part.clause.seen("only_at") and self.groups and self.groups[-1]:
                    self.groups[-1].pop()
                self.groups.append([leaning])
            self.last = part
        elif part.several and isinstance(part.outcome, list):
            self._choose(part)
        elif isinstance(part.outcome, Question):
            self.question = self.question or part.outcome
        elif isinstance(part.outcome, Residue):
            self.residues.append(part.outcome)
        elif part.outcome is not None and not is_blocked(part):
            self._done(part)
        elif not self._elliptic(part, corrects=corrects):
            self._unread(part)
        if corrects and len(self.groups) > before:
            if told < self.told:
                del self.residues[told : self.told]
            elif before > 0:
                self._replace(before)
        if named:
            self.context.named = named

    def _folded(self, change: Edit) -> bool:
        """A change of the title that this request adds becomes part of it."""
        last = self.groups[-1][-1] if self.groups and self.groups[-1] else None
        if not isinstance(last, AddTitle) or not isinstance(change, ChangeTitle):
            return False
        fields = change.model_dump(exclude_none=True, exclude={"do", "which", "scope"})
        self.groups[-1][-1] = last.model_copy(
            update={
                name: getattr(change, name)
                for name in fields
                if name != "whole" or change.whole
            }
        )
        return True

    def _gapped(self, part: Parsed) -> Parsed:
        """A clause without a verb of its own takes that of the clause it is joined to."""
        tokens = part.clause.tokens
        if self.last is None or not part.joined or not tokens:
            return part
        own = any(
            x.startswith("verb.") or x in {"not", "off"}
            for t in tokens
            for x in t.concepts
            if not t.has("title", "clips")
        )
        verbs = [
            t
            for t in self.last.clause.tokens
            if t.has("verb.remove", "not", "verb.add", "verb.mute", "off")
        ]
        tight = any(t.has("and") or t.value("mark") in {"、", "/"} for t in part.joined)
        removing = bool(verbs) and verbs[0].has("verb.remove", "not", "off")
        if own or not verbs or not (tight or part.left > 1.5):
            return part
        if not removing and part.left < 1.0:
            return part
        fresh = parse([verbs[0], *tokens], self.context)
        if fresh.left < part.left - 0.5 or (removing and tight and fresh.left < 1.0):
            fresh.joined = part.joined
            return fresh
        return part

    def _topical(self, part: Parsed) -> Parsed:
        """A clause without a subject is about the clip that opened the sentence.

        Chinese names the topic once: "夜景那段倒放,再慢一点".
        """
        tokens = part.clause.tokens
        before = self.groups[-1][-1] if self.groups and self.groups[-1] else None
        if before is None or self.last is None or not part.joined or not tokens:
            return part
        opening = [t for t in self.last.clause.tokens if not t.has("filler")][:1]
        if (
            before.do not in _ABOUT_CLIPS
            or not opening
            or not opening[0].has("clips")
            or not _is_han(self.context.folded[tokens[0].start : tokens[-1].end])
            or part.clause.seen(*_OWN_SUBJECT)
        ):
            return part
        fresh = parse([opening[0], *tokens], self.context)
        fits = fresh.edits and all(e.do in _ABOUT_CLIPS for e in fresh.edits)
        if not fits or is_blocked(fresh) or fresh.left > part.left + 0.5:
            return part
        fresh.joined = part.joined
        return fresh

    def _lean(self, part: Parsed) -> Edit | None:
        """A short clause that changes what the last edit did."""
        earlier = [e for group in self.groups for e in group]
        last = next(reversed([*self.context.view.last_edits, *earlier]), None)
        if last is None or len(part.clause.tokens) > 8:
            return None
        ways = [lean.narrowed, lean.relative, lean.placed, lean.timed, lean.restyled]
        for way in ways if earlier else [*ways, lean.taken_off]:
            clause = Clause(part.clause.tokens, self.context)
            found = way(clause, last)
            if found is not None and clause.leftover() < 0.8:
                return found
        return None

    def _again(self, part: Parsed) -> Parsed:
        """Read the clause again with what earlier clauses named."""
        if self.context.named or self.context.edits:
            fresh = parse(part.clause.tokens, self.context)
            fresh.joined = part.joined
            return fresh
        return part

    def _done(self, part: Parsed) -> None:
        edits = self._share(part)
        if self._owns_seconds() and _is_stray(edits, part):
            self._unread(part)
            return
        if self._goes_on(part, edits):
            return
        faults = [
            f for e in edits if (f := fault(e, self.context.view, part.clause.words()))
        ]
        if faults:
            self.residues.append(faults[0])
            return
        if not edits and isinstance(part.outcome, list):
            self._kept(part)
        else:
            self.groups.append(edits)
            self.context.edits += edits
        self.last = part
        self._rest(part)

    def _goes_on(self, part: Parsed, edits: list[Edit]) -> bool:
        """Reads "play kick, then lofi": the songs follow each other."""
        before = self.groups[-1] if self.groups else []
        if len(before) != 1 or len(edits) != 1 or not part.joined:
            return False
        one, other = before[0], edits[0]
        if not isinstance(one, UseMusic) or not isinstance(other, UseMusic):
            return False
        songs = tuple(dict.fromkeys((*one.songs, *other.songs)))
        self.groups[-1] = [other.model_copy(update={"songs": songs})]
        self.last = part
        return True

    def _rest(self, part: Parsed) -> None:
        """Tell what an understood clause held beside its edit."""
        left = part.clause.left()
        if any(t.has("unknown") for t in left):
            self.exact = False
        heavy = [t for t in left if weight(t) >= BLOCKING]
        if heavy:
            words = " ".join(self.context.text[t.start : t.end] for t in heavy)
            self.residues.append(Residue(words, part.by.edit if part.by else ""))

    def _kept(self, part: Parsed) -> None:
        """Reads "undo that but keep the title": the undo is of the other edits only."""
        kept = {
            edit
            for noun, edits in KEPT.items()
            if part.clause.seen(noun)
            for edit in edits
        }
        if (
            not kept
            or not self.groups
            or not any(isinstance(e, Undo) for e in self.groups[-1])
        ):
            return
        others = dict.fromkeys(
            e.do for e in self.context.view.last_edits if e.do not in kept
        )
        if others:
            self.groups[-1] = [UndoEdit(edit=do) for do in others]

    def _owns_seconds(self) -> bool:
        """Whether bare seconds may belong to the edits read last."""
        last = self.groups[-1] if self.groups else []
        return any(edit.do not in _TIMELESS for edit in last)

    def _share(self, part: Parsed) -> list[Edit]:
        """Give a clause the scope of the one it is joined to, and the other way."""
        edits = part.edits
        tight = any(t.has("and") for t in part.joined) and not any(
            t.has("comma", "stop") and t.value("mark") for t in part.joined
        )
        if (
            not tight
            or not self.groups
            or not self.groups[-1]
            or not edits
            or self.last is None
        ):
            return edits
        before, here = self.groups[-1][-1], edits[0]
        alike = before.do in _SHARED and here.do in _SHARED
        if not alike:
            return edits
        if (
            before.scope != WHOLE
            and here.scope == WHOLE
            and not part.clause.seen("it", "video", "all", "song")
        ):
            shared = adjust.moved(here, before.scope)
            return [shared, *edits[1:]] if shared else edits
        if (
            before.scope == WHOLE
            and here.scope != WHOLE
            and not self.last.clause.seen("it", "video", "all", "song")
            and not part.clause.seen("verb.make", "verb.add")
        ):
            shared = adjust.moved(before, here.scope)
            if shared:
                self.groups[-1][-1] = shared
        return edits

    def _choose(self, part: Parsed) -> None:
        """A name fits several clips: ask which one."""
        by_id = {c.id: c for c in self.context.view.clips}
        choices = []
        for one in part.several:
            tokens = [only(token, one) for token in part.clause.tokens]
            found = parse(tokens, self.context)
            if found.edits and not is_blocked(found):
                choices.append((by_id[one].name, found.edits))
        if choices and self.question is None:
            self.question = question("which_clip", choices)
        else:
            self._unread(part)

    def _elliptic(self, part: Parsed, *, corrects: bool) -> bool:
        """Clauses that lean on an earlier edit: other clips, other values, "more"."""
        tokens = part.clause.tokens
        earlier = [e for group in self.groups for e in group]
        last = earlier[-1:] or list(self.context.view.last_edits[-1:])
        if not last:
            return False
        clause = Clause(tokens, self.context)
        edit = self._leaning(clause, last[0], inside=bool(earlier), corrects=corrects)
        if edit is None or any(weight(t) > 1.0 for t in clause.left()):
            return False
        if wrong := fault(edit, self.context.view, clause.words()):
            self.residues.append(wrong)
            return True
        self.groups.append([edit])
        self.last = part
        return True

    def _leaning(
        self, c: Clause, last: Edit, *, inside: bool, corrects: bool
    ) -> Edit | None:
        denied = bool(c.take_all("correction", "no")) or corrects
        c.take_all(
            "verb.make",
            "verb.move",
            "verb.use",
            "to",
            "at",
            "it",
            "but",
            "rather",
            "comma",
            "than",
            "and",
        )
        if c.seen(
            "more", "less", "excess", "lack", "again", "degree.bit", "degree.much"
        ) and not c.seen(*_BARE):
            less = bool(c.take_all("less", "excess", "not"))
            if c.take_all("lack"):
                less = False
            bit, much = bool(c.take_all("degree.bit")), bool(c.take_all("degree.much"))
            c.take_all("more", "again", "like")
            return adjust.again(
                last, less=less, step=1.2 if bit else 2.0 if much else 1.5
            )
        if c.has("other_one") or (c.has("clips") and c.peek("clips").back == "other"):
            ids = clips(c) or _other(last, c)
            c.take_all("clips", "not", "other_one")
            return adjust.for_clips(last, ids) if ids else None
        if (
            inside
            and not denied
            and not corrects
            and c.has("clips", "shots", "span", "songpart")
        ):
            c.take_all(
                "too",
                "all",
                "for",
                "with",
                "same",
                "verb.add",
            )
            where = scope(c, type(last)) if type(last).SCOPES else WHOLE
            if where != WHOLE:
                return adjust.moved(last, where)
            ids = clips(c)
            return (
                adjust.for_clips(last, ids)
                if ids and not isinstance(last.scope, OfClips)
                else None
            )
        if c.has(*_BARE) or any(
            x.startswith("position.") for t in c.tokens for x in t.concepts
        ):
            c.take_all("not", "only", "verb.last", "for", "with", "clip", "title")
            return adjust.with_value(last, c)
        return None

    def _replace(self, before: int) -> None:
        """A correction takes the place of the clause before it."""
        if before:
            self.groups.pop(before - 1)

    def _unread(self, part: Parsed) -> None:
        tokens = part.clause.tokens
        if sum(map(weight, tokens)) < 1.0 or all(
            t.has(
                "filler",
                "thanks",
                "yes",
                "correction",
                "no",
                "stop",
                "comma",
                "greeting",
            )
            for t in tokens
        ):
            return
        if not any(t.has("unknown") for t in tokens) and all(
            weight(t) <= 0.45 for t in tokens
        ):
            return
        words = part.clause.words()
        missing = next((t.value("missing") for t in tokens if t.has("missing")), None)
        near = part.by.edit if part.by else nearest(Clause(tokens, self.context))
        if missing:
            self.residues.append(Residue(words, near, "no_such_clip", str(missing[1])))
            return
        target = next(
            (t.value("unknown_target") for t in tokens if t.has("unknown_target")), None
        )
        if target and near:
            self.residues.append(Residue(words, near, "no_such_clip", target))
            return
        if not near and is_remark(tokens):
            self.remarks.append(Residue(words))
            return
        blocked = part.clause.blocked() if part.by else None
        detail = self.context.text[blocked.start : blocked.end] if blocked else ""
        self.residues.append(Residue(words, near, "unknown", detail))


def is_remark(tokens: Sequence[Token]) -> bool:
    """Whether a clause only tells something: no order, number, name or negation."""
    content = [t for t in tokens if not t.has("filler", "comma", "reason")]
    if any(t.has(*VALUES) for t in content):
        return False
    if not content or not any(t.has(*_TELLING) for t in tokens):
        return not content
    return not any(c.startswith("verb.") for c in content[0].concepts)


def _is_stray(edits: Sequence[Edit], part: Parsed) -> bool:
    """Whether a few seconds without "long" or "video" belong to something unread."""
    one = edits[0] if len(edits) == 1 else None
    value = getattr(getattr(one, "length", None), "value", None)
    return (
        isinstance(one, SetLength)
        and value is not None
        and value <= _STRAY
        and not part.clause.seen(
            "length_noun",
            "video",
            "verb.make",
            "verb.create",
            "verb.shorten",
            "at_most",
            "adj.long",
            "to",
        )
    )


def _other(last: Edit, c: Clause) -> tuple[AssetId, ...]:
    """The one clip that the last edit was not about."""
    from studio.model.media import MediaKind  # noqa: PLC0415

    held = (
        set(getattr(last, "clips", ()) or ())
        | {getattr(last, "clip", None)}
        | set(getattr(last, "songs", ()) or ())
    )
    if isinstance(last.scope, OfClips):
        held |= set(last.scope.assets)
    audio = bool(getattr(last, "songs", ()))
    rest = [
        x.id
        for x in c.view.clips
        if (x.kind is MediaKind.AUDIO) is audio and x.number and x.id not in held
    ]
    return (rest[0],) if len(rest) == 1 else ()


def _named(c: Clause) -> tuple[AssetId, ...]:
    found: list[AssetId] = []
    for token in c.tokens:
        ref = token.value("clips")
        if isinstance(ref, ClipRef) and not ref.many:
            found += ref.ids
    return tuple(found)
