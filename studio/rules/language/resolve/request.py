"""From tokens to a reading: sentences, clauses, corrections, references, residues."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from studio.model.edits.control import Ask, Undo, UndoEdit
from studio.model.edits.music import UseMusic
from studio.model.edits.overlay import AddTitle, ChangeTitle
from studio.model.edits.record import WHOLE, Edit
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from studio.model.reading import Question, Reading, Residue
from studio.rules.language.chunks.nouns.references import ClipRef
from studio.rules.language.classifier.talk import is_talk
from studio.rules.language.constructions.nearest import nearest
from studio.rules.language.constructions.talk.noop import KEPT
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import BLOCKING, weight
from studio.rules.language.grammar.clause import Clause, Context, question
from studio.rules.language.grammar.remarks import (
    is_empty,
    is_ground,
    is_polite,
    is_praise,
    is_statement,
)
from studio.rules.language.resolve.apart import taken_apart
from studio.rules.language.resolve.check import fault
from studio.rules.language.resolve.conflicts import settle
from studio.rules.language.resolve.exceptions import with_exception
from studio.rules.language.resolve.followups.load import (
    EARLY,
    LATE,
    Rule,
    carried_on,
)
from studio.rules.language.resolve.neighbours.antecedent import (
    is_style,
    with_antecedent,
)
from studio.rules.language.resolve.neighbours.complaints import joined
from studio.rules.language.resolve.neighbours.corrections import corrected
from studio.rules.language.resolve.neighbours.sharing import (
    assets,
    with_last_place,
    with_place,
    with_topic,
    with_verb,
)
from studio.rules.language.resolve.segments import (
    Parsed,
    is_blocked,
    only,
    parse,
    segments,
)
from studio.rules.language.resolve.sentences import sentences

_STRAY = 6.0
"""Seconds up to which a bare duration behind another wish is not the video's length."""
_PIECES = 2
"""Pieces of an unread clause that may be read apart: what is told, and the wish."""
_SHORT = 8
"""Words up to which a clause may lean on the last edit."""
_TIMELESS = frozenset({"sync", "length", "aspect", "fit", "resolution", "frame_rate"})
"""Edits without a time of their own: seconds behind them are the video's length."""


