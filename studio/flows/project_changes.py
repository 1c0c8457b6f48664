"""What the changes make of a project; ``projects.py`` reads and writes it around them."""

from collections.abc import Sequence
from dataclasses import replace

from studio.errors import InstructionLost
from studio.media.files import free_name
from studio.model.media import Asset
from studio.model.project import PendingInstruction, Project, Version
from studio.model.reading import Dialogue

MOST_VERSIONS = 200
"""Versions of a project that are stored; undo reaches no further back."""


def with_asset(project: Project, asset: Asset) -> Project:
    """Add an asset under a free name; it replaces one of the same content."""
    assets = list(project.assets)
    for number, stored in enumerate(assets):
        if stored.sha256 == asset.sha256:
            assets[number] = replace(asset, id=stored.id, name=stored.name)
            return replace(project, assets=tuple(assets))
    taken = {stored.name for stored in assets}
    named = replace(asset, name=free_name(asset.name, taken))
    return replace(project, assets=(*assets, named))


def with_pending(
    project: Project, pending: PendingInstruction
) -> tuple[Project, PendingInstruction]:
    """Count an instruction and add it; a repeat of one becomes another start of it.

    Returns the instruction as it is stored.
    """
    others = project.pending
    earlier = next((one for one in others if _is_same(one, pending)), None)
    if earlier is None:
        stored, waiting = pending, (*others, pending)
    else:
        stored = replace(pending, id=earlier.id, starts=earlier.starts + 1)
        waiting = tuple(stored if one is earlier else one for one in others)
    count = project.instructions + 1
    return replace(project, instructions=count, pending=waiting), stored


def with_versions(project: Project, after: int, versions: Sequence[Version]) -> Project:
    """Append versions after another, and drop those after it."""
    history = (*project.versions[: after + 1], *versions)
    return replace(project, versions=history[-MOST_VERSIONS:])


def _is_same(earlier: PendingInstruction, sent: PendingInstruction) -> bool:
    """Whether the instruction repeats one that has not ended."""
    same = (earlier.request, earlier.payer, earlier.text)
    return bool(sent.request and earlier.id) and same == (
        sent.request, sent.payer, sent.text,
    )  # fmt: skip


def finished(
    project: Project, done: PendingInstruction | None, dialogue: Dialogue | None
) -> Project:
    """The project without an instruction. Raises ``InstructionLost`` if it is not there."""
    left = project.pending
    if done is not None:
        left = tuple(one for one in left if one.attempt != done.attempt)
        if len(left) == len(project.pending):
            raise InstructionLost(f"instruction {done.id} is another attempt's")
    return replace(project, pending=left, dialogue=dialogue or project.dialogue)
