"""In each transition both shots go on, and are mixed as specified."""

from pathlib import Path

import numpy as np
import pytest

from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.edits.picture import JoinKind
from studio.model.effects import Effects, Join
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.plan import FrameSpan, RenderPlan, Transition
from studio.rules.plan.render_plan import plan as plan_draft
from tests.media import footage
from tests.media.render.composed import FPS, lumas, numbers, plan

pytestmark = pytest.mark.media


@pytest.fixture(scope="module")
def dark_and_light(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("greys")
    dark = footage.flat(folder / "dark.mp4", [60] * 60)
    light = footage.flat(folder / "light.mp4", [180] * 60)
    return str(dark), str(light)


def pair(dark_and_light: tuple[str, str], kind: JoinKind) -> list[np.ndarray]:
    """Twenty frames each, with a transition from frame 15 to frame 25."""
    dark, light = dark_and_light
    join = Transition(kind, 5, 5)
    return lumas(
        plan(FrameSpan(0, 20, dark, 0.5), FrameSpan(20, 20, light, 0.5, join=join))
    )


def means(pictures: list[np.ndarray]) -> np.ndarray:
    return np.array([picture.mean() for picture in pictures])


@pytest.mark.parametrize("kind", [k for k in JoinKind if k is not JoinKind.CUT])
def test_outside_the_transition_nothing_changes(
    dark_and_light: tuple[str, str], kind: JoinKind
) -> None:
    level = means(pair(dark_and_light, kind))
    assert np.ptp(level[:15]) < 1
    assert np.ptp(level[25:]) < 1
    assert level[25] - level[14] > 80


def test_a_dissolve_goes_evenly_from_one_to_the_other(
    dark_and_light: tuple[str, str],
) -> None:
    level = means(pair(dark_and_light, JoinKind.DISSOLVE))
    steps = np.diff(level[14:26])
    assert steps.min() > 0.5 * steps.mean()
    assert steps.max() < 1.5 * steps.mean()


def test_dips_pass_through_black_and_white(dark_and_light: tuple[str, str]) -> None:
    black = means(pair(dark_and_light, JoinKind.DIP_BLACK))
    white = means(pair(dark_and_light, JoinKind.DIP_WHITE))
    assert black[18:22].min() < 35
    assert white[18:22].max() > 210


def test_a_flash_is_brightest_at_the_cut_and_fades(
    dark_and_light: tuple[str, str],
) -> None:
    level = means(pair(dark_and_light, JoinKind.FLASH))
    assert 18 <= int(level.argmax()) <= 21
    assert level.max() > 200
    assert all(a >= b for a, b in zip(level[21:], level[22:], strict=False))


def test_a_slide_pushes_the_new_shot_in_from_the_right(
    dark_and_light: tuple[str, str],
) -> None:
    picture = pair(dark_and_light, JoinKind.SLIDE)[20]
    row = picture[90]
    edge = int(np.argmax(row > row.mean()))
    assert 40 < edge < 280
    assert row[: edge - 2].max() < row[edge + 2 :].min()


def test_a_whip_smears_along_the_pan(dark_and_light: tuple[str, str]) -> None:
    slide = pair(dark_and_light, JoinKind.SLIDE)[20].astype(int)
    whip = pair(dark_and_light, JoinKind.WHIP)[20].astype(int)
    assert (
        np.abs(np.diff(whip, axis=1)).max() < 0.4 * np.abs(np.diff(slide, axis=1)).max()
    )
    assert np.abs(np.diff(whip, axis=0)).max() <= 2


def test_a_zoom_enlarges_the_shot_that_leaves(tmp_path: Path) -> None:
    picture = np.full((180, 320, 3), 30, np.uint8)
    picture[80:100, 150:170] = 220
    spot = footage.painted(tmp_path / "spot.mp4", [picture] * 40)
    dark = footage.flat(tmp_path / "dark.mp4", [30] * 40)
    join = Transition(JoinKind.ZOOM, 6, 6)
    shown = lumas(
        plan(
            FrameSpan(0, 20, str(spot), 0.2),
            FrameSpan(20, 20, str(dark), 0.2, join=join),
        )
    )
    sizes = [int((luma > 100).sum()) for luma in shown]
    assert sizes[17] > 1.1 * sizes[10] > 0


def test_both_shots_run_on_under_the_transition(tmp_path: Path) -> None:
    """Two readers of one clip: each shot goes on at its own time."""
    clip = str(footage.write(tmp_path / "1.mp4", 1, seconds=4))
    join = Transition(JoinKind.DIP_BLACK, 6, 6)
    spans = (FrameSpan(0, 20, clip, 0.5), FrameSpan(20, 20, clip, 2.0, join=join))
    shown = numbers(plan(*spans))
    assert shown[:15] == list(range(15, 30))
    assert shown[26:] == list(range(66, 80))
    dissolve = Transition(JoinKind.DISSOLVE, 6, 6)
    mixed = lumas(plan(spans[0], FrameSpan(20, 20, clip, 2.0, join=dissolve)))
    first = lumas(plan(FrameSpan(0, 40, clip, 0.5)))
    second = lumas(plan(FrameSpan(0, 40, clip, 2.0 - 20 / 30)))
    for index in (15, 20, 25):
        share = (index - 13) / 13
        expected = first[index] * (1 - share) + second[index] * share
        assert np.abs(mixed[index] - expected).mean() < 3


def test_a_draft_s_join_is_centred_and_never_longer_than_its_shots(
    tmp_path: Path,
) -> None:
    clip = footage.write(tmp_path / "1.mp4", 1, seconds=1)
    asset = Asset(AssetId("c"), "c", MediaKind.VIDEO, str(clip), 1, 1.0, 320, 180, FPS)

    def planned(ms: int) -> RenderPlan:
        effects = Effects(join=Join(kind=JoinKind.DISSOLVE, ms=ms))
        shots = (
            Segment("a", "c", 0, 500, asset.id),
            Segment("b", "c", 500, 1000, asset.id, effects=effects),
        )
        return plan_draft(
            Draft((Track(TrackType.VIDEO, shots),), 1500), {asset.id: asset}
        )

    assert planned(400).pieces[1].join == Transition(JoinKind.DISSOLVE, 6, 6)
    join = planned(9000).pieces[1].join
    assert join is not None
    assert join.before <= 7
    assert join.after <= 15
    assert planned(400).pieces[0].join is None
