"""The intent of a video: its current edits, resolved, in order of arrival."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from studio.model.edits.record import Edit


@dataclass(frozen=True, slots=True)
class Intent:
    """Every edit that shapes the timeline.

    Amounts are exact and shots are pinned to (clip, source time), so that an edit still
    applies after a new cut. Narrower scopes override wider ones, later edits earlier ones.
    ``variation`` counts the requests for another version of the cut.
    """

    edits: tuple[Edit, ...] = ()
    variation: int = 0


class Reason(StrEnum):
    """Why an edit is refused."""

    NO_TIMELINE = "no_timeline"
    NO_SUCH_CLIP = "no_such_clip"
    NO_SUCH_SHOT = "no_such_shot"
    NO_SUCH_JOIN = "no_such_join"
    NO_SUCH_PLACE = "no_such_place"
    NO_SUCH_TITLE = "no_such_title"
    NO_SCOPE = "no_scope"
    NO_MUSIC = "no_music"
    NO_CAPTIONS = "no_captions"
    NO_OVERLAY = "no_overlay"
    NO_SPEECH = "no_speech"
    NO_TRANSCRIPT = "no_transcript"
    NO_SOUND = "no_sound"
    NOT_IN_FORCE = "not_in_force"
    NO_CHANGE = "no_change"
    BEYOND_END = "beyond_end"
    BEYOND_LIMIT = "beyond_limit"
    AT_LIMIT = "at_limit"
    BEYOND_SOURCES = "beyond_sources"
    LEAVES_NOTHING = "leaves_nothing"
    NOT_ENOUGH_FOOTAGE = "not_enough_footage"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused edit: its ``do``, the reason, and facts for the sentence.

    Facts are numbers in the unit of the edit, or names: ``asked`` and ``limit``,
    ``clip``, ``quality``, ``number``, ``have`` …
    """

    edit: str
    reason: Reason
    facts: Mapping[str, float | str] = field(default_factory=dict)
