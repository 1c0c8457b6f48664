"""Describe an edit in a few words, with the numbers of the new draft."""

from studio.model.edits.control import Undo, UndoEdit
from studio.model.edits.music import SetPace, Sync, UseMusic
from studio.model.edits.picture import SetAspect
from studio.model.edits.record import Edit, Exact
from studio.model.edits.whole import SetLength, SetResolution
from studio.model.media import AssetId
from studio.rules.language.catalogue.examples import key_of
from studio.rules.phrases import footage, measure, music, overlay, picture
from studio.rules.phrases.context import Context
from studio.rules.phrases.formats import Formatter
from studio.words.catalogue import Words

_FAMILIES = (
    music.facts,
    footage.facts,
    picture.facts,
    overlay.facts,
)


def phrase(edit: Edit, context: Context) -> str:
    """What an edit did: ``slow motion 0.5× in clip 2``."""
    words = context.words
    if isinstance(edit, UndoEdit):
        if edit.edit == "remove_music" and (songs := _heard(context)):
            return phrase(UseMusic(songs=songs), context)
        return words.say("edits.undo_edit.done", edit=topic(edit.edit, context))
    for family in _FAMILIES:
        worded = family(edit, context)
        if worded is not None:
            variant, facts = worded
            place = context.place(edit.scope)
            what = words.say(f"edits.{edit.do}.{variant}", **facts)
            if not place or "where" in facts:
                return what
            return _scoped(what, place, words)
    return topic(edit.do, context)


def _heard(context: Context) -> tuple[AssetId, ...]:
    """The songs of the new draft."""
    sources = (segment.source for segment in measure.music(context.after))
    return tuple(dict.fromkeys(AssetId(source) for source in sources if source))


def wish(edit: Edit, context: Context) -> str:
    """Describe a requested edit by its own values, before it is in a draft."""
    words = context.words
    match edit:
        case SetLength(length=Exact(value=value)):
            return context.seconds(value)
        case SetLength(rule="song" | "footage"):
            return words.say(f"edits.length.{edit.rule}")
        case SetAspect(width=width, height=height):
            return f"{width}:{height}"
        case SetResolution(lines=lines):
            return words.count("lines", lines)
        case Undo(version=int(number)):
            return words.say("edits.undo.version", number=number)
        case Undo(steps=steps) if steps > 1:
            return words.say("edits.undo.steps", steps=steps)
        case Sync():
            return topic(edit.do, context)
        case SetPace(every=None, curve=curve) if curve is not None:
            return words.say(f"edits.pace.{curve.value}")
        case _:
            return phrase(edit, context)


def of_whole(what: str, context: Context) -> str:
    """What an edit does, with the words for the whole video."""
    return _scoped(what, context.words.say("scopes.whole"), context.words)


def _scoped(what: str, place: str, words: Words) -> str:
    """The phrase with its place in brackets, within existing ones at its end."""
    if what.endswith((")", "）")):
        return f"{what[:-1]}{words.say('lists.changes')}{place}{what[-1]}"
    return words.say("lists.scoped", what=what, where=place)


def topic(do: str, context: Formatter) -> str:
    """What a kind of edit is called: ``the look``."""
    key = f"topics.edit.{do}"
    return context.words.say(
        key if context.words.has(key) else "topics.edit.impossible"
    )


def example(do: str, context: Formatter) -> str:
    """How a kind of edit can be asked for; "" for an unknown one."""
    key = key_of(do)
    return context.words.say(key) if key else ""
