"""Lenient parsers for the agent's responses."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from core.model.agent import (
    AgentSession,
    AgentSessionId,
    AgentState,
    AnonymousToken,
    Credits,
    DeletedSession,
    Option,
    RenderId,
    RenderState,
    RenderStatus,
    TaskId,
    Token,
    UploadedClip,
)

Json = Mapping[str, Any]

_LONGEST_WAIT = 60.0
_STATES = {
    "pending": RenderState.PENDING,
    "queued": RenderState.PENDING,
    "submitted": RenderState.PENDING,
    "processing": RenderState.PROCESSING,
    "running": RenderState.PROCESSING,
    "rendering": RenderState.PROCESSING,
    "in_progress": RenderState.PROCESSING,
    "completed": RenderState.COMPLETED,
    "complete": RenderState.COMPLETED,
    "succeeded": RenderState.COMPLETED,
    "success": RenderState.COMPLETED,
    "done": RenderState.COMPLETED,
    "failed": RenderState.FAILED,
    "error": RenderState.FAILED,
    "cancelled": RenderState.CANCELLED,
    "canceled": RenderState.CANCELLED,
}


def data_of(body: Json) -> Json:
    """The content of the envelope, or the body itself."""
    data = body.get("data")
    return data if isinstance(data, Mapping) else body


def anonymous_token(body: Json, now: float) -> AnonymousToken:
    """Parse an anonymous token; an unreadable expiry counts as 7 days.

    Raises ``KeyError`` without a token.
    """
    data = data_of(body)
    return AnonymousToken(
        Token(str(data["token"])),
        user_id(data),
        _time(data.get("expires_at") or data.get("expiresAt")) or now + 7 * 86400,
        int(number(data.get("credits")) or 0),
    )


def user_id(data: Json) -> str:
    """The account id in an answer, "" if there is none."""
    id_ = data.get("user_id") or data.get("userId")
    user = data.get("user")
    if not id_ and isinstance(user, Mapping):
        id_ = user.get("id") or user.get("user_id")
    return str(id_ or "")


def session(body: Json) -> AgentSession:
    """Parse a session. Raises ``KeyError`` without a session id."""
    data = data_of(body)
    id_ = data.get("session_id") or data.get("sessionId")
    if not id_:
        raise KeyError("session_id")
    task = data.get("task_id") or data.get("taskId") or ""
    return AgentSession(AgentSessionId(str(id_)), TaskId(str(task)), user_id(data))


def uploads(body: Json) -> list[UploadedClip]:
    files = data_of(body).get("files")
    if files is None and isinstance(body.get("data"), list):
        files = body["data"]
    return [upload(item) for item in _list(files) if isinstance(item, Mapping)]


def upload(item: Json) -> UploadedClip:
    name = item.get("filename") or item.get("name") or item.get("file_name") or "clip"
    return UploadedClip(
        str(name),
        str(item.get("file_type") or item.get("type") or ""),
        str(item.get("cdn_url") or item.get("url") or ""),
        number(item.get("duration")),
        _whole(item.get("width")),
        _whole(item.get("height")),
        number(item.get("fps")),
        number(item.get("bpm")),
    )


def balance(body: Json) -> Credits:
    data = data_of(body)
    available, frozen = (
        number(data.get("available")) or 0.0,
        number(data.get("frozen")) or 0.0,
    )
    total = number(data.get("total"))
    return Credits(available, frozen, available + frozen if total is None else total)


def state(body: Json) -> AgentState:
    """Parse the session's state; missing parts are empty."""
    data = data_of(body)
    inner = data.get("state")
    raw: Json = inner if isinstance(inner, Mapping) else data
    draft = raw.get("draft")
    if isinstance(draft, str):
        draft = _parsed(draft)
    return AgentState(
        draft if isinstance(draft, Mapping) else {},
        tuple(
            upload(i) for i in _list(raw.get("video_infos")) if isinstance(i, Mapping)
        ),
        raw,
        _preview_side(raw.get("preview")),
        tuple(_options(raw.get("options"))),
    )


def version_number(state: AgentState) -> int:
    """The number (from 1) of the state's version, 0 if the agent has none."""
    version = state.raw.get("version")
    return version + 1 if isinstance(version, int) else 0


def _options(offered: object) -> Iterator[Option]:
    for each in _list(offered):
        draft = each.get("draft") if isinstance(each, Mapping) else None
        if isinstance(draft, Mapping) and each.get("label"):
            side = _preview_side(each.get("preview"))
            about = str(each.get("about") or "")
            yield Option(str(each["label"]), draft, side, about)


def _preview_side(offer: object) -> int:
    side = offer.get("short_side") if isinstance(offer, Mapping) else None
    return max(0, _whole(side) or 0)


def deleted_session(body: Json) -> DeletedSession:
    data = data_of(body)
    counts = [
        max(0, _whole(data.get(name)) or 0)
        for name in ("clips", "versions", "videos", "bytes")
    ]
    return DeletedSession(*counts)


def render_id(body: Json, requested: RenderId) -> RenderId:
    """The render id, at the top level or in ``data``; else the requested one."""
    id_ = data_of(body).get("id") or body.get("id")
    return RenderId(str(id_)) if id_ else requested


def render_status(body: Json) -> RenderStatus:
    data = {**body, **data_of(body)}
    status = str(data.get("status") or data.get("state") or "").lower()
    output = data.get("output")
    url = output.get("url") if isinstance(output, Mapping) else output
    url = (
        url or data.get("outputUrl") or data.get("output_url") or data.get("url") or ""
    )
    state = _STATES.get(status)
    if state is None:
        state = RenderState.COMPLETED if url else RenderState.PROCESSING
    progress = number(data.get("progress"))
    if progress is not None and progress > 1:
        progress /= 100
    position = number(data.get("queue_position"))
    message = data.get("error") or data.get("message") or ""
    return RenderStatus(
        state,
        None if progress is None else min(1.0, max(0.0, progress)),
        url if isinstance(url, str) else "",
        message if isinstance(message, str) and state is RenderState.FAILED else "",
        int(position) if position else None,
        min(number(data.get("longest_wait")) or 0.0, _LONGEST_WAIT),
        data.get("still") is True,
    )


def number(value: object) -> float | None:
    """A finite number, also from a text, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        out = float(value)
    except ValueError:
        return None
    return out if abs(out) < 1e15 else None


def _whole(value: object) -> int | None:
    amount = number(value)
    return None if amount is None else round(amount)


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _time(value: object) -> float | None:
    if isinstance(value, str):
        try:
            when = datetime.fromisoformat(value)
            return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
        except ValueError:
            return None
    seconds = number(value)
    return seconds / 1000 if seconds and seconds > 1e11 else seconds
