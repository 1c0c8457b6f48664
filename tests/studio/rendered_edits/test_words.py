"""Titles, captions, overlays and cards, in decoded frames."""

from dataclasses import replace

import numpy as np
import pytest

from studio.media.render.overlay.titles import corner
from studio.model.captions import Cue
from studio.model.edits import overlay as o
from studio.model.edits.record import (
    AtSong,
    AtTime,
    Exact,
    OfClips,
    OfShots,
    Scope,
    SongLabel,
    Times,
)
from studio.model.effects import TextStyle
from studio.model.material import Material
from studio.model.media import Asset, AssetId, MediaKind
from tests.studio.rendered_edits.project import FPS, SIZE, Planes, Video, differs, start

DROP = round(2.0 * FPS)
LOGO, WORDS = AssetId("mark"), AssetId("words")
STILL = o.Animation.NONE


def where(before: list[Planes], after: list[Planes], frame: int) -> np.ndarray:
    """Rows and columns of the pixels that changed."""
    places = np.argwhere(before[frame][0] != after[frame][0])
    assert len(places)
    return places


def centre(places: np.ndarray) -> tuple[float, float]:
    """From left to right and from top to bottom, 0 to 1."""
    low, high = places.min(axis=0), places.max(axis=0)
    y, x = (low + high + 1) / 2
    return x / SIZE[0], y / SIZE[1]


def seconds(changed: set[int]) -> tuple[float, float]:
    assert changed == set(range(min(changed), max(changed) + 1))
    return min(changed) / FPS, (max(changed) + 1) / FPS


@pytest.mark.parametrize(
    ("edit", "shown"),
    [
        (o.AddTitle(text="WORDS", animation=STILL), (0.0, 3.0)),
        (o.AddTitle(text="WORDS", start=AtTime(seconds=2), seconds=1, animation=STILL), (2, 3)),
        (
            o.AddTitle(
                text="WORDS", start=AtTime(seconds=-2), end=AtTime(end=True), animation=STILL
            ),
            (4, 6),
        ),
        (
            o.AddTitle(
                text="BIG", start=AtSong(label=SongLabel.DROP), seconds=1,
                size=Exact(value=0.3), animation=STILL,
            ),
            (2, 3),
        ),
        (o.AddTitle(text="WORDS", whole=True, animation=STILL), (0.0, 6.0)),
    ],
)  # fmt: skip
def test_a_title_is_seen_when_it_is_asked_for(
    video: Video, untouched: list[Planes], edit: o.AddTitle, shown: tuple[float, float]
) -> None:
    video.edit(edit)
    assert seconds(differs(untouched, video.frames())) == shown


@pytest.mark.parametrize(
    "edit",
    [
        o.AddTitle(text="OTHER", start=AtTime(seconds=1), animation=STILL),
        o.AddCaptions(lines=("OTHER",), animation=STILL),
    ],
)
@pytest.mark.parametrize("position", [None, o.Position.BOTTOM])
def test_words_without_a_place_of_their_own_leave_those_of_others_free(
    video: Video,
    untouched: list[Planes],
    edit: o.AddTitle | o.AddCaptions,
    position: o.Position | None,
) -> None:
    title = o.AddTitle(text="WORDS", whole=True, position=position, animation=STILL)
    video.edit(title)
    one = video.frames()
    video.edit(edit)
    both = video.frames()
    rows, others = (
        {int(row) for row, _ in where(*pair, 2 * FPS)}
        for pair in ((untouched, one), (one, both))
    )
    assert max(others) < min(rows) or max(rows) < min(others)


@pytest.mark.parametrize("frame", [(720, 1280), (1280, 720)])
def test_the_same_share_of_each_side_stays_free_of_words(
    frame: tuple[int, int],
) -> None:
    style = TextStyle(position=o.Position.TOP_LEFT)
    assert corner(style, (100, 50), frame) == pytest.approx(
        (0.07 * frame[0], 0.07 * frame[1]), abs=2
    )


@pytest.mark.parametrize(
    ("position", "place"),
    [
        (o.Position.TOP, (0.5, 0.1)), (o.Position.BOTTOM, (0.5, 0.9)),
        (o.Position.CENTER, (0.5, 0.5)), (o.Position.TOP_LEFT, (0.15, 0.1)),
        (o.Position.BOTTOM_RIGHT, (0.85, 0.9)),
    ],
)  # fmt: skip
def test_a_title_is_seen_where_it_is_asked_for(
    video: Video,
    untouched: list[Planes],
    position: o.Position,
    place: tuple[float, float],
) -> None:
    video.edit(o.AddTitle(text="WORDS", position=position, animation=STILL))
    middle = centre(where(untouched, video.frames(), 20))
    assert middle == pytest.approx(place, abs=0.12)


def test_a_title_is_changed_moved_and_taken_off(video: Video) -> None:
    bare = video.frames()
    video.edit(
        o.AddTitle(
            text="ONE", position=o.Position.TOP, size=Exact(value=0.2), animation=STILL
        )
    )
    video.edit(
        o.AddTitle(
            text="TWO",
            position=o.Position.BOTTOM,
            start=AtTime(seconds=4),
            animation=STILL,
        )
    )
    small = where(bare, video.frames(), 20)
    video.edit(o.ChangeTitle(which="ONE", size=Times(factor=2.0)))
    large = where(bare, video.frames(), 20)
    assert np.ptp(large, axis=0)[0] > 1.4 * np.ptp(small, axis=0)[0]
    video.edit(o.ChangeTitle(which="ONE", color="#ff0000", start=AtTime(seconds=1)))
    frames = video.frames()
    assert min(differs(bare, frames)) == FPS
    assert frames[FPS + 10][2].max() > 180
    video.edit(o.RemoveTitle(which="ONE"))
    assert min(differs(bare, video.frames())) == 4 * FPS


