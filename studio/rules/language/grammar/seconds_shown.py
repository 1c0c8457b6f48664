"""How long clips and titles are shown as the timeline stands."""

from collections.abc import Container

from studio.model.edits.overlay import USUAL_TITLE_SECONDS, AddTitle, ChangeTitle
from studio.model.reading import ProjectView

_USUAL = 3.0
"""Seconds of a shot whose length is not known."""


def shot_seconds(
    view: ProjectView,
    clips: Container[str] | None = None,
    numbers: Container[int] | None = None,
) -> float:
    """The mean length of the shots of these clips, or of these numbers; None is any."""
    lengths = [
        shot.end - shot.start
        for shot in view.shots
        if (clips is None or shot.clip in clips)
        and (numbers is None or shot.number in numbers)
    ]
    return sum(lengths) / len(lengths) if lengths else _USUAL


def title_seconds(view: ProjectView, edit: AddTitle | ChangeTitle) -> float:
    """The length of the title of an edit: the one it names, else the newest."""
    if edit.seconds is not None:
        return edit.seconds
    named = edit.which if isinstance(edit, ChangeTitle) else edit.text
    newest = view.titles[-1:]
    for title in (*(t for t in view.titles if t.text == named), *newest):
        return title.end - title.start
    return USUAL_TITLE_SECONDS
