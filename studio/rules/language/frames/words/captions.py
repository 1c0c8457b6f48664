"""Frames for captions: from a file, from speech, changes and removals."""

from studio.model.edits.overlay import (
    AddCaptions,
    CaptionTiming,
    ChangeCaptions,
    RemoveCaptions,
    SpeechCaptions,
)
from studio.rules.language.frames.registry import frame
from studio.rules.language.frames.words.glue import GLUE
from studio.rules.language.grammar.clause import Clause, Outcome, question
from studio.rules.language.grammar.style import is_state, style


@frame("captions", "caption", "auto_caption")
def captions(c: Clause) -> Outcome | None:
    """Reads "use the srt as captions", "auto captions", "captions off", "captions 0.5 s later"."""
    if c.seen("auto_caption") or (c.seen("speech") and c.seen("caption")):
        if c.take_all("not", "verb.remove", "off"):
            c.take_all("auto_caption", "caption", "speech", *GLUE)
            return [RemoveCaptions()]
        c.take_all(
            "auto_caption", "speech", "caption", "face", "each", "all", "clip", "and"
        )
        values = style(c)
        values.pop("whole", None)
        c.take_all(*GLUE)
        return [SpeechCaptions(**values)]
    if c.seen("quote") and not c.view.has_captions:
        return None
    if c.seen("not", "verb.remove", "off") and not c.seen("background", "colour"):
        c.take_all("caption", "not", "verb.remove", "off", "all", *GLUE)
        return [RemoveCaptions()]
    if c.seen("earlier", "later") and c.seen("duration"):
        sign = -1 if c.seen("earlier") else 1
        if is_state(c):
            sign = -sign
        shift = sign * c.value("duration")
        c.take_all("earlier", "later", "verb.shift", "caption", "by", *GLUE)
        return [ChangeCaptions(shift=shift)]
    return _caption_file(c)


def _caption_file(c: Clause) -> Outcome | None:
    files = [
        x.id
        for x in c.view.clips
        if x.name.lower().endswith((".srt", ".lrc", ".vtt", ".ass"))
    ]
    named = next((i for i in c.peek("file") or () if i in files), None)
    for ending in (".srt", ".lrc"):
        if named is None and any(ending[1:] in c.surface(t) for t in c.tokens):
            by_name = [x.id for x in c.view.clips if x.name.lower().endswith(ending)]
            named = by_name[-1] if by_name else None
    changing = (
        c.view.has_captions
        and not c.seen("file")
        and not any(
            t.has("verb.add") and not t.has("verb.make", "verb.move", "verb.show")
            for t in c.tokens
        )
    )
    c.take_all("caption", "file")
    beats = bool(c.take_all("beat", "verb.sync", "interval", "unit.beat", "each"))
    values = style(c)
    values.pop("whole", None)
    c.take_all("all", "new", "clip", *GLUE)
    if changing and values:
        return [ChangeCaptions(**values)]
    if files:
        timing = CaptionTiming.BEATS if beats else CaptionTiming.FILE
        return [AddCaptions(source=named or files[-1], timing=timing, **values)]
    if values and not c.seen("verb.add"):
        return [ChangeCaptions(**values)]
    return question("captions_source", (), SpeechCaptions(**values))
