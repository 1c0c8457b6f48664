"""Store questions that wait for an answer, and instructions that wait for clips."""

import json
import re
from dataclasses import dataclass, replace

from core.flows.turn.dependencies import Dependencies
from core.model.chat import ChatId, MessageRef, SenderId
from core.model.inbound import MessageReceived
from core.model.turn import Turn
from core.ports import NoteOwner, ReplyPlatform
from core.rules.intake.routing import parse_command
from core.rules.intake.text_length import LONGEST_TEXT
from core.rules.text.chinese import to_simplified
from core.rules.text.wording import has_message, say

_OPEN_SECONDS = 86_400.0
_MOST_POSTED = 20
"""Questions in a chat whose replies are known as answers; the oldest are forgotten first."""
TITLE = "wish.title_text"
"""The template that the words of a title fill."""
_CHATTER = re.compile(
    r"(?:thanks?|thank you|thx|ok(?:ay)?|cool|nice|great|lol|haha+|yes|no|bye|谢谢|多谢|好的?|哈哈+|嗯+)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, as an instruction.

    ``is_title``: it filled a template and was no reply to the question's message.
    ``question`` is the open question that it closes, "" for none.
    """

    message: MessageReceived
    is_title: bool
    question: str = ""


def question_field(chat: ChatId) -> str:
    return f"question:{chat}"


def _posted_questions_field(chat: ChatId) -> str:
    return f"questions:{chat}"


def early_request_field(chat: ChatId) -> str:
    return f"wish:{chat}"


def is_question(text: str) -> bool:
    """Whether words end as a question does."""
    return text.rstrip(" \"'”’」*`)").endswith(("?", "？"))


async def open_question(
    deps: Dependencies, chat: ChatId, person: SenderId, template: str = ""
) -> None:
    """Open a question: the person's next words answer it.

    ``template`` is the message key that they fill.
    """
    row = json.dumps({"template": template, "at": deps.clock.now()})
    await deps.notes.write(person, question_field(chat), row)


async def remember_posted_question(
    deps: Dependencies,
    chat: ChatId,
    owner: NoteOwner,
    message: MessageRef,
    template: str = "",
) -> None:
    """Note that a reply to this message of ours answers a question, from anybody.

    ``template`` is what its words fill. ``owner`` is the person in a private chat, else the
    group.
    """
    adapter = deps.outbox.adapter(chat)
    if isinstance(adapter, ReplyPlatform) and (id_ := adapter.message_id(message)):
        field = _posted_questions_field(chat)
        templates = _read_templates(await deps.notes.read(owner, field))
        newest = [*templates.items(), (id_, template)][-_MOST_POSTED:]
        await deps.notes.write(owner, field, json.dumps(dict(newest)))


async def remember_agents_question(
    deps: Dependencies, turn: Turn, message: MessageRef | None
) -> None:
    """Note that this message shows the agent's question: a reply to it is an answer."""
    if message is not None:
        owner = turn.request.asker.id if turn.request.private else turn.chat
        await remember_posted_question(deps, turn.chat, owner, message)


async def open_posted_question(
    deps: Dependencies, turn: Turn, message: MessageRef | None
) -> None:
    """Open the question of an edit's summary, once that was posted with a video or preview."""
    if turn.progress.asks:
        await open_question(deps, turn.chat, turn.request.asker.id)
        await remember_agents_question(deps, turn, message)


async def answer_question(
    deps: Dependencies, message: MessageReceived, language: str
) -> Answer | None:
    """Return the message as an instruction if it answers an open question, else None.

    A reply to a question is always its answer, from anybody; other words of the person who
    was asked are the answer unless they are a command.
    """
    text = message.text.strip()
    if not text or message.command:
        return None
    template = await _template_of_reply(deps, message)
    direct = template is not None
    if not direct and parse_command(text):
        return None
    row = await deps.notes.read(message.sender.id, question_field(message.chat))
    if template is None:
        template = _template(row, deps.clock.now())
    if template is None and not direct:
        return None
    words = text
    if template:
        words = say(language, template, text=text.strip("\"'“”「」《》"))
    return Answer(replace(message, text=words), not direct and words != text, row)


async def close_question(deps: Dependencies, answer: Answer) -> None:
    """Close the question, once its answer is stored: a restart must not lose it."""
    person, chat = answer.message.sender.id, answer.message.chat
    if answer.question:
        await deps.notes.clear(person, question_field(chat), answer.question)


async def _template_of_reply(
    deps: Dependencies, message: MessageReceived
) -> str | None:
    """The template of the posted question that the message replies to; "" for none."""
    if message.reply is None or not message.reply.id:
        return None
    owner = message.sender.id if message.private else message.chat
    row = await deps.notes.read(owner, _posted_questions_field(message.chat))
    template = _read_templates(row).get(message.reply.id)
    return template if not template or has_message(template) else None


def _read_templates(row: str) -> dict[str, str]:
    """The templates of posted questions by message id, the oldest first."""
    try:
        return {str(id_): str(each) for id_, each in json.loads(row or "{}").items()}
    except (ValueError, AttributeError):
        return {}


def _template(row: str, now: float) -> str | None:
    try:
        fields = json.loads(row) if row else {}
        fresh = now - float(fields["at"]) <= _OPEN_SECONDS
        return str(fields["template"]) if fresh else None
    except (ValueError, TypeError, KeyError):
        return None


def can_wait_for_clips(text: str) -> bool:
    """Whether the words are an instruction; questions and thanks are answered at once."""
    return not is_question(text) and not _CHATTER.fullmatch(to_simplified(text.strip()))


async def keep_early_request(
    deps: Dependencies, chat: ChatId, person: SenderId, text: str
) -> str:
    """Store an instruction that came before its clips; return all that wait.

    Returns "" if they would be too long together: then this one is not stored.
    """
    before = await deps.notes.read(person, early_request_field(chat))
    lines = dict.fromkeys((*before.splitlines(), text.strip()))
    early = "\n".join(line for line in lines if line)
    if len(early) > LONGEST_TEXT:
        return ""
    await deps.notes.write(person, early_request_field(chat), early)
    return early
