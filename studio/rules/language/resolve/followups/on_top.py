"""Carry on what stands on the picture: other words, a place, how long it is read."""

from studio.model.edits.limits import LONGEST_TEXT
from studio.model.edits.overlay import (
    AddCaptions,
    AddOverlay,
    AddTitle,
    Animation,
    ChangeCaptions,
    ChangeOverlay,
    ChangeTitle,
    Position,
    SpeechCaptions,
)
from studio.model.edits.record import Edit
from studio.rules.language.constructions.match import Match
from studio.rules.language.grammar.seconds_shown import title_seconds
from studio.rules.language.resolve import adjust
from studio.rules.language.resolve.followups.rule import EARLY, rule
from studio.rules.language.resolve.neighbours.sharing import assets

_REWORDED = frozenset({"correction", "no", "amends"})
_LONGEST = 10.0
"""Seconds beyond which a bare duration is the video's, not a title's."""
_HIGHER = (
    "up|down|verb.raise&compared|verb.lower&compared|position.top&compared|position.bottom&compared "
    "$degree? more? verb.shift? excess? up? down? compared? again? position_word?"
)
_Titled = AddTitle | ChangeTitle


@rule(
    EARLY,
    "quote says? verb.reword? verb.replace? it? instead_of? says_instead? to? "
    "renames_to? clip_one?",
    fresh=True,
)
def _reworded(m: Match, last: Edit) -> Edit | None:
    """Reads 'make that "Hi there"', 'no, "Bye"' after a title."""
    if not isinstance(last, _Titled):
        return None
    exchanged = m.has("it", "says", "verb.reword", "instead_of", "says_instead")
    corrects = not _REWORDED.isdisjoint(m.clause.context.concepts)
    if not (exchanged or corrects) or m.clause.seen("verb.put_on", "a_title"):
        return None
    text = str(m["quote"])
    if len(text) > LONGEST_TEXT:
        return None  # the constructions say so
    return ChangeTitle(which=adjust.named_again(last), text=text)


@rule(EARLY, "capitals all?", fresh=True)
def _in_capitals(m: Match, last: Edit) -> Edit | None:
    """Reads "all caps please" of a title."""
    text = last.text if isinstance(last, _Titled) else None
    if isinstance(last, ChangeTitle) and text is None and m.clause.view.titles:
        text = m.clause.view.titles[-1].text
    if not isinstance(last, _Titled) or text is None:
        return None
    return ChangeTitle(which=adjust.named_again(last), text=text.upper())


@rule(
    EARLY, "adj.fast|adj.fleeting excess|complaint again?", "adj.fleeting", fresh=True
)
def _too_quick(m: Match, last: Edit) -> Edit | None:
    """Reads "still too quick" of a title: it stays half as long again."""
    if not isinstance(last, _Titled):
        return None
    seconds = round(title_seconds(m.clause.view, last) * 1.5, 2)
    return ChangeTitle(which=adjust.named_again(last), seconds=seconds)


@rule(EARLY, "fade_in it slowly? adj.slow?")
def _appearing(m: Match, last: Edit) -> Edit | None:
    """Reads "make it appear slowly" after a title: "fade in" alone is of the picture."""
    if not isinstance(last, _Titled) or m.clause.seen("video", "song", "picture"):
        return None
    return ChangeTitle(which=adjust.named_again(last), animation=Animation.FADE)


@rule(EARLY, "duration for? only? enough? at_most?", fresh=True)
@rule(EARLY, "duration verb.keep it? for? only? enough? at_most?")
def _for_seconds(m: Match, last: Edit) -> Edit | None:
    """Reads "5 seconds", "keep it for 5 seconds" after a title."""
    seconds = m.seconds
    if not isinstance(last, _Titled) or seconds is None or seconds > _LONGEST:
        return None
    return ChangeTitle(which=adjust.named_again(last), seconds=seconds)


@rule(EARLY, _HIGHER, fresh=True)
def _higher(m: Match, last: Edit) -> Edit | None:
    """Reads "a bit higher", "put it lower" of words or a logo."""
    up = m.has("up", "verb.raise", "position.top")
    if m.has("excess"):
        up = not up
    edge = Position.TOP if up else Position.BOTTOM
    if isinstance(last, _Titled):
        return ChangeTitle(which=adjust.named_again(last), position=edge)
    if isinstance(last, AddCaptions | SpeechCaptions | ChangeCaptions):
        return ChangeCaptions(position=edge)
    if not isinstance(last, AddOverlay | ChangeOverlay):
        return None
    side = str(last.position or "").rpartition("_")[2]
    if side in ("left", "right"):
        edge = Position(f"{edge}_{side}")
    image = next(iter(assets(last)), None) if isinstance(last, ChangeOverlay) else None
    return ChangeOverlay(image=image, position=edge)
