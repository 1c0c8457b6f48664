"""Votes of a group on the versions that a turn has offered."""

from core.flows.commands.cancel import can_cancel
from core.flows.turn.dependencies import Dependencies
from core.model.chat import Button, ButtonPressed
from core.model.turn import Turn, TurnId
from core.rules.replies.question_choices import counted_rows, picked, winner
from core.rules.text.wording import say


async def cast_vote(
    deps: Dependencies, press: ButtonPressed, argument: str, language: str
) -> str:
    """Count the press as this person's only vote; return what to tell them."""
    id_, _, number = argument.partition(":")
    turn = await _offer(deps, press, id_)
    option = picked(turn, number) if turn else ""
    if turn is None or not option:
        return say(language, "turn.old")
    await deps.store.cast_vote(turn.id, press.sender.id, int(number))
    return say(language, "vote.counted", option=option)


async def show_votes(deps: Dependencies, press: ButtonPressed, argument: str) -> None:
    """Show the counts on the buttons of the question."""
    id_ = argument.partition(":")[0]

    def number_of(button: Button) -> int:
        verb, which = deps.buttons.read(button.data) or ("", "")
        voted, _, number = which.partition(":")
        return int(number) if (verb, voted) == ("vote", id_) else 0

    votes = await deps.store.votes(TurnId(id_))
    rows = counted_rows(press.buttons, votes, number_of)
    if rows != press.buttons:
        adapter = deps.outbox.adapter(press.chat)
        await adapter.edit_buttons(press.chat, press.message, rows)


async def why_not_decided(
    deps: Dependencies, press: ButtonPressed, id_: str, language: str
) -> str:
    """Why this person cannot end the vote now; "" if they can."""
    turn = await _offer(deps, press, id_)
    if turn is None:
        return say(language, "turn.old")
    if not await can_cancel(deps, turn, press.sender):
        return say(language, "turn.denied")
    if not winner(await deps.store.votes(turn.id)):
        return say(language, "vote.none")
    return ""


async def winning_words(deps: Dependencies, turn: Turn) -> str:
    """The words of the version with the most votes; "" without a vote."""
    number = winner(await deps.store.votes(turn.id))
    return picked(turn, str(number)) if number else ""


async def _offer(deps: Dependencies, press: ButtonPressed, id_: str) -> Turn | None:
    """The turn whose versions are voted on, if it was of this chat."""
    turn = await deps.store.turn(TurnId(id_))
    return turn if turn and turn.chat == press.chat else None
