"""Which clips a clause names, and which of them "it" and "both" mean."""

from studio.model.media import AssetId
from studio.rules.language.chunks.nouns.references import ClipRef
from studio.rules.language.grammar.clause import Clause

_MOST_CHOICES = 10
"""More clips than this are not offered as answers."""


class SeveralClips(Exception):
    """A name fits several clips and one must be chosen."""

    def __init__(self, ids: tuple[AssetId, ...]) -> None:
        super().__init__(*ids)
        self.ids = ids


def resolve(c: Clause, ref: ClipRef) -> tuple[AssetId, ...]:
    """The ids that a reference means; () when it means nothing that is known.

    Raises ``SeveralClips`` where one of several must be chosen.
    """
    view = c.view
    pictures = tuple(clip.id for clip in view.pictures)
    if ref.back == "this":
        ids = view.replied_clips or recent(c)[:1]
        if not ids and 1 < len(pictures) <= _MOST_CHOICES:
            raise SeveralClips(pictures)
        return ids
    if ref.back == "other":
        last = (c.context.named or view.replied_clips or view.named)[:1]
        others = tuple(i for i in pictures if i not in last)
        return others if last and len(others) == 1 else ()
    if ref.many:
        raise SeveralClips(ref.ids)
    return ref.ids


def recent(c: Clause) -> tuple[AssetId, ...]:
    """The clips that "it" and "this one" refer to, newest first."""
    return c.view.replied_clips or c.context.named or c.view.named


def clips(
    c: Clause, *, pronouns: bool = False, logos: bool = True
) -> tuple[AssetId, ...]:
    """Read all clips that are named; with ``pronouns`` also "it" and "them"."""
    named: list[AssetId] = []
    for n in list(c.indexes("clips")):
        if c.tokens[n].has("logo") and not logos:
            continue
        ids = resolve(c, c.tokens[n].value("clips"))
        if ids:
            c.used.add(n)
            named += ids
    if not named and pronouns and c.has("it"):
        recent = c.view.replied_clips or c.context.named[:1] or c.view.named[:1]
        if recent:
            c.take("it")
            return tuple(recent)
    return tuple(dict.fromkeys(named))


def charge_further_clips(c: Clause) -> None:
    """Raise the cost of a clause by each clip beyond the first: each asks for a clause."""
    named = [n for n in c.indexes("clips") if not c.tokens[n].has("logo")]
    c.cost += 2.0 * max(0, len(named) - 1)


def last_two(c: Clause) -> tuple[AssetId, ...]:
    """The two clips that were named last, for "both"."""
    named = [*reversed(c.view.named), *c.context.recent]
    newest = tuple(dict.fromkeys(reversed(named)))[:2]
    return tuple(reversed(newest)) if len(newest) == 2 else ()
