"""Model of a project: its assets and every version of its draft."""

from dataclasses import dataclass, field

from studio.model.draft import Draft
from studio.model.edits.record import Edit
from studio.model.intent import Intent
from studio.model.media import Asset
from studio.model.reading import Dialogue


@dataclass(frozen=True, slots=True)
class Version:
    """A draft after a request; ``intent`` holds the edits in force.

    The next edit starts from the intent, so that "faster" after "vertical" stays
    vertical. ``edits`` are those of the request itself, as read.
    """

    draft: Draft
    intent: Intent = field(default_factory=Intent)
    request: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class PendingInstruction:
    """An accepted instruction that has not finished.

    ``owner`` is the studio that runs it, ``payer`` the id of the account; ``starts`` counts
    the starts of its run. ``language`` is the one to reply in, "" for that of the text.
    ``answers`` False: the text is no answer to the open question; ``is_title``: it has the
    words of a title. ``request`` is the correlation id of its API call.
    """

    text: str
    payer: str
    silent: bool = False
    starts: int = 1
    language: str = ""
    answers: bool = True
    is_title: bool = False
    id: str = ""
    owner: str = ""
    request: str = ""

    @property
    def attempt(self) -> tuple[str, int]:
        """The id of this start, different for each."""
        return self.id, self.starts


@dataclass(frozen=True, slots=True)
class LastReply:
    """The texts of the reply to the ``instruction``-th instruction of a session."""

    instruction: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """A session's state; ``current`` indexes ``versions``, -1 before the first edit.

    ``instructions`` counts those received; ``pending`` are the unfinished ones, in order.
    """

    session_id: str
    task_id: str
    user_id: str
    language: str
    assets: tuple[Asset, ...] = ()
    versions: tuple[Version, ...] = ()
    current: int = -1
    instructions: int = 0
    pending: tuple[PendingInstruction, ...] = ()
    dialogue: Dialogue = field(default_factory=Dialogue)

    @property
    def version(self) -> Version:
        """The current version; an empty one before the first edit."""
        return self.versions[self.current] if self.current >= 0 else Version(Draft())

    @property
    def draft(self) -> Draft:
        return self.version.draft
