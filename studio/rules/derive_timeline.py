"""Derive the timeline from an intent: MUSIC, then CUTS, then SHOTS, then LOOK."""

from fractions import Fraction

from studio.model.cut import Cut, MusicPlan
from studio.model.draft import Draft
from studio.model.edits.record import STAGES, Stage
from studio.model.edits.resolved import TakeOut
from studio.model.edits.whole import SetFrameRate
from studio.model.intent import Intent
from studio.model.material import Material
from studio.rules.choice.clips import chosen
from studio.rules.choice.order import ordered
from studio.rules.cutting import shape
from studio.rules.cutting.gaps import closed, ended, new_gaps
from studio.rules.cutting.music_plan import plan_music, recounted
from studio.rules.cutting.slots import plan_slots
from studio.rules.effects.build_draft import build_draft
from studio.rules.scopes.draft_cut import cut_of
from studio.rules.scopes.query import all_of, last


def derive(
    intent: Intent, material: Material, previous: Draft | None, changed: Stage
) -> Draft:
    """The draft of an intent.

    Stages before ``changed`` are taken from ``previous``. Shots that an edit does not
    concern are kept. Raises ``ValueError`` when there is no footage.
    """
    if not chosen(intent, material):
        raise ValueError("There is no footage to cut.")
    before = cut_of(previous) if previous else None
    return build_draft(cut(intent, material, before, changed), intent, material)


def cut(intent: Intent, material: Material, before: Cut | None, changed: Stage) -> Cut:
    """The stages up to SHOTS; those before ``changed`` are taken from ``before``."""
    stage = STAGES.index(changed if before else Stage.MUSIC)
    if before and (stage >= STAGES.index(Stage.LOOK)):
        return before
    # Imported here: only a new cut needs numpy, and the server starts faster without it.
    from studio.rules.cutting.shots import plan_shots  # noqa: PLC0415

    assets = chosen(intent, material)
    frame_rate = last(intent, SetFrameRate)
    fps = shape.rate(assets, _fraction(frame_rate))
    gaps = new_gaps(intent, before) if before else []
    for gap in gaps:
        before = closed(before, gap) if before else None
    if before and stage >= STAGES.index(Stage.SHOTS):
        fps, music, slots = before.rate, before.music, list(before.slots)
        if gaps:
            music = plan_music(intent, material, music)
            slots = ended(slots, max(1, round(music.seconds * fps)))
    else:
        music = _music(intent, material, before, stage)
        slots = plan_slots(intent, material, music, fps)
    shots = plan_shots(intent, material, music, slots, fps, before)
    allowed = {asset.id for asset in assets}
    return Cut(
        fps=str(fps), music=music, slots=tuple(slots), shots=shots,
        variation=intent.variation, ordered=ordered(intent),
        offered=tuple(asset.id for asset in assets),
        left_out=tuple(a.id for a in material.pictures if a.id not in allowed),
        taken_out=len(all_of(intent, TakeOut)),
    )  # fmt: skip


def _music(
    intent: Intent, material: Material, before: Cut | None, stage: int
) -> MusicPlan:
    """At CUTS the length stays; beats move where the bars or the tempo were moved."""
    if before is None:
        return plan_music(intent, material)
    if stage < STAGES.index(Stage.CUTS):
        return plan_music(intent, material, before.music)
    return recounted(intent, material, before.music)


def _fraction(edit: SetFrameRate | None) -> Fraction | None:
    try:
        return Fraction(edit.rate) if edit else None
    except ZeroDivisionError:
        return None
