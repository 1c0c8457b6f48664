"""Build the API's JSON bodies: envelopes, files, states, renders, stream events."""

import json
import secrets
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from studio.model.jobs.job import Job, JobState
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.project import LastReply, Project
from studio.model.step import Call, ReplyText, Result, Step
from studio.rules.dialogue.options import offered_options
from studio.rules.plan.preview_plan import PREVIEW_SIDE, has_preview, preview_side
from studio.rules.serial.draft_json import to_wire

Json = dict[str, Any]

HEARTBEAT = b": heartbeat\n\n"


def ok(data: Json) -> Json:
    """Wrap data in the success envelope."""
    return {"code": 0, "message": "success", "data": data}


def uploaded(asset: Asset, tempo: float | None = None) -> Json:
    """Build the entry of an uploaded file; it has ``bpm`` once a song is analysed."""
    out: Json = {
        "filename": asset.name,
        "file_type": asset.kind.value,
        "cdn_url": f"studio://{asset.id}",
        "duration": round(asset.seconds, 3),
        "width": asset.width,
        "height": asset.height,
        "hash": asset.sha256,
        "id": asset.id,
    }
    if tempo is not None:
        out["bpm"] = tempo
    if asset.kind is MediaKind.VIDEO:
        out |= {"fps": round(float(asset.fps), 3), "rotation": asset.rotation}
        out |= {
            "has_audio": asset.has_audio,
            "hdr": asset.hdr,
            "damaged": asset.damaged,
        }
    return out


def state(
    project: Project,
    *,
    previews: bool = False,
    tempos: Mapping[AssetId, float] = MappingProxyType({}),
    reply: LastReply | None = None,
) -> Json:
    """Build the latest state of a session.

    ``instructions`` counts those that arrived, ``working`` those that have not ended.
    ``question`` is the open question, if any: its key and the labels of its choices,
    each of which can be sent as the next instruction. With ``previews`` a draft that
    has one says so: a render of the quality "preview" is quick, ``short_side`` pixels.
    ``options`` are versions to choose from, as the choices of the question.
    """
    draft = to_wire(project.draft) if project.current >= 0 else {}
    meta = draft.get("m", {})
    return {
        "state": {
            "draft": draft,
            "video_infos": [
                uploaded(asset, tempos.get(asset.id)) for asset in project.assets
            ],
            "canvas_config": {
                key: meta[key] for key in ("width", "height", "fps") if key in meta
            },
            "generated_media": [],
            "version": project.current,
            "instructions": project.instructions,
            "working": len(project.pending),
        }
        | (_reply(reply) if reply else {})
        | _question(project)
        | (_preview(project) if previews else {})
        | _options(project, previews=previews)
    }


def _reply(reply: LastReply) -> Json:
    """The reply to an instruction, for a client whose stream broke."""
    texts = list(reply.texts)
    return {"reply": {"instruction": reply.instruction, "texts": texts}}


def _preview(project: Project) -> Json:
    return (
        {"preview": {"short_side": PREVIEW_SIDE}} if has_preview(project.draft) else {}
    )


def _options(project: Project, *, previews: bool) -> Json:
    """The versions to choose from, each with its draft for a preview."""
    offered = offered_options(project)
    if not (offered and previews):
        return {}
    options = [
        {
            "label": choice.label,
            "about": choice.about,
            "draft": to_wire(version.draft),
            "preview": {"short_side": preview_side(version.draft)},
        }
        for choice, version in offered
    ]
    return {"options": options}


def _question(project: Project) -> Json:
    question = project.dialogue.question
    if question is None or question.aside:
        return {}
    choices = [choice.label for choice in question.choices]
    return {"question": {"key": question.key, "choices": choices}}


def render_status(
    job: Job, position: int, url: str, longest_wait: float, language: str
) -> Json:
    """Build the status of a render job; an open one tells how long a client may wait."""
    out: Json = {
        "id": job.id,
        "status": job.state,
        "progress": round(job.progress, 3),
        "queue_position": position,
    }
    if job.is_open:
        out["longest_wait"] = longest_wait
    if job.state is JobState.COMPLETED:
        out["output"] = {"url": url, "size": job.result["size"], "format": "mp4"}
    if job.error:
        out["error"] = out["message"] = job.error_in(language)
    return out


class Events:
    """Encode one run's steps as server-sent events."""

    def __init__(self) -> None:
        self._invocation = f"e-{_uuid()}"
        self._calls: dict[str, str] = {}

    def frame(self, step: Step) -> bytes | None:
        """Encode a step; None for steps that appear only in the state."""
        match step:
            case ReplyText(text):
                return self._event("model", {"text": text})
            case Call(name, args):
                self._calls[name] = f"call-{secrets.token_hex(6)}"
                call = {"id": self._calls[name], "name": name, "args": dict(args)}
                return self._event("model", {"functionCall": call})
            case Result(name, response):
                answer = {
                    "id": self._calls.get(name, name),
                    "name": name,
                    "response": {"status": "success", **response},
                }
                return self._event("user", {"functionResponse": answer})
            case _:
                return None

    def _event(self, role: str, part: Json) -> bytes:
        event = {
            "content": {"parts": [part], "role": role},
            "invocationId": self._invocation,
            "author": "nemo_agent",
            "actions": {"stateDelta": {}, "artifactDelta": {}},
            "id": _uuid(),
            "timestamp": time.time(),
        }
        return f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode(
            "utf-8", "replace"
        )


def _uuid() -> str:
    text = secrets.token_hex(16)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
