"""Cuts stand on beats, footage is dealt fairly, drafts become plans that tile."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.media import Asset, AssetId, Footage, MediaKind, Shot
from studio.model.music import BeatGrid, Section
from studio.model.wish import TitleWish, Wishes
from studio.rules.cutting.cuts import SHORTEST, slots
from studio.rules.cutting.editing import Material, apply_look, cut, repeats
from studio.rules.music.excerpt import choose_excerpt
from studio.rules.plan.render_plan import plan
from studio.rules.serial.draft_json import from_wire, to_wire

RATES = st.sampled_from(
    [Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60)]
)


@st.composite
def grids(draw: st.DrawFn) -> BeatGrid:
    """Music of any tempo, metre, length and energy, with a little jitter."""
    interval = draw(st.floats(0.28, 1.1))
    count = draw(st.integers(4, 80))
    metre = draw(st.sampled_from([3, 4]))
    start = draw(st.floats(0.0, 2.0))
    jitter = draw(st.lists(st.floats(-0.01, 0.01), min_size=count, max_size=count))
    beats = tuple(start + n * interval + j + 0.01 for n, j in enumerate(jitter))
    energy = tuple(draw(st.lists(st.floats(0, 1), min_size=count, max_size=count)))
    seconds = beats[-1] + draw(st.floats(0.1, 3.0))
    half = beats[count // 2]
    sections = (Section(0.0, half, 0.3, "verse"), Section(half, seconds, 0.9, "chorus"))
    return BeatGrid(
        seconds, 60 / interval, beats, beats[::metre], energy, sections, (1.0,) * count
    )


@st.composite
def materials(draw: st.DrawFn, grid: BeatGrid) -> Material:
    sources = []
    for number in range(draw(st.integers(1, 6))):
        id_ = AssetId(f"a{number}")
        if draw(st.integers(0, 4)) == 0:
            asset = Asset(
                id_, f"{number}.jpg", MediaKind.IMAGE, f"/{number}", 1, 0.0, 800, 600
            )
            sources.append((asset, Footage(id_, 0.0, (Shot(0.0, 0.0),))))
            continue
        lengths = draw(st.lists(st.floats(0.3, 12.0), min_size=1, max_size=5))
        edges = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
        shots = tuple(
            Shot(a, b, draw(st.floats(0, 1)), 0.5) for a, b in pairwise(edges)
        )
        asset = Asset(
            id_, f"{number}.mp4", MediaKind.VIDEO, f"/{number}", 1, edges[-1], 1920, 1080,
            Fraction(30), has_audio=draw(st.booleans()),
        )  # fmt: skip
        sources.append((asset, Footage(id_, edges[-1], shots)))
    song = Asset(
        AssetId("s"), "s.mp3", MediaKind.AUDIO, "/s", 1, grid.seconds, has_audio=True
    )
    return Material(tuple(sources), (song, grid))


@given(grids(), RATES, st.floats(3, 60), st.floats(0.2, 5), st.booleans())
@settings(max_examples=40)
def test_cuts_tile_the_video_and_stand_on_beats(
    grid: BeatGrid, fps: Fraction, seconds: float, pace: float, exact: bool
) -> None:
    score = choose_excerpt(grid, seconds, None, exact=exact)
    assert score.seconds <= max(seconds * 1.8, seconds + 3)
    borders = slots(score, fps, pace=pace, every=None)
    assert borders[0].first == 0
    assert borders[-1].end == round(score.seconds * fps)
    frames = {round(beat * fps) for beat in score.beats}
    halves = {round((a + b) / 2 * fps) for a, b in pairwise(score.beats)}
    edges = [0.0, *score.beats, score.seconds]
    gaps = [(a, b) for a, b in pairwise(edges) if b - a > 4]
    for one, two in pairwise(borders):
        assert one.end == two.first
        at = float(two.first / fps)
        on_beat = two.first in frames | halves
        assert (
            on_beat
            or any(a - 0.05 <= at <= b + 0.05 for a, b in gaps)
            or len(score.beats) < 2
        )
    if len(borders) > 1:
        assert min(slot.frames for slot in borders) >= int(SHORTEST * fps)


@given(st.data())
@settings(max_examples=25)
def test_a_cut_is_fair_and_becomes_a_plan(data: st.DataObject) -> None:
    grid = data.draw(grids())
    material = data.draw(materials(grid))
    draft = cut(Wishes(), material)
    picture = next(t.segments for t in draft.tracks if t.type is TrackType.VIDEO)
    used = {segment.source for segment in picture}
    assert len(used) == min(len(material.sources), len(picture))
    _no_repeats_while_fresh(draft, material)
    assets = {asset.id: asset for asset, _ in material.sources}
    assets |= {AssetId("s"): material.music[0]} if material.music else {}
    made = plan(draft, assets)
    assert made.pieces[0].first == 0
    for one, two in pairwise(made.pieces):
        assert one.first + one.frames == two.first
    assert made.pieces[-1].first + made.pieces[-1].frames == made.frames
    assert len(made.pieces) == len(picture)
    for piece, segment in zip(made.pieces, picture, strict=True):
        assert abs(piece.source_start - segment.source_start / 1000) < 1e-6


def _no_repeats_while_fresh(draft: Draft, material: Material) -> None:
    """No stretch of a clip is shown twice before a good part of all was shown once."""
    seen: dict[str, list[tuple[float, float]]] = {}
    fresh = sum(footage.seconds for _, footage in material.sources)
    spent = 0.0
    for track in draft.tracks:
        for segment in track.segments if track.type is TrackType.VIDEO else ():
            long = segment.duration * segment.effects.speed
            span = (segment.source_start, segment.source_start + long)
            clashes = [
                s
                for s in seen.get(segment.source, [])
                if s[0] < span[1] - 60 and span[0] < s[1] - 60
            ]
            if clashes and segment.effects.zoom == (1.0, 1.0):
                # What is left over at the ends of shots was too short for its slots.
                assert spent >= 0.25 * fresh or len(material.sources) > 1
                return
            seen.setdefault(segment.source, []).append(span)
            spent += long / 1000


@given(st.data())
@settings(max_examples=30)
def test_nothing_is_repeated_where_footage_is_ample(data: st.DataObject) -> None:
    grid = data.draw(grids())
    sources = []
    for number in range(data.draw(st.integers(1, 4))):
        id_ = AssetId(f"a{number}")
        lengths = data.draw(st.lists(st.floats(6.0, 15.0), min_size=1, max_size=3))
        edges = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
        shots = tuple(
            Shot(a, b, data.draw(st.floats(0, 1))) for a, b in pairwise(edges)
        )
        asset = Asset(
            id_, f"{number}.mp4", MediaKind.VIDEO, f"/{number}", 1, edges[-1], 1920, 1080,
            Fraction(30),
        )  # fmt: skip
        sources.append((asset, Footage(id_, edges[-1], shots)))
    song = Asset(AssetId("s"), "s.mp3", MediaKind.AUDIO, "/s", 1, grid.seconds)
    plenty = sum(footage.seconds for _, footage in sources)
    draft = cut(
        Wishes(length=max(2.0, plenty / 2.5)), Material(tuple(sources), (song, grid))
    )
    assert not repeats(draft)
    shots_of = {asset.id: footage.shots for asset, footage in sources}
    for segment in next(t.segments for t in draft.tracks if t.type is TrackType.VIDEO):
        long = segment.duration * segment.effects.speed
        start, end = segment.source_start / 1000, (segment.source_start + long) / 1000
        assert any(
            s.start <= start + 0.01 and end <= s.end + 0.02
            for s in shots_of[segment.source]
        )


def test_a_volume_of_the_music_alone_is_not_levelled_away() -> None:
    clip = Asset(
        AssetId("c"), "c.mp4", MediaKind.VIDEO, "/c", 1, 9.0, 1920, 1080, Fraction(30),
        has_audio=True,
    )  # fmt: skip
    song = Asset(AssetId("s"), "s.mp3", MediaKind.AUDIO, "/s", 1, 9.0, has_audio=True)
    assets = {clip.id: clip, song.id: song}

    def loudness(music: float, own: float) -> float:
        shot = Segment("v1", "c", 0, 5000, clip.id, volume=own)
        bed = Segment("m1", "s", 0, 5000, song.id, volume=music)
        tracks = (Track(TrackType.VIDEO, (shot,)), Track(TrackType.AUDIO, (bed,)))
        return plan(Draft(tracks, 5000, {}), assets).loudness

    assert loudness(1.0, 0.0) == -14
    assert loudness(0.5, 0.0) == pytest.approx(-20, abs=0.1)
    assert loudness(0.5, 0.8) == -14


@pytest.mark.parametrize(
    ("duration", "shots"), [(10**11, 1), (31 * 60_000, 1), (10_000, 6000)]
)
def test_a_draft_beyond_all_measure_is_refused(duration: int, shots: int) -> None:
    clip = Asset(AssetId("c"), "c.mp4", MediaKind.VIDEO, "/c", 1, 9.0, 1920, 1080)
    one = Segment("v", "c", 0, 1000, clip.id)
    draft = Draft((Track(TrackType.VIDEO, (one,) * shots),), duration, {})
    with pytest.raises(ValueError, match="too long to export"):
        plan(draft, {clip.id: clip})


@pytest.mark.parametrize("fps", ["1e999999999", "nan", "0", "30/0", None, "-5", "999"])
def test_an_absurd_rate_becomes_the_usual_one(fps: object) -> None:
    clip = Asset(AssetId("c"), "c.mp4", MediaKind.VIDEO, "/c", 1, 9.0, 1920, 1080)
    shot = Segment("v", "c", 0, 1000, clip.id)
    draft = Draft((Track(TrackType.VIDEO, (shot,)),), 1000, {"fps": fps})
    assert plan(draft, {clip.id: clip}).fps == 30


@given(st.data())
@settings(max_examples=30)
def test_dressing_keeps_the_cuts(data: st.DataObject) -> None:
    material = data.draw(materials(data.draw(grids())))
    assets = {asset.id: asset for asset, _ in material.sources}
    draft = cut(Wishes(), material)
    wishes = Wishes(aspect=(9, 16), titles=(TitleWish("Hi", 1.0, 2.0),), sound="keep")
    dressed = apply_look(draft, wishes, assets)

    def cuts(one: Draft) -> list[tuple[object, int, int]]:
        return [
            (s.source, s.start, s.source_start)
            for t in one.tracks
            if t.type is TrackType.VIDEO
            for s in t.segments
        ]

    assert cuts(dressed) == cuts(draft)
    assert (dressed.meta["width"], dressed.meta["height"]) == (1080, 1920)
    assert from_wire(to_wire(dressed)) == dressed


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["t", "tt", "sg", "d", "m", "st", "ss", "src", "vol", "fx", "text", "style", "id"]), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["t", "d", "m"]), JSON))
def test_a_stranger_s_draft_never_breaks_us(data: dict[str, object]) -> None:
    draft = from_wire(data)
    with pytest.raises(ValueError, match="nothing to export"):
        plan(draft, {})
