"""Any draft becomes a plan or a clear refusal."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from studio.errors import UnusableDraft
from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.media import Asset, AssetId, MediaKind
from studio.rules.plan.render_plan import plan
from studio.rules.serial.draft_json import from_wire


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
    with pytest.raises(UnusableDraft, match="too long to export"):
        plan(draft, {clip.id: clip})


@pytest.mark.parametrize("fps", ["1e999999999", "nan", "0", "30/0", None, "-5", "999"])
def test_an_absurd_rate_becomes_the_usual_one(fps: object) -> None:
    clip = Asset(AssetId("c"), "c.mp4", MediaKind.VIDEO, "/c", 1, 9.0, 1920, 1080)
    shot = Segment("v", "c", 0, 1000, clip.id)
    draft = Draft((Track(TrackType.VIDEO, (shot,)),), 1000, {"fps": fps})
    assert plan(draft, {clip.id: clip}).fps == 30


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["t", "tt", "sg", "d", "m", "st", "ss", "src", "vol", "fx", "text", "style", "id"]), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["t", "d", "m"]), JSON))
def test_a_draft_of_an_unknown_form_raises_nothing(data: dict[str, object]) -> None:
    draft = from_wire(data)
    with pytest.raises(UnusableDraft, match="to export"):
        plan(draft, {})
