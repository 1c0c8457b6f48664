"""Add, change and remove titles, captions, overlays and cards."""

from collections.abc import Callable
from typing import Any

from studio.model.edits.limits import (
    LARGEST_LETTERS,
    LARGEST_OVERLAY,
    SMALLEST_LETTERS,
    SMALLEST_OVERLAY,
)
from studio.model.edits.overlay import (
    LOOK_OF_WORDS,
    USUAL_CAPTION_LETTERS,
    USUAL_TITLE_LETTERS,
    AddCaptions,
    AddCard,
    AddOverlay,
    AddTitle,
    ChangeCaptions,
    ChangeOverlay,
    ChangeTitle,
    RemoveCaptions,
    RemoveOverlay,
    RemoveTitle,
    SpeechCaptions,
)
from studio.model.edits.record import WHOLE, AtTime, Edit, Exact
from studio.model.intent import Intent, Reason
from studio.model.media import MediaKind
from studio.rules.effects.titles import shown_titles
from studio.rules.intent.amounts import exact
from studio.rules.intent.replace import added, without
from studio.rules.intent.state import RefusedEditError, State
from studio.rules.scopes.query import all_of, last

_LETTERS = (SMALLEST_LETTERS, LARGEST_LETTERS)
_OVERLAY_SIZES = (SMALLEST_OVERLAY, LARGEST_OVERLAY)


def change_titles(edit: ChangeTitle, intent: Intent, state: State) -> Intent:
    """Apply changes to the meant titles. Raises ``RefusedEditError``."""
    titles = all_of(intent, AddTitle)
    if not titles and edit.text:
        return added(intent, _changed_title(AddTitle(text=edit.text), edit))
    meant = which_titles(edit, edit.which, titles, state)
    return _swap(intent, lambda old: any(old is t for t in meant), edit)


def remove_titles(edit: RemoveTitle, intent: Intent, state: State) -> Intent:
    """The intent without the titles meant. Raises ``RefusedEditError``.

    Numbers go on with the cards, which a timeline lists behind the titles.
    """
    titles: list[AddTitle] = all_of(intent, AddTitle)
    number = _number(edit.which)
    if number is not None and number > len(titles):
        behind = number - len(titles)
        cards = sorted(all_of(intent, AddCard), key=lambda card: card.where == "outro")
        meant_cards = cards[behind - 1 : behind]
        if meant_cards:
            return without(intent, lambda old: old is meant_cards[0])
    meant = which_titles(edit, edit.which, titles, state)
    return without(intent, lambda old: any(old is title for title in meant))


def which_titles(
    edit: Edit, which: str, titles: list[AddTitle], state: State
) -> list[AddTitle]:
    """The titles that "all", "last", "#2" or words stand for."""
    number = _number(which)
    if which == "all":
        chosen = titles
    elif which == "last":
        chosen = titles[-1:]
    elif number is not None:
        ordered = _as_shown(titles, state)
        chosen = ordered[number - 1 : number] if number else []
    else:
        words = which.casefold().strip()
        chosen = [title for title in titles if words in title.text.casefold()]
    if not chosen:
        facts: dict[str, float | str] = {}
        if titles and number is not None:
            facts = {"number": number, "have": len(titles)}
        elif titles and which not in ("all", "last"):
            facts = {"text": which}
        raise RefusedEditError(edit.do, Reason.NO_SUCH_TITLE, **facts)
    return chosen


def _number(which: str) -> int | None:
    """The number in "#2"; None for other words."""
    number = which.removeprefix("#")
    return int(number) if which.startswith("#") and number.isdecimal() else None


def _as_shown(titles: list[AddTitle], state: State) -> list[AddTitle]:
    """The titles in the order in which they appear; new ones come last."""
    shown = [segment.id for segment in shown_titles(state.draft)]
    places = {id_: place for place, id_ in enumerate(shown)}
    last = len(shown)
    numbers = range(len(titles))
    order = sorted(numbers, key=lambda n: (places.get(f"t{n + 1}", last), n))
    return [titles[n] for n in order]


def _swap(
    intent: Intent, is_target: Callable[[Edit], bool], change: ChangeTitle
) -> Intent:
    edits = tuple(
        _changed_title(old, change)
        if isinstance(old, AddTitle) and is_target(old)
        else old
        for old in intent.edits
    )
    return Intent(edits, intent.variation)


def _changed_title(title: AddTitle, change: ChangeTitle) -> AddTitle:
    """A title with the changed fields; a new start keeps its length."""
    new: dict[str, Any] = _set_fields(change, LOOK_OF_WORDS)
    if change.text:
        new["text"] = change.text
    if change.size is not None:
        now = _letters(title, USUAL_TITLE_LETTERS)
        new["size"] = exact(change, change.size, now, *_LETTERS)
    if change.whole:
        return title.model_copy(update=new | {"whole": True, "scope": WHOLE})
    if change.scope.of != "whole":
        new |= {"scope": change.scope, "start": None, "end": None, "whole": False}
    elif change.start is not None or change.end is not None:
        new["scope"] = WHOLE
    if change.start is not None:
        new |= {"start": change.start, "end": None, "whole": False}
        if title.seconds is None and title.end is not None:
            new["seconds"] = _lasts(title)
    if change.end is not None:
        new |= {"end": change.end, "seconds": None, "whole": False}
    if change.seconds is not None:
        new |= {"seconds": change.seconds, "end": None, "whole": False}
    return title.model_copy(update=new)


