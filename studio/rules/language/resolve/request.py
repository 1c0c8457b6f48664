"""From tokens to a reading: sentences, clauses, corrections, references, residues."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from studio.model.edits.control import Ask
from studio.model.edits.overlay import AddTitle, ChangeTitle
from studio.model.edits.record import WHOLE, Edit
from studio.model.reading import Question, Reading, Residue
from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Context, question
from studio.rules.language.grammar.remarks import (
    is_praise,
    is_refusal,
    is_rejected,
)
from studio.rules.language.resolve.check import fault
from studio.rules.language.resolve.clauses.parsed import (
    Parsed,
    is_blocked,
    parse,
    possible,
)
from studio.rules.language.resolve.conflicts import resolve_conflicts
from studio.rules.language.resolve.division import clauses
from studio.rules.language.resolve.followups.load import (
    EARLY,
    LATE,
    Rule,
    apply_rules,
)
from studio.rules.language.resolve.naming import Names, named_clips
from studio.rules.language.resolve.neighbours.antecedent import (
    is_style,
    names_another,
    with_antecedent,
)
from studio.rules.language.resolve.neighbours.complaints import (
    behind_complaint,
    guessed_remedy,
    is_undone,
)
from studio.rules.language.resolve.neighbours.merging import (
    in_turn,
    is_stray,
    revises,
    with_change,
    without_kept,
)
from studio.rules.language.resolve.neighbours.shared_subject import with_subject
from studio.rules.language.resolve.neighbours.sharing import (
    with_last_place,
    with_place,
    with_topic,
    with_verb,
)
from studio.rules.language.resolve.residues import (
    UnreadWords,
    named_in,
    only_tells,
    unread_request,
)

_SHORT = 8
"""Words up to which a clause may lean on the last edit."""
_TIMELESS = frozenset({"sync", "length", "aspect", "fit", "resolution", "frame_rate"})
"""Edits without a time of their own: seconds behind them are the video's length."""


