"""Variants and facts of the phrases for titles, captions, pictures on top, cards."""

from collections.abc import Mapping

from studio.model.draft import Draft, Segment
from studio.model.edits import overlay as o
from studio.model.edits.record import Edit
from studio.rules.phrases import measure
from studio.rules.phrases.context import Context
from studio.rules.phrases.text_style import text_style

Facts = tuple[str, Mapping[str, str]]


def facts(edit: Edit, context: Context) -> Facts | None:
    """The variant of the phrase and its facts; None for edits of another family."""
    match edit:
        case o.AddTitle():
            return _added(edit, context)
        case o.ChangeTitle():
            return _changed(edit, context)
        case o.RemoveTitle():
            return _removed(context)
        case o.AddCaptions(timing=timing):
            named = {"timing": context.name("timing", timing.value)}
            return "done", named | _captions(edit, context)
        case o.SpeechCaptions():
            return "done", _captions(edit, context)
        case o.ChangeCaptions():
            return _changed_captions(edit, context)
        case o.RemoveCaptions() | o.RemoveOverlay():
            return "done", {}
        case _:
            return _on_top(edit, context)


def _on_top(edit: Edit, context: Context) -> Facts | None:
    match edit:
        case o.AddOverlay() | o.ChangeOverlay():
            return "done", _overlay(edit, context)
        case o.AddCard(where=where, text=text, seconds=seconds):
            facts = {
                "text": context.quote(text),
                "seconds": context.seconds(seconds),
            }
            return where if text.strip() else f"off_{where}", facts
        case _:
            return None


def _added(edit: o.AddTitle, context: Context) -> Facts:
    added = [s for s in measure.titles(context.after) if s.text == edit.text]
    segment = added[-1] if added else None
    facts = {
        "text": context.quote(edit.text),
        "style": text_style(edit, context, segment),
    }
    if edit.scope.of != "whole" or segment is None:
        return "over", facts
    return "done", facts | _times(segment, context)


def _times(segment: Segment, context: Context) -> dict[str, str]:
    return {
        "start": context.time(segment.start / 1000),
        "end": context.time(segment.end / 1000),
    }


def _changed(edit: o.ChangeTitle, context: Context) -> Facts:
    before = measure.titles(context.before)
    new = [s for s in measure.titles(context.after) if s not in before]
    shown = new or _standing(edit, context.after)
    facts = {"style": text_style(edit, context, shown[0] if shown else None)}
    if new:
        facts["text"] = context.quote(edit.text or new[0].text)
    if new and (_is_timed(edit) or edit.whole):
        facts |= _times(new[0], context)
    if edit.text:
        return "text", facts | {"text": context.quote(edit.text)}
    if edit.scope.of != "whole" and new:
        return "over", facts
    if not facts["style"] and shown:
        named = {"text": context.quote(shown[0].text)}
        return "moved", named | _times(shown[0], context)
    if len(new) == 1:
        return "done", facts
    return "all", {"style": facts["style"]}


def _standing(edit: o.ChangeTitle, draft: Draft) -> list[Segment]:
    """The title that an edit found as it should be: the one named, else the newest."""
    titles = measure.titles(draft)
    named = [segment for segment in titles if segment.text == edit.which]
    return (named or titles)[-1:]


def _is_timed(edit: o.ChangeTitle | o.AddOverlay | o.ChangeOverlay) -> bool:
    """Whether a time was asked for."""
    fields = ("start", "end", "seconds")
    return any(getattr(edit, name, None) is not None for name in fields)


def _captions(
    edit: o.AddCaptions | o.SpeechCaptions, context: Context
) -> dict[str, str]:
    count = context.words.count("captions", len(measure.captions(context.after)))
    return {"captions": count, "style": text_style(edit, context)}


def _changed_captions(edit: o.ChangeCaptions, context: Context) -> Facts:
    shift = context.shift("seconds", edit.shift) if edit.shift else ""
    return "done", {"style": text_style(edit, context), "shift": shift}


def _removed(context: Context) -> Facts:
    left = {s.text for s in _lettered(context.after)}
    gone = [s.text for s in _lettered(context.before) if s.text not in left]
    if gone and (left or len(set(gone)) == 1):
        names = [context.quote(text) for text in dict.fromkeys(gone)]
        return "one", {"text": context.words.listing(names)}
    return "all", {}


def _lettered(draft: Draft) -> list[Segment]:
    return [*measure.titles(draft), *measure.cards(draft)]


def _overlay(edit: o.AddOverlay | o.ChangeOverlay, context: Context) -> dict[str, str]:
    words, shown = context.words, measure.overlays(context.after)
    meant = [s for s in shown if edit.image in (None, s.source)] or shown
    if not meant or meant[-1].effects.overlay is None:
        return {"image": context.clip(edit.image or "")}
    x, y, width, opacity = meant[-1].effects.overlay
    parts = [
        context.name("position", _corner(x, y)),
        words.say("edits.style.width", percent=context.percent(width)),
    ]
    changes_opacity = isinstance(edit, o.ChangeOverlay) and edit.opacity is not None
    if opacity < 1 or changes_opacity:
        parts.append(words.say("edits.style.opacity", percent=context.percent(opacity)))
    facts = {
        "image": context.clip(meant[-1].source or ""),
        "details": words.say("lists.changes").join(parts),
    }
    return facts | (_times(meant[-1], context) if _is_timed(edit) else {})


def _corner(x: float, y: float) -> str:
    """The name of the place of a centre."""
    level = "top" if y < 0.4 else "bottom" if y > 0.6 else ""
    side = "left" if x < 0.4 else "right" if x > 0.6 else ""
    return "_".join(part for part in (level, side) if part) or "center"
