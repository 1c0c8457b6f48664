"""Frames for speech in the clips: whole sentences, no pauses."""

from studio.model.edits.music import (
    KeepSpeech,
    RemovePauses,
)
from studio.rules.language.frames.music.glue import GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import scope


@frame("keep_speech", "speech_keep")
def keep_speech(c: Clause) -> Outcome | None:
    """Reads "don't cut while someone is talking", "let people finish"."""
    if not c.seen("speech", "speech_whole") and not any(
        "完" in c.surface(t)
        or "finish" in c.surface(t)
        or "说话" in c.surface(t)
        or "讲话" in c.surface(t)
        or "话" in c.surface(t)
        or "people off" in c.surface(t)
        for t in c.tokens
    ):
        return None
    c.take_all(
        "speech_keep",
        "speech",
        "face",
        "not",
        "cuts",
        "verb.switch_shots",
        "verb.trim",
        "each",
        "all",
        *GLUE,
    )
    return [KeepSpeech(scope=scope(c, KeepSpeech))]


@frame("remove_pauses", "pauses")
def remove_pauses(c: Clause) -> Outcome | None:
    if not c.seen("verb.remove", "verb.trim", "not", "verb.shorten", "verb.keep"):
        return None
    c.take_all("pauses")
    keep = c.take_all("verb.keep") and not c.seen("verb.remove")
    c.take_all(
        "verb.remove",
        "verb.trim",
        "not",
        "verb.shorten",
        "between",
        "title",
        "speech",
        "all",
        "cuts",
        "verb.switch_shots",
        *GLUE,
    )
    return [RemovePauses(on=not keep, scope=scope(c, RemovePauses))]
