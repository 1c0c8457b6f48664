"""Count a group's votes on the versions that a turn has offered."""

from core.flows.commands.cancel import can_cancel
from core.flows.turn.dependencies import Dependencies
from core.model.inbound import ButtonPressed
from core.model.reply import Button, ButtonRows, ButtonVerb
from core.model.turn import Turn, TurnId
from core.rules.replies.question_choices import picked
from core.rules.replies.votes import counted_rows, winner
from core.rules.text.wording import say


async def cast_vote(
    deps: Dependencies, press: ButtonPressed, argument: str, language: str
) -> str:
    """Count the press as this person's only vote; return the notice for them."""
    id_, _, number = argument.partition(":")
    turn = await _offer(deps, press, id_)
    option = picked(turn, number) if turn else ""
    if turn is None or not option:
        return say(language, "turn.old")
    await deps.store.cast_vote(turn.id, press.sender.id, int(number))
    return say(language, "vote.counted", option=option)


async def count_votes(deps: Dependencies, rows: ButtonRows) -> ButtonRows:
    """Return the button rows with the counts of votes, if there are voting buttons."""

    def vote_of(button: Button) -> tuple[str, str]:
        verb, argument = deps.buttons.read(button.data) or ("", "")
        id_, _, number = argument.partition(":")
        return (id_, number) if verb == ButtonVerb.VOTE else ("", "0")

    ids = {vote_of(button)[0] for row in rows for button in row} - {""}
    for id_ in ids:  # one question, one turn
        votes = await deps.store.votes(TurnId(id_))
        rows = counted_rows(rows, votes, lambda button: int(vote_of(button)[1]))
    return rows


async def why_not_decided(
    deps: Dependencies, press: ButtonPressed, id_: str, language: str
) -> str:
    """The reason why this person cannot end the vote now; "" if they can."""
    turn = await _offer(deps, press, id_)
    if turn is None:
        return say(language, "turn.old")
    if not await can_cancel(deps, turn, press.sender):
        return say(language, "turn.denied")
    if not winner(await deps.store.votes(turn.id)):
        return say(language, "vote.none")
    return ""


async def winning_words(deps: Dependencies, turn: Turn) -> str:
    """The instruction that chooses the version with the most votes; "" without votes."""
    number = winner(await deps.store.votes(turn.id))
    return picked(turn, str(number)) if number else ""


async def _offer(deps: Dependencies, press: ButtonPressed, id_: str) -> Turn | None:
    """The turn whose versions are voted on, if it belongs to this chat."""
    turn = await deps.store.turn(TurnId(id_))
    return turn if turn and turn.chat == press.chat else None
