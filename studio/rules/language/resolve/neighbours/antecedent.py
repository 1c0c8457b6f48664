"""Read a clause without a subject as if it named what the last edit was about.

"Title Hello, in red, bottom left": the second and third clause are about the title.
The subject is put before the clause as a word without text, and the clause is read
again by the ordinary constructions.
"""

from collections.abc import Mapping
from types import MappingProxyType

from studio.model.edits.music import SetVolume, SoundTarget
from studio.model.edits.overlay import AddTitle, ChangeTitle
from studio.model.edits.picture import JoinKind, SetJoin
from studio.model.edits.record import Edit
from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import LIGHT, weight
from studio.rules.language.grammar.clause import Context
from studio.rules.language.grammar.style import fades_out
from studio.rules.language.resolve.adjust import named_again
from studio.rules.language.resolve.clauses.parsed import Parsed, is_blocked, parse

_SUBJECTS: Mapping[str, tuple[str, frozenset[str]]] = MappingProxyType(
    {
        "add_title": ("title", frozenset({"change_title", "remove_title"})),
        "change_title": ("title", frozenset({"change_title", "remove_title"})),
        "captions": ("caption", frozenset({"change_captions", "remove_captions"})),
        "speech_captions": (
            "caption",
            frozenset({"change_captions", "remove_captions"}),
        ),
        "change_captions": (
            "caption",
            frozenset({"change_captions", "remove_captions"}),
        ),
        "overlay": ("logo", frozenset({"change_overlay", "remove_overlay"})),
        "change_overlay": ("logo", frozenset({"change_overlay", "remove_overlay"})),
        "use_music": (
            "song",
            frozenset({"trim_music", "volume", "fade_sound", "loop_music"}),
        ),
        "trim_music": ("song", frozenset({"trim_music", "volume", "fade_sound"})),
        "volume": ("song", frozenset({"volume", "fade_sound"})),
        "join": ("transition", frozenset({"join"})),
        "card": ("outro_card", frozenset({"card"})),
    }
)
"""What an edit is about, and the edits that may be asked of it."""


_STYLE = (
    "colour", "position", "font", "animation", "adj.big", "adj.small", "adj.opaque",
    "adj.transparent", "compared",
)  # fmt: skip

_READ = 0.3
"""What may be left of a clause that is read by itself."""
_FRAME = ("frame", "画面", "帧")
_OTHERS = ("video", "cuts", "shot", "shots", "song")
"""What no title, fade or transition is: "title Hello, and the video is too long"."""


def with_antecedent(part: Parsed, last: Edit, context: Context) -> Parsed | None:
    """The clause about the subject of the last edit; None when it is not about it."""
    tokens = [t for t in part.clause.tokens if not _only_refers(t)]
    if last.do not in _SUBJECTS or not tokens:
        return None
    if all(t.has("more", "degree.bit") or weight(t) <= LIGHT for t in tokens):
        return None  # behind "music down", "more" is no raising
    noun, edits = _SUBJECTS[last.do]
    if isinstance(last, SetVolume) and last.target is not SoundTarget.MUSIC:
        noun = "clip_sound"
    start = tokens[0].start
    subject = Token(start, start, frozenset({noun}))
    fresh = parse([subject, *tokens], context)
    if not fresh.edits or is_blocked(fresh) or fresh.left > 0.8:
        return None
    if any(edit.do not in edits for edit in fresh.edits):
        return None
    if isinstance(last, AddTitle | ChangeTitle):
        several = part.clause.seen("several_titles") and context.view.titles[1:]
        which = "all" if several else named_again(last)
        if (number := next(filter(None, map(_number, tokens)), None)) is not None:
            if abs(number) > len(context.view.titles):
                return None  # "the second one in yellow" where there is one
            which = "last" if number < 0 else f"#{number}"
        fresh.outcome = [e.model_copy(update={"which": which}) for e in fresh.edits]
    stays = isinstance(last, SetJoin) and last.kind is not JoinKind.CUT
    if isinstance(last, SetJoin) and stays and not any(map(_names_join, tokens)):
        kind = {"kind": last.kind}  # "only on the sections"
        fresh.outcome = [e.model_copy(update=kind) for e in fresh.edits]
    fresh.joined = part.joined
    return fresh


def _number(token: Token) -> int | None:
    return token.value("ordinal") if token.has("ordinal") else None


def _names_join(token: Token) -> bool:
    return token.has("not", "off") or any(c.startswith("join.") for c in token.concepts)


def _only_refers(token: Token) -> bool:
    """Whether a word is "that one", which is the title that was changed last."""
    reference = token.value("clips")
    return reference is not None and reference.back == "this"


def is_style(part: Parsed) -> bool:
    """Whether a clause says nothing but how something looks: "yellow", "top left"."""
    content = [t for t in part.clause.tokens if weight(t) > LIGHT]
    return bool(content) and all(
        any(concept.startswith(_STYLE) for concept in token.concepts)
        and not fades_out(token)
        for token in content
    )


def names_another(part: Parsed) -> bool:
    """Whether a clause that is read by itself is about the video, the cuts or the song.

    Or about a frame: "title 'Bye', freeze the last frame for 1 second".
    """
    folded = part.clause.context.folded
    if part.edits and any(
        token.has("verb.freeze") and any(w in token.surface(folded) for w in _FRAME)
        for token in part.clause.tokens
    ):
        return True
    alone = bool(part.edits) and part.left < _READ and not is_blocked(part)
    return alone and part.clause.seen(*_OTHERS)
