"""Model of a project: its assets and every version of its draft."""

from dataclasses import dataclass

from studio.model.draft import Draft
from studio.model.media import Asset


@dataclass(frozen=True, slots=True)
class Version:
    """A draft after an edit; ``wishes`` is the JSON of all wishes in force.

    The wishes (pace, aspect, sound, length, titles, song …) are what the next edit
    starts from, so that "faster" after "vertical" stays vertical.
    """

    draft: Draft
    wishes: str
    request: str


@dataclass(frozen=True, slots=True)
class Pending:
    """An accepted instruction that has not finished.

    ``payer`` is the key of the account; ``starts`` how often its run was begun.
    """

    text: str
    payer: str
    silent: bool = False
    starts: int = 1


@dataclass(frozen=True, slots=True)
class Project:
    """A session's state; ``current`` indexes ``versions``, -1 before the first edit.

    ``instructions`` counts those that arrived; ``pending`` are those at work, in order.
    """

    session_id: str
    task_id: str
    user_id: str
    language: str
    assets: tuple[Asset, ...] = ()
    versions: tuple[Version, ...] = ()
    current: int = -1
    instructions: int = 0
    pending: tuple[Pending, ...] = ()

    @property
    def draft(self) -> Draft:
        return self.versions[self.current].draft if self.current >= 0 else Draft()
