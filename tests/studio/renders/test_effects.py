"""Effects and text styles as JSON: short, read leniently, and unchanged by a round trip."""

from hypothesis import given, settings, strategies as st

from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.edits.overlay import Position
from studio.model.edits.picture import JoinKind, LookName
from studio.model.effects import Adjustments, Effects, Join, SpeedPoint, TextStyle
from studio.rules.serial.draft_json import from_wire, to_wire

FULL = Effects(
    speed=0.5,
    ramp=(SpeedPoint(ms=0, speed=1), SpeedPoint(ms=900, speed=0.25)),
    focus=(0.2, 0.7),
    zoom=(1.0, 1.4),
    look=LookName.VINTAGE,
    adjust=Adjustments(contrast=0.3),
    join=Join(kind=JoinKind.WHIP, ms=300),
    overlay=(0.9, 0.9, 0.2, 0.5),
)


def test_only_what_changes_something_is_written() -> None:
    assert Effects().to_wire() == {}
    assert Effects(speed=2).to_wire() == {"speed": 2.0}
    assert Effects(adjust=Adjustments(blur=0.5)).to_wire() == {"adjust": {"blur": 0.5}}
    assert TextStyle(position=Position.TOP_LEFT).to_wire() == {"position": "top_left"}


def test_effects_and_styles_round_trip_through_json() -> None:
    style = TextStyle(position=Position.BOTTOM_RIGHT, size=0.1, background="#102030")
    shot = Segment("v1", "clip", 0, 1000, effects=FULL)
    title = Segment("t1", "Hi", 0, 1000, text="Hi", style=style)
    tracks = (Track(TrackType.VIDEO, (shot,)), Track(TrackType.TEXT, (title,)))
    draft = Draft(tracks, 1000, {})
    assert from_wire(to_wire(draft)) == draft


def test_a_field_that_does_not_fit_takes_no_other_with_it() -> None:
    data = {"speed": 1000, "look": "sepia", "glitter": True, "zoom": "big"}
    assert Effects.from_wire(data) == Effects(look=LookName.SEPIA)


def test_the_older_key_of_a_title_s_position_is_read() -> None:
    assert TextStyle.from_wire({"place": "bottom"}).position is Position.BOTTOM
    assert TextStyle.from_wire({"place": "nowhere"}) == TextStyle()


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*Adjustments.model_fields, "ms"]), inner)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from([*Effects.model_fields, *TextStyle.model_fields, "place", "x!"])


@given(st.dictionaries(KEYS, JSON, max_size=6))
@settings(max_examples=60)
def test_no_foreign_value_raises(data: dict[str, object]) -> None:
    for kind in (Effects, TextStyle):
        read = kind.from_wire(data)
        assert kind.from_wire(read.to_wire()) == read
