"""Constructions for taking one kind of edit back: "undo the length", "撤销转场"."""

from collections.abc import Mapping
from types import MappingProxyType

from studio.model.edits.control import GRADE, Undo, UndoEdit
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.constructions.talk.noun_kinds import (
    LOGO_KINDS,
    NOUN_KINDS,
    SPEED_KINDS,
)
from studio.rules.language.grammar.clause import Outcome

_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **NOUN_KINDS,
        "pacing": ("pace",),
        "speed_noun": SPEED_KINDS,
        "look_noun": ("look", "cube"),
        "effects_all": ("look", "cube"),
        "logo": LOGO_KINDS,
        "song": ("use_music", "trim_music", "remove_music", "loop_music", "volume"),
        "sound": ("volume", "clip_sound"),
        "clip_sound": ("clip_sound",),
        "fade_noun": ("fade_picture", "fade_sound"),
        "bars": ("bars",),
    }
)
"""The kinds of edit that each of these nouns stands for, the usual one first."""
_EFFECTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "look": ("look",),
        "pulse": ("pulse", "join"),
        "join": ("join", "pulse"),
        "fade_out": ("fade_picture", "fade_sound"),
        "fade_in": ("fade_picture", "fade_sound"),
        "verb.reverse": ("reverse",),
        "verb.freeze": ("freeze",),
        "verb.ramp": ("ramp", "speed"),
        "speed": ("speed",),
        "verb.stabilise": ("stabilise",),
        "verb.match_colours": ("match_colours", "adjust", "look", "cube"),
        "verb.swap": ("swap",),
        "verb.zoom": ("zoom",),
        "verb.turn": ("turn",),
        "verb.mirror": ("turn",),
        "verb.loop": ("loop",),
        "verb.split": ("split",),
        "verb.trim": ("trim_clip", "ban", "length"),
        "verb.crop": ("fit", "focus", "aspect"),
    }
)
"""The same of words, or families of words, for what an edit does."""
_PASSING = frozenset(
    "change_title remove_title change_captions remove_captions change_overlay remove_overlay".split()
)
"""Kinds that leave no edit behind that could be taken back: the last step is undone."""
_ABOUT = (
    "verb.make? verb.use? verb.show? verb.move? verb.create? verb.keep? back? again? old? it? all? "
    "with? as? for? at? of? up? then? too? change_noun? just_now? no? look_noun? effects_all? "
    "transition? speed_noun? length_noun? quality_noun? image_part? color_noun? clip? "
    "fade_noun? verb.fade? verb.remove? sound?"
)


@construction(
    "undo_edit",
    f"verb.undo {'|'.join(_KINDS)} {_ABOUT}",
    f"better|verb.like before|old {'|'.join(_KINDS)} {_ABOUT}",
)
def of_a_noun(m: Match) -> Outcome | None:
    """Reads "undo the length", "取消转场"."""
    noun = next(noun for noun in _KINDS if m.has(noun))
    if noun in ("song", "sound") and m.has("better", "verb.like"):
        return None  # "the old song was better"
    if noun in ("look_noun", "effects_all") and m.has("image_part", "color_noun"):
        return [UndoEdit(edit=GRADE)]
    return _undone(m, _KINDS[noun])


@construction(
    "undo_edit",
    "verb.undo look.*|join.*|pulse.*|speed.slow_motion|fade_out|fade_in|"
    f"{'|'.join(w for w in _EFFECTS if '.' in w)} {_ABOUT}",
)
def of_an_effect(m: Match) -> Outcome | None:
    """Reads "undo the black and white"; "go back to black and white" is none."""
    if m.has("to"):
        return None
    word = next(w for w in _EFFECTS if m.has(w) or m.names(w))
    return _undone(m, _EFFECTS[word])


@construction("undo_edit", f"verb.undo before duration {_ABOUT}")
def before_a_length(m: Match) -> Outcome | None:
    """Reads "go back to how it was before the 90 seconds"."""
    in_force = "length" in m.clause.view.in_force
    was_last = any(edit.do == "length" for edit in m.clause.view.last_edits)
    return [UndoEdit(edit="length")] if in_force or was_last else None


def _undone(m: Match, kinds: tuple[str, ...]) -> Outcome:
    """The newest of these kinds taken back; the usual one where none is known."""
    view = m.clause.view
    last = [edit.do for edit in view.last_edits]
    if len(last) == 1 and last[0] in kinds and last[0] in _PASSING:
        return [Undo()]
    newest = [kind for kind in reversed(last) if kind in kinds]
    in_force = [kind for kind in kinds if kind in view.in_force or kind in newest]
    return [UndoEdit(edit=next(iter(newest or in_force), kinds[0]))]
