"""The states of a project that the requests of the corpus are read against."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from studio.model.edits.control import Options
from studio.model.edits.overlay import AddTitle, RemoveTitle
from studio.model.edits.picture import SetAspect
from studio.model.edits.record import Edit, Exact, Stage
from studio.model.edits.registry import edit_from_json
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId, MediaKind
from studio.model.reading import (
    ClipView,
    ProjectView,
    Question,
    SectionView,
    ShotView,
    TitleView,
)
from studio.rules.dialogue.options import option_question
from studio.words.catalogue import words

HERE = Path(__file__).parent


@cache
def load_views() -> dict[str, ProjectView]:
    """Every view of ``views.json`` by its name.

    ``like`` takes the other fields from another view, ``files`` appends clips, shots
    are ``count`` equal shots that go around ``clips``.
    """
    data = json.loads((HERE / "views.json").read_text(encoding="utf-8"))
    return {
        name: _view({**data.get(v.get("like"), {}), **v}) for name, v in data.items()
    }


def after(
    view: ProjectView, edits: tuple[Edit, ...], question: Question | None
) -> ProjectView:
    """The view after a request, as far as the next request of a session needs it.

    ``edits`` are those that the corpus expects, so that one wrong reading does not
    spoil the rest of a session. The timeline is not cut anew: shots stay as they are.
    """
    if question is None:
        question = _to_choose(view, edits)
    named = dict.fromkeys(clip for edit in edits for clip in _named(edit, view))
    view = replace(
        view,
        question=question,
        named=tuple(named) + tuple(clip for clip in view.named if clip not in named),
    )
    changes = tuple(edit for edit in edits if edit.STAGE is not Stage.NONE)
    if not changes:
        return view
    for edit in changes:
        view = _changed(view, edit)
    return replace(view, last_edits=changes, versions=view.versions + 1)


def _to_choose(view: ProjectView, edits: tuple[Edit, ...]) -> Question | None:
    """The question which of several versions it shall be, where they were asked for."""
    for edit in edits:
        if isinstance(edit, Options):
            return option_question([""] * edit.count, words(view.language))
    return None


def _changed(view: ProjectView, edit: Edit) -> ProjectView:
    match edit:
        case SetLength(length=Exact(value=seconds)):
            return replace(view, duration=seconds)
        case SetAspect(width=width, height=height):
            return replace(view, aspect=(width, height))
        case AddTitle(text=text):
            title = TitleView(len(view.titles) + 1, text, 0.0, 3.0)
            return replace(view, titles=(*view.titles, title))
        case RemoveTitle(which="all"):
            return replace(view, titles=())
        case _ if edit.do in {"captions", "speech_captions"}:
            return replace(view, has_captions=True)
        case _ if edit.do == "overlay":
            image = AssetId(edit.model_dump()["image"])
            return replace(view, overlays=(*view.overlays, image))
        case _:
            return view


def _named(edit: Edit, view: ProjectView) -> list[AssetId]:
    ids = {clip.id for clip in view.clips}
    return [AssetId(word) for word in _words(edit.model_dump()) if word in ids]


def _words(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [word for item in value.values() for word in _words(item)]
        case tuple() | list():
            return [word for item in value for word in _words(item)]
        case _:
            return []


def _view(data: Mapping[str, Any]) -> ProjectView:
    duration = data.get("duration", 0.0)
    return ProjectView(
        clips=_clips([*data["clips"], *data.get("files", [])]),
        duration=duration,
        shots=_shots(data.get("shots"), duration),
        titles=tuple(
            TitleView(number, title["text"], title["start"], title["end"])
            for number, title in enumerate(data.get("titles", []), 1)
        ),
        sections=tuple(SectionView(*section) for section in data.get("sections", [])),
        tempo=data.get("tempo", 0.0),
        aspect=tuple(data.get("aspect", (0, 0))),
        language=data["language"],
        last_edits=tuple(edit_from_json(edit) for edit in data.get("last_edits", [])),
        named=tuple(data.get("named", [])),
        replied_clips=tuple(data.get("replied_clips", [])),
        versions=data.get("versions", 0),
        has_captions=data.get("has_captions", False),
        overlays=tuple(data.get("overlays", [])),
    )


def _clips(data: list[dict[str, Any]]) -> tuple[ClipView, ...]:
    clips: list[ClipView] = []
    pictures = songs = 0
    for clip in data:
        kind = MediaKind(clip["kind"])
        number = 0
        if kind is MediaKind.AUDIO:
            number = songs = songs + 1
        elif kind.visible:
            number = pictures = pictures + 1
        clips.append(ClipView(**{**clip, "kind": kind, "number": number}))
    return tuple(clips)


def _shots(data: Mapping[str, Any] | None, duration: float) -> tuple[ShotView, ...]:
    if data is None:
        return ()
    count, clips = data["count"], data["clips"]
    each = duration / count
    return tuple(
        ShotView(
            number + 1, clips[number % len(clips)], number * each, (number + 1) * each
        )
        for number in range(count)
    )
