"""The text and the buttons of a progress card, and of the preview that replaces it."""

from functools import partial

from core.flows.turn.dependencies import Dependencies
from core.model.chat import platform_of
from core.model.reply import Button, ButtonRows, ButtonStyle, ButtonVerb, Reply
from core.model.turn import Turn, TurnId
from core.rules.replies.card import CardState, card_text, fits_under_video, media_line
from core.rules.replies.question_choices import asked_rows
from core.rules.replies.suggestions import after_edit_buttons
from core.rules.text.wording import say, say_on


def cancel_button(deps: Dependencies, language: str, turn: TurnId) -> Button:
    label = say(language, "button.cancel")
    return deps.buttons.make(label, ButtonVerb.CANCEL, turn, ButtonStyle.DANGER)


def progress_reply(
    deps: Dependencies,
    turn: Turn,
    state: CardState,
    render_progress: float | None,
    elapsed: float,
) -> Reply:
    """The card as it stands ``elapsed`` seconds after the request."""
    text = card_text(turn, state, render_progress, elapsed, deps.config.still_working)
    cancel = cancel_button(deps, turn.request.language, turn.id)
    rows = _next_edits(deps, turn) if turn.progress.preview_message else ()
    return Reply(
        text,
        (*rows, (cancel,)),
        card=True,
        silent=True,
        step=turn.step,
        progress=render_progress,
    )


def preview_reply(deps: Dependencies, turn: Turn) -> Reply:
    """The text and buttons of a preview, or of its still, when it is posted."""
    key, platform = media_line(turn.progress), platform_of(turn.chat)
    line = say_on(turn.request.language, key, platform)
    cancel = cancel_button(deps, turn.request.language, turn.id)
    summary = turn.progress.summary
    text = f"{line}\n\n{summary}" if fits_under_video(summary) else line
    return Reply(text.strip(), (*_next_edits(deps, turn), (cancel,)))


def _next_edits(deps: Dependencies, turn: Turn) -> ButtonRows:
    make = partial(deps.buttons.with_label, turn.request.language)
    picks = asked_rows(deps.buttons.make, turn)
    return *picks, *after_edit_buttons(make, turn, exported=True)
