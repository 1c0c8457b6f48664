"""Apply the edits of one request in order, each to what those before it made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from studio.model.draft import Draft
from studio.model.edits.control import Options
from studio.model.edits.footage import PlaceClip
from studio.model.edits.overlay import (
    USUAL_TITLE_SECONDS,
    AddCard,
    AddTitle,
    Position,
)
from studio.model.edits.picture import Adjust, LookName, Quality, SetLook
from studio.model.edits.record import STAGES, WHOLE, AtTime, Edit, Plus, Stage
from studio.model.intent import Intent, Reason, Refusal
from studio.model.material import Material
from studio.rules.derive_timeline import derive
from studio.rules.intent.apply import apply
from studio.rules.intent.state import State

_SHADES = {LookName.WARM: 0.2, LookName.COOL: -0.2}
"""Looks that are also a quality of the picture, and how much of it."""
_FREE = (Position.BOTTOM, Position.TOP, *Position)
"""Places of titles beside one that stands in the usual place, the best first."""
_OTHER_END = {"first": "last", "last": "first"}


@dataclass(slots=True)
class AppliedEdits:
    """The intent after the edits, and the first stage to derive again.

    ``accepted`` are those that were not refused, ``standing`` those of them that the
    intent contained already, ``timeless`` those refused because there is no video yet.
    """

    intent: Intent
    stage: Stage = Stage.NONE
    accepted: list[Edit] = field(default_factory=list)
    standing: list[Edit] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    timeless: list[Edit] = field(default_factory=list)

    def add(self, edit: Edit, state: State) -> Refusal | None:
        """Apply an edit; a refused one changes nothing, and its refusal is returned."""
        if isinstance(edit, Options):  # varied when all other edits are applied
            self.accepted.append(edit)
            return None
        edit = self._as_shade(self._behind_titles(edit))
        music_changed = self.stage is Stage.MUSIC
        result = apply(self.intent, edit, replace(state, music_changed=music_changed))
        if result.refusal is not None:
            return result.refusal
        if result.intent == self.intent:
            self.standing.append(edit)
        self.intent = self._at_both_ends(result.intent, edit)
        self.accepted.append(edit)
        self.stage = min(self.stage, result.stage, key=STAGES.index)
        return None

    def _behind_titles(self, edit: Edit) -> Edit:
        """A title at the place and time of another one of the request, made to follow it.

        Where none can follow, it gets a place of its own. One that a later request puts
        there takes the place of the former.
        """
        if not isinstance(edit, AddTitle):
            return edit
        titles = [old for old in self.accepted if isinstance(old, AddTitle)]
        for old in titles:
            if _place(edit) == _place(old):
                edit = _following(edit, old)
        return _beside(edit, titles) if edit.position is None else edit

    def _as_shade(self, edit: Edit) -> Edit:
        """A warm or cool look beside another look of the request, made a shade of it.

        Only one look holds: the second would take the place of the first.
        """
        if not isinstance(edit, SetLook) or edit.look not in _SHADES:
            return edit
        for old in self.accepted:
            looks = isinstance(old, SetLook) and old.look not in (None, *_SHADES)
            if looks and old.scope == edit.scope:
                level = Plus(delta=_SHADES[edit.look])
                return Adjust(quality=Quality.WARMTH, level=level, scope=edit.scope)
        return edit

    def _at_both_ends(self, intent: Intent, edit: Edit) -> Intent:
        """The intent in which a clip that one request puts first and last stands twice."""
        if not isinstance(edit, PlaceClip) or edit not in intent.edits:
            return intent
        lost = [
            old
            for old in self.accepted
            if isinstance(old, PlaceClip)
            and (old.clip, old.where) == (edit.clip, _OTHER_END.get(edit.where))
            and old not in intent.edits
        ]
        return Intent((*intent.edits, *lost[:1]), intent.variation)


def _place(title: AddTitle) -> tuple[object, ...]:
    return title.scope, title.start, title.position


def _beside(title: AddTitle, others: Sequence[AddTitle]) -> AddTitle:
    """The title at the first place that none of these has at its time."""
    free = (title, *(title.model_copy(update={"position": one}) for one in _FREE))
    places = [_place(other) for other in others]
    return next((one for one in free if _place(one) not in places), title)


def _following(title: AddTitle, other: AddTitle) -> AddTitle:
    """The title from where another one ends; as it is where no time tells that."""
    start, end = other.start or AtTime(), other.end
    stays = title.scope != WHOLE or title.whole or other.whole
    if stays or not isinstance(start, AtTime):
        return title
    stops = start.seconds + (other.seconds or USUAL_TITLE_SECONDS)
    if isinstance(end, AtTime):
        stops = end.seconds
    if start.seconds < 0 or start.end or stops <= start.seconds:
        return title
    return title.model_copy(update={"start": AtTime(seconds=stops)})


def apply_all(intent: Intent, edits: Iterable[Edit], state: State) -> AppliedEdits:
    """Apply all edits to the intent.

    One on a part of the song that the video does not play yet comes behind those that
    choose the music or the length: "flash on the drop, and start the song there". Cards
    come first: the length that is asked for holds for the video with them.
    """
    done, waiting = AppliedEdits(intent), list[Edit]()
    for edit in sorted(edits, key=lambda edit: not isinstance(edit, AddCard)):
        refusal = done.add(edit, state)
        if refusal is not None and refusal.reason is Reason.NO_SUCH_PLACE:
            waiting.append(edit)
        elif refusal is not None:
            done.refusals.append(refusal)
            if refusal.reason is Reason.NO_TIMELINE:
                done.timeless.append(edit)
    for edit in waiting:
        if refusal := done.add(edit, state):
            done.refusals.append(refusal)
    return done


def behind_first_cut(
    new: AppliedEdits, material: Material
) -> tuple[AppliedEdits, Draft]:
    """The edits with those of shots applied to the cut that the others make, and this cut.

    "20 seconds, a whip before the last shot" is one request. Raises ``ValueError`` when
    there is no footage.
    """
    first = derive(new.intent, material, None, Stage.MUSIC)
    later = apply_all(new.intent, new.timeless, State(first, material))
    others = [one for one in new.refusals if one.reason is not Reason.NO_TIMELINE]
    both = AppliedEdits(
        later.intent,
        later.stage,
        [*new.accepted, *later.accepted],
        [*new.standing, *later.standing],
        [*others, *later.refusals],
    )
    return both, first
