"""Run the reply step: post the answer to an instruction, or the tray of clips."""

import logging
from collections.abc import Sequence

from core.flows.turn.context import TurnContext
from core.flows.turn.open_questions import (
    can_wait_for_clips,
    is_question,
    keep_early_request,
    open_question,
    remember_agents_question,
)
from core.flows.turn.owed_exports import is_followed
from core.flows.turn.steps.instruct import describe_stream_error
from core.flows.turn.steps.tray import show_tray
from core.model.agent import AgentState, Option
from core.model.reply import ButtonRows, ButtonVerb, Reply
from core.model.session import Access
from core.model.turn import Step, TurnKind
from core.model.turn_posts import ReplyPart
from core.rules.draft.timeline import exportable
from core.rules.intake.clip_numbers import numbers_by_name
from core.rules.intake.text_length import LONGEST_TEXT
from core.rules.replies.edit_summary import edit_summary
from core.rules.replies.question_choices import choice_buttons, new_choices
from core.rules.replies.suggestions import (
    after_edit_buttons,
    hint_buttons,
    suggestion_buttons,
)

_log = logging.getLogger(__name__)


async def send_replies(context: TurnContext) -> None:
    """Answer the instruction; an exported edit is answered by its video."""
    progress, request = context.turn.progress, context.turn.request
    if request.kind is TurnKind.UPLOAD or not progress.instructed_at:
        await _answer_clips(context)
        return
    access = await context.access()
    state = await context.agent_state(access)
    reason, _ = await describe_stream_error(context)
    numbers = numbers_by_name(access.project.clips)
    text = edit_summary(context.turn, state, reason, numbers)
    if progress.edited:
        await _answer_edit(context, access, state, text)
    else:
        await _answer_words(context, access, state, text)


async def _answer_words(
    context: TurnContext, access: Access, state: AgentState, text: str
) -> None:
    """Post the answer to words that changed nothing; versions to choose from get previews."""
    request = context.turn.request
    choices = new_choices(context.turn, state)
    if choices and state.options and context.deps.config.previews:
        await context.checkpoint(Step.OFFERING, summary=text)
        return
    # Our studio tells what it asked; of a hosted agent the words alone tell it.
    asks = choices is not None or ("version" not in state.raw and is_question(text))
    if not access.project.clips and can_wait_for_clips(request.text):
        asker = request.asker.id
        if not await keep_early_request(
            context.deps, context.chat, asker, request.text
        ):
            text = f"{text}\n{_early_requests_too_long(context)}"
    if asks:
        picks = choice_buttons(context.deps.buttons.make, context.turn, choices or ())
        await ask(context, with_differences(context, text, state.options), picks)
    else:
        await context.conclude(Reply(text, _next_buttons(context, access, state)))
    await context.checkpoint(Step.DONE)


async def _answer_edit(
    context: TurnContext, access: Access, state: AgentState, text: str
) -> None:
    """Continue with the export that tells of the edit, or post the answer to it."""
    progress, request = context.turn.progress, context.turn.request
    choices = new_choices(context.turn, state)
    settings = await context.deps.sessions.settings(context.chat)
    auto = context.deps.config.auto_export and settings.auto_export
    changed = progress.video_changed or access.project.export_owed
    exports = auto and changed and not access.project.export_blocked
    if exports and exportable(state.draft):
        if not await is_followed(context.deps, context.turn):
            previews = state.preview_side and await wants_previews(context)
            step = Step.PREVIEWING if previews else Step.EXPORTING
            asks = choices is not None
            await context.checkpoint(
                step, summary=text, asks=asks, choices=choices or ()
            )
            return
        # the next turn in the queue renders both edits
        await context.save_project(export_owed=True)
    if choices is not None:
        await open_question(context.deps, context.chat, request.asker.id)
    picks = choice_buttons(context.deps.buttons.make, context.turn, choices or ())
    rows = after_edit_buttons(context.button, context.turn, exported=False)
    message = await context.conclude(Reply(text, (*picks, *rows)))
    if choices is not None:
        await remember_agents_question(context.deps, context.turn, message)
    await context.checkpoint(Step.DONE, summary=text)


def option_caption(context: TurnContext, option: Option) -> str:
    """The label of a version, and how it differs from the others."""
    if not option.about:
        return option.label
    facts = {"option": option.label, "about": option.about}
    return context.words("option.about", **facts)


def with_differences(context: TurnContext, text: str, unseen: Sequence[Option]) -> str:
    """The question which version it shall be, with a line for each without a preview."""
    lines = [option_caption(context, option) for option in unseen if option.about]
    return "\n".join([text, *lines])


def _next_buttons(
    context: TurnContext, access: Access, state: AgentState
) -> ButtonRows:
    """Buttons under an answer without an edit: suggestions that fit its project."""
    hints = hint_buttons(context.button, context.turn)
    clips = access.project.clips
    return *hints, *suggestion_buttons(context.button, state.draft, clips)


async def _answer_clips(context: TurnContext) -> None:
    """Answer clips without words by the tray; if none can be used, tell what is missing."""
    progress, request = context.turn.progress, context.turn.request
    if request.kind is TurnKind.INSTRUCT and not request.clips:
        asker = request.asker.id
        early = await keep_early_request(
            context.deps, context.chat, asker, request.text
        )
        shown = early.replace("\n", " · ")
        text = (
            context.words_here("turn.request_kept", request=shown)
            if early
            else _early_requests_too_long(context)
        )
        await context.conclude(Reply(text), ReplyPart.CLIPS)
        await context.checkpoint(Step.DONE)
        return
    if request.kind is TurnKind.INSTRUCT:
        retry = ((context.button("button.retry", ButtonVerb.RETRY, context.turn.id),),)
        lines = (*progress.rejections, context.words_here("turn.stranded"))
        await context.conclude(Reply("\n".join(lines), retry), ReplyPart.CLIPS)
        _log.info("turn %s failed: none of its clips can be used", context.turn.id)
        await context.checkpoint(Step.FAILED, fault="user")
        return
    await show_tray(context)
    rejected = len(progress.rejections) >= len(request.clips)
    if rejected:
        _log.info("turn %s failed: none of its clips can be used", context.turn.id)
    await context.checkpoint(Step.FAILED if rejected else Step.DONE, fault="user")


def _early_requests_too_long(context: TurnContext) -> str:
    return context.words("turn.requests_too_long", most=LONGEST_TEXT)


async def wants_previews(context: TurnContext) -> bool:
    """Whether this chat gets previews, if the agent makes them."""
    settings = await context.deps.sessions.settings(context.chat)
    return context.deps.config.previews and settings.preview


async def ask(context: TurnContext, text: str, choices: ButtonRows = ()) -> None:
    """Post the agent's question as a message; the next words are its answer."""
    asker = context.turn.request.asker.id
    await open_question(context.deps, context.chat, asker)
    hint = context.words("ask.answer_hint")
    await context.post(ReplyPart.ANSWER, Reply(text, choices, notify=asker, ask=hint))
    message = await context.message_of(ReplyPart.ANSWER)
    await remember_agents_question(context.deps, context.turn, message)
    await context.card.remove(context.turn)
