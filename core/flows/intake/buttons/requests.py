"""Make requests from buttons with a verified signature."""

from dataclasses import replace

from core.flows.intake.buttons.votes import winning_words
from core.flows.turn.dependencies import Dependencies
from core.model.chat import Sender
from core.model.inbound import ButtonPressed
from core.model.reply import ButtonVerb
from core.model.session import ProjectId
from core.model.turn import Turn, TurnId, TurnKind, TurnRequest
from core.rules.replies.question_choices import picked
from core.rules.replies.suggestions import hinted_edit
from core.rules.text.wording import say

SUGGESTIONS = {
    "beat", "short", "title", "faster", "calmer", "vertical", "shorter", "undo", "redo",
}  # fmt: skip
"""Each has its instruction under ``wish.…``."""


async def request_from_button(
    deps: Dependencies,
    press: ButtonPressed,
    read: tuple[ButtonVerb, str],
    language: str,
) -> TurnRequest | None:
    """The request for ``read``, a verb and its argument; None if it is out of date."""
    verb, argument = read
    request = TurnRequest(
        TurnKind.INSTRUCT,
        press.sender,
        messages=(press.message,),
        language=language,
        private=press.private,
        at=deps.clock.now(),
    )
    if verb in {ButtonVerb.EXPORT, ButtonVerb.SUGGESTION}:
        speaker = replace(press.sender, language=language)
        project = (await deps.sessions.current(press.chat, speaker)).id
        if verb == ButtonVerb.EXPORT:
            return replace(request, kind=TurnKind.EXPORT, project=project)
        if argument in SUGGESTIONS:
            text = say(language, f"wish.{argument}")
            is_undo = argument == "undo"
            return replace(request, text=text, project=project, is_undo=is_undo)
        return None
    id_, _, number = argument.partition(":")
    turn = await deps.store.turn(TurnId(id_))
    if turn is None or turn.chat != press.chat:
        return None
    request = replace(request, project=turn.request.project)
    if verb in {ButtonVerb.CHOICE, ButtonVerb.END_VOTE}:
        decides = verb == ButtonVerb.END_VOTE
        words = await winning_words(deps, turn) if decides else picked(turn, number)
        return replace(request, text=words, answers=True) if words else None
    if verb == ButtonVerb.USE_VOICE_NOTE:
        speaker = replace(press.sender, language=language)
        return await _voice_note_request(deps, request, turn, speaker, number)
    return _about_turn(request, turn, verb, language)


async def _voice_note_request(
    deps: Dependencies, request: TurnRequest, turn: Turn, speaker: Sender, use: str
) -> TurnRequest:
    """Add a voice note as a clip, or as the song of the edit.

    In an empty project it is always the song.
    """
    clips = tuple(replace(clip, spoken=False) for clip in turn.request.clips)
    request = replace(request, kind=TurnKind.UPLOAD, clips=clips)
    id_ = ProjectId(turn.request.project)
    project = await deps.sessions.claim(turn.chat, speaker, id_)
    if use != "music" or not project.clips:
        return request
    return replace(
        request,
        kind=TurnKind.INSTRUCT,
        text=say(request.language, "wish.song"),
        replied=tuple(clip.ref for clip in clips),
    )


def _about_turn(
    request: TurnRequest, turn: Turn, verb: ButtonVerb, language: str
) -> TurnRequest | None:
    """The request of a button that names an earlier turn."""
    if verb == ButtonVerb.AGENT_HINT:
        edit = hinted_edit(turn)
        return replace(request, text=edit) if edit else None
    if verb == ButtonVerb.UNDO:
        version = turn.progress.version - 1
        if version > 0 and turn.request.kind is TurnKind.INSTRUCT:
            text = say(language, "wish.version", number=version)
            return replace(request, text=text)
        return replace(request, text=say(language, "wish.undo"), is_undo=True)
    if verb == ButtonVerb.RETRY:
        return retry_request(request, turn)
    if verb == ButtonVerb.SEND_AGAIN and turn.progress.renders:
        render, version = turn.progress.renders[-1], turn.progress.version
        request = replace(request, kind=TurnKind.DELIVER, render=render)
        return replace(request, replied_version=version)
    return None


def retry_request(request: TurnRequest, turn: Turn) -> TurnRequest:
    """The request that runs an earlier turn again."""
    old = turn.request
    if turn.progress.edited and not turn.progress.edit_lost:
        return replace(request, kind=TurnKind.EXPORT)  # the edit is paid for
    # Its clips too: it may have failed before they were recorded.
    same = {"kind": old.kind, "text": old.text, "clips": old.clips,
            "answers": old.answers, "is_title": old.is_title, "is_undo": old.is_undo,
            "words": old.words}  # fmt: skip
    return replace(request, language=old.language, **same)  # type: ignore[arg-type]
