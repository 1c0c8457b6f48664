"""Drafts become plans: cards, overlays, grades, sizes; grades are read or refused."""

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from studio.errors import UnsupportedFile
from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.effects import Effects, SpeedPoint, VolumePoint
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.plan import RenderPlan
from studio.rules.picture.cube_file import UnusableCubeError, parse_cube
from studio.rules.plan.render_plan import plan
from studio.rules.serial.plan_json import plan_from_json, plan_to_json

CLIP = Asset(AssetId("c"), "c.mp4", MediaKind.VIDEO, "/c", 1, 9.0, 1920, 1080, has_audio=True)  # fmt: skip
LOGO = Asset(AssetId("l"), "l.png", MediaKind.IMAGE, "/l", 1, 0.0, 100, 100)
CUBE = Asset(AssetId("u"), "u.cube", MediaKind.LUT, "/u", 1, 0.0)
ASSETS = {asset.id: asset for asset in (CLIP, LOGO, CUBE)}


def planned(*segments: Segment, meta: dict[str, object] | None = None) -> RenderPlan:
    end = max(segment.end for segment in segments)
    return plan(Draft((Track(TrackType.VIDEO, segments),), end, meta or {}), ASSETS)


def test_a_card_needs_no_source() -> None:
    card = Segment("a", "", 0, 1000, effects=Effects(card="#102030"))
    render_plan = planned(card, Segment("b", "c", 1000, 1000, CLIP.id))
    assert [span.path for span in render_plan.pieces] == ["", "/c"]
    assert render_plan.pieces[0].effects.card == "#102030"


def test_an_overlay_covers_no_shot() -> None:
    effects = Effects(overlay=(0.9, 0.1, 0.2, 0.5), picture_in=0.5)
    over = Segment("o", "l", 500, 1000, LOGO.id, effects=effects)
    render_plan = planned(Segment("a", "c", 0, 2000, CLIP.id), over)
    assert len(render_plan.pieces) == 1
    (overlay,) = render_plan.overlays
    assert (overlay.first, overlay.frames, overlay.fade_in) == (15, 30, 15)
    assert (overlay.path, overlay.x, overlay.width) == ("/l", 0.9, 0.2)


def test_a_grade_is_found_by_its_asset_and_nothing_else_is() -> None:
    for asset, path in ((CUBE, "/u"), (LOGO, "")):
        shot = Segment("a", "c", 0, 1000, CLIP.id, effects=Effects(cube=asset.id))
        assert planned(shot).pieces[0].cube == path


def test_four_k_is_kept_in_both_directions() -> None:
    shot = Segment("a", "c", 0, 1000, CLIP.id)
    for size in ((3840, 2160), (2160, 3840)):
        render_plan = planned(
            shot, meta={"width": size[0], "height": size[1], "fps": "60"}
        )
        assert (render_plan.width, render_plan.height, render_plan.fps) == (
            *size,
            Fraction(60),
        )


def test_sound_goes_with_the_picture_through_a_ramp_and_back() -> None:
    ramp = (SpeedPoint(ms=0, speed=1), SpeedPoint(ms=1000, speed=2))
    effects = Effects(ramp=ramp, reverse=True, volume=(VolumePoint(ms=0, gain=0.5),))
    shot = Segment("a", "c", 0, 1000, CLIP.id, 2000, effects=effects)
    render_plan = planned(shot)
    (sound,) = render_plan.sounds
    assert sound.places[0] == pytest.approx((0.0, 3.5))
    assert sound.places[-1] == pytest.approx((1.0, 2.0))
    assert sound.volume == ((0.0, 0.5),)
    assert plan_from_json(plan_to_json(render_plan)) == render_plan
    frozen = Segment("a", "c", 0, 1000, CLIP.id, effects=Effects(freeze=True))
    assert planned(frozen).sounds == ()


def cube(side: int, *, head: str = "", value: str = "") -> str:
    axis = [n / (side - 1) for n in range(side)]
    rows = [f"{r:.6f} {g:.6f} {b:.6f}" for b in axis for g in axis for r in axis]
    if value:
        rows[-1] = value
    return f"{head}LUT_3D_SIZE {side}\n" + "\n".join(rows) + "\n"


def test_a_neutral_grade_of_full_size_changes_nothing() -> None:
    grade = parse_cube('\ufeff# made by x\r\nTITLE "a b"\r\n' + cube(65))
    colors = np.random.default_rng(1).random((500, 3), np.float32)
    assert np.abs(grade(colors) - colors).max() < 1e-4


def test_a_domain_is_honoured_and_curves_are_read() -> None:
    wide = parse_cube("DOMAIN_MIN 0 0 0\nDOMAIN_MAX 2 2 2\n" + cube(3))
    assert wide(np.full((1, 3), 1, np.float32)) == pytest.approx(0.5)
    curve = parse_cube("LUT_1D_SIZE 3\n0 0 0\n0.2 0.5 0.8\n1 1 1\n")
    assert curve(np.full((1, 3), 0.5, np.float32))[0] == pytest.approx([0.2, 0.5, 0.8])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "LUT_3D_SIZE"),
        ("hello world", "LUT_3D_SIZE"),
        ("LUT_3D_SIZE x\n", "size"),
        ("LUT_3D_SIZE 66\n", "2 to 65"),
        ("LUT_3D_SIZE 1\n0 0 0\n", "2 to 65"),
        ("LUT_3D_SIZE 2\n0 0 0\n", "1 colours instead of 8"),
        (cube(2, value="a b c"), "colours|text"),
        (cube(2, value="1 1"), "three numbers"),
        (cube(2, value="nan 1 1"), "colours|range"),
        (cube(2, value="1 1 1e30"), "range"),
        (cube(2, head="DOMAIN_MIN 1 1 1\nDOMAIN_MAX 0 0 0\n"), "domain"),
        (cube(2, head="DOMAIN_MIN a b c\n"), "domain"),
    ],
)
def test_a_grade_that_is_none_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(UnusableCubeError) as unusable:
        parse_cube(text)
    error = UnsupportedFile(
        "cube_file", name="a", reason=unusable.value.reason, **unusable.value.facts
    )
    assert re.search(words, error.say())
    assert not re.search("[a-z]{4,}", error.say("zh").replace(".cube", ""))


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                "LUT_3D_SIZE 2",
                "LUT_1D_SIZE 2",
                "0 0 0",
                "1 1 1",
                "x",
                "DOMAIN_MAX 1",
                "-1e9 0 0",
            ]
        ),
        max_size=14,
    ).map("\n".join)
    | st.text(max_size=60)
)
def test_any_cube_file_is_parsed_or_refused(text: str) -> None:
    try:
        grade = parse_cube(text)
    except UnusableCubeError:
        return
    assert np.isfinite(grade(np.zeros((1, 3), np.float32))).all()
