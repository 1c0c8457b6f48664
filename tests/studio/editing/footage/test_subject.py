"""Upright crops follow the moving subject by default."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

from studio.media.analysis.shots import analyse_footage
from studio.media.inspection.probe import probe
from studio.model.cut import Cut
from studio.model.edits.music import Sync
from studio.model.edits.picture import FocusPoint, SetAspect, SetFocus
from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.effects import Effects, PathPoint
from studio.model.media import AssetId, FrameFeatures, SubjectPlace
from studio.rules.footage.crop_path import subject_path
from studio.rules.footage.movement import CameraMove
from studio.rules.footage.subject import moving_share, subject_places
from studio.rules.picture.motion import view_at
from studio.rules.scopes.draft_cut import cut_of
from tests.media import walker as walking
from tests.studio.editing.material import Editor, clip, material, song

VISIBLE = (0.32, 1.0)


def move(left: int, right: int) -> CameraMove:
    """Pictures of 64 × 36 pixels that differ in these columns only."""
    change = np.random.default_rng(1).normal(0, 0.005, (36, 64)).astype(np.float32)
    change[10:30, left:right] += 0.4
    return CameraMove(0.0, 0.0, change, 1.0)


def test_the_subject_is_where_something_moves_by_itself() -> None:
    times = [n / 10 for n in range(30)]
    moves = [None, *(move(2 * n, 2 * n + 4) for n in range(1, 30))]
    places = subject_places(times, moves)
    assert len(places) == 12
    for place in places:
        left, top, right, bottom = place.box
        assert (
            2 * place.time * 10 / 64 - 0.1 < (left + right) / 2 < place.time / 3 + 0.1
        )
        assert 0.2 < top < bottom < 0.9


def test_what_moves_everywhere_or_nowhere_is_no_subject() -> None:
    times = [n / 10 for n in range(10)]
    assert subject_places(times, [None, *[move(0, 64)] * 9]) == ()
    assert subject_places(times, [None, *[move(0, 0)] * 9]) == ()


def test_less_moves_by_itself_where_the_camera_explains_most_of_the_change() -> None:
    subject, still = move(20, 30), move(0, 0)
    shaken = replace(subject, right=3.0, subject=0.3)
    assert moving_share(still) == 0.0
    assert moving_share(shaken) < 0.1 * moving_share(subject)


def test_less_moves_by_itself_where_the_camera_goes_far() -> None:
    subject = move(20, 30)
    swayed = replace(subject, right=0.3, down=0.3)
    shaken = replace(subject, right=1.6, down=1.2)
    assert moving_share(swayed) == moving_share(subject)
    assert moving_share(shaken) <= 0.3 * moving_share(subject)


@given(
    st.lists(st.tuples(st.floats(0, 0.8), st.floats(0.05, 0.2)), min_size=1, max_size=9)
)
def test_a_subject_that_fits_is_whole_in_the_crop(
    walk: list[tuple[float, float]],
) -> None:
    places: list[SubjectPlace] = []
    last = walk[0][0]
    for n, (centre, width) in enumerate(walk):
        last = min(max(centre, last - 0.1), last + 0.1)
        box = (last, 0.3, min(1.0, last + width), 0.9)
        places.append(SubjectPlace(n * 0.25, box))
    path = subject_path(places, 0.0, (len(walk) - 1) * 0.25, VISIBLE)
    at = {round(time, 3): x for time, x, _ in path}
    for place in places:
        x = at.get(round(place.time, 3), path[0][1])
        assert x - 0.16 <= place.box[0] + 1e-6
        assert x + 0.16 >= place.box[2] - 1e-6
        assert 0.16 - 1e-6 <= x <= 0.84 + 1e-6


SLOW_WALKS: dict[str, Callable[[float], float]] = {
    "walks": lambda at: 0.05 + 0.9 * at / 16,
    "strolls": lambda at: 0.05 + 0.9 * at / 30,
    "stops for five seconds": lambda at: 0.1 + 0.06 * min(at, 4) + 0.08 * max(0, at - 9),
}  # fmt: skip


@pytest.mark.parametrize("name", SLOW_WALKS)
def test_somebody_who_walks_slowly_stays_in_the_crop(tmp_path: Path, name: str) -> None:
    walk, seconds = SLOW_WALKS[name], 12.0
    path = walking.clip(tmp_path / "walk.mp4", seconds, walk)
    asset = replace(probe(path, path.name), id=AssetId("v"))
    subject = analyse_footage(asset).subject
    whole = frames = 0
    for start in np.arange(1, seconds - 2.5, 0.5):
        points = subject_path(subject, start, start + 2, VISIBLE)
        assert points
        way = tuple(
            PathPoint(ms=round(1000 * (at - start)), x=x, y=y) for at, x, y in points
        )
        for at in np.arange(0, 2, 1 / walking.FPS):
            middle = view_at(Effects(path=way), at, 0.0).focus[0]
            aside = abs(walk(start + at) - middle)
            whole += aside + walking.WIDE / 2 <= VISIBLE[0] / 2
            frames += 1
    assert whole >= 0.99 * frames


def test_what_has_left_the_picture_is_not_waited_for() -> None:
    gone = [SubjectPlace(1.0, (0.9, 0.3, 1.0, 0.9))]
    stands = [SubjectPlace(1.0, (0.7, 0.3, 0.8, 0.9))]
    assert subject_path(gone, 3.0, 4.0, VISIBLE) == []
    assert subject_path(stands, 3.0, 4.0, VISIBLE) == [(3.0, 0.75, 0.5)]
    assert subject_path(stands, 8.0, 9.0, VISIBLE) == []


def test_what_moves_before_a_cut_of_the_clip_is_not_followed_after_it() -> None:
    asset, footage = clip("two", 8, cuts=[4.0])
    places = tuple(SubjectPlace(n / 4, (0.0, 0.3, 0.1, 0.9)) for n in range(16))
    editor = Editor(material((asset, replace(footage, subject=places))))
    editor.edit(SetAspect(width=9, height=16))
    shown = editor.draft.tracks[0].segments
    sides = {s.source_start < 4000: round(s.effects.focus[0], 2) for s in shown}
    assert sides == {True: 0.16, False: 0.5}


def walker(*edits: SetAspect | SetFocus) -> tuple[Cut, Editor]:
    """A clip of a person who enters after a second and crosses the picture in four."""
    moments = [FrameFeatures(n / 4, motion=0.03 * (n >= 4)) for n in range(20)]
    asset, footage = clip("walk", 5, moments=moments)
    places = tuple(
        SubjectPlace(n / 4, (left, 0.3, left + 0.05, 0.9))
        for n in range(4, 20)
        for left in (1.2 - n / 20,)
    )
    asset_and_footage = (asset, replace(footage, subject=places))
    editor = Editor(material(asset_and_footage, songs=[song()]))
    editor.edit(Sync(), SetLength(length=Exact(value=4)), *edits)
    cut = cut_of(editor.draft)
    assert cut is not None
    return cut, editor


def test_an_upright_crop_follows_the_subject_without_being_asked() -> None:
    cut, editor = walker(SetAspect(width=9, height=16))
    segments = editor.draft.tracks[0].segments
    assert any(segment.effects.path for segment in segments)
    for shot, segment in zip(cut.shots, segments, strict=True):
        effects = segment.effects
        x = 1.225 - shot.source / 5
        focus = effects.path[0].x if effects.path else effects.focus[0]
        assert abs(focus - min(max(x, 0.16), 0.84)) < 0.16


def test_a_wide_picture_and_a_side_that_was_asked_for_stay_as_they_are() -> None:
    for edits in ((), (SetAspect(width=9, height=16), SetFocus(point=FocusPoint.LEFT))):
        _, editor = walker(*edits)
        assert not any(s.effects.path for s in editor.draft.tracks[0].segments)


def test_nothing_is_shown_of_a_clip_before_the_subject_comes() -> None:
    cut, _ = walker()
    assert all(shot.source >= 1.0 - 1e-6 for shot in cut.shots)
