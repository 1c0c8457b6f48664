"""What a pressed button asks for, once it is known to be ours."""

from dataclasses import replace

from core.flows.turn.context import Dependencies
from core.model.chat import ButtonPressed
from core.model.turn import TurnId, TurnKind, TurnRequest
from core.rules.replies.wording import say

WISHES = {
    "beat", "short", "title", "faster", "calmer", "vertical", "shorter", "undo",
}  # fmt: skip
"""Each has its sentence under ``wish.…``."""


async def asked_by(
    deps: Dependencies, pressed: ButtonPressed, read: tuple[str, str], language: str
) -> TurnRequest | None:
    """The turn for ``read``, a verb and its argument; None when its time has passed."""
    verb, argument = read
    request = TurnRequest(
        TurnKind.INSTRUCT,
        pressed.sender,
        messages=(pressed.message,),
        language=language,
        private=pressed.private,
        at=deps.clock.now(),
    )
    if verb in {"export", "say"}:
        speaker = replace(pressed.sender, language=language)
        project = (await deps.sessions.current(pressed.chat, speaker)).id
        if verb == "export":
            return replace(request, kind=TurnKind.EXPORT, project=project)
        if argument in WISHES:
            text = say(language, f"wish.{argument}")
            return replace(request, text=text, project=project)
        return None
    turn = await deps.store.turn(TurnId(argument))
    if turn is None or turn.chat != pressed.chat:
        return None
    old = turn.request
    request = replace(request, project=old.project)
    if verb == "retry":  # its clips, too: it may have failed before they were noted
        same = {"kind": old.kind, "text": old.text, "clips": old.clips}
        return replace(request, language=old.language, **same)  # type: ignore[arg-type]
    if verb == "again" and turn.progress.renders:
        return replace(request, kind=TurnKind.DELIVER, render=turn.progress.renders[-1])
    return None
