"""Any sequence of edits gives a valid timeline that respects pins and bans."""

from itertools import pairwise

from hypothesis import HealthCheck, given, settings, strategies as st

from studio.model.cut import Cut
from studio.model.draft import Draft, TrackType
from studio.model.edits.footage import BanMoment, Freeze, SetShotLength
from studio.model.edits.overlay import AddOverlay
from studio.model.edits.record import Edit, OfSource, Stage
from studio.model.edits.resolved import PinShot
from studio.model.edits.whole import SetLength, SetLoop
from studio.model.intent import Intent
from studio.model.material import Material
from studio.rules.derive_timeline import derive
from studio.rules.plan.render_plan import plan
from studio.rules.scopes.query import last
from studio.rules.serial.draft_json import from_wire, to_wire
from studio.rules.serial.intent_json import intent_from_json, intent_to_json
from tests.studio.editing.material import Editor
from tests.studio.editing.strategies import edits, projects

PROFILE = settings(
    deadline=None, max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


@given(projects(), st.lists(edits(), min_size=1, max_size=8))
@PROFILE
def test_any_sequence_of_edits_leaves_a_valid_timeline(
    material: Material, wishes: list[Edit]
) -> None:
    editor = Editor(material)
    for wish in wishes:
        editor.edit(wish)
        _tiles(editor.cut)
        _stays_inside(editor.cut, material)
        _keeps_bans(editor.cut, editor.intent)
        _keeps_pins(editor.cut, editor.intent)
        _segments_are_sound(editor.draft)
    assert plan(editor.draft, material.by_id).frames >= 1


@given(projects(), st.lists(edits(), min_size=1, max_size=6))
@PROFILE
def test_an_intent_and_a_draft_come_back_from_json_as_they_were(
    material: Material, wishes: list[Edit]
) -> None:
    editor = Editor(material)
    for wish in wishes:
        editor.edit(wish)
    assert intent_from_json(intent_to_json(editor.intent)) == editor.intent
    again = from_wire(to_wire(editor.draft))
    assert to_wire(again) == to_wire(editor.draft)
    assert derive(editor.intent, material, again, Stage.LOOK) == derive(
        editor.intent, material, editor.draft, Stage.LOOK
    )


@given(projects(), st.lists(edits(), min_size=1, max_size=5))
@PROFILE
def test_the_same_edits_give_the_same_timeline(
    material: Material, wishes: list[Edit]
) -> None:
    one, two = Editor(material), Editor(material)
    for wish in wishes:
        one.edit(wish)
        two.edit(wish)
    assert one.draft == two.draft


@given(projects(), st.lists(edits(), min_size=2, max_size=5))
@PROFILE
def test_an_edit_of_the_look_moves_no_cut(
    material: Material, wishes: list[Edit]
) -> None:
    editor = Editor(material)
    editor.edit(wishes[0])
    for wish in wishes[1:]:
        before = editor.cut
        editor.edit(wish)
        if wish.STAGE is Stage.LOOK and not _takes_a_shot(wish, before):
            assert editor.cut == before


def _takes_a_shot(wish: Edit, cut: Cut) -> bool:
    """Whether a photo that is a shot becomes a logo, and so is no shot any more."""
    return isinstance(wish, AddOverlay) and any(
        shot.clip == wish.image for shot in cut.shots
    )


def _tiles(cut: Cut) -> None:
    """No overlap and no hole."""
    assert cut.shots[0].first == 0
    for one, two in pairwise(cut.shots):
        assert one.first < one.end == two.first
    assert cut.shots[-1].end == cut.slots[-1].end
    assert abs(cut.frames / cut.rate - cut.music.seconds) < 1


def _stays_inside(cut: Cut, material: Material) -> None:
    for shot in cut.shots:
        if not shot.still:
            seconds = material.footage[shot.clip].seconds
            end = shot.source + shot.source_seconds(cut.rate)
            assert shot.source >= -1e-6
            assert end <= seconds + 0.02, (shot, seconds)


def _keeps_bans(cut: Cut, intent: Intent) -> None:
    for edit in intent.edits:
        if not isinstance(edit, BanMoment):
            continue
        assert isinstance(edit.scope, OfSource)
        for part in edit.scope.ranges:
            for shot in cut.shots:
                end = shot.source + shot.source_seconds(cut.rate)
                if shot.clip == part.clip and not shot.still:
                    assert min(end, part.end) - max(shot.source, part.start) < 0.03


def _keeps_pins(cut: Cut, intent: Intent) -> None:
    """Pinned footage is shown; a pinned moment is shown exactly."""
    pins = [edit for edit in intent.edits if isinstance(edit, PinShot)]
    length = last(intent, SetLength)
    full = (length and length.rule == "footage") or last(intent, SetShotLength)
    if full or len(pins) > len(cut.slots) // 2 or last(intent, SetLoop):
        return
    frozen = any(isinstance(edit, Freeze) for edit in intent.edits)
    for pin in pins:
        shots = [shot for shot in cut.shots if shot.clip == pin.clip]
        assert shots or frozen
        if pin.source is not None and not frozen:
            spans = [(s.source, s.source + s.source_seconds(cut.rate)) for s in shots]
            assert any(a - 0.05 <= pin.source <= b + 0.05 for a, b in spans)


def _segments_are_sound(draft: Draft) -> None:
    for track in draft.tracks:
        assert track.segments
        for one, two in pairwise(track.segments):
            assert one.end <= two.start
        for segment in track.segments:
            assert segment.duration > 0
            assert 0 <= segment.start < segment.end <= draft.duration
    video = draft.tracks[0]
    assert video.type is TrackType.VIDEO
    assert video.segments[0].start == 0
    assert video.segments[-1].end == draft.duration
    for one, two in pairwise(video.segments):
        assert one.end == two.start
