"""Apply the edits of a request to the intent, and derive the timeline."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from studio.flows.answer.material import MaterialAnalysis, gather
from studio.flows.answer.optional_analyses import cameras_of_shaky
from studio.model.draft import Draft
from studio.model.edits.control import Options, StartOver
from studio.model.edits.record import Edit, Stage
from studio.model.intent import Intent, Reason, Refusal
from studio.model.material import CaptionFaults, Material
from studio.model.media import AssetId, MediaKind
from studio.model.project import Project, Version
from studio.model.step import Call, Result, Step
from studio.ports.analyst import Analyst
from studio.rules.derive_timeline import derive
from studio.rules.intent.apply_all import AppliedEdits, apply_all, behind_first_cut
from studio.rules.intent.options import derive_options
from studio.rules.intent.state import State
from studio.rules.phrases.context import Context
from studio.rules.replies.material_notes import caption_notes, notes

_SHOWN = 6
"""Number of earlier versions from which the offered ones must differ."""


@dataclass(frozen=True, slots=True)
class EditOutcome:
    """The result of edits; ``version`` is None if nothing changed.

    ``accepted`` are the edits that the intent accepted, as requested. ``standing`` are
    those of them that the intent contained already. ``options`` are versions to choose
    from: then the timeline is unchanged. ``missing`` names the sentence about missing
    material; ``cleared``: all edits were removed.
    """

    base: Project
    version: Version | None = None
    accepted: tuple[Edit, ...] = ()
    standing: tuple[Edit, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    broken: tuple[AssetId, ...] = ()
    silent: tuple[AssetId, ...] = ()
    caption_faults: Mapping[AssetId, CaptionFaults] = field(default_factory=dict)
    missing: str = ""
    cleared: bool = False
    options: tuple[Version, ...] = ()

    @property
    def shown(self) -> Version | None:
        """The version that the reply describes."""
        first = self.options[0] if self.options and self.accepted else None
        return self.version or first

    def notes(self, context: Context) -> list[str]:
        """Notes about the material, besides the edits."""
        if self.missing:
            return [context.words.say(self.missing)]
        if self.shown is None or self.cleared:
            return []
        about_captions = caption_notes(context, self.accepted, self.caption_faults)
        return about_captions + notes(
            context, self.shown.intent, self.accepted, self.broken, self.silent
        )


async def edit(
    base: Project, edits: tuple[Edit, ...], text: str, analyst: Analyst
) -> AsyncIterator[Step | EditOutcome]:
    """Analyse, apply and derive; ``EditOutcome`` is yielded last."""
    if missing := _missing(base):
        yield EditOutcome(base, missing=missing)
        return
    gathered = MaterialAnalysis(Material(base.assets))
    async for step in gather(base, base.version.intent, edits, analyst):
        if isinstance(step, MaterialAnalysis):
            gathered = step
        else:
            yield step
    if not gathered.material.footage:
        yield EditOutcome(base, broken=gathered.broken, missing="replies.none_usable")
        return
    state = State(base.draft, gathered.material)
    new = apply_all(base.version.intent, edits, state)
    refusals, broken = tuple(new.refusals), gathered.broken
    if not new.accepted:
        yield EditOutcome(base, refusals=refusals, broken=broken)
        return
    if _starts_over(edits) and len(new.accepted) == 1:
        cleared = Version(Draft(), Intent(), text, tuple(edits))
        yield EditOutcome(base, cleared, refusals=refusals, cleared=True)
        return
    first: Draft | None = None
    if new.timeless and new.accepted:
        new, first = await asyncio.to_thread(behind_first_cut, new, state.material)
    request = _Request(base, edits, text, gathered, first)
    async for step_or_outcome in _cut(new, state, analyst, request):
        yield step_or_outcome


def _starts_over(edits: Sequence[Edit]) -> bool:
    return any(isinstance(one, StartOver) for one in edits)


@dataclass(frozen=True, slots=True)
class _Request:
    """The requested edits, the project, and the analysis of its files.

    ``first``: the first cut, where some of the edits are of its shots.
    """

    base: Project
    edits: tuple[Edit, ...]
    text: str
    gathered: MaterialAnalysis
    first: Draft | None = None


async def _cut(
    new: AppliedEdits, state: State, analyst: Analyst, request: _Request
) -> AsyncIterator[Step | EditOutcome]:
    """Derive the timeline, or several to choose from; ``EditOutcome`` is yielded last."""
    base = request.base
    outcome = EditOutcome(
        base, None, tuple(new.accepted), tuple(new.standing), tuple(new.refusals),
        request.gathered.broken, request.gathered.silent,
        request.gathered.caption_faults,
    )  # fmt: skip
    yield Call("update_draft", {"edits": len(new.accepted)})
    anew = _starts_over(request.edits) or not base.draft.tracks
    previous = request.first if anew else base.draft
    try:
        # In a thread, so that heartbeats of other requests continue meanwhile.
        shown = [version.draft for version in base.versions[-_SHOWN:]]
        options = await asyncio.to_thread(_derived, new, state, previous, shown)
    except ValueError:
        refusals = outcome.refusals + tuple(
            Refusal(one.do, Reason.LEAVES_NOTHING) for one in new.accepted
        )
        yield Result("update_draft", {"duration": base.draft.duration})
        yield EditOutcome(base, refusals=refusals, broken=outcome.broken)
        return
    async for seen in cameras_of_shaky(options, state.material, analyst):
        if not isinstance(seen, Material):
            yield seen
        elif seen is not state.material:
            options = await asyncio.to_thread(_dressed, options, seen)
    intent, draft = options[0]
    facts = {"duration": draft.duration, "tracks": len(draft.tracks)}
    yield Result("update_draft", facts)
    versions = tuple(
        Version(cut, intended, request.text, request.edits) for intended, cut in options
    )
    if len(versions) > 1:
        others = tuple(e for e in new.accepted if not isinstance(e, Options))
        yield replace(outcome, options=versions, accepted=others)
        return
    same = draft == base.draft and intent == base.version.intent
    yield replace(outcome, version=None if same else versions[0])


def _derived(
    new: AppliedEdits, state: State, previous: Draft | None, shown: Sequence[Draft]
) -> list[tuple[Intent, Draft]]:
    """The intent with its draft, or the versions to choose from. Raises ``ValueError``."""
    counts = [one.count for one in new.accepted if isinstance(one, Options)]
    if counts:
        options = derive_options(
            new.intent, state, previous, new.stage, counts[-1], shown
        )
        if options:
            return options
    return [(new.intent, derive(new.intent, state.material, previous, new.stage))]


def _dressed(
    versions: Sequence[tuple[Intent, Draft]], material: Material
) -> list[tuple[Intent, Draft]]:
    """The same cuts with the stage LOOK derived again."""
    return [
        (intent, derive(intent, material, draft, Stage.LOOK))
        for intent, draft in versions
    ]


def _missing(base: Project) -> str:
    """The sentence about missing footage; "" if there is footage."""
    kinds = {asset.kind for asset in base.assets}
    if kinds & {MediaKind.VIDEO, MediaKind.IMAGE}:
        return ""
    return "replies.only_song" if MediaKind.AUDIO in kinds else "replies.need_clips"
