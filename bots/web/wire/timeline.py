"""A draft's timeline as the page draws it, as JSON fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.rules.draft.segments import AUDIO, TITLE, Piece
from core.rules.draft.timeline import beats, downbeats, duration, rows, waveform
from core.rules.draft.timeline_image import clip_names

Fields = dict[str, Any]
_MOST_TRACKS, _MOST_PIECES, _MOST_BEATS = 8, 400, 1000
_KINDS = {AUDIO: "music", TITLE: "title"}


def timeline_fields(draft: Mapping[str, Any], clips: Sequence[str]) -> Fields | None:
    """Tracks, beats and loudness over seconds; None for a draft without a length.

    Shots are numbered from 0 by the position of their clip's name in ``clips``.
    """
    seconds = duration(draft)
    tracks = [(kind, shown) for kind, shown in rows(draft) if shown][:_MOST_TRACKS]
    if seconds <= 0 or not tracks:
        return None
    names = list(dict.fromkeys((*clips, *clip_names(draft))))
    return {
        "seconds": round(seconds, 3),
        "tracks": [
            {
                "kind": _KINDS.get(kind, "video"),
                "pieces": [_piece(each, names) for each in shown[:_MOST_PIECES]],
            }
            for kind, shown in tracks
        ],
        "beats": beats(draft)[:_MOST_BEATS],
        "downbeats": downbeats(draft)[:_MOST_BEATS],
        "wave": [round(level, 2) for level in waveform(draft)],
    }


def _piece(piece: Piece, names: Sequence[str]) -> Fields:
    return {
        "start": round(piece.start, 3),
        "end": round(piece.end, 3),
        "name": piece.name,
        "clip": names.index(piece.name) if piece.name in names else 0,
    }
