"""Build the instruction for the agent: the request with its references resolved."""

from core.model.session import Project
from core.model.turn import TurnRequest
from core.rules.intake.clip_numbers import clip_numbers, is_song, is_text
from core.rules.intake.new_clips import name_new_clips
from core.rules.intake.references import ClipReference, References, resolve


def title_words(request: TurnRequest) -> str:
    """The words that were entered as a title; "" if the request is no such answer."""
    typed = [words for words in request.words if words] if request.is_title else []
    return typed[-1] if typed else ""


def instruction_text(
    request: TurnRequest, project: Project, *, hosted: bool = False
) -> str:
    """Insert the numbers of clips and versions that the words refer to.

    A ``hosted`` agent may count songs differently: for it they are called by name, and it
    finds out itself which clips are new.
    """
    here = [project_clip for project_clip in project.clips if project_clip.uploaded]
    numbered = [
        (
            project_clip,
            ClipReference(
                number,
                project_clip.clip.name,
                by_name=is_text(project_clip) or (hosted and is_song(project_clip)),
                is_song=is_song(project_clip),
            ),
        )
        for number, project_clip in zip(clip_numbers(here), here, strict=True)
    ]
    replied = [
        named
        for project_clip, named in numbered
        if project_clip.clip.ref in request.replied
    ]
    theirs = [(k, named) for k, named in numbered if k.clip.owner == request.asker.id]
    newest = theirs[-1][0].clip.source if theirs else None
    own = [
        named for project_clip, named in theirs if project_clip.clip.source == newest
    ]
    references = References(tuple(replied), tuple(own), request.replied_version)
    text = resolve(request.text, request.language, references)
    if hosted or text != request.text or not project.edited_clips:
        return text
    new = numbered[project.edited_clips :]
    sent = [named for k, named in new if k.clip.source in request.messages]
    latest = [named for _, named in new if named in own]
    return name_new_clips(text, request.language, sent or latest)
