"""The stage LOOK: build a draft from a cut, with looks, joins, sound, words and overlays."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from studio.model.cut import Cut
from studio.model.draft import Draft, Segment, Track, TrackType
from studio.model.edits.limits import USUAL_LINES
from studio.model.edits.music import SetClipSound, SetVolume, SoundTarget
from studio.model.edits.picture import FadePicture, SetAspect, Turn
from studio.model.edits.record import Edit
from studio.model.edits.whole import SetResolution
from studio.model.effects import Effects
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import Asset
from studio.rules.cutting import shape
from studio.rules.effects.cards import cards_of, with_cards
from studio.rules.effects.free_place import FreePlaces
from studio.rules.effects.joins import join_of
from studio.rules.effects.overlays import overlays
from studio.rules.effects.pulses import pulses
from studio.rules.effects.segment_effects import PICTURE_EDITS, segment_effects
from studio.rules.effects.shot_pieces import Piece, milliseconds, pieces
from studio.rules.effects.sound import clip_sound, fade, music_tracks
from studio.rules.effects.titles import captions, lanes, reserve, titles
from studio.rules.picture.turned import turned_sides
from studio.rules.scopes.query import all_of, last, scoped

_WAVE = 200
"""Points of the music's curve that goes with a draft."""


def build_draft(cut: Cut, intent: Intent, material: Material) -> Draft:
    """The draft of a cut. No edit of this stage moves a frame of it."""
    frame = frame_size(cut, intent, material)
    parts = pieces(cut, _dividing(intent))
    video = _video(parts, cut, intent, material, frame)
    bed = any(segment.effects.duck for segment in video)
    tracks = [Track(TrackType.VIDEO, tuple(video))]
    if above := overlays(cut, intent, material, frame):
        tracks += [Track(TrackType.VIDEO, tuple(lane)) for lane in _per_image(above)]
    songs = music_tracks(cut, intent, material, parts, bed=bed)
    tracks += [Track(TrackType.AUDIO, tuple(song)) for song in songs]
    tracks += _words(cut, intent, material, FreePlaces(video, material, frame))
    cards = cards_of(intent)
    duration = milliseconds(cut.frames, cut.rate)
    tracks = with_cards(tracks, duration, cards)
    total = duration + cards.intro_ms + cards.outro_ms
    return Draft(tuple(tracks), total, _meta(cut, frame, cards.intro_ms))


def _words(
    cut: Cut, intent: Intent, material: Material, free: FreePlaces
) -> list[Track]:
    """The tracks of titles, and the one of captions."""
    reserve(cut, intent, free)
    lines = captions(cut, intent, material, free)
    titled = lanes(titles(cut, intent, free))
    return [Track(TrackType.TEXT, tuple(lane)) for lane in [*titled, lines] if lane]


def _per_image(overlays: Sequence[Segment]) -> list[list[Segment]]:
    """A track for each image that lies on top, however often it is shown."""
    out: dict[str, list[Segment]] = {}
    for segment in overlays:
        out.setdefault(segment.id.partition(".")[0], []).append(segment)
    return list(out.values())


def frame_size(cut: Cut, intent: Intent, material: Material) -> tuple[int, int]:
    """Width and height of the video."""
    by_id = material.by_id
    used = list(dict.fromkeys(s.clip for s in cut.shots if s.clip in by_id))
    aspect, lines = last(intent, SetAspect), last(intent, SetResolution)
    return shape.size(
        [_as_shown(by_id[clip], intent) for clip in used],
        (aspect.width, aspect.height) if aspect else None,
        lines.lines if lines else USUAL_LINES,
    )


def _as_shown(asset: Asset, intent: Intent) -> Asset:
    """The clip with its sides as they are shown where all of it is turned."""
    turn = None
    for edit in scoped(all_of(intent, Turn)):
        scope = edit.scope
        if scope.of == "whole" or (scope.of == "clips" and asset.id in scope.assets):
            turn = edit
    width, height = turned_sides(asset.width, asset.height, turn)
    return replace(asset, width=width, height=height)


