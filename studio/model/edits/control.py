"""Requests that change no timeline: steps through versions, questions, refusals."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from studio.model.edits import limits
from studio.model.edits.record import Edit, Stage


class _Control(Edit):
    STAGE: ClassVar[Stage] = Stage.NONE


class Undo(_Control):
    """Go back: so many steps, or to a version by its number (1 is the first)."""

    do: Literal["undo"] = "undo"
    steps: Annotated[int, Field(ge=1, le=limits.MOST_STEPS)] = 1
    version: int | None = None


class Redo(_Control):
    """Go forward again."""

    do: Literal["redo"] = "redo"
    steps: Annotated[int, Field(ge=1, le=limits.MOST_STEPS)] = 1


GRADE = "grade"
"""What ``UndoEdit.edit`` says of all that changes colours: looks, adjustments, a LUT file."""


class UndoEdit(_Control):
    """Take one kind of edit back and leave the rest ("lose the vintage look").

    ``edit`` is a kind of edit, or ``GRADE``.
    """

    do: Literal["undo_edit"] = "undo_edit"
    edit: str


class StartOver(_Control):
    """Forget all edits; the clips stay."""

    do: Literal["start_over"] = "start_over"


class Export(_Control):
    """Send the video (said inside a request)."""

    do: Literal["export"] = "export"


class Options(_Control):
    """Show several versions to choose from; the timeline stays until one is chosen."""

    do: Literal["options"] = "options"
    count: Annotated[int, Field(ge=limits.FEWEST_OPTIONS, le=limits.MOST_OPTIONS)] = 3


class Topic(StrEnum):
    """What is asked."""

    HELP = "help"
    TIMELINE = "timeline"
    LENGTH = "length"
    SONG = "song"
    TEMPO = "tempo"
    CLIPS = "clips"
    WHERE = "where"
    MOST_USED = "most_used"
    UNUSED = "unused"
    WHY = "why"
    TITLES = "titles"
    SHOTS = "shots"
    FORMAT = "format"
    LAST_EDIT = "last_edit"
    CAN = "can"
    THANKS = "thanks"
    GREETING = "greeting"


SOCIAL = (Topic.THANKS, Topic.GREETING)
"""Topics that need no answer beside edits."""
SHOT = "shot"
"""What ``Ask.about`` says of a question about a shot that no clip names."""


class Ask(_Control):
    """A question, answered in words. ``about``: a clip's id, an edit's name, ``SHOT``."""

    do: Literal["ask"] = "ask"
    topic: Topic
    about: str = ""
    seconds: float | None = None


class Impossible(_Control):
    """Something that is not made here; ``topic`` names it for the answer."""

    do: Literal["impossible"] = "impossible"
    topic: Literal[
        "generate_footage", "remove_background", "lip_sync", "narration",
        "streaming_song", "download", "publish", "translate", "recognise_person",
        "remove_object", "change_face", "other",
    ]  # fmt: skip
    words: str = ""
