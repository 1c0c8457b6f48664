"""The API's answers in every form that was seen or is likely are read alike."""

import pytest

from core.model.agent import RenderState
from core.rules.agent import responses
from core.rules.draft.timeline import exportable, summary

SID = "1234567890123456789"


@pytest.mark.parametrize(
    "body",
    [
        {"code": 0, "data": {"token": "nmv_usr_x", "user_id": "anon_1",
                             "expires_at": "2026-12-01T00:00:00Z", "credits": 100}},
        {"token": "nmv_usr_x", "userId": "anon_1", "expiresAt": 1796083200000,
         "credits": "100"},
        {"success": True, "data": {"token": "nmv_usr_x", "user_id": "anon_1",
                                   "expires_at": 1796083200, "credits": 100.0}},
    ],
)  # fmt: skip
def test_a_token(body: dict[str, object]) -> None:
    minted = responses.anonymous_token(body, 0.0)
    assert (minted.token, minted.user_id, minted.credits) == (
        "nmv_usr_x",
        "anon_1",
        100,
    )
    assert minted.expires_at == 1796083200
    assert "nmv_usr" not in repr(minted)


def test_an_expiry_that_makes_no_sense_is_a_week() -> None:
    body = {"data": {"token": "t", "expires_at": "soon"}}
    assert responses.anonymous_token(body, 100.0).expires_at == 100 + 7 * 86_400


@pytest.mark.parametrize(
    "body",
    [
        {"code": 0, "data": {"task_id": "t1", "session_id": SID}},
        {"taskId": "t1", "sessionId": int(SID)},
    ],
)
def test_a_session_keeps_all_its_digits(body: dict[str, object]) -> None:
    session = responses.session(body)
    assert (session.session_id, session.task_id) == (SID, "t1")


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"files": [{"filename": "a.mp4", "duration": "1.5", "width": 640}]}},
        {"files": [{"name": "a.mp4", "duration": 1.5, "width": 640.0}]},
        {"data": [{"file_name": "a.mp4", "duration": 1.5, "width": "640"}]},
    ],
)
def test_an_upload(body: dict[str, object]) -> None:
    (one,) = responses.uploads(body)
    assert (one.name, one.seconds, one.width) == ("a.mp4", 1.5, 640)


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": {"files": "x"}}])
def test_no_upload(body: dict[str, object]) -> None:
    assert responses.uploads(body) == []


@pytest.mark.parametrize(
    ("body", "state", "url"),
    [
        ({"status": "completed", "output": {"url": "https://x/1"}}, "completed", "https://x/1"),
        ({"data": {"status": "Completed", "outputUrl": "https://x/2"}}, "completed", "https://x/2"),
        ({"data": {"state": "done", "output": "https://x/3"}}, "completed", "https://x/3"),
        ({"data": {"status": "weird", "url": "https://x/4"}}, "completed", "https://x/4"),
        ({"status": "weird"}, "processing", ""),
        ({"data": {"status": "queued"}}, "pending", ""),
        ({"status": "error", "message": "out of memory"}, "failed", ""),
        ({"status": "canceled"}, "cancelled", ""),
        ({}, "processing", ""),
    ],
)  # fmt: skip
def test_a_render(body: dict[str, object], state: str, url: str) -> None:
    status = responses.render_status(body)
    assert (status.state, status.url) == (RenderState(state), url)


@pytest.mark.parametrize(
    ("progress", "share"), [(0.5, 0.5), (50, 0.5), ("40", 0.4), (None, None), ("x", None),
                        (-1, 0.0), (float("nan"), None), (250, 1.0)],
)  # fmt: skip
def test_progress(progress: object, share: float | None) -> None:
    assert responses.render_status({"progress": progress}).progress == share


def test_credits() -> None:
    assert responses.balance({"data": {"available": "7", "frozen": 1}}).total == 8
    assert responses.balance({"available": 7, "total": 9}).total == 9


@pytest.mark.parametrize(
    "draft",
    [
        {"t": [{"tt": 0, "sg": [{"name": "city", "st": 0, "d": 10_000}]}]},
        '{"t": [{"tt": 0, "sg": [{"filename": "city", "start": 0, "duration": 10000}]}]}',
        {"tracks": [{"type": "0", "segments": [{"label": "city", "dur": 10_000}]}]},
    ],
)
@pytest.mark.parametrize("wrapped", [True, False])
def test_a_draft_of_another_spelling(draft: object, wrapped: bool) -> None:
    state = {"draft": draft, "video_infos": [{"filename": "a.mp4"}, "garbage"]}
    read = responses.state({"data": {"state": state}} if wrapped else state)
    assert summary(read.draft, "en") == "Timeline (1 track): 1. Video: city (0-10s)"
    assert exportable(read.draft)
    assert [asset.name for asset in read.assets] == ["a.mp4"]
