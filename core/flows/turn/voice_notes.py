"""Turn voice notes into requests, or ask what the note is."""

import logging
from dataclasses import replace

from core.errors import RecognitionFailed, UserError
from core.flows.turn.context import TurnContext
from core.model.chat import UpdateId
from core.model.reply import ButtonVerb, Reply
from core.model.turn import Step, Turn, TurnId, TurnKind, TurnRequest
from core.rules.intake.routing import Intent, route
from core.rules.intake.text_length import refusal_of_length

_log = logging.getLogger(__name__)
USES = {
    "music": ButtonVerb.USE_VOICE_NOTE,
    "footage": ButtonVerb.USE_VOICE_NOTE,
    "nothing": ButtonVerb.LEAVE_OUT,
}
"""Other uses of a voice note, with the verb of the button."""


def transcript_event(turn: TurnId) -> UpdateId:
    """The id of the request transcribed from the voice note of a turn."""
    return UpdateId(f"heard:{turn}")


async def transcribe(context: TurnContext) -> None:
    """Transcribe the voice note, if a recogniser is configured and understands it.

    The words of somebody else are no request of the person who forwards them.
    """
    words = ""
    (clip, *_) = context.turn.request.clips
    recogniser = None if clip.forwarded else context.deps.config.recogniser
    if recogniser:
        adapter = context.deps.outbox.clip_adapter(context.chat, clip)
        try:
            async with adapter.open(clip) as recording:
                words = await recogniser.transcribe(recording)
        except RecognitionFailed as error:
            _log.warning("voice note: not recognised: %s", error)
        except UserError as error:
            _log.info("voice note: not fetched: %s", error)
    await context.checkpoint(Step.TELLING, spoken_words=words)


async def answer(context: TurnContext) -> None:
    """Queue the transcribed request and show the words, or ask what the voice note is."""
    turn = context.turn
    transcript = turn.progress.spoken_words
    if refusal := refusal_of_length(turn.request.language, transcript):
        reply = Reply(refusal)
    elif transcript:
        await context.deps.store.submit(
            transcript_event(turn.id),
            turn.chat,
            _request(turn, transcript, context.deps.clock.now()),
        )
        mend = context.button(
            "button.voice_mend", ButtonVerb.CORRECT_TRANSCRIPT, turn.id
        )
        reply = Reply(context.words("voice.heard", text=transcript), ((mend,),))
    else:
        row = tuple(
            context.button(f"button.voice_{use}", verb, f"{turn.id}:{use}")
            for use, verb in USES.items()
        )
        (clip, *_) = turn.request.clips
        key = "voice.ask_forwarded" if clip.forwarded else "voice.ask"
        reply = Reply(context.words(key), (row,))
    await context.conclude(reply)
    await context.checkpoint(Step.DONE)


def _request(turn: Turn, transcript: str, now: float) -> TurnRequest:
    request = replace(turn.request, clips=(), at=now, words=(transcript,))
    if route(transcript) is Intent.EXPORT:
        return replace(request, kind=TurnKind.EXPORT, words=())
    return replace(request, kind=TurnKind.INSTRUCT, text=transcript, answers=True)