@pytest.mark.parametrize("animation", [a for a in o.Animation if a.value != "none"])
def test_words_move_as_asked(video: Video, animation: o.Animation) -> None:
    bare = video.frames()
    video.edit(o.AddTitle(text="WORDS", animation=STILL))
    still = video.frames()
    video.edit(o.ChangeTitle(animation=animation))
    moving = video.frames()
    assert differs(still, moving)
    assert (moving[36][0] != bare[36][0]).any()
    assert not differs(bare, moving) - set(range(3 * FPS))


def test_captions_of_a_file_stand_at_their_times(
    video: Video, untouched: list[Planes]
) -> None:
    video.edit(
        o.AddCaptions(source=WORDS, timing=o.CaptionTiming.FILE, animation=STILL)
    )
    after = video.frames()
    assert differs(untouched, after) == {*range(24, 48), *range(72, 96)}
    assert centre(where(untouched, after, 30))[1] > 0.75
    video.edit(o.ChangeCaptions(shift=0.5))
    assert differs(untouched, video.frames()) == {*range(36, 60), *range(84, 108)}
    video.edit(o.RemoveCaptions())
    assert not differs(untouched, video.frames())


@pytest.mark.parametrize(
    ("timing", "borders"),
    [(o.CaptionTiming.BEATS, [0, 48, 96]), (o.CaptionTiming.SPREAD, [0, 48, 96])],
)
def test_pasted_lines_change_on_bars_or_are_spread(
    video: Video, untouched: list[Planes], timing: o.CaptionTiming, borders: list[int]
) -> None:
    lines = ("WWWWWW", "......", "MMMMMM")
    video.edit(o.AddCaptions(lines=lines, timing=timing, animation=STILL))
    after = video.frames()
    assert differs(untouched, after) == set(range(6 * FPS))
    masks = [(a[0] != b[0]) for a, b in zip(untouched, after, strict=True)]
    jumps = [0, *(n for n in range(1, 144) if (masks[n] ^ masks[n - 1]).sum() > 100)]
    assert [n for n in jumps if n in borders] == borders


def test_lyrics_are_seen_with_the_song(material: Material) -> None:
    lyrics = Asset(AssetId("lrc"), "song.lrc", MediaKind.CAPTIONS, "", 1, 0.0)
    sung = {lyrics.id: (Cue(1.0, 2.0, "FIRST"), Cue(2.0, 3.0, "SECOND"))}
    video = start(replace(material, assets=(*material.assets, lyrics), captions=sung))
    before = video.frames()
    video.edit(
        o.AddCaptions(source=lyrics.id, timing=o.CaptionTiming.FILE, animation=STILL)
    )
    assert differs(before, video.frames()) == set(range(24, 72))


@pytest.mark.parametrize(
    "scope", [OfClips(assets=(AssetId("c2"),)), OfShots(numbers=(2,))]
)
def test_a_logo_is_seen_where_and_as_large_as_asked(
    video: Video, untouched: list[Planes], scope: Scope
) -> None:
    edit = o.AddOverlay(
        image=LOGO, position=o.Position.TOP_LEFT, size=0.25, opacity=1.0, scope=scope
    )
    inside = video.shown(edit)
    video.edit(edit)
    after = video.frames()
    assert differs(untouched, after) == inside
    places = where(untouched, after, DROP + 2)
    assert np.ptp(places, axis=0)[1] + 1 == pytest.approx(0.25 * SIZE[0], abs=3)
    assert centre(places)[0] < 0.25
    strong = np.abs(after[DROP + 2][1] - untouched[DROP + 2][1]).max()
    video.edit(o.ChangeOverlay(opacity=Exact(value=0.3)))
    weak = np.abs(video.frames()[DROP + 2][1] - untouched[DROP + 2][1]).max()
    assert weak == pytest.approx(0.3 * strong, rel=0.15)
    video.edit(o.ChangeOverlay(start=AtTime(seconds=1), end=AtTime(seconds=2)))
    assert seconds(differs(untouched, video.frames())) == (1.0, 2.0)
    video.edit(o.RemoveOverlay())
    assert not differs(untouched, video.frames())


def test_cards_stand_before_and_after_the_video(
    video: Video, untouched: list[Planes]
) -> None:
    video.edit(
        o.AddCard(where="intro", text="HELLO", seconds=1),
        o.AddCard(where="outro", text="BYE", seconds=2),
    )
    after = video.frames()
    assert len(after) == len(untouched) + 3 * FPS
    assert not differs(untouched, after[FPS : FPS + len(untouched)])
    for frame in (FPS // 2, len(after) - FPS):
        luma = after[frame][0]
        assert np.median(luma) == 16
        assert luma.max() > 150
    video.edit(o.AddCard(where="intro"), o.AddCard(where="outro"))
    assert not differs(untouched, video.frames())
