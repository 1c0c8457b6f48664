"""Analyse a clip: its shots, features over time, and sound."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from studio.errors import UnsupportedFile
from studio.media.analysis.faces import faces_in
from studio.media.analysis.frame_observer import FrameObserver
from studio.media.analysis.sampler import Sampler
from studio.media.inspection.containers import open_container
from studio.media.inspection.sniff import sniff
from studio.media.sound.decode import decode_mono
from studio.model.media import Asset, Footage, MediaKind, Shot, SoundEvent
from studio.rules.footage.defects import blank_stretches
from studio.rules.footage.moments import colour, moments
from studio.rules.footage.movement import camera_moves, motion_peaks, slow_moves
from studio.rules.footage.sampling import decoding_budget
from studio.rules.footage.shot_detection import shots
from studio.rules.footage.subject import APART, subject_places
from studio.rules.sound.events import sound_events
from studio.rules.sound.features import sound_features
from studio.rules.sound.loudness import SILENCE, lufs
from studio.rules.sound.speech import speech

_MOST_SOUND = 600.0
_SOUND_RATE = 16_000


def analyse_footage(asset: Asset, budget: float | None = None) -> Footage:
    """Measure shots, moments, movement, faces and sound. Raises ``UnsupportedFile``.

    As many frames are analysed as the budget allows: ``budget`` seconds of one core for
    decoding, by default ``decoding_budget``.
    """
    if asset.kind is MediaKind.IMAGE:
        return Footage(asset.id, 0.0, (Shot(0.0, 0.0, motion=0.1),))
    if asset.kind is MediaKind.AUDIO:
        loudness = _sound(asset).loudness
        return Footage(asset.id, asset.seconds, (), loudness=loudness)
    path = Path(asset.path)
    try:
        with open_container(
            path, sniff(path, asset.name).demuxer, from_head=True
        ) as container:
            sampler = Sampler(container, asset)
            sampler.sample(decoding_budget(asset.seconds) if budget is None else budget)
    except (av.FFmpegError, OSError) as error:
        raise UnsupportedFile("unreadable_now", name=asset.name) from error
    return describe(asset, sampler.seen)


def describe(asset: Asset, seen: FrameObserver) -> Footage:
    """The footage of a video, from its observed frames and its sound.

    Raises ``UnsupportedFile`` if there were no pictures.
    """
    if not seen.thumbs:
        raise UnsupportedFile("no_picture", name=asset.name)
    times = sorted(seen.thumbs)
    thumbs = [seen.thumbs[time] for time in times]
    all_shots = shots(np.array(times), thumbs, asset.seconds)
    cuts = [shot.start for shot in all_shots[1:]]
    moves = camera_moves(times, thumbs, cuts)
    lights = sorted(seen.lights.items())
    blank = blank_stretches(
        [time for time, _ in lights],
        [light for _, (light, _) in lights],
        [spread for _, (_, spread) in lights],
        asset.seconds,
        1 / float(asset.fps or 30),
    )
    faces = faces_in(seen.portraits)
    boxes = {place.time: place.boxes for place in faces}
    slow = [slow_moves(times, thumbs, apart, cuts) for apart in APART]
    subject = subject_places(times, moves, slow)
    described = moments(times, thumbs, moves, seen.crispness, boxes, subject)
    heard = _sound(asset)
    return Footage(
        asset.id, asset.seconds, tuple(all_shots), heard.loudness, described,
        tuple(blank), heard.speech, colour(thumbs),
        motion_peaks(*_changes(seen), times, moves, described),
        subject, faces, heard.sounds, asset.highlights, asset.slow_motion,
    )  # fmt: skip


def _changes(seen: FrameObserver) -> tuple[list[float], list[float]]:
    """Times and changes of all decoded frames, in order."""
    times = sorted(seen.changes)
    return times, [seen.changes[time] for time in times]


@dataclass(frozen=True, slots=True)
class _SoundAnalysis:
    """The sound fields of ``Footage``."""

    loudness: float = SILENCE
    speech: tuple[tuple[float, float], ...] = ()
    sounds: tuple[SoundEvent, ...] = ()


def _sound(asset: Asset) -> _SoundAnalysis:
    """Analyse the sound of a file; silence if there is none."""
    if not asset.has_audio or asset.seconds > _MOST_SOUND:
        return _SoundAnalysis()
    try:
        sound = decode_mono(Path(asset.path), _SOUND_RATE)
    except UnsupportedFile:
        return _SoundAnalysis()
    loudness = lufs(sound[None], _SOUND_RATE)
    if asset.kind is not MediaKind.VIDEO:
        return _SoundAnalysis(loudness)
    frames = sound_features(sound, _SOUND_RATE)
    return _SoundAnalysis(loudness, tuple(speech(frames)), sound_events(frames))
