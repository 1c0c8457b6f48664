"""Read the words of one clause by the construction that leaves least unread."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from studio.model.edits.record import Edit
from studio.model.media import AssetId
from studio.model.reading import Question, Residue
from studio.rules.language.chunks.nouns.references import ClipRef
from studio.rules.language.chunks.phrases import phrases
from studio.rules.language.constructions.load import fitting
from studio.rules.language.constructions.registry import Construction
from studio.rules.language.entities.lattice import tokens as cut_tokens
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import weight
from studio.rules.language.grammar.clause import Clause, Context, Outcome
from studio.rules.language.grammar.clip_references import SeveralClips
from studio.rules.language.lexicon.fold import fold
from studio.rules.language.resolve.check import is_beside_itself
from studio.rules.language.resolve.clauses.blame import with_blame
from studio.rules.language.resolve.clauses.complained import with_complaint

NO_EDIT = 1.5
"""What a question costs, or a clause that is told and not carried out."""


@dataclass(slots=True)
class Parsed:
    """A clause with the construction that reads it best; ``joined`` are separators before it.

    ``opens`` tells that it opens a sentence behind another one.
    """

    clause: Clause
    by: Construction | None
    outcome: Outcome | None
    left: float
    several: tuple[AssetId, ...] = ()
    joined: tuple[Token, ...] = field(default=())
    opens: bool = False

    @property
    def edits(self) -> list[Edit]:
        return self.outcome if isinstance(self.outcome, list) else []


def parse(tokens: Sequence[Token], context: Context) -> Parsed:
    """Read tokens as one clause by the construction that leaves least unread."""
    unread = sum(map(weight, tokens)) + 1.5 * bool(tokens)
    whole = Clause(tokens, context)
    best = Parsed(whole, None, None, unread)
    for parsed in readings(whole):
        if parsed.left < best.left - 1e-6:
            best = parsed
    return best


def parse_text(
    words: str, context: Context, word_by_word: frozenset[str] = frozenset()
) -> Parsed:
    """Read a text of its own as one clause; surfaces in ``word_by_word`` word by word."""
    folded, view = fold(words), context.view
    own = replace(context, text=words, folded=folded)
    tokens = cut_tokens(words, view.clips, word_by_word)
    return parse(phrases(tokens, words, folded, view), own)


def readings(whole: Clause) -> Iterator[Parsed]:
    """Every reading of the tokens of a clause, of which nothing is read before."""
    tokens, context, places = whole.tokens, whole.context, whole.places
    for one in fitting(places.keys()):
        clause = Clause(tokens, context, places)
        several: tuple[AssetId, ...] = ()
        outcome: Outcome | None
        try:
            outcome = one.read(clause)
        except SeveralClips as found:
            several = found.ids
            trial = Clause([only(t, found.ids[0]) for t in tokens], context)
            try:
                outcome = one.read(trial)
                clause.used = trial.used
            except (ValueError, SeveralClips):
                continue
        except ValueError:
            continue  # a value beyond the record's bounds: no reading
        if isinstance(outcome, list):
            outcome = with_blame(clause, with_complaint(clause, outcome))
        if outcome is not None:
            left = clause.unread_weight() + _price(outcome)
            yield Parsed(clause, one, outcome, left, several)


def _price(outcome: Outcome) -> float:
    """What a reading without an edit costs; one of an impossible value is as good."""
    if isinstance(outcome, Residue) and outcome.reason == "out_of_range":
        return 0.0
    return NO_EDIT if isinstance(outcome, Question | Residue) else 0.0


def only(token: Token, one: AssetId) -> Token:
    """The token with this clip in place of the several that it may mean."""
    ref = token.value("clips")
    if not isinstance(ref, ClipRef) or not (ref.many or ref.back):
        return token
    values = {**token.values, "clips": ClipRef((one,))}
    return Token(token.start, token.end, token.concepts, values)


def possible(part: Parsed, context: Context) -> list[tuple[str, list[Edit]]]:
    """The names of the clips that a clause may mean, with what it then asks for."""
    by_id = {clip.id: clip for clip in context.view.clips}
    choices = []
    for one in part.several:
        parsed = parse([only(token, one) for token in part.clause.tokens], context)
        if parsed.edits and not is_blocked(parsed):
            choices.append((by_id[one].name, parsed.edits))
    apart = [each for each in choices if not any(map(is_beside_itself, each[1]))]
    return apart or choices


def is_blocked(parsed: Parsed) -> bool:
    """Whether something unread forbids to carry the clause out."""
    return parsed.clause.blocked() is not None


def within(parsed: Parsed, context: Context) -> Parsed:
    """The clause in another context, which may allow more to be left unread."""
    clause = replace(parsed.clause, context=context, used=set(parsed.clause.used))
    return replace(parsed, clause=clause)
