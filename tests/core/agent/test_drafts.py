"""Drafts in every form that a service may send, and the changes between two."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from core.model.agent import AgentState
from core.rules.agent.responses import state as read_state
from core.rules.draft.changes import changes, changes_video, is_changed
from core.rules.draft.timeline import duration, summary


def _direct(facts: dict[str, Any]) -> dict[str, Any]:
    return facts


def _under_m(facts: dict[str, Any]) -> dict[str, Any]:
    return {"id": "x", "m": facts}


def _under_s(facts: dict[str, Any]) -> dict[str, Any]:
    return {"id": "x", "s": facts}


def _long_names(facts: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {
        "start_time": facts["st"],
        "end_time": facts["st"] + facts["d"],
        "material": {"file_name": facts.get("name", "")},
    }
    if "text" in facts:
        out["data"] = {"content": facts["text"]}
    if "vol" in facts:
        out["audio"] = {"volume": facts["vol"] * 100}
    return out


def _in_lists(facts: dict[str, Any]) -> dict[str, Any]:
    return {"id": "x", "m": {"clips": [facts]}}


DIALECTS = [_direct, _under_m, _under_s, _long_names, _in_lists]


def draft(dialect: Any, *titles: str) -> dict[str, Any]:
    return {
        "d": 10_000,
        "t": [
            {"tt": 0, "sg": [dialect({"name": "city", "st": 0, "d": 10_000})]},
            {
                "tt": 1,
                "sg": [dialect({"name": "Lo-fi", "st": 0, "d": 10_000, "vol": 0.35})],
            },
            {
                "tt": 7,
                "sg": [
                    dialect({"text": title, "st": 3000 * n, "d": 3000})
                    for n, title in enumerate(titles)
                ],
            },
        ],
    }


def state(draft_fields: dict[str, Any], **more: Any) -> AgentState:
    return read_state({"state": {"draft": draft_fields, **more}})


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_gives_the_same_summary(dialect: Any) -> None:
    assert summary(draft(dialect, "Urban Dreams"), "en") == (
        "Timeline (3 tracks): 1. Video: city (0-10s) 2. BGM: Lo-fi (0-10s, 35%) "
        '3. Title: "Urban Dreams" (0-3s)'
    )


def test_clips_in_another_order_keep_their_numbers_in_the_summary() -> None:
    names = ("run.mov", "beach.mp4", "run.mov", "logo")
    segments = [{"name": name, "st": 0, "d": 2000} for name in names]
    timeline = {"d": 2000, "t": [{"tt": 0, "sg": segments}]}
    numbers = {"beach.mp4": 1, "run.mov": 2}
    assert "Video: 2 run.mov, 1 beach.mp4, logo (" in summary(timeline, "en", numbers)
    in_order = {"run.mov": 1, "beach.mp4": 2, "logo": 3}
    assert "Video: run.mov, beach.mp4, logo (" in summary(timeline, "en", in_order)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_second_title_is_a_change_in_every_dialect(dialect: Any) -> None:
    before, after = state(draft(dialect, "One")), state(draft(dialect, "One", "Two"))
    assert is_changed(before, after)
    assert changes(before, after, "en") == ["Title added: 'Two' (3-6s)"]


def test_segments_in_seconds_are_read_as_seconds() -> None:
    segment = {"name": "city", "start": 0, "duration": 10}
    timeline = {"d": 10_000, "tracks": [{"type": 0, "segments": [segment]}]}
    assert summary(timeline, "en") == "Timeline (1 track): 1. Video: city (0-10s)"


def test_segments_in_seconds_of_a_draft_without_a_length_are_read_as_seconds() -> None:
    segment = {"m": {"name": "city", "start": 0, "duration": 12.5}}
    timeline = {"t": [{"tt": 0, "sg": [segment]}]}
    assert summary(timeline, "en") == "Timeline (1 track): 1. Video: city (0-12.5s)"
    assert duration(timeline) == 12.5


def test_kinds_of_tracks_may_be_written_in_words() -> None:
    names = {0: "video", 1: "audio", 7: "text"}
    timeline = draft(_long_names, "One")
    tracks = [
        {"track_type": names[track["tt"]], "clips": track["sg"]}
        for track in timeline["t"]
    ]
    assert summary({"d": 10_000, "tracks": tracks}, "en") == summary(timeline, "en")


def test_a_segment_without_a_name_is_shown_without_one() -> None:
    timeline = {"t": [{"tt": 0, "sg": [{"st": 0, "d": 2000}]}, {"tt": 7, "sg": [{}]}]}
    assert (
        summary(timeline, "en")
        == "Timeline (2 tracks): 1. Video (0-2s) 2. Title (0-0s)"
    )
    before = state({"t": []})
    for line in changes(before, state(timeline), "en"):
        assert "''" not in line


def test_a_clip_without_a_name_is_called_by_its_file() -> None:
    segment = {"m": {"url": "https://cdn.test/a/my%20dog.mp4?x=1"}, "st": 0, "d": 1000}
    assert "my dog" in summary({"t": [{"tt": 0, "sg": [segment]}]}, "en")


def test_a_changed_canvas_is_in_the_reply_and_changes_the_video() -> None:
    before = state({}, canvas_config={"width": 1920, "height": 1080})
    after = state({}, canvas_config={"width": 1080, "height": 1920})
    assert changes_video(before, after)
    assert changes(before, after, "en") == ["Size: 1080x1920"]


def test_a_generated_file_is_shown_and_does_not_change_the_video() -> None:
    before = state({}, generated_media=[])
    item = {"type": "image", "url": "https://cdn.test/sky.png", "name": "sky.png"}
    after = state({}, generated_media=[item])
    assert is_changed(before, after)
    assert not changes_video(before, after)
    assert changes(before, after, "en") == [
        "Made a new file: sky.png https://cdn.test/sky.png"
    ]
    inner = state({}, generated_media={"images": [item | {"url": "http://10.0.0.1/x"}]})
    assert changes(before, inner, "en") == ["Made a new file: sky.png"]


def test_a_new_clip_of_the_agent_is_in_the_reply() -> None:
    before = state({}, video_infos=[{"filename": "a.mp4"}])
    after = state({}, video_infos=[{"filename": "a.mp4"}, {"filename": "sky.mp4"}])
    assert is_changed(before, after)
    assert changes(before, after, "en") == ["New clips: sky.mp4"]


def test_a_change_without_a_name_is_in_the_reply_all_the_same() -> None:
    one = draft(_direct)
    two = one | {"filters": ["warm"]}
    assert changes(state(one), state(two), "en") == ["Changed the timeline."]
    assert changes(state(one), state(two), "zh") == ["时间线已修改。"]
    assert changes(state(one), state(one), "en") == []


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["t", "sg", "m", "s", "st", "d", "name", "tt", "url"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(_JSON, _JSON)
def test_no_draft_breaks_the_reader(one: Any, two: Any) -> None:
    before = read_state({"state": {"draft": one, "generated_media": two}})
    after = read_state({"state": {"draft": two, "canvas_config": one}})
    assert all(line for line in changes(before, after, "en"))
    summary(after.draft, "zh")


def test_effects_are_counted_by_shots_and_cards_are_no_clips() -> None:
    back = {"reverse": True}
    shots = [("v1", back), ("v1.2", {"freeze": True}), ("v1.3", back), ("v2", back)]
    segments = [
        {"id": name, "name": "city", "st": 1000 * n, "d": 1000, "fx": fx}
        for n, (name, fx) in enumerate(shots)
    ]
    card = {
        "id": "outro", "name": "Bye", "st": 4000, "d": 1000, "fx": {"card": "#000000"},
    }  # fmt: skip
    timeline = {"t": [{"tt": 0, "sg": [*segments, card]}], "d": 5000}
    assert summary(timeline, "en", {"city": 1}) == (
        "Timeline (1 track): 1. Video: city (0-5s, backwards ×2, freeze frame)"
    )


def test_captions_are_counted_and_not_listed() -> None:
    segments = [
        {"id": f"c{n}", "text": f"line {n}", "st": 1000 * n, "d": 900}
        for n in range(1, 9)
    ]
    timeline = {"t": [{"tt": 7, "sg": segments}], "d": 10_000}
    assert summary(timeline, "en") == "Timeline (1 track): 1. Captions: 8 (1-8.9s)"


def test_the_effects_of_our_own_studio_are_named_briefly() -> None:
    def shot(number: int, **fx: Any) -> dict[str, Any]:
        return {"name": "city", "st": number * 1000, "d": 1000, "fx": fx}

    timeline = {
        "t": [
            {
                "tt": 0,
                "sg": [
                    shot(0, look="vintage"),
                    shot(1, look="vintage", speed=0.5),
                    shot(2, look="vintage", join={"kind": "dissolve", "ms": 600}),
                    shot(3, look="unheard of", speed="odd", join=7),
                ],
            }
        ],
        "d": 4000,
    }
    assert summary(timeline, "en") == (
        "Timeline (1 track): 1. Video: city (0-4s, vintage ×3, slow motion, dissolve)"
    )
    assert "视频：city（0–4 秒，复古 ×3，慢动作，叠化）" in summary(timeline, "zh")
