"""``convert``: convert a clip to a format that every agent reads.

A video becomes an MP4 (H.264, AAC), a sound an M4A (AAC), a photo a JPEG, or a PNG if parts
of it are transparent.
"""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream

from studio.errors import StudioError, UnsupportedFile
from studio.media import formats
from studio.media.file_view import FileView
from studio.media.forked_process import studio_command
from studio.media.inspection.containers import open_container
from studio.media.inspection.photos import upright_photo
from studio.media.inspection.probe import accepted
from studio.media.inspection.sniff import sniff
from studio.media.processes import clean_environment
from studio.media.render.render import render
from studio.media.sandbox import Limits
from studio.model.media import Asset, MediaKind
from studio.model.plan import FrameSpan, RenderPlan, Sound
from studio.rules.picture.framing import even

_LIMITS = Limits(memory=4 << 30, cpu_seconds=3600, files=256)
_CONFINED = "--confined"
_MOST_SIDE, _MOST_RATE = 1080, 60
"""Most pixels of the shorter side, and most frames a second, of a converted video."""
_LONGEST_PHOTO = 4096
_RATE, _AAC_FRAME, _BITS = 48_000, 1024, 192_000


@dataclass(frozen=True, slots=True)
class ConvertedFile:
    """A converted file and its MIME type."""

    path: Path
    mime: str


def main(arguments: list[str]) -> int:
    """``FILE NAME FOLDER LANGUAGE``: in a confined process without secrets."""
    if arguments[0] == _CONFINED:
        return _confined_main(*arguments[1:])
    file, _, folder, _ = arguments
    view = FileView((str(Path(file).resolve().parent),), (str(Path(folder).resolve()),))
    limits = replace(_LIMITS, view=view)
    command = ("confined", *limits.arguments(), "convert", _CONFINED, *arguments)
    line = studio_command(*command)
    environment = clean_environment()
    return subprocess.run(line, env=environment, check=False).returncode  # noqa: S603


def _confined_main(file: str, name: str, folder: str, language: str) -> int:
    """Print one JSON line: ``path`` and ``mime``, or the ``error``."""
    logging.getLogger("libav").setLevel(logging.CRITICAL)
    try:
        converted = convert(Path(file), name, Path(folder))
    except StudioError as error:
        line = {"error": error.say(language)}
    else:
        line = {"path": str(converted.path), "mime": converted.mime}
    sys.stdout.write(json.dumps(line) + "\n")
    return 0


def convert(file: Path, name: str, folder: Path) -> ConvertedFile:
    """Write the clip into the folder. Raises ``UnsupportedFile`` or ``RenderFailed``."""
    asset = accepted(file, name)
    stem = folder / "converted"
    match asset.kind:
        case MediaKind.VIDEO:
            out = stem.with_suffix(".mp4")
            render(_whole(asset, file), out, lambda _: None)
            return ConvertedFile(out, "video/mp4")
        case MediaKind.AUDIO:
            return ConvertedFile(
                _write_sound(file, name, stem.with_suffix(".m4a")), "audio/mp4"
            )
        case MediaKind.IMAGE:
            return _write_photo(file, name, stem)
        case _:
            raise UnsupportedFile("unknown_format", name=name, formats=formats.READABLE)


def _whole(asset: Asset, file: Path) -> RenderPlan:
    """The render plan that shows the whole clip."""
    scale = min(1.0, _MOST_SIDE / min(asset.width, asset.height))
    rate = min(asset.fps or Fraction(30), Fraction(_MOST_RATE))
    frames = max(1, int(asset.seconds * rate))
    span = FrameSpan(
        0, frames, str(file), rotation=asset.rotation, mirrored=asset.mirrored,
        name=asset.name,
    )  # fmt: skip
    sound = Sound(str(file), 0.0, 0.0, float(frames / rate))
    return RenderPlan(
        even(asset.width * scale), even(asset.height * scale), rate, frames, (span,),
        (), (sound,) if asset.has_audio else (),
    )  # fmt: skip


def _write_sound(file: Path, name: str, out: Path) -> Path:
    resampler = AudioResampler("fltp", "stereo", _RATE, frame_size=_AAC_FRAME)
    try:
        with (
            open_container(file, sniff(file, name).demuxer) as source,
            av.open(str(out), "w", format="ipod") as container,
        ):
            stream = container.add_stream("aac", rate=_RATE)
            assert isinstance(stream, AudioStream)  # noqa: S101  # for the type checker
            stream.layout, stream.bit_rate = "stereo", _BITS
            for frame in source.decode(audio=0):
                for part in resampler.resample(frame):
                    part.pts = None
                    container.mux(stream.encode(part))
            for part in resampler.resample(None):
                part.pts = None
                container.mux(stream.encode(part))
            container.mux(stream.encode(None))
    except (av.FFmpegError, OSError, IndexError) as error:
        raise UnsupportedFile("sound_unreadable", name=name) from error
    return out


def _write_photo(file: Path, name: str, stem: Path) -> ConvertedFile:
    photo = upright_photo(file, name, _LONGEST_PHOTO)
    lowest = photo.getchannel("A").getextrema()[0]
    if isinstance(lowest, int | float) and lowest < 255:
        out = stem.with_suffix(".png")
        photo.save(out, "PNG")
        return ConvertedFile(out, "image/png")
    out = stem.with_suffix(".jpg")
    photo.convert("RGB").save(out, "JPEG", quality=92)
    return ConvertedFile(out, "image/jpeg")
