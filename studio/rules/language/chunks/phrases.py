"""From tokens to phrases: the passes over a request, in order."""

from studio.model.reading import ProjectView
from studio.rules.language.chunks.asides import (
    without_asides,
    without_estimates,
    without_limits,
    without_retreats,
    without_similes,
)
from studio.rules.language.chunks.complaints import with_complaints
from studio.rules.language.chunks.contrasts import with_moderation, without_contrasts
from studio.rules.language.chunks.counts import without_counts
from studio.rules.language.chunks.filming import without_settings
from studio.rules.language.chunks.nouns.phrases import Nouns
from studio.rules.language.chunks.places import places
from studio.rules.language.chunks.reported import without_reporters
from studio.rules.language.chunks.tags import with_tags
from studio.rules.language.chunks.targets import with_targets
from studio.rules.language.chunks.themes import without_themes
from studio.rules.language.chunks.titles.unquoted import with_unquoted_titles
from studio.rules.language.chunks.values import with_units
from studio.rules.language.entities.token import Token

_TITLED = ("add_title", "change_title")
"""Edits behind which "it" is a title: "change it to Beach Week"."""


def phrases(
    words: list[Token], raw: str, folded: str, view: ProjectView
) -> list[Token]:
    """Tokens with titles captured and values, nouns and places put together."""
    words = without_estimates(without_reporters(words), folded)
    words = without_similes(without_limits(words, folded), folded)
    titled = bool(view.last_edits) and view.last_edits[-1].do in _TITLED
    out = with_unquoted_titles(
        words, raw, folded, [title.text for title in view.titles], titled=titled
    )
    out = with_targets(with_tags(out, folded), folded)
    out = without_counts(with_units(out, folded), folded)
    out = without_themes(Nouns(view, folded).phrases(out), first=view.duration <= 0)
    out = without_settings(without_asides(without_retreats(out, folded), folded))
    out = with_moderation(without_contrasts(out, folded))
    out = with_complaints(places(out), folded)
    return [t for t in out if not t.concepts <= {"filler", "of"}]
