"""An edit of the picture changes the frames of its scope, and no other frame."""

import numpy as np
import pytest

from studio.model.edits import footage as f, overlay as o, picture as p
from studio.model.edits.record import (
    Edit,
    Exact,
    OfClips,
    OfShots,
    OfSong,
    OfTime,
    Scope,
    SongLabel,
    Whole,
)
from studio.model.media import AssetId
from tests.studio.rendered_edits.project import Planes, Video, differs

SCOPES: dict[str, Scope] = {
    "whole": Whole(),
    "clips": OfClips(assets=(AssetId("c2"),)),
    "song": OfSong(label=SongLabel.CHORUS),
    "time": OfTime(start=1.25, end=2.75),
    "shots": OfShots(numbers=(2,)),
}
EVERY_FRAME: list[Edit] = [
    p.SetLook(look=p.LookName.BLACK_AND_WHITE),
    *(p.Adjust(quality=quality, level=Exact(value=0.6)) for quality in p.Quality),
    p.SetBars(),
    p.SetFit(mode=p.FitMode.PAD),
    p.SetFocus(point=p.FocusPoint.LEFT),
    p.Turn(degrees=180),
    p.Turn(mirror="horizontal"),
    p.Zoom(level=Exact(value=1.5)),
    p.SetPulse(kind=p.PulseKind.PUNCH),
    p.SetPulse(kind=p.PulseKind.SHAKE),
    f.Reverse(),
    o.AddTitle(text="WORDS", animation=o.Animation.NONE),
    o.AddOverlay(image=AssetId("mark")),
]
"""Edits that change every frame of their scope."""


def scoped(edits: list[Edit]) -> list[Edit]:
    return [
        edit.model_copy(update={"scope": SCOPES[name]})
        for edit in edits
        for name in ("whole", *sorted(type(edit).SCOPES))
    ]


def name(edit: Edit) -> str:
    about = [getattr(edit, key, "") for key in ("quality", "kind", "mirror", "factor")]
    words = (edit.do, *about, edit.scope.of)
    return "-".join(str(word) for word in words if word)


@pytest.mark.parametrize("edit", scoped(EVERY_FRAME), ids=name)
def test_every_frame_of_the_scope_changes_and_no_other(
    video: Video, untouched: list[Planes], edit: Edit
) -> None:
    before, cut = untouched, video.editor.cut
    if isinstance(edit, p.SetFit | p.SetFocus):
        video.edit(p.SetAspect(width=9, height=16))
        before = video.frames()
    inside = video.shown(edit)
    video.edit(edit)
    changed = differs(before, video.frames())
    if isinstance(edit, o.AddTitle) and edit.scope.of == "whole":
        inside = set(range(3 * 24))
    if isinstance(edit, p.SetPulse) and edit.scope.of == "time":
        # From the first beat in the stretch until the last one has settled.
        assert changed <= set(range(36, 72))
        assert changed >= set(range(36, 60))
        return
    assert changed <= inside
    assert inside - changed <= plain(before, inside)
    if not isinstance(edit, f.Reverse):
        assert video.editor.cut == cut


def plain(frames: list[Planes], inside: set[int]) -> set[int]:
    """The frames of one colour, in which no movement is visible."""
    return {n for n in inside if np.ptp(frames[n][0]) < 8}


@pytest.mark.parametrize("edit", scoped(EVERY_FRAME), ids=name)
def test_taking_the_edit_off_restores_every_byte(video: Video, edit: Edit) -> None:
    before = video.draft
    video.edit(edit)
    assert video.draft != before
    video.take_off(edit)
    assert video.draft == before


JOINS: list[Edit] = [
    p.SetJoin(kind=kind) for kind in p.JoinKind if kind is not p.JoinKind.CUT
]


@pytest.mark.parametrize("edit", scoped(JOINS), ids=name)
def test_a_transition_stands_around_the_cuts_of_its_scope(
    video: Video, untouched: list[Planes], edit: p.SetJoin
) -> None:
    before, cut = untouched, video.editor.cut
    inside = video.shown(edit)
    video.edit(edit)
    changed = differs(before, video.frames())
    borders = [s.first for s in cut.shots[1:]]
    cuts = [n for n in borders if n in inside or n - 1 in inside]
    if edit.scope.of in ("clips", "shots"):
        cuts = [n for n in borders if n in inside]
    assert {n for frame in cuts for n in (frame - 1, frame)} <= changed
    assert all(min(abs(n - frame) for frame in cuts) <= 9 for n in changed)


SPEEDS: list[Edit] = [f.SetSpeed(factor=0.5), f.SetSpeed(factor=2.0)]


@pytest.mark.parametrize("edit", scoped(SPEEDS), ids=name)
def test_a_speed_changes_what_its_scope_shows_and_no_other_shot(
    video: Video, untouched: list[Planes], edit: f.SetSpeed
) -> None:
    """In a shot in which the scope ends, the footage continues from its position."""
    before, cut = untouched, video.editor.cut
    inside = video.shown(edit)
    touched = {n for s in cut.shots for n in range(s.first, s.end) if inside & set(range(s.first, s.end))}  # fmt: skip
    video.edit(edit)
    changed = differs(before, video.frames())
    assert changed <= touched
    firsts = {min(inside & set(range(s.first, s.end)), default=-1) for s in cut.shots}
    still = {n for s in cut.shots if s.still for n in range(s.first, s.end)}
    assert len(inside - changed - firsts - still) <= 1


@pytest.mark.parametrize("kind", [p.SetAspect, p.MatchColours, o.AddCard])
def test_what_holds_for_the_whole_video_only_is_refused_elsewhere(
    video: Video, kind: type[Edit]
) -> None:
    fields = {"width": 9, "height": 16, "where": "intro", "text": "Hi"}
    values = {k: v for k, v in fields.items() if k in kind.model_fields}
    before = video.draft
    video.editor.edit(kind.model_validate({**values, "scope": SCOPES["clips"]}))
    assert [one.reason for one in video.editor.refusals] == ["no_scope"]
    assert video.draft == before