def _dividing(intent: Intent) -> list[Edit]:
    """The edits that may begin or end inside a shot."""
    return [
        edit
        for edit in intent.edits
        if isinstance(edit, (*PICTURE_EDITS, SetClipSound))
        or (isinstance(edit, SetVolume) and edit.target is not SoundTarget.MUSIC)
    ]


def _video(
    parts: Sequence[Piece], cut: Cut, intent: Intent, material: Material,
    frame: tuple[int, int],
) -> list[Segment]:  # fmt: skip
    by_id, fps = material.by_id, cut.rate
    out: list[Segment] = []
    for index, piece in enumerate(parts):
        shot = piece.shot
        start = milliseconds(shot.first, fps)
        sound = clip_sound(piece, cut, intent, material)
        before = parts[index - 1].shot if index else None
        effects = segment_effects(piece, cut, intent, material, frame).model_copy(
            update={
                "join": join_of(piece, before, cut, intent, material),
                "pulses": pulses(piece, cut, intent),
                "duck": sound.duck,
            }
        )
        asset = by_id.get(shot.clip)
        out.append(
            Segment(
                piece.id, asset.name if asset else "", start,
                milliseconds(shot.end, fps) - start, shot.clip,
                0 if shot.still else round(shot.source * 1000), sound.volume,
                effects=effects,
            )
        )  # fmt: skip
    _fade_edges(out, intent)
    return out


def _fade_edges(segments: list[Segment], intent: Intent) -> None:
    """Fades from and to black or white, and those of the clips' sound."""
    for edit in all_of(intent, FadePicture):
        _fade_picture(segments, edit)
    for edge, index in (("in", 0), ("out", -1)):
        seconds = fade(intent, SoundTarget.CLIPS, edge)
        if seconds is not None and segments[index].volume > 0:
            segments[index] = _with(segments[index], {f"fade_{edge}": seconds})


def _fade_picture(segments: list[Segment], edit: FadePicture) -> None:
    """A fade over as many segments as it is long, the first or last one at least."""
    start, end = segments[0].start, segments[-1].end
    for n, segment in enumerate(segments):
        gone, left = (segment.start - start) / 1000, (end - segment.end) / 1000
        if edit.edge == "in" and (n == 0 or gone < edit.seconds):
            new = {"picture_in": edit.seconds, "fade_gone": gone}
        elif edit.edge == "out" and (segment is segments[-1] or left < edit.seconds):
            new = {"picture_out": edit.seconds, "fade_left": left}
        else:
            continue
        segments[n] = _with(segment, new | {"fade_color": edit.color})


def _with(segment: Segment, new: dict[str, Any]) -> Segment:
    effects: Effects = segment.effects.model_copy(update=new)
    return replace(segment, effects=effects)


def _meta(cut: Cut, frame: tuple[int, int], shift: int) -> dict[str, Any]:
    music = cut.music
    meta: dict[str, Any] = {
        "title": "VidMuse", "fps": cut.fps, "width": frame[0], "height": frame[1],
    }  # fmt: skip
    if music.pieces:
        meta |= {
            "tempo": music.tempo,
            "other_tempo": music.other_tempo,
            "beats": [round(beat * 1000 + shift, 1) for beat in music.beats],
            "downbeats": [round(beat * 1000 + shift, 1) for beat in music.downbeats],
            "wave": _wave(cut),
            "sections": [
                {
                    "start": round(s.start * 1000) + shift,
                    "end": round(s.end * 1000) + shift, "label": s.label,
                }
                for s in music.sections
            ],
        }  # fmt: skip
    return meta | {"cut": cut.model_dump(mode="json", exclude_defaults=True)}


def _wave(cut: Cut) -> list[float]:
    """The music's energy from beginning to end, to be drawn; empty without a pulse."""
    music = cut.music
    if not music.beats:
        return []
    times = (music.seconds * index / _WAVE for index in range(_WAVE))
    places = (max(0, bisect_right(music.beats, time) - 1) for time in times)
    return [round(music.energy[place], 2) for place in places]
