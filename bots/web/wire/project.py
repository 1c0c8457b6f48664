"""A project as the page shows it: clips, uploads, running work; as JSON fields."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.model.agent import RenderId
from core.model.chat import Sender, SenderId
from core.model.media_types import kind_of
from core.model.session import Project, ProjectClip
from core.model.turn import Step, Turn
from core.rules.intake.clip_numbers import clip_numbers
from core.rules.state_machine import is_ended
from core.rules.text.wording import say

Fields = dict[str, Any]
_MOST_CLIPS = 500
_MOST_TURNS = 5
_MOST_WORDS = 200


class UploadStage(StrEnum):
    """The stage of an upload."""

    UNFINISHED = "unfinished"
    CHECKING = "checking"
    ADDED = "added"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ShownVideo:
    """The video to show; ``preview``: a small one, while the full one is rendered."""

    render: RenderId
    preview: bool = False


def clip_fields(clip: ProjectClip, person: SenderId, number: int = 0) -> Fields:
    """The fields of a clip.

    ``picture`` is the key of its thumbnail, "" without one. ``number`` is the one that
    instructions use, 0 for a file without.
    """
    uploaded = clip.uploaded
    kind = uploaded.kind.partition("/")[0] if uploaded and uploaded.kind else ""
    return {
        "name": uploaded.name if uploaded and clip.clip.url else clip.clip.name,
        "kind": kind or clip.clip.kind or kind_of(clip.clip.name),
        "number": number,
        "picture": picture_key(clip),
        "seconds": (uploaded.seconds if uploaded else None) or clip.clip.seconds,
        "by": clip.owner_name,
        "mine": clip.clip.owner == person,
        "added": uploaded is not None,
    }


def picture_key(clip: ProjectClip) -> str:
    """The key of a clip's thumbnail in URLs.

    "" until the agent has the clip, and for clips without one: then the page shows an icon
    of the clip's kind.
    """
    if clip.uploaded is None or not clip.uploaded.studio_asset:
        return ""
    return hashlib.sha256(clip.uploaded.url.encode()).hexdigest()[:16]


def project_fields(project: Project, person: Sender, turns: Sequence[Turn]) -> Fields:
    """The project's clips in order, and its turns in progress."""
    numbers = zip(project.clips, clip_numbers(project.clips), strict=True)
    clips = [clip_fields(clip, person.id, number) for clip, number in numbers]
    work = work_fields(project, turns, person.language)
    return {"name": project.name, "clips": clips[-_MOST_CLIPS:], "work": work}


def work_fields(project: Project, turns: Sequence[Turn], language: str) -> Fields:
    """The turns of the project in order; the first ones with requester and words."""
    own = [turn for turn in turns if turn.request.project in {project.id, ""}]
    shown = [
        {
            "text": step_text(turn, language),
            "who": turn.request.asker.name,
            "asks": turn.request.text[:_MOST_WORDS],
        }
        for turn in own[:_MOST_TURNS]
    ]
    return {"turns": shown, "waiting": max(0, len(own) - 1)}


def step_text(turn: Turn, language: str = "") -> str:
    """The turn's current step, in the reader's language or else in its own."""
    language = language or turn.request.language
    if turn.step is Step.UPLOADING:
        return say(language, "page.checking")
    return say(language, f"step.{turn.step}")


def shown_video(
    project: Project, turns: Sequence[Turn], completed: Sequence[RenderId]
) -> ShownVideo | None:
    """The preview of an edit whose video is rendered now, else the newest finished video."""
    for turn in reversed(turns):
        progress = turn.progress
        is_there = progress.preview_message and not progress.shows_still
        shown = progress.preview if is_there else None
        if turn.request.project == project.id and shown:
            return ShownVideo(shown, preview=True)
    return ShownVideo(completed[-1]) if completed else None


def upload_stage(
    *, whole: bool, ref: str, project: Project, turn: Turn | None
) -> UploadStage:
    """The stage of an upload.

    ``turn`` is the one that took it in, None before that and a day after.
    """
    if not whole:
        return UploadStage.UNFINISHED
    entry = next((clip for clip in project.clips if clip.clip.ref == ref), None)
    if entry and entry.uploaded:
        return UploadStage.ADDED
    if turn and is_ended(turn.step) and entry is None:
        return UploadStage.REFUSED
    return UploadStage.CHECKING


def rejection_of(turn: Turn | None, name: str) -> str:
    """The turn's reason for rejecting a file."""
    rejections = turn.progress.rejections if turn else ()
    about = [sentence for sentence in rejections if name in sentence]
    return "\n".join(about or rejections)


def answer_fields(turn: Turn) -> Fields:
    """The result of an instruction from the page."""
    progress = turn.progress
    lines = (*progress.rejections, progress.summary) if is_ended(turn.step) else ()
    return {
        "step": turn.step,
        "ended": is_ended(turn.step),
        "text": "\n\n".join(line for line in lines if line) or step_text(turn),
    }
