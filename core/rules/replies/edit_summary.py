"""Compose the answer to an instruction: the agent's words or the changes, and the timeline."""

from collections.abc import Mapping
from typing import Any

from core.model.agent import AgentState
from core.model.turn import Turn, TurnRequest
from core.rules.draft.downscale import draft_size
from core.rules.draft.timeline import duration, summary
from core.rules.replies.gui_hints import rewrite_gui_hints
from core.rules.text.file_size import size_text
from core.rules.text.redact import redact
from core.rules.text.wording import say


def edit_summary(
    turn: Turn,
    state: AgentState,
    reason: str = "",
    numbers: Mapping[str, int] | None = None,
) -> str:
    """The text: clips left out, the agent's words or the changes, the timeline.

    ``reason`` is the error that ended the agent's answer. Words that broke off may not
    describe the edit: then the changes are listed. ``numbers`` are those of the clips by
    name.
    """
    progress, request = turn.progress, turn.request
    language = request.language
    shown = [words_for_chat(text) for text in progress.replies]
    parts = [*progress.rejections, *smaller_copies(request)]
    if progress.session_reopened:
        parts.append(say(language, "turn.reopened"))
    parts += [text for text in shown if text]
    if not progress.edited:
        if not any(shown):
            parts.append(say(language, "turn.unchanged"))
        return "\n\n".join(parts)
    if reason:
        parts.append(reason)
    files = (say(language, "change.file", file=f) for f in progress.new_files)
    changes = tuple(files) if any(shown) else progress.changes
    if not progress.stream_complete:
        changes = (say(language, "turn.broken_off"), *progress.changes)
    if request.is_undo and "version" not in state.raw:
        changes = (*changes, say(language, "turn.undone"))  # no exact step back there
    parts.append("\n".join((*changes, summary(state.draft, language, numbers))))
    return "\n\n".join(parts)


def smaller_copies(request: TurnRequest) -> tuple[str, ...]:
    """Sentences for clips of which the platform serves only a smaller copy."""
    return tuple(
        say(
            request.language,
            "clip.smaller_copy",
            name=clip.name,
            size=size_text(clip.size or 0),
            full=size_text(clip.full_size),
        )
        for clip in request.clips
        if clip.full_size
    )


def video_alt(draft: Mapping[str, Any], language: str) -> str:
    """The alt text of a draft's video."""
    width, height = draft_size(draft)
    facts = {"seconds": round(duration(draft)), "width": width, "height": height}
    return f"{say(language, 'alt.video', **facts)} {summary(draft, language)}"


def words_for_chat(text: str) -> str:
    """The agent's words without secrets and without hints about its interface."""
    return rewrite_gui_hints(redact(text))
