"""A project of real files, small enough to check every frame of each edit."""

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image

from studio.media.inspection.probe import probe
from studio.media.render.compose import frames
from studio.media.sound.mix import RATE, mix
from studio.model.captions import Cue
from studio.model.draft import Draft
from studio.model.edits.control import UndoEdit
from studio.model.edits.music import TrimMusic, UseMusic
from studio.model.edits.record import Edit, Exact, OfClips, OfShots, OfSong, OfTime
from studio.model.edits.whole import SetLength
from studio.model.material import Material
from studio.model.media import Asset, AssetId, Footage, MediaKind, Shot
from studio.model.music import BeatGrid, Section
from studio.model.plan import RenderPlan
from studio.rules.intent.state import current_shots
from studio.rules.plan.render_plan import plan
from studio.rules.scopes.stretches import of_song, of_time
from tests.media import footage
from tests.studio.editing.material import Editor

FPS, SIZE = 24, (256, 144)
SECONDS, CLIP_SECONDS, SONG_SECONDS = 6.0, 8.0, 12.0
TONES = {"c1": 5000.0, "c2": 6000.0, "c3": 7000.0, "song": 300.0, "other": 2300.0}
"""Hertz; those of a song rise by ``_STEP`` with each of its seconds."""
_STEP = 40.0
COLOURS = {"c1": (200, 90, 60), "c2": (70, 180, 80), "c3": (70, 90, 210)}
Planes = tuple[np.ndarray, np.ndarray, np.ndarray]


def _tone(name: str, seconds: float) -> np.ndarray:
    time = np.arange(round(seconds * RATE)) / RATE
    return (0.2 * np.sin(2 * np.pi * TONES[name] * time)).astype(np.float32)


def _scale(name: str) -> np.ndarray:
    """A tone for each second of a song."""
    pitch = TONES[name] + _STEP * np.floor(np.arange(SONG_SECONDS * RATE) / RATE)
    return (0.2 * np.sin(2 * np.pi * np.cumsum(pitch) / RATE)).astype(np.float32)


def _video(folder: Path, name: str, code: int) -> Asset:
    """Frames that tell their number under a colour, a dark field at the left of it."""
    pictures = []
    for number in range(round(CLIP_SECONDS * FPS)):
        picture = footage.coded(code, number, *SIZE)
        picture[:45] = COLOURS[name]
        picture[:45, :48] = 30
        picture[104:, ::8] = 150
        pictures.append(picture)
    sound = _tone(name, CLIP_SECONDS)
    path = footage.painted(folder / f"{name}.mp4", pictures, Fraction(FPS), sound)
    return replace(probe(path, path.name), id=AssetId(name))


def _song(folder: Path, name: str) -> tuple[Asset, BeatGrid]:
    """120 beats a minute: a verse, a build-up, a chorus of two seconds, a verse."""
    path = footage.wav(folder / f"{name}.wav", _scale(name))
    beats = tuple(n / 2 for n in range(round(2 * SONG_SECONDS)))
    sections = (
        Section(0.0, 1.0, 0.3, "verse"), Section(1.0, 2.0, 0.6, "build"),
        Section(2.0, 4.0, 1.0, "chorus"), Section(4.0, SONG_SECONDS, 0.4, "verse"),
    )  # fmt: skip
    energy = tuple(1.0 if 2 <= beat < 4 else 0.4 for beat in beats)
    asset = Asset(
        AssetId(name), f"{name}.wav", MediaKind.AUDIO, str(path), 1, SONG_SECONDS,
        has_audio=True,
    )  # fmt: skip
    whole = (1.0,) * len(beats)
    return asset, BeatGrid(
        SONG_SECONDS, 120.0, beats, beats[::4], energy, sections, whole
    )


def _photo(folder: Path) -> Asset:
    path = folder / "photo.png"
    Image.new("RGB", (80, 60), (255, 0, 255)).save(path)
    return replace(probe(path, path.name), id=AssetId("logo"))


def build(folder: Path) -> Material:
    """Three clips with a tone each, a magenta photo, the same as a logo, two songs, a file of captions."""
    clips = [_video(folder, name, number) for number, name in enumerate(COLOURS, 1)]
    logo = _photo(folder)
    songs = [_song(folder, name) for name in ("song", "other")]
    words = Asset(
        AssetId("words"), "words.srt", MediaKind.CAPTIONS, str(folder / "words.srt"), 1,
        0.0,
    )  # fmt: skip
    looked = {
        clip.id: Footage(
            clip.id, CLIP_SECONDS, (Shot(0.0, CLIP_SECONDS),),
            speech=((1.0, 2.0),) if clip.id == "c1" else (),
        )
        for clip in clips
    }  # fmt: skip
    photo_seen = (Shot(0.0, 0.0, motion=0.1),)
    mark = replace(logo, id=AssetId("mark"), name="logo.png")
    looked |= {one.id: Footage(one.id, 0.0, photo_seen) for one in (logo, mark)}
    return Material(
        (*clips, logo, mark, *(song for song, _ in songs), words),
        looked,
        {song.id: grid for song, grid in songs},
        {words.id: (Cue(1.0, 2.0, "first"), Cue(3.0, 4.0, "second"))},
    )


