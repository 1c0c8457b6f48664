"""Input, result and memory of reading a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from studio.model.edits.record import Edit
from studio.model.media import AssetId, MediaKind


@dataclass(frozen=True, slots=True)
class ClipView:
    """A file of the project and its names.

    ``number`` counts pictures and songs separately, in order of arrival, and never changes.
    ``seconds`` is 0 for photos. Captions and LUTs have
    ``number`` 0.
    ``still_of`` is the video of the Live Photo whose photo this is. ``nicknames`` are names
    given by people.
    """

    id: AssetId
    name: str
    kind: MediaKind
    number: int
    seconds: float = 0.0
    width: int = 0
    height: int = 0
    in_use: bool = True
    still_of: AssetId | None = None
    nicknames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShotView:
    """A shot of the current timeline: seconds on the video's clock."""

    number: int
    clip: AssetId
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class TitleView:
    """A title of the current timeline."""

    number: int
    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SectionView:
    """A part of the song on the video's clock."""

    label: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class ProjectView:
    """Everything that a request may refer to.

    ``clips`` are in order of arrival. ``duration`` 0 before the first cut.
    ``last_edits`` are the edits of the newest version (what "more", "put it back" and
    "no, 20" refer to); ``named`` the clips named last, newest first; ``question`` the
    open question that a short answer belongs to. ``replied_clips`` are those of the
    message that this one replies to; ``in_force`` the kinds (``do``) of the current edits.
    ``transition`` is the kind and the seconds of the one at most cuts; ``fades`` are the
    seconds of ``picture_in``, ``picture_out``, ``music_in`` and ``music_out``.
    """

    clips: tuple[ClipView, ...] = ()
    duration: float = 0.0
    shots: tuple[ShotView, ...] = ()
    titles: tuple[TitleView, ...] = ()
    sections: tuple[SectionView, ...] = ()
    tempo: float = 0.0
    aspect: tuple[int, int] = (0, 0)
    language: str = "en"
    last_edits: tuple[Edit, ...] = ()
    named: tuple[AssetId, ...] = ()
    question: "Question | None" = None
    replied_clips: tuple[AssetId, ...] = ()
    versions: int = 0
    has_captions: bool = False
    overlays: tuple[AssetId, ...] = ()
    in_force: frozenset[str] = frozenset()
    transition: tuple[str, float] | None = None
    fades: Mapping[str, float] = field(default_factory=dict)

    @property
    def pictures(self) -> tuple[ClipView, ...]:
        """The videos and photos, in order of arrival."""
        return tuple(clip for clip in self.clips if clip.kind.visible and clip.number)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: its words and its edits.

    ``about`` tells how it differs from the others, "" where the label does.
    """

    label: str
    edits: tuple[Edit, ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that must be answered before a clause can be applied.

    ``key`` names the sentence (``which_clip``, ``title_text``, ``contradiction``,
    ``which_length`` …), ``facts`` fill it. A free answer (``title_text``) has no choices;
    ``pending`` is the edit that the answer completes. ``aside``: something else was said
    since, so that only what can be nothing else is the answer.
    """

    key: str
    facts: tuple[tuple[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()
    pending: Edit | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Residue:
    """A clause that was not understood, in the person's words.

    ``nearest`` names the edit (its ``do``) that comes closest, "" when none does;
    ``reason``: ``unknown``, ``out_of_range``, ``no_such_clip``, ``no_such_place`` …
    with the number or name in ``detail``; ``limit`` are the seconds that the video, clip or
    song lasts where a time lies beyond its end, else 0.
    """

    text: str
    nearest: str = ""
    reason: str = "unknown"
    detail: str = ""
    limit: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """The edits of a request in order, what was not understood, and what to ask.

    ``exact`` is True when every word was accounted for, so that no model is asked.
    ``nicknames`` are names that it gives to clips ("IMG_2041 is grandpa").
    ``answers`` tells that it answers the open question.
    """

    edits: tuple[Edit, ...] = ()
    residues: tuple[Residue, ...] = ()
    question: Question | None = None
    exact: bool = True
    nicknames: tuple[tuple[str, AssetId], ...] = ()
    answers: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """``named`` are the clips named last, newest first; ``question`` the open one.

    The choices of an open question have labels: those that the person was shown.
    ``nicknames`` are the words that people chose a clip for, the newest last.
    """

    named: tuple[AssetId, ...] = ()
    question: Question | None = None
    nicknames: tuple[tuple[str, AssetId], ...] = ()