@dataclass(slots=True)
class Request:
    """A request while it is read."""

    context: Context
    groups: list[list[Edit]] = field(default_factory=list)
    question: Question | None = None
    last: Parsed | None = None
    residues_before: int = 0
    """How many residues there were before the clause read last."""
    corrects_residue: bool = False
    """Whether the clause at hand corrects one that was not understood."""
    after_residue: bool = False  # the clause before was not understood
    nicknames: Names = ()
    unread: UnreadWords = field(init=False)

    def __post_init__(self) -> None:
        self.unread = UnreadWords(self.context)

    def read(self, tokens: Sequence[Token]) -> Reading:
        """Read all sentences in order."""
        self.nicknames = named_clips(tokens, self.context)
        for part, corrects in clauses(tokens, self.context):
            self._clause(part, corrects=corrects)
        edits, conflict = resolve_conflicts(
            [edit for group in self.groups for edit in group],
            either=any(t.has("or") and not t.has("filler") for t in tokens),
        )
        self.unread.drop_grounds(edits)
        silent = not (edits or self.unread.residues or self.nicknames)
        if silent and not (self.question or conflict):
            rest = unread_request(tokens, self.context)
            self.unread.residues += self.unread.remarks or rest
        return Reading(
            edits,
            tuple(self.unread.residues),
            self.question or conflict,
            self.unread.exact and not self.unread.residues,
            self.nicknames,
        )

    def _clause(self, part: Parsed, *, corrects: bool) -> None:
        before = (len(self.groups), len(self.unread.residues))
        self.after_residue = before[1] > self.residues_before
        self.residues_before = before[1]
        part = self._read_again(part)
        if self.groups and only_tells(part):
            self.unread.add_clause(part)
            return
        if corrects and self.groups and is_refusal(part.clause.tokens):
            self.groups.pop()
            self.unread.remarks.append(Residue(part.clause.words()))
            return
        if self.groups and is_rejected(part.clause.tokens):
            return
        named = named_in(part.clause)
        part = with_verb(part, self.last, self.context)
        part = with_topic(part, self.last, self._before(), self.context)
        part = with_subject(part, self.last, self._before(), self.context)
        self.corrects_residue = corrects and self.after_residue
        self._carry_out(part)
        new = [edit for group in self.groups[before[0] :] for edit in group]
        unread = len(self.unread.residues) > before[1] and not new
        if unread and self.corrects_residue:
            return  # Neither the wish nor its correction is understood: report both.
        if corrects and (unread or not all(isinstance(edit, Ask) for edit in new)):
            self._correct(*before)
        elif corrects and not new and self.question is None:
            self.unread.add_correction(part)
        if named and not (new and all(edit.do == "leave_out" for edit in new)):
            self.context.named = named
            self.context.recent += named

    def _carry_out(self, part: Parsed) -> None:
        """Carry a clause out in the first way in which it can be read."""
        readable = part.outcome is not None and not is_blocked(part)
        if self._apply_rules(part, EARLY):
            return
        if is_style(part) and (about := self._about_the_last(part)) is not None:
            self._add_edits(about)
        elif part.several and part.edits:
            self._ask_which(part)
        elif isinstance(part.outcome, Question):
            self.question = self.question or part.outcome
        elif isinstance(part.outcome, Residue):
            self.unread.residues.append(part.outcome)
        elif (about := self._about_what_was_added(part)) is not None:
            self._add_edits(about)
        elif readable:
            self._add_edits(part)
        elif (about := self._about_the_last(part)) is not None:
            self._add_edits(about)
        elif is_praise(part.clause.tokens) or not self._apply_rules(part, LATE):
            self.unread.add_clause(part)

    def _correct(self, groups: int, residues: int) -> None:
        """Let a correction replace the clause before it, which left a residue or edits."""
        if self.after_residue:
            del self.unread.residues[residues - 1 : residues]
        elif groups:
            self.groups.pop(groups - 1)

    def _apply_rules(self, part: Parsed, rules: list[Rule]) -> bool:
        """Whether the clause only changes what the last edit did."""
        last = self._last_edit()
        if last is None or len(part.clause.tokens) > _SHORT:
            return False
        inside = last is self._before()
        if inside and rules is EARLY and names_another(part):
            return False
        if self.corrects_residue and not inside:
            return False  # It corrects what was not understood, not the last request.
        remedy = self.last is not None and guessed_remedy(
            self.last.clause, self._before(), self.context.view
        )
        if remedy:
            last, inside = self.context.view.last_edits[-1], False
        carried_on = apply_rules(part.clause, last, rules, inside=inside)
        if carried_on is None and (wish := behind_complaint(part.clause)) is not None:
            carried_on = apply_rules(wish, last, rules, inside=inside)
        if carried_on is None:
            return False
        edits, clause = carried_on
        wrong = [f for e in edits if (f := fault(e, self.context.view, clause.words()))]
        if wrong:
            self.unread.residues.append(wrong[0])
        elif not edits:
            pass
        elif (merged := with_change(self._before(), edits[0])) is not None:
            self.groups[-1][-1] = merged
        else:
            narrowed = clause.seen("only_at")
            revised = inside and (narrowed or revises(edits[-1], last))
            if remedy or revised:
                self.groups[-1].pop()
            self.groups.append(list(edits))
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

    def _about_what_was_added(self, part: Parsed) -> Parsed | None:
        """The clause with "it" for the title that this request adds or changes."""
        pronoun = part.clause.seen("it") and not named_in(part.clause)
        if not pronoun or not isinstance(self._before(), AddTitle | ChangeTitle):
            return None
        if part.edits and all(edit.do in _TIMELESS for edit in part.edits):
            return None
        return self._about_the_last(part)

    def _read_again(self, part: Parsed) -> Parsed:
        """Read the clause again with what earlier clauses named."""
        if self.context.named or self.context.edits:
            own = part.clause.context
            context = replace(self.context, text=own.text, folded=own.folded)
            fresh = parse(part.clause.tokens, context)
            fresh.joined, fresh.opens = part.joined, part.opens
            return fresh
        return part

    def _add_edits(self, part: Parsed) -> None:
        """Add the edits of a clause, or what is wrong with them."""
        edits = self._share(part)
        if (self._owns_seconds() or self.after_residue) and is_stray(edits, part):
            self.unread.add_clause(part)
            return
        if (songs := in_turn(self._last_group(), edits, part)) is not None:
            self.groups[-1] = [songs]
            self.last = part
            return
        if self.last is not None and is_undone(self.last.clause, self.groups, edits):
            self.groups.pop()  # "too cold, go back to the last version"
        words = part.clause.words()
        faults = [f for e in edits if (f := fault(e, self.context.view, words))]
        if faults:
            self.unread.residues.append(faults[0])
            return
        if not edits and isinstance(part.outcome, list):
            if others := without_kept(self._last_group(), part, self.context.view):
                self.groups[-1] = others
        elif len(edits) == 1 and (merged := with_change(self._before(), edits[0])):
            self.groups[-1][-1] = merged
        elif part.clause.seen("rest") and all(e.scope == WHOLE for e in edits):
            # What holds elsewhere comes first, so that the narrower edit stays.
            self.groups.insert(max(0, len(self.groups) - 1), edits)
        else:
            self.groups.append(edits)
            self.context.edits += edits
        self.last = part
        self.unread.add_rest(part)

    def _owns_seconds(self) -> bool:
        """Whether bare seconds may belong to the edits read last."""
        return any(edit.do not in _TIMELESS for edit in self._last_group())

    def _last_group(self) -> list[Edit]:
        """The edits of the clause read last in this request."""
        return self.groups[-1] if self.groups else []

    def _share(self, part: Parsed) -> list[Edit]:
        """Share the place of a clause with the one that it is joined to."""
        edits, moved = with_place(part, self.last, self._before())
        if moved is not None:
            self.groups[-1][-1] = moved
        return with_last_place(part, edits, self.context)

    def _before(self) -> Edit | None:
        """The edit read last in this request."""
        return self.groups[-1][-1] if self.groups and self.groups[-1] else None

    def _ask_which(self, part: Parsed) -> None:
        """A name fits several clips: ask which one."""
        choices = possible(part, self.context)
        if len(choices) == 1:
            self.groups.append(choices[0][1])
            self.context.edits += choices[0][1]
            return
        if choices and self.question is None:
            self.question = question("which_clip", choices)
        else:
            self.unread.add_clause(part)