@dataclass(slots=True)
class Request:
    """A request while it is read."""

    context: Context
    groups: list[list[Edit]] = field(default_factory=list)
    residues: list[Residue] = field(default_factory=list)
    question: Question | None = None
    exact: bool = True
    last: Parsed | None = None
    remarks: list[Residue] = field(default_factory=list)
    unread: list[tuple[int, Parsed, str]] = field(default_factory=list)
    skipped: list[Token] = field(default_factory=list)
    """Words of weight that were left unread in clauses that were carried out."""

    def read(self, tokens: Sequence[Token]) -> Reading:
        """Read all sentences in order."""
        parts: list[tuple[Parsed, bool]] = []
        for sentence, corrects in sentences(tokens):
            rest = self._exchanged(sentence, corrects, parts)
            whole = corrects and len(rest) == len(sentence)
            for n, part in enumerate(self._split(segments(rest, self.context))):
                before = parts.pop() if parts else None
                if before is None or (whole and n == 0):
                    parts += [before] if before else []
                    parts.append((part, whole and n == 0))
                    continue
                wishes = joined(before[0], part, self.context)
                flags = [before[1]] + [False] * len(wishes)
                parts += list(zip(wishes, flags, strict=False))
        for part, corrects in parts:
            self._clause(part, corrects=corrects)
        edits, asked = settle(
            [edit for group in self.groups for edit in group],
            either=any(t.has("or") and not t.has("filler") for t in tokens),
        )
        self._drop_grounds(edits)
        if not edits and not self.residues and not (self.question or asked):
            self.residues += self.remarks or self._nothing(tokens)
        return Reading(
            edits,
            tuple(self.residues),
            self.question or asked,
            self.exact and not self.residues,
        )

    def _exchanged(
        self, words: Sequence[Token], corrects: bool, parts: list[tuple[Parsed, bool]]
    ) -> Sequence[Token]:
        """Let the opening words of a correction change a clause; return the others."""
        opens = corrects or (bool(words) and words[0].has("amends"))
        read = [one for one, _ in parts]
        found = corrected(words, read, self.context) if opens else None
        if found is None:
            return words
        parts[found.index] = (found.clause, parts[found.index][1])
        return found.rest

    def _drop_grounds(self, edits: Sequence[Edit]) -> None:
        """Forget the clauses that only say why an edit is wanted."""
        grounds = {
            self.residues[n]
            for n, part, near in self.unread
            if n < len(self.residues) and is_ground(part.clause.tokens, near, edits)
        }
        self.residues = [one for one in self.residues if one not in grounds]

    def _nothing(self, tokens: Sequence[Token]) -> list[Residue]:
        """The whole request as a residue, unless it only greets or thanks."""
        if is_polite(tokens):
            return []
        clause = Clause(tokens, self.context)
        return [Residue(clause.words(), nearest(clause))]

    def _split(self, parts: Sequence[Parsed]) -> list[Parsed]:
        """Cut unread clauses at their separators, where that reads more of them."""
        out: list[Parsed] = []
        for part in parts:
            unread = part.by is None or is_blocked(part)
            pieces = self._pieces(part) if unread else []
            whole = part if pieces or not unread else self._otherwise(part)
            out += pieces or [whole]
        return out

    def _otherwise(self, part: Parsed) -> Parsed:
        """An unread clause with its exception, or with its phrases taken apart."""
        found = with_exception(part, self.context) or taken_apart(part, self.context)
        return found or part

    def _pieces(self, part: Parsed) -> list[Parsed]:
        pieces: list[Parsed] = []
        start, tokens = 0, part.clause.tokens
        for n in range(len(tokens) + 1):
            if n == len(tokens) or tokens[n].has("comma"):
                if start < n:
                    piece = parse(tokens[start:n], self.context)
                    piece.joined = tuple(tokens[start - 1 : start]) or part.joined
                    pieces.append(piece)
                start = n + 1
        if len(pieces) != _PIECES:
            return []
        first, second = pieces
        wishes = joined(first, second, self.context)
        read = [w for w in wishes if w.edits and not is_blocked(w)]
        told = [
            w for w in wishes if w not in read and not is_statement(w.clause.tokens)
        ]
        return wishes if read and not told else []

    def _clause(self, part: Parsed, *, corrects: bool) -> None:
        before = (len(self.groups), len(self.residues))
        part = self._again(part)
        named = _named(part.clause)
        part = with_verb(part, self.last, self.context)
        part = with_topic(part, self.last, self._before(), self.context)
        self._take(part)
        new = [edit for group in self.groups[before[0] :] for edit in group]
        unread = len(self.residues) > before[1] and not new
        if corrects and (unread or not all(isinstance(edit, Ask) for edit in new)):
            self._correct(*before)
        if named:
            self.context.named = named
            self.context.recent += named

    def _take(self, part: Parsed) -> None:
        """Carry a clause out in the first way in which it can be read."""
        readable = part.outcome is not None and not is_blocked(part)
        if self._carried_on(part, EARLY):
            return
        if is_style(part) and (about := self._about_the_last(part)) is not None:
            self._done(about)
        elif part.several and part.edits:
            self._choose(part)
        elif isinstance(part.outcome, Question):
            self.question = self.question or part.outcome
        elif isinstance(part.outcome, Residue):
            self.residues.append(part.outcome)
        elif readable:
            self._done(part)
        elif (about := self._about_the_last(part)) is not None:
            self._done(about)
        elif is_praise(part.clause.tokens) or not self._carried_on(part, LATE):
            self._unread(part)

    def _correct(self, groups: int, residues: int) -> None:
        """Let a correction replace the clause before it, read or not."""
        if self.unread and self.unread[-1][0] == residues - 1:
            del self.residues[residues - 1 : residues]
        elif groups:
            self.groups.pop(groups - 1)

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

    def _carried_on(self, part: Parsed, rules: list[Rule]) -> bool:
        """Whether the clause only changes what the last edit did."""
        last = self._last_edit()
        if last is None or len(part.clause.tokens) > _SHORT:
            return False
        inside = last is self._before()
        found = carried_on(part.clause, last, rules, inside=inside)
        if found is None:
            return False
        edit, clause = found
        if wrong := fault(edit, self.context.view, clause.words()):
            self.residues.append(wrong)
        elif not self._folded(edit):
            narrowed = clause.seen("only_at")
            if inside and (narrowed or _revises(edit, last)):
                self.groups[-1].pop()
            self.groups.append([edit])
        self.last = part
        return True

    def _last_edit(self) -> Edit | None:
        """The edit read last, in this request or in the version before it."""
        before = self._before()
        if before is not None and not isinstance(before, Ask):
            return before
        return next(reversed(self.context.view.last_edits), None)

    def _about_the_last(self, part: Parsed) -> Parsed | None:
        """The clause read as one about the subject of the last edit."""
        last = self._last_edit()
        return None if last is None else with_antecedent(part, last, self.context)

    def _again(self, part: Parsed) -> Parsed:
        """Read the clause again with what earlier clauses named."""
        if self.context.named or self.context.edits:
            own = part.clause.context
            context = replace(self.context, text=own.text, folded=own.folded)
            fresh = parse(part.clause.tokens, context)
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
        elif len(edits) == 1 and self._folded(edits[0]):
            pass
        elif part.clause.seen("rest") and all(e.scope == WHOLE for e in edits):
            # What holds elsewhere comes first, so that the narrower edit stays.
            self.groups.insert(max(0, len(self.groups) - 1), edits)
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
        heavy = [t for t in left if weight(t) >= self.context.blocking]
        self.skipped += [t for t in left if weight(t) >= BLOCKING and t not in heavy]
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
        """Share the place of a clause with the one that it is joined to."""
        edits, moved = with_place(part, self.last, self._before())
        if moved is not None:
            self.groups[-1][-1] = moved
        return with_last_place(part, edits, self.context)

    def _before(self) -> Edit | None:
        """The edit read last in this request."""
        return self.groups[-1][-1] if self.groups and self.groups[-1] else None

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

    def _unread(self, part: Parsed) -> None:
        tokens = part.clause.tokens
        if is_empty(tokens):
            return
        words = part.clause.words()
        stated = is_statement(tokens)
        if stated or is_talk(part.clause.context.folded, tokens):
            self.exact = self.exact and stated
            self.remarks.append(Residue(words))
            return
        missing = next((t.value("missing") for t in tokens if t.has("missing")), None)
        near = part.by.edit if part.by else nearest(Clause(tokens, self.context))
        if missing:
            self.residues.append(Residue(words, near, "no_such_clip", str(missing[1])))
            return
        self.unread.append((len(self.residues), part, near))
        target = next(
            (t.value("unknown_target") for t in tokens if t.has("unknown_target")), None
        )
        if target and near:
            self.residues.append(Residue(words, near, "no_such_clip", target))
            return
        blocked = part.clause.blocked() if part.by else None
        detail = self.context.text[blocked.start : blocked.end] if blocked else ""
        self.residues.append(Residue(words, near, "unknown", detail))


def _revises(edit: Edit, last: Edit) -> bool:
    """Whether an edit is the last one with another value, not one for something else."""
    same = (edit.do, edit.scope, assets(edit)) == (last.do, last.scope, assets(last))
    return same and edit != last


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


def _named(c: Clause) -> tuple[AssetId, ...]:
    found: list[AssetId] = []
    for token in c.tokens:
        for ref in (token.value("clips"), getattr(token.value("span"), "clips", None)):
            if isinstance(ref, ClipRef) and not ref.many:
                found += ref.ids
    return tuple(found)
