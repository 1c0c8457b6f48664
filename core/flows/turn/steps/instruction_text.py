"""The words that go to the agent: the request with its references resolved."""

from core.model.session import Project
from core.model.turn import TurnRequest
from core.rules.intake.references import ClipReference, References, resolve
from core.rules.replies.tray import is_song


def instruction_text(request: TurnRequest, project: Project) -> str:
    """Name clips and versions that the words point at by number."""
    here = [kept for kept in project.clips if kept.uploaded]
    numbered = [
        (kept, ClipReference(number, kept.clip.name, is_song(kept)))
        for number, kept in enumerate(here, 1)
    ]
    replied = [named for kept, named in numbered if kept.clip.ref in request.replied]
    theirs = [(k, named) for k, named in numbered if k.clip.owner == request.asker.id]
    newest = theirs[-1][0].clip.source if theirs else None
    own = [named for kept, named in theirs if kept.clip.source == newest]
    found = References(tuple(replied), tuple(own), request.replied_version)
    return resolve(request.text, request.language, found)
