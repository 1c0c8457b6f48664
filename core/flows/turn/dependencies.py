"""Settings and collaborators that all flows share."""

from dataclasses import dataclass
from pathlib import Path

from common.backoff import Backoff
from core.flows.turn.outbox import Outbox
from core.model.agent import StudioRetention
from core.model.drop_link import Reach
from core.model.session import NO_QUOTA, Quota
from core.ports import (
    ClipConverter,
    Clock,
    Notes,
    Quotas,
    Sessions,
    SpeechRecogniser,
    TurnStore,
    VideoAgent,
)
from core.retry_policy import FINISHED_EDIT_PATIENCE, POST_BACKOFF
from core.rules.drop_links import DropLinks
from core.rules.replies.buttons import Buttons


@dataclass(frozen=True, slots=True)
class Config:
    """Waiting times in seconds, and who may. Everything tests shorten is here.

    ``settle`` is longer than any request can take to be accepted: before that nobody
    concludes that an instruction was not sent. ``slots`` turns at most run at a time in
    one worker process, ``most_waiting`` of a person wait in a chat. ``quota`` is each person's day, ``chat_quota`` each group's.
    ``web_url`` is where people register with the hosted service, "" where it is not used.
    ``keep_days`` is told to people; the wiring gives it to ``RedisSessions`` too.
    ``retention`` is that of our own studio, None with another agent. A render that
    does not move for ``stuck`` seconds is given up. ``post_backoff`` paces the tries of one
    post, ``previews`` says whether a preview comes before a video,
    ``preview_patience`` seconds it is waited for, ``post_patience`` seconds a finished
    edit waits for a platform that takes no posts. Clips that come without words get a
    progress card after ``upload_card_after`` seconds. The tempo of a song is waited for
    ``tempo_patience`` seconds, to be shown with the clips. ``drop`` makes links to the drop
    page, None where there is none. The agent takes files of at most ``largest_file`` bytes.
    ``recogniser`` writes down voice notes, None where none is configured.
    """

    redis_url: str
    data: Path
    secret: bytes
    poll: float = 30.0
    still_working: float = 120.0
    reconcile: tuple[float, ...] = (30.0, 60.0, 60.0, 60.0, 60.0)
    retry: float = 30.0
    settle: float = 75.0
    lease: float = 10.0
    gather: float = 1.0
    sweep: float = 1.0
    report: float = 5.0
    attempts: int = 4
    slots: int = 6000
    most_waiting: int = 20
    auto_export: bool = True
    allow: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    language: str = "en"
    quota: Quota = NO_QUOTA
    chat_quota: Quota = NO_QUOTA
    web_url: str = ""
    keep_days: int = 400
    retention: StudioRetention | None = None
    stuck: float = 3600.0
    upload_card_after: float = 4.0
    post_backoff: Backoff = POST_BACKOFF
    post_patience: float = FINISHED_EDIT_PATIENCE
    previews: bool = True
    preview_patience: float = 60.0
    tempo_patience: float = 60.0
    drop: DropLinks | None = None
    largest_file: int = 500 << 20
    recogniser: SpeechRecogniser | None = None

    @property
    def drop_links_for_chats(self) -> DropLinks | None:
        """Links to the drop page, if people in chats can open it."""
        links = self.drop
        return links if links and links.page.reach is not Reach.MACHINE else None


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Dependencies that all flows share; ``converter`` is None where the agent is ours."""

    store: TurnStore
    agent: VideoAgent
    sessions: Sessions
    outbox: Outbox
    buttons: Buttons
    clock: Clock
    config: Config
    quotas: Quotas
    notes: Notes
    converter: ClipConverter | None = None
