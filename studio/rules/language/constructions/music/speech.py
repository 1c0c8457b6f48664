"""Constructions for speech in the clips: whole sentences, no pauses."""

from studio.model.edits.music import KeepSpeech, RemovePauses, SetPace
from studio.model.edits.record import Edit, Times
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.amounts import USUAL
from studio.rules.language.grammar.clause import Outcome, question

_ABOUT = (
    "$make? video? clip? it? at? of? from? for? to? with? all? each? face? "
    "verb.end? before? between? and? context? there? this_clip?"
)
_CUTTING = "cuts|verb.switch_shots|verb.trim|verb.split|verb.interrupt"


@construction(
    "keep_speech",
    f"speech_whole verb.keep? not? allowed? speech? {_CUTTING}? {_ABOUT} @scope",
    f"speech {_CUTTING} not {_CUTTING}? {_ABOUT} @scope",
    f"speech verb.end|in_full verb.keep? {_CUTTING}? {_ABOUT} @scope",
    f"speech_keep speech? not? {_CUTTING}? {_ABOUT} @scope",
    f"nobody verb.interrupt speech? {_CUTTING}? off? copula? {_ABOUT} @scope",
    f"face verb.interrupt not {_CUTTING}? off? {_ABOUT} @scope",
)
def whole(m: Match) -> Outcome:
    """Reads "don't cut while someone talks", "let people finish", "别断句"."""
    return [KeepSpeech(scope=m.scope)]


@construction(
    "keep_speech",
    f"speech less|not|excess adj.fast {_CUTTING}? not? {_ABOUT}",
)
def not_so_fast(m: Match) -> Outcome | None:
    """Reads "人声部分不要切太快": no cuts while someone talks, or fewer everywhere?"""
    if not any(t.has("less", "not") for t in m.clause.tokens):
        return None
    ways: tuple[Edit, ...] = (KeepSpeech(), SetPace(rate=Times(factor=1 / USUAL)))
    return question("which_edit", [*(("", [way]) for way in ways), ("", [])])


@construction(
    "keep_speech",
    f"speech {_CUTTING} allowed {_CUTTING}? at? {_ABOUT} @scope",
)
def cut_anywhere(m: Match) -> Outcome:
    """Reads "it's fine to cut while they talk"."""
    return [KeepSpeech(on=False, scope=m.scope)]


_SHORTER = "verb.remove|verb.trim|not|verb.shorten|off|verb.close_up"


@construction(
    "remove_pauses",
    f"pauses!silence only speech? {_ABOUT} @scope",
    f"pauses {_SHORTER} verb.remove? only? adj.boring? title? speech? {_CUTTING}? {_ABOUT} @scope",
    f"pauses between speech adj.long? degree.much? {_ABOUT} @scope",
    f"pauses excess|adj.long|degree.much adj.long? degree.much? speech? copula? {_ABOUT} @scope",
)
def no_pauses(m: Match) -> Outcome:
    """Reads "cut the pauses", "把停顿剪掉", "the gaps are too long"."""
    return [RemovePauses(scope=m.scope)]


@construction("remove_pauses", f"verb.close_up|verb.remove it? {_ABOUT}")
def close_them(m: Match) -> Outcome | None:
    """Reads "close them up" behind words about pauses."""
    before = m.clause.context.edits[-1:]
    return list(before) if before and isinstance(before[0], RemovePauses) else None


@construction(
    "remove_pauses",
    f"pauses verb.keep|back|verb.include speech? {_ABOUT} @scope",
    f"pauses {_SHORTER} not {_CUTTING}? speech? {_ABOUT} @scope",
)
def with_pauses(m: Match) -> Outcome:
    """Reads "put the pauses back in", "leave the pauses"."""
    return [RemovePauses(on=False, scope=m.scope)]
