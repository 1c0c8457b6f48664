"""An edit of one shot changes that shot, also where its footage is shown twice."""

from collections.abc import Callable

import pytest

from studio.model.cut import PlacedShot
from studio.model.draft import TrackType
from studio.model.edits import footage as f
from studio.model.edits.music import SetPace
from studio.model.edits.picture import LookName, PulseKind, SetLook, SetPulse, Turn
from studio.model.edits.record import Edit, Exact, OfShots, Scope, Showing
from studio.model.edits.whole import SetLength
from studio.rules.scopes.query import all_of
from tests.studio.editing.clips.footage_editor import footage_editor
from tests.studio.editing.material import Editor

_EDITS: dict[str, Callable[[Scope], Edit]] = {
    "speed": lambda scope: f.SetSpeed(factor=0.5, scope=scope),
    "reverse": lambda scope: f.Reverse(scope=scope),
    "look": lambda scope: SetLook(look=LookName.VINTAGE, scope=scope),
    "turn": lambda scope: Turn(degrees=180, scope=scope),
    "pulse": lambda scope: SetPulse(kind=PulseKind.SHAKE, scope=scope),
}


def _effects(editor: Editor) -> dict[str, list[str]]:
    """The effects of each shot's segments, by the name of the shot."""
    track = next(t for t in editor.draft.tracks if t.type is TrackType.VIDEO)
    effects: dict[str, list[str]] = {}
    for segment in track.segments:
        shot = segment.id.partition(".")[0]
        effects.setdefault(shot, []).append(segment.effects.model_dump_json())
    return effects


def _short_of_footage() -> Editor:
    """Two clips of 3 s for a video of 20 s: everything is shown three times or more."""
    return footage_editor(2, seconds=3.0)


@pytest.mark.parametrize("number", [1, 4, -1])
@pytest.mark.parametrize("kind", _EDITS)
def test_only_the_shot_that_was_named_changes(kind: str, number: int) -> None:
    editor = _short_of_footage()
    before = _effects(editor)
    editor.edit(_EDITS[kind](OfShots(numbers=(number,))))
    after = _effects(editor)
    meant = number if number > 0 else len(before)
    assert {shot for shot in before if before[shot] != after[shot]} == {f"v{meant}"}


@pytest.mark.parametrize("number", range(2, 11))
def test_only_the_shot_that_was_named_gets_longer(number: int) -> None:
    editor = _short_of_footage()
    named = editor.cut.shots[number - 1]
    scope = OfShots(numbers=(number,))
    after = editor.edit(f.SetShotLength(seconds=2.5, scope=scope)).shots
    assert [shot.first for shot in after if shot.frames == 75] == [named.first]


def _slow(editor: Editor) -> list[PlacedShot]:
    return [shot for shot in editor.cut.shots if shot.speed == 0.5]


def test_the_shot_is_found_again_where_it_stands_after_a_new_cut() -> None:
    editor = _short_of_footage()
    named = editor.cut.shots[4]
    editor.edit(f.SetSpeed(factor=0.5, scope=OfShots(numbers=(5,))))
    editor.edit(SetPace(rate=Exact(value=1.5)))
    (slow,) = _slow(editor)
    same = [s for s in editor.cut.shots if s.clip == named.clip]
    nearest = min(same, key=lambda shot: abs(shot.first - named.first))
    assert slow.clip == named.clip
    assert abs(slow.first - named.first) <= abs(nearest.first - named.first) + 60


def test_what_is_taken_out_before_a_shot_moves_its_edit_along() -> None:
    editor = _short_of_footage()
    editor.edit(SetLength(length=None, rule="auto"))
    count = len(editor.cut.shots)
    editor.edit(f.SetSpeed(factor=0.5, scope=OfShots(numbers=(6,))))
    (slow,) = _slow(editor)
    editor.edit(f.BanMoment(shorten=True, scope=OfShots(numbers=(2,))))
    assert len([s for s in editor.cut.shots if not s.continues]) <= count
    (scope,) = [edit.scope for edit in all_of(editor.intent, f.SetSpeed)]
    assert scope.of == "source"
    (part,) = scope.ranges
    assert isinstance(part, Showing)
    assert part.at < slow.first / 30
