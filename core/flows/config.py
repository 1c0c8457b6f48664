"""Configuration of the core: waiting times, limits, access. Tests shorten the times.

``bots/app/runtime.py`` makes it from the operator's settings (``core/settings.py``).
"""

from dataclasses import dataclass
from pathlib import Path

from common.backoff import Backoff
from core.model.agent import StudioRetention
from core.model.drop_link import Reach
from core.model.session import NO_QUOTA, Quota
from core.model.turn import LEASE_SECONDS
from core.ports import SpeechRecogniser
from core.retry_policy import (
    AGENT_PATIENCE,
    FINISHED_EDIT_PATIENCE,
    POST_BACKOFF,
)
from core.rules.drop_links import DropLinks


@dataclass(frozen=True, slots=True)
class Config:
    """All times are in seconds."""

    redis_url: str
    data: Path
    secret: bytes
    """The key that signs the data of buttons."""

    # the agent
    poll: float = 30.0
    """Between two status requests for a render."""
    reconcile: tuple[float, ...] = (30.0, 60.0, 60.0, 60.0, 60.0)
    """Before each check of the draft for a lost instruction."""
    settle: float = 75.0
    """After which an instruction that the agent has not counted was certainly not sent;
    longer than any request takes."""
    stuck: float = 3600.0
    """Without progress after which a render is cancelled."""
    retry: float = 30.0
    """Longest pause before a failed call to the agent is retried."""
    attempts: int = 4
    """Fewest attempts of a call to the agent; most attempts after an internal error."""
    agent_patience: float = AGENT_PATIENCE
    """For which a turn waits for an agent that does not answer or is busy."""
    largest_file: int = 500 << 20
    """Size limit of a file at the agent, in bytes."""
    web_url: str = ""
    """Where people register with the hosted service; "" where it is not used."""
    retention: StudioRetention | None = None
    """How long our own studio keeps projects and videos; None with another agent."""
    recogniser: SpeechRecogniser | None = None
    """Transcribes voice notes; None if none is configured."""

    # workers
    lease: float = LEASE_SECONDS
    """The lease of a chat's turns: if it is not renewed, another worker takes over."""
    sweep: float = 1.0
    """Between two sweeps over all chats with waiting turns."""
    report: float = 5.0
    """Between two reports of a worker that it is alive."""
    slots: int = 6000
    """Turns that run at a time in one worker process."""

    # requests
    gather: float = 1.0
    """For which a turn without words, or of an album, waits for further messages of the
    request before it starts (``core/rules/intake/merging.py``)."""
    most_waiting: int = 20
    """Turns of a person that may wait in a chat."""
    quota: Quota = NO_QUOTA
    """Daily quota of a person."""
    chat_quota: Quota = NO_QUOTA
    """Daily quota of a whole group."""
    allow: tuple[str, ...] = ()
    """People and chats that may use the bot; empty: everyone."""
    admins: tuple[str, ...] = ()
    """People with all permissions in every chat."""
    language: str = "en"
    """The language used where a person's own is not known."""
    keep_days: int = 400
    """For which unused projects are stored, as people are told; the wiring gives it to
    ``RedisSessions`` too."""

    # messages
    still_working: float = 120.0
    """Interval at which the card says that the work goes on."""
    upload_card_after: float = 4.0
    """After which clips without words get a progress card."""
    post_backoff: Backoff = POST_BACKOFF
    """Between the attempts of one post."""
    post_patience: float = FINISHED_EDIT_PATIENCE
    """For which a finished edit waits for a platform that accepts no posts."""
    auto_export: bool = True
    """Whether a video follows each edit, unless the chat has another setting."""
    previews: bool = True
    """Whether a preview comes before a video."""
    preview_patience: float = 60.0
    """For which a preview is waited for."""
    tempo_patience: float = 60.0
    """For which the tempo of a song is waited for, to show it with the clips."""
    drop: DropLinks | None = None
    """Makes links to the drop page; None where there is none."""

    @property
    def drop_links_for_chats(self) -> DropLinks | None:
        """Links to the drop page, if people in chats can open it."""
        links = self.drop
        return links if links and links.page.reach is not Reach.MACHINE else None
