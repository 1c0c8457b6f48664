"""Which files of the project an edit of the network names, and whether it has to."""

from collections.abc import Sequence

from studio.model.edits.control import Undo
from studio.model.edits.overlay import ChangeTitle
from studio.model.edits.record import WHOLE, OfClips, files_of
from studio.model.media import MediaKind
from studio.model.reading import ProjectView, Reading
from studio.rules.language.entities.names import names_concept
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.choice.candidates import Candidate
from studio.rules.language.resolve.check import fault, is_beside_itself
from studio.rules.language.resolve.nicknames import WHICH_CLIP, stands_for_a_clip

_TITLED = frozenset({"add_title", "card"})
"""Edits that make a title which another edit may change."""

_NAMES = ("clips", "unknown_target", "hash", "filler", "stop", "comma")
_OF_VERSIONS = (
    "version", "version_number", "verb.undo", "back", "old", "before", "just_now", "was_better",
    "order.as_sent", "steps", "last_step",
)  # fmt: skip
"""Words that a step back is asked for with."""
_POINTING = (
    "clips", "it", "it_clip", "this_clip", "clip", "clip_one", "shot", "shots", "photo", "both",
    "too", "same", "and", "only_at", "person", "there",
)  # fmt: skip
"""Words that may refer to a place that was named before."""
_SOUNDING = ("song", "song_one", "songs", "sound", "clip_sound", "speech", "songpart")
_OF_SOUND = frozenset(
    {"fade_sound", "volume", "use_music", "trim_music", "clip_sound", "loop_music"}
)
_CHOOSING = frozenset({"leave_out", "only", "ban", "trim_clip"})
"""Edits that choose among clips."""


def fits(candidate: Candidate, view: ProjectView) -> bool:
    """Whether all files, places and values of the edits are there in the project."""
    files = {clip.id for clip in view.clips}
    photos = any(clip.kind is MediaKind.IMAGE for clip in view.clips)
    return all(
        files.issuperset(files_of(edit))
        and (photos or not getattr(edit, "photos", False))
        and fault(edit, view, "") is None
        and not is_beside_itself(edit)
        for edit in candidate.edits
    ) and not _lacks_title(candidate, view)


def _lacks_title(candidate: Candidate, view: ProjectView) -> bool:
    """Whether the look of a title is to change where there is none."""
    titled = view.titles or any(edit.do in _TITLED for edit in candidate.edits)
    changed = (edit for edit in candidate.edits if isinstance(edit, ChangeTitle))
    return not titled and any(not edit.text for edit in changed)


def is_about_a_logo(
    one: Candidate, phrases: Sequence[Token], view: ProjectView
) -> bool:
    """Whether a logo is treated as a shot, which nobody called a logo.

    A part of its name may stand for something else: "a tour of the Hayes place".
    """
    if any(phrase.has("logo") for phrase in phrases):
        return False
    logos = {clip.id for clip in view.clips if names_concept(clip.name, "logo")}
    return any(
        isinstance(edit.scope, OfClips) and not logos.isdisjoint(edit.scope.assets)
        for edit in one.edits
    )


def is_of_what_is_out(
    one: Candidate, phrases: Sequence[Token], view: ProjectView
) -> bool:
    """Whether clips are treated that are not shown, and that nobody named."""
    shown = {clip.id for clip in view.clips if clip.in_use}
    named = any(phrase.has("clips", "songs", "file", "it_clip") for phrase in phrases)
    return bool(shown and not named) and any(
        isinstance(edit.scope, OfClips) and shown.isdisjoint(edit.scope.assets)
        for edit in one.edits
    )


def edits_of_a_clip(
    reading: Reading, folded: str, phrases: Sequence[Token]
) -> set[str]:
    """The kinds of edits that are asked of a clip whose name nobody knows."""
    question = reading.question
    if question is None or question.key != WHICH_CLIP:
        return set()
    name = dict(question.facts).get("text")
    if name is None or not stands_for_a_clip(name, folded, phrases):
        return set()
    return {edit.do for choice in question.choices for edit in choice.edits}


def ignores_the_name(one: Candidate, of_clip: set[str], view: ProjectView) -> bool:
    """Whether what is asked of such a clip is done to the whole video, or to the last.

    The clip named last is what "it" means, not what a name means.
    """
    last = set(view.named[:1])
    return any(
        edit.do in of_clip and last.issuperset(files_of(edit)) for edit in one.edits
    )


def makes_of_a_name(
    one: Candidate, phrases: Sequence[Token], view: ProjectView
) -> bool:
    """Whether a clip that is only named goes, or stays alone: "clip 2" asks for nothing.

    Behind an edit of the same kind it may go on.
    """
    named = all(phrase.has(*_NAMES) for phrase in phrases)
    last = {edit.do for edit in view.last_edits}
    alone = named and view.question is None
    return alone and any(edit.do in _CHOOSING - last for edit in one.edits)


def goes_back_unasked(one: Candidate, phrases: Sequence[Token]) -> bool:
    """Whether a number is taken for that of a version, of which nothing is said."""
    numbered = any(isinstance(e, Undo) and e.version is not None for e in one.edits)
    return numbered and not any(phrase.has(*_OF_VERSIONS) for phrase in phrases)


def points_nowhere(phrases: Sequence[Token], view: ProjectView) -> bool:
    """Whether no word goes on with one of several places that were treated last.

    "Black and white" behind "mirror clip 1, rotate clip 2" is of the whole video.
    """
    places = {edit.scope for edit in view.last_edits if edit.scope != WHOLE}
    points = any(phrase.has(*_POINTING) for phrase in phrases)
    return len(places) > 1 and not points


def fades_sound_unasked(
    reading: Reading, one: Candidate, phrases: Sequence[Token], view: ProjectView
) -> bool:
    """Whether the music fades in place of the picture, though nothing is said of sound."""
    picture, sound = ({"fade_picture"}, {"fade_sound"})
    kinds, others = (
        {edit.do for edit in edits} for edits in (reading.edits, one.edits)
    )
    heard = any(phrase.has(*_SOUNDING) for phrase in phrases)
    last = {edit.do for edit in view.last_edits}
    exchanged = kinds >= picture and not others & picture and others >= sound
    return exchanged and not heard and last.isdisjoint(_OF_SOUND)