def _letters(edit: AddTitle | AddCaptions | ChangeCaptions, usual: float) -> float:
    """The height of its letters, ``usual`` where none was asked for."""
    return edit.size.value if isinstance(edit.size, Exact) else usual


def _lasts(title: AddTitle) -> float | None:
    start, end = title.start or AtTime(), title.end
    if isinstance(start, AtTime) and isinstance(end, AtTime):
        long = end.seconds - start.seconds
        return long if long > 0 and not end.end else None
    return None


def _set_fields(edit: Edit, fields: tuple[str, ...]) -> dict[str, Any]:
    return {f: v for f in fields if (v := getattr(edit, f)) is not None}


def captions(edit: Edit, intent: Intent, state: State) -> Intent:
    """Captions added, changed or taken off. Raises ``RefusedEditError``."""
    stand = [e for e in intent.edits if isinstance(e, AddCaptions)]
    changed = last(intent, ChangeCaptions)
    bare = without(intent, lambda old: isinstance(old, AddCaptions | ChangeCaptions))
    match edit:
        case AddCaptions(source=source, lines=lines):
            cues = state.material.captions.get(source, ()) if source else ()
            if not cues and not any(line.strip() for line in lines):
                raise RefusedEditError(edit.do, Reason.NO_CAPTIONS)
            return added(bare, _sized(edit))
        case SpeechCaptions():
            raise RefusedEditError(edit.do, Reason.NO_TRANSCRIPT)
        case RemoveCaptions():
            if not stand:
                raise RefusedEditError(edit.do, Reason.NO_CAPTIONS)
            return bare
        case ChangeCaptions():
            if not stand:
                raise RefusedEditError(edit.do, Reason.NO_CAPTIONS)
            return added(bare_of_changes(intent), _merged(edit, changed, stand[-1]))
        case _:
            return intent


def bare_of_changes(intent: Intent) -> Intent:
    """The intent without changes of captions."""
    return without(intent, lambda old: isinstance(old, ChangeCaptions))


def _sized(edit: AddCaptions) -> Edit:
    if edit.size is None:
        return edit
    size = exact(edit, edit.size, USUAL_CAPTION_LETTERS, *_LETTERS)
    return edit.model_copy(update={"size": size})


def _merged(
    edit: ChangeCaptions, before: ChangeCaptions | None, shown: AddCaptions
) -> ChangeCaptions:
    """The change with those before it; ``shown`` are the captions that it changes."""
    now = _letters(shown, USUAL_CAPTION_LETTERS)
    new = _set_fields(before, LOOK_OF_WORDS) if before else {}
    if before and isinstance(before.size, Exact):
        now, new["size"] = before.size.value, before.size
    new |= _set_fields(edit, LOOK_OF_WORDS)
    if edit.size is not None:
        new["size"] = exact(edit, edit.size, now, *_LETTERS)
    shift = edit.shift + (before.shift if before else 0.0)
    return ChangeCaptions(shift=shift).model_copy(update=new)


def overlays(edit: Edit, intent: Intent, state: State) -> Intent:
    """Overlays added, changed or taken off. Raises ``RefusedEditError``."""
    stand = all_of(intent, AddOverlay)
    match edit:
        case AddOverlay(image=image):
            asset = state.material.by_id[image]
            if asset.kind is not MediaKind.IMAGE:
                raise RefusedEditError(edit.do, Reason.NO_OVERLAY, clip=image)
            return added(intent, edit)
        case ChangeOverlay(image=image):
            meant = [o for o in stand if image in (None, o.image)][-1:]
            _require_overlay(edit, bool(meant))
            new = _changed_overlay(meant[0], edit)
            edits = tuple(new if old is meant[0] else old for old in intent.edits)
            return Intent(edits, intent.variation)
        case RemoveOverlay(image=image):
            _require_overlay(edit, any(image in (None, o.image) for o in stand))
            return without(
                intent,
                lambda old: isinstance(old, AddOverlay) and image in (None, old.image),
            )
        case _:
            return intent


def _require_overlay(edit: Edit, exists: bool) -> None:  # noqa: FBT001
    if not exists:
        raise RefusedEditError(edit.do, Reason.NO_OVERLAY)


def _changed_overlay(overlay: AddOverlay, edit: ChangeOverlay) -> AddOverlay:
    new = _set_fields(edit, ("position", "start", "end"))
    if edit.scope.of != "whole":
        new |= {"scope": edit.scope, "start": None, "end": None}
    elif "start" in new or "end" in new:
        new["scope"] = WHOLE
    if edit.size is not None:
        new["size"] = exact(edit, edit.size, overlay.size, *_OVERLAY_SIZES).value
    if edit.opacity is not None:
        new["opacity"] = exact(edit, edit.opacity, overlay.opacity, 0.0, 1.0).value
    return overlay.model_copy(update=new)


def card(edit: AddCard, intent: Intent) -> Intent:
    """A card added, or taken off by an empty text. Raises ``RefusedEditError``."""
    if edit.text.strip():
        return added(intent, edit)
    if not any(old.where == edit.where for old in all_of(intent, AddCard)):
        raise RefusedEditError(edit.do, Reason.NOT_IN_FORCE, which=edit.where)
    return without(
        intent, lambda old: isinstance(old, AddCard) and old.where == edit.where
    )
