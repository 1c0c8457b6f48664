"""Read exceptions: "everything except the dog", "black and white, not the dog".

They become a reference to all the other clips, with the value ``excepted``.
"""

from collections.abc import Sequence

from studio.model.media import AssetId
from studio.rules.language.chunks.nouns.references import ClipRef, Files
from studio.rules.language.chunks.rewrite import (
    NOTHING,
    Replacement,
    at,
    over,
    skip,
    without_weight,
)
from studio.rules.language.entities.token import Token

_FAMILIES = ("look.", "speed.", "pulse.")
_EVERYWHERE = (
    "adj.bright", "adj.dark", "adj.contrasty", "adj.flat", "adj.saturated", "adj.desaturated",
    "adj.warm", "adj.cold", "adj.grainy", "adj.blurry", "adj.sharp", "adj.loud", "adj.quiet", "adj.fast", "adj.slow",
    "verb.mute", "verb.speed_up", "verb.slow_down", "verb.reverse", "verb.mirror", "verb.zoom",
    "verb.stabilise", "verb.turn", "effects_all",
)  # fmt: skip
"""What may be asked for of all clips but some."""
_SPARED = ("instead_of", "spared", "apart")
"""What is said behind a clip that does not get what the others get: "小狗别加"."""
_NAMES = ("clips", "shots", "songs", "songpart", "title", "caption", "logo")
"""What a wish may be about that is not all clips."""


def exception(files: Files, tokens: Sequence[Token], n: int) -> Replacement:
    """Reads the exception that begins here."""
    if not tokens[n].has("except"):
        return _apart(files, tokens, n) or _left_alone(files, tokens, n)
    end = skip(tokens, n + 1, "filler", "for")
    ref = _clips(tokens, end)
    if ref is None:
        token = tokens[n]  # "dissolve everything but the first cut": not everything
        bare = Token(token.start, token.end, token.concepts - {"all"}, token.values)
        return bare, 1
    follow = skip(tokens, end + 1, "filler")
    if at(tokens, follow, "rest") and not at(tokens, follow + 1, "verb.keep"):
        end = follow  # "除了海边其他都黑白"
    if _is_apart(tokens[:n], ref):
        return without_weight(tokens[n : end + 1]), end + 1 - n
    others = _others(files, ref)
    if not others:
        return NOTHING
    values: dict[str, object] = {"clips": ClipRef(others), "excepted": ref.ids}
    if tokens[n].has("all"):
        values["all"] = True
    return over(tokens[n : end + 1], **values), end + 1 - n


def _apart(files: Files, tokens: Sequence[Token], n: int) -> Replacement | None:
    """Reads "小狗除外": the word for an exception stands behind it."""
    ref = _clips(tokens, n)
    if ref is None or not at(tokens, n + 1, "apart"):
        return None
    others = _others(files, ref)
    values: dict[str, object] = {"clips": ClipRef(others), "excepted": ref.ids}
    return (over(tokens[n : n + 2], **values), 2) if others else None


def _left_alone(files: Files, tokens: Sequence[Token], n: int) -> Replacement:
    """Reads "…, not the dog", "…，小狗不要" behind a wish for the whole video."""
    denial = skip(tokens, n, "comma", "but", "only", "filler")
    parted = any(t.has("comma", "but") for t in tokens[n:denial])
    if not parted or not at(tokens, n, "comma", "but"):
        return NOTHING
    end = skip(tokens, denial + 1, "filler", "for", "on")
    if at(tokens, denial, "instead_of"):
        ref = _clips(tokens, end)
    else:
        ref = _clips(tokens, denial) if at(tokens, end, *_SPARED) else None
    if ref is None or not _is_of_all(tokens[:n]):
        return NOTHING
    ends = skip(tokens, end + 1, "filler", "polite")
    others = _others(files, ref)
    if not others or (
        ends < len(tokens) and not at(tokens, ends, "comma", "stop", "and")
    ):
        return NOTHING
    values: dict[str, object] = {"clips": ClipRef(others), "excepted": ref.ids}
    return over(tokens[n : end + 1], **values), end + 1 - n


def _others(files: Files, ref: ClipRef) -> tuple[AssetId, ...]:
    """The other clips that are shown, or could be."""
    pictures = files.pictures
    shown = [clip for clip in pictures if clip.in_use] or pictures
    return tuple(clip.id for clip in shown if clip.id not in ref.ids)


def _clips(tokens: Sequence[Token], n: int) -> ClipRef | None:
    """The clips named here."""
    ref = tokens[n].value("clips") if at(tokens, n, "clips") else None
    return ref if isinstance(ref, ClipRef) and ref.ids else None


def _is_of_all(before: Sequence[Token]) -> bool:
    """Whether the wish before asks for something of all clips."""
    stops = [n for n, token in enumerate(before) if token.has("stop", "and", "then")]
    wish = before[stops[-1] + 1 if stops else 0 :]
    return not any(t.has(*_NAMES) for t in wish) and any(
        c in _EVERYWHERE or c.startswith(_FAMILIES) for t in wish for c in t.concepts
    )


def _is_apart(before: Sequence[Token], ref: ClipRef) -> bool:
    """Whether clips were named before, and this one is none of them.

    "Mute the bath but not the zoomies" is about the bath alone.
    """
    refs = (token.value("clips") for token in before)
    named = [one for one in refs if isinstance(one, ClipRef) and one.ids]
    return bool(named) and not set(named[-1].ids) & set(ref.ids)
