"""Length, shape, rate, fades, grades and pulses on beats, in decoded frames."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from studio.model.edits import picture as p, whole as w
from studio.model.edits.footage import SetPhotoMotion
from studio.model.edits.music import PaceCurve, SetPace
from studio.model.edits.record import AtSong, Exact, OfShots, SongLabel, Times
from studio.model.material import Material
from studio.model.media import Asset, AssetId, MediaKind
from tests.studio.rendered_edits.project import (
    FPS,
    Planes,
    Video,
    codes,
    differs,
    start,
)

DROP = round(2.0 * FPS)


def level(frames: list[Planes], frame: int) -> float:
    return float(frames[frame][0].mean())


@pytest.mark.parametrize(
    ("edit", "seconds"),
    [
        (w.SetLength(length=Exact(value=4.5)), 4.5),
        (w.SetLength(length=Times(factor=1.5)), 9.0),
        (w.SetLength(rule="song"), 12.0),
    ],
)
def test_the_video_is_as_long_as_asked(
    video: Video, edit: w.SetLength, seconds: float
) -> None:
    video.edit(edit)
    assert len(video.frames()) == round(seconds * FPS)


def test_the_rate_and_the_lines_are_as_asked(video: Video) -> None:
    video.edit(w.SetFrameRate(rate="30"), w.SetResolution(lines=720))
    assert len(video.frames()) == 180
    assert (video.draft.meta["width"], video.draft.meta["height"]) == (1280, 720)


def test_the_end_leads_into_the_beginning(video: Video) -> None:
    video.edit(w.SetLoop())
    sources = codes(video.frames())
    (last_clip, last), (clip, first) = sources[-1], sources[0]
    assert last_clip == clip
    assert abs(first - last) <= 2


def test_an_upright_video_is_cropped_padded_or_blurred(video: Video) -> None:
    video.edit(p.SetAspect(width=9, height=16), p.SetFit(mode=p.FitMode.PAD))
    padded = video.frames()[10][0]
    height, width = padded.shape
    assert height > width
    assert padded[4].max() == 16
    video.edit(p.SetFit(mode=p.FitMode.BLUR))
    blurred = video.frames()[10][0]
    assert blurred[4].max() > 30
    middle = slice(height // 2 - 8, height // 2 + 8)
    assert np.abs(blurred[middle] - padded[middle]).mean() < 2
    video.edit(p.SetFit(mode=p.FitMode.CROP))
    assert np.abs(video.frames()[10][0] - padded).mean() > 10


@pytest.mark.parametrize(("point", "dark"), [("left", True), ("right", False)])
def test_a_crop_keeps_the_side_asked_for(video: Video, point: str, dark: bool) -> None:
    """The left of every clip has a dark field."""
    video.edit(p.SetAspect(width=9, height=16))
    video.edit(p.SetFocus.model_validate({"point": point}))
    luma = video.frames()[10][0]
    assert bool(luma[: luma.shape[0] // 6].min() < 60) is dark


@pytest.mark.parametrize("color", ["black", "white"])
def test_the_picture_fades_in_and_out(
    video: Video, untouched: list[Planes], color: str
) -> None:
    for edge in ("in", "out"):
        video.edit(
            p.FadePicture.model_validate({"edge": edge, "seconds": 1.0, "color": color})
        )
    after = video.frames()
    assert differs(untouched, after) <= {*range(25), *range(119, 144)}
    end = 16 if color == "black" else 235
    for frame in (0, 143):
        assert level(after, frame) == pytest.approx(end, abs=8)
    for frames in (range(24), range(143, 119, -1)):
        gaps = [abs(level(after, n) - end) for n in frames[::8]]
        assert all(a < b for a, b in pairwise(gaps))


def test_a_cube_from_the_chat_grades_and_goes_again(
    material: Material, tmp_path: Path
) -> None:
    rows = "\n".join(
        f"{1 - r} {1 - g} {1 - b}" for b in (0, 1) for g in (0, 1) for r in (0, 1)
    )
    path = tmp_path / "invert.cube"
    path.write_text(f"LUT_3D_SIZE 2\n{rows}\n")
    cube = Asset(AssetId("cube"), path.name, MediaKind.LUT, str(path), 1, 0.0)
    video = start(replace(material, assets=(*material.assets, cube)))
    before = video.frames()
    edit = p.UseCube(cube=cube.id, scope=OfShots(numbers=(2,)))
    inside = video.shown(edit)
    video.edit(edit)
    after = video.frames()
    assert differs(before, after) == inside
    one, two = before[DROP + 4][0], after[DROP + 4][0]
    assert np.corrcoef(one.ravel(), two.ravel())[0, 1] < -0.9
    video.take_off(edit)
    assert not differs(before, video.frames())


def test_the_colours_of_the_clips_come_together(material: Material) -> None:
    colours = {"c1": (0.6, 0.4, 0.3), "c2": (0.3, 0.5, 0.4), "c3": (0.3, 0.4, 0.6)}
    tinted = {
        id_: replace(one, colour=colours.get(id_, one.colour))
        for id_, one in material.footage.items()
    }
    video = start(replace(material, footage=tinted))

    def spread() -> float:
        frames = video.frames()
        return float(np.ptp([frames[n][2][:20, 40:].mean() for n in (10, DROP, 76)]))

    before = spread()
    video.edit(p.MatchColours())
    assert spread() < 0.8 * before


@pytest.mark.parametrize("on", ["beat", "downbeat", "drop"])
def test_a_flash_is_brightest_on_the_beats_asked_for(
    video: Video, untouched: list[Planes], on: str
) -> None:
    video.edit(p.SetPulse.model_validate({"kind": "flash", "on": on, "strength": 1.0}))
    after = video.frames()
    change = [level(after, n) - level(untouched, n) for n in range(144)]
    peaks = [n for n in range(144) if change[n] > 30 and change[n] == max(change[max(0, n - 3) : n + 4])]  # fmt: skip
    beats = {"beat": range(0, 144, 12), "downbeat": (0, 48, 96), "drop": (DROP,)}
    assert peaks == list(beats[on])


def test_a_flash_where_a_part_of_the_song_begins_comes_once(
    video: Video, untouched: list[Planes]
) -> None:
    where = {"of": "song", "label": "drop"}
    flash = {"kind": "flash", "on": "start", "strength": 1.0, "scope": where}
    video.edit(p.SetPulse.model_validate(flash))
    changed = differs(untouched, video.frames())
    assert DROP in changed
    assert changed <= set(range(DROP, DROP + 15))


@pytest.mark.parametrize("kind", ["whip", "flash", "zoom", "dissolve", "slide"])
def test_one_transition_stands_on_the_drop(
    video: Video, untouched: list[Planes], kind: str
) -> None:
    drop = AtSong(label=SongLabel.DROP)
    video.edit(p.SetJoin.model_validate({"kind": kind, "where": "one", "moment": drop}))
    changed = differs(untouched, video.frames())
    assert {DROP - 1, DROP} <= changed
    assert changed <= set(range(DROP - 9, DROP + 9))


def test_a_transition_has_a_length_in_beats_and_seconds(
    video: Video, untouched: list[Planes]
) -> None:
    video.edit(p.SetJoin(kind=p.JoinKind.DIP_BLACK, beats=1.0, where="one", join=1))
    assert len(differs(untouched, video.frames())) in (11, 12)
    video.edit(p.SetJoin(kind=p.JoinKind.DIP_BLACK, seconds=0.25, where="one", join=1))
    assert len(differs(untouched, video.frames())) in (5, 6)


def test_shots_change_on_the_beats_asked_for(video: Video) -> None:
    video.edit(SetPace(every=1.0))
    sources = codes(video.frames())
    jumps = [
        n
        for n, (a, b) in enumerate(pairwise(sources), 1)
        if a[0] != b[0] or abs(b[1] - a[1]) > 8
    ]
    assert jumps == list(range(12, 144, 12))
    video.edit(SetPace(curve=PaceCurve.CALM))
    calm = codes(video.frames())
    assert sum(a[0] != b[0] for a, b in pairwise(calm)) < len(jumps) / 2


def test_photos_stand_still_on_request(material: Material) -> None:
    assets = [a for a in material.assets if a.kind is not MediaKind.VIDEO]
    photo = next(a for a in assets if a.id == "logo")
    path = Path(photo.path).with_name("stripes.png")
    from PIL import Image  # only here

    Image.fromarray(np.tile(np.arange(160, dtype=np.uint8), (90, 1))).save(path)
    assets[assets.index(photo)] = replace(photo, path=str(path), width=160, height=90)
    video = start(replace(material, assets=tuple(assets)))
    moving = video.frames()
    assert differs(moving[:1], moving[20:21])
    video.edit(SetPhotoMotion(on=False))
    still = video.frames()
    assert not differs(still[:1], still[20:21])
