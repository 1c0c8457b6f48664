"""The jobs of ``bench.video.render`` with one filter graph of ffmpeg, and with MoviePy."""

import subprocess
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from studio.model.plan import FrameSpan, RenderPlan

FONT = Path(__file__).parents[2] / "studio/data/fonts/NotoSans-Bold.ttf"


def reach(plan: RenderPlan, index: int) -> tuple[int, int]:
    """Frames that a piece is shown before and after its own, under transitions."""
    join = plan.pieces[index].join
    following = plan.pieces[index + 1].join if index + 1 < len(plan.pieces) else None
    return join.before if join else 0, following.after if following else 0


def speed(span: FrameSpan) -> float:
    """The mean speed: a ramp costs as much as a constant speed."""
    if not span.times:
        return 1.0
    return (span.times[-1] - span.times[0]) / (len(span.times) - 1) * 30


def ffmpeg(plan: RenderPlan, out: Path) -> None:
    """One filter graph: an input for each piece, sought by its start."""
    from imageio_ffmpeg import get_ffmpeg_exe  # noqa: PLC0415  # may be absent

    fps, size = float(plan.fps), f"{plan.width}:{plan.height}"
    inputs, chains, lengths = [], [], []
    for index, span in enumerate(plan.pieces):
        before, after = reach(plan, index)
        frames, rate = span.frames + before + after, speed(span)
        start = max(0.0, span.source_start - before / fps * rate)
        length = frames / fps * rate + 0.2
        inputs += ["-ss", f"{start:.6f}", "-t", f"{length:.6f}", "-i", span.path]
        chains.append(
            f"[{index}:v]setpts=(PTS-STARTPTS)/{rate:.6f},fps={fps},"
            f"scale={size}:force_original_aspect_ratio=decrease,"
            f"pad={size}:(ow-iw)/2:(oh-ih)/2,setsar=1,format=yuv420p,"
            f"tpad=stop_mode=clone:stop=9,trim=end_frame={frames},settb=1/90000[p{index}]"
        )
        lengths.append(frames)
    joins, film = _joined(plan, lengths)
    look = "curves=preset=vintage," if plan.pieces[0].effects.look else ""
    title = (
        f"drawtext=fontfile={FONT}:text='{plan.titles[0].text}':fontsize=92:"
        "fontcolor=white:x=(w-text_w)/2:y=(h-text_h)/2:enable='lt(t,3)'"
    )
    chains += [*joins, f"{film}{look}{title}[v]"]
    song = ["-i", plan.sounds[0].path]
    encode = f"-c:v libx264 -preset {plan.preset} -crf {plan.crf} -c:a aac -b:a 192k"
    subprocess.run(
        [
            get_ffmpeg_exe(), "-y", "-v", "error", *inputs, *song, "-filter_complex",
            ";".join(chains), "-map", "[v]", "-map", f"{len(plan.pieces)}:a",
            *encode.split(), "-frames:v", str(plan.frames), str(out),
        ],
        check=True,
    )  # fmt: skip


def _joined(plan: RenderPlan, lengths: Sequence[int]) -> tuple[list[str], str]:
    """The chains that put pieces of these frames together, and the label of the last."""
    fps, chains = float(plan.fps), []
    film, total = "", 0
    for number, group in enumerate(_runs(plan)):
        joined = "".join(f"[p{index}]" for index in group)
        chains.append(
            f"{joined}concat=n={len(group)},settb=1/90000,fps={fps}[g{number}]"
        )
        long = sum(lengths[index] for index in group)
        join = plan.pieces[group[0]].join
        if join and film:
            overlap = join.before + join.after
            chains.append(
                f"{film}[g{number}]xfade=transition=fade:duration={overlap / fps:.6f}:"
                f"offset={(total - overlap) / fps:.6f}[x{number}]"
            )
            film, total = f"[x{number}]", total + long - overlap
        else:
            film, total = f"[g{number}]", long
    return chains, film


def _runs(plan: RenderPlan) -> list[list[int]]:
    """Pieces between two transitions."""
    numbers: list[int] = []
    for span in plan.pieces:
        numbers.append((numbers[-1] if numbers else 0) + (span.join is not None))
    pairs = enumerate(numbers)
    return [[n for n, _ in group] for _, group in groupby(pairs, key=lambda p: p[1])]


def moviepy(plan: RenderPlan, out: Path) -> None:
    """What one would write with MoviePy 2."""
    from moviepy import (  # noqa: PLC0415  # a rival that may be absent
        AudioFileClip,
        CompositeVideoClip,
        TextClip,
        VideoFileClip,
        vfx,
    )

    open_ = {piece.path: VideoFileClip(piece.path) for piece in plan.pieces}
    parts: list[Any] = []
    for index, span in enumerate(plan.pieces):
        clip, (before, after) = open_[span.path], reach(plan, index)
        rate = speed(span)
        long = float((span.frames + before + after) / plan.fps)
        start = span.source_start - float(before / plan.fps) * rate
        start = max(0.0, min(start, clip.duration - long * rate - 0.05))
        part = clip.subclipped(start, start + long * rate)
        if rate != 1.0:
            part = part.with_effects([vfx.MultiplySpeed(rate)])
        part = part.resized(min(plan.width / part.w, plan.height / part.h))
        if span.effects.look:
            part = part.with_effects([vfx.LumContrast(lum=10, contrast=-0.1)])
        if before:
            part = part.with_effects([vfx.CrossFadeIn(2 * float(before / plan.fps))])
        part = part.with_start(float((span.first - before) / plan.fps))
        parts.append(part.with_position("center"))
    title = TextClip(
        font=str(FONT), text=plan.titles[0].text, font_size=92, color="white"
    )
    parts.append(title.with_duration(3).with_position("center"))
    whole = CompositeVideoClip(parts, size=(plan.width, plan.height)).with_audio(
        AudioFileClip(plan.sounds[0].path)
    )
    whole.write_videofile(
        str(out), fps=float(plan.fps), codec="libx264", preset=plan.preset,
        audio_codec="aac", ffmpeg_params=["-crf", str(plan.crf)], logger=None,
    )  # fmt: skip