@dataclass
class Video:
    """A project whose edits are rendered and checked."""

    editor: Editor

    @property
    def plan(self) -> RenderPlan:
        draft = self.editor.draft
        meta, side = draft.meta, min(SIZE)
        scale = side / min(meta["width"], meta["height"])
        small = {key: round(meta[key] * scale / 2) * 2 for key in ("width", "height")}
        return plan(replace(draft, meta={**meta, **small}), self.editor.material.by_id)

    @property
    def draft(self) -> Draft:
        return self.editor.draft

    def frames(self) -> list[Planes]:
        """Y, Cb, Cr of every frame, as int."""
        render_plan = self.plan
        out = []
        for frame, _ in frames(render_plan):
            whole = frame.to_ndarray(format="yuv420p").astype(np.int16)
            rows, columns = render_plan.height, render_plan.width
            half = whole[rows:].reshape(2, rows // 2, columns // 2)
            out.append((whole[:rows], half[0], half[1]))
        return out

    def sound(self) -> np.ndarray:
        """Samples, (2, n); zeros where there is no sound."""
        samples = mix(self.plan)
        return np.zeros((2, round(SECONDS * RATE))) if samples is None else samples

    def edit(self, *edits: Edit) -> None:
        """Apply edits; none of them may be refused."""
        self.editor.edit(*edits)
        assert self.editor.refusals == ()

    def take_off(self, edit: Edit) -> None:
        """Remove the newest edit of a kind, with its pins."""
        self.edit(UndoEdit(edit=edit.do))

    def shown(self, edit: Edit) -> set[int]:
        """The frames that the scope of an edit covers, as the video stands."""
        cut, scope = self.editor.cut, edit.scope
        spans: list[tuple[float, float]]
        match scope:
            case OfClips(assets=clips):
                spans = [
                    (float(s.first / cut.rate), float(s.end / cut.rate))
                    for s in cut.shots
                    if s.clip in clips
                ]
            case OfShots(numbers=numbers):
                shots = current_shots(cut)
                spans = [(s.start, s.end) for s in shots if s.number in numbers]
            case OfSong():
                spans = of_song(scope, cut.music)
            case OfTime():
                spans = [of_time(scope, float(cut.frames / cut.rate))]
            case _:
                spans = [(0.0, float(cut.frames / cut.rate))]
        return {
            n for low, high in spans for n in range(round(low * FPS), round(high * FPS))
        }


def start(material: Material) -> Video:
    """The six seconds of the video that edits are made on."""
    video = Video(Editor(material))
    video.edit(
        UseMusic(songs=(AssetId("song"),)), TrimMusic(start=0.0),
        SetLength(length=Exact(value=SECONDS)),
    )  # fmt: skip
    return video


def differs(before: list[Planes], after: list[Planes]) -> set[int]:
    """The frames of which any pixel changed."""
    assert len(before) == len(after)
    return {
        n
        for n, (one, two) in enumerate(zip(before, after, strict=True))
        if any((a != b).any() for a, b in zip(one, two, strict=True))
    }


def codes(frames: list[Planes]) -> list[tuple[int, int]]:
    """Clip and frame number of the footage in every frame; the photo is clip 0."""
    return [footage.decoded(luma) for luma, _, _ in frames]


def strength(sound: np.ndarray, name: str, start: float, end: float) -> float:
    """The loudness of a file in a stretch of the video."""
    return max(_strengths(sound, name, start, end))


def song_second(sound: np.ndarray, name: str, start: float) -> int:
    """The second of a song that is heard in the half second from ``start`` on."""
    strengths = _strengths(sound, name, start, start + 0.5)
    return int(np.argmax(strengths)) if max(strengths) > 1e-3 else -1


def _strengths(sound: np.ndarray, name: str, start: float, end: float) -> list[float]:
    part = sound[0, round(start * RATE) : round(end * RATE)]
    time = np.arange(len(part)) / RATE
    count = 1 if name.startswith("c") else round(SONG_SECONDS)
    pitches = TONES[name] + _STEP * np.arange(count)
    waves = np.exp(-2j * np.pi * pitches[:, None] * time)
    return [float(x) for x in abs((waves * part).mean(axis=1))]
