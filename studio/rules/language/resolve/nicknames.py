"""Ask which clip a word means that no file name tells: "grandpa", "码表那张".

People name what a clip shows; the studio sees files. A word is taken for such a nickname
where the request can be read once a clip is called so. The answer is remembered
(``rules/dialogue/memory.py``), so that the word is known from then on.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from studio.model.edits.record import Edit
from studio.model.media import AssetId
from studio.model.reading import Choice, ClipView, ProjectView, Question, Reading
from studio.rules.language.entities.names import FILMED
from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import fold

WHICH_CLIP = "which_clip"
_UNKNOWN = ("unknown", "unknown_target")
_THINGS = FILMED.union(_UNKNOWN, ("person", "body_noun", "tells", "context", "finite"))
"""What a word may stand for that names something in the picture."""
_NOUNS = ("clip_one", "clip", "photo_one", "photo", "shot")
_ARTICLES = ("the ", "把", "将", "將")
_EFFECTS = ("transition", "look_noun", "effects_all", "font_noun", "title", "song")
"""Nouns that an unknown word before them describes: "glitch transitions"."""
_REASONS = ("unknown", "no_such_clip")
_MOST_CHOICES = 12
_MOST_WORDS = 4
"""Tried words of a request."""

Read = Callable[[ProjectView, str], Reading]
"""Reads the request against a project in which a clip has this name, too."""


def with_nickname(
    reading: Reading,
    read: Read,
    words: Sequence[Token],
    folded: str,
    view: ProjectView,
    likely: Callable[[Sequence[Edit]], bool],
) -> Reading | None:
    """The reading with the question which clip a word means; None where none helps.

    ``likely`` tells whether the words ask for such edits.
    """
    clips = _pictures(view)
    residues = [one for one in reading.residues if one.reason in _REASONS]
    if len(clips) < 2 or not residues:
        return None
    unread = [fold(one.text) for one in residues]
    for name in _candidates(words, folded):
        if not any(name in text for text in unread):
            continue  # the name would explain nothing
        first = _called(read, view, clips[0], name)
        edits = _more(reading, first, clips[0])
        if not edits or not likely(edits):
            continue
        choices = [(clips[0], edits)]
        for clip in clips[1:]:
            edits = _more(reading, _called(read, view, clip, name), clip)
            choices += [(clip, edits)] if edits else []
        question = Question(
            WHICH_CLIP,
            (("text", name),),
            tuple(Choice(clip.name, edits) for clip, edits in choices),
        )
        return Reading(reading.edits, first.residues, question, exact=False)
    return None


def stands_for_a_clip(name: str, folded: str, words: Sequence[Token]) -> bool:
    """Whether a nickname has an article before it or the noun of a clip behind it.

    "The bathroom", "dolphin one", "把海鸥"; a word without them may as well describe a look,
    and one before "video" the whole.
    """
    at = folded.find(name)
    behind = [one for one in words if one.start >= at + len(name)][:1]
    noun = any(one.has(*_NOUNS, "clips") and not one.has("video") for one in behind)
    return noun or folded[:at].endswith(_ARTICLES)


def _pictures(view: ProjectView) -> list[ClipView]:
    """The clips and photos that can be chosen, those in use first."""
    pictures = list(view.pictures)
    if len(pictures) > _MOST_CHOICES:
        pictures.sort(key=lambda clip: not clip.in_use)
    return pictures[:_MOST_CHOICES]


def _candidates(words: Sequence[Token], folded: str) -> Iterator[str]:
    """The words that may be nicknames: runs of unknown ones, then one before a noun."""
    names: list[str] = []
    run: list[Token] = []
    for token in (*words, None):
        if token is not None and token.concepts <= _THINGS and token.concepts:
            apart = run and folded[run[-1].end : token.start].strip()
            if not apart:
                run.append(token)
                continue
        describes = token is not None and token.has(*_EFFECTS)
        if any(one.has(*_UNKNOWN, "person") for one in run) and not describes:
            names.append(folded[run[0].start : run[-1].end])
        run = []
    for token, noun in zip(words, words[1:], strict=False):
        if noun.has(*_NOUNS) and not token.values and not token.has("at", "of", "not"):
            names.append(token.surface(folded))
    yield from list(dict.fromkeys(name for name in names if len(name) > 1))[
        :_MOST_WORDS
    ]


def _called(read: Read, view: ProjectView, clip: ClipView, name: str) -> Reading:
    """The request read as if a clip were called so."""
    called = replace(clip, nicknames=(*clip.nicknames, name))
    clips = tuple(called if one.id == clip.id else one for one in view.clips)
    return read(replace(view, clips=clips), name)


def _more(reading: Reading, called: Reading, clip: ClipView) -> tuple[Edit, ...]:
    """The edits of this clip that the name adds; () where it tells less or asks back."""
    more = tuple(edit for edit in called.edits if edit not in reading.edits)
    fewer = set(called.residues) < set(reading.residues)
    if called.question is not None or not fewer:
        return ()
    if not set(reading.edits) <= set(called.edits):
        return ()
    return more if any(_names(edit, clip.id) for edit in more) else ()


def _names(edit: Edit, clip: AssetId) -> bool:
    """Whether an edit is about a clip."""
    return f'"{clip}"' in edit.model_dump_json()
