"""``selftest``: encode, decode and render a second of video and sound."""

import json
import tempfile
from fractions import Fraction
from pathlib import Path

import av
import httpx
import numpy as np

from studio.demo.film import write_demo_audio
from studio.demo.song import RATE, Samples
from studio.errors import EngineError, StudioError
from studio.media.inspection.probe import probe
from studio.media.render.encode import encoder
from studio.media.render.overlay.lettering import ORDERS_LETTERS
from studio.media.render.render import render
from studio.media.sandbox import Limits, confine
from studio.media.sound.decode import decode_part
from studio.model.plan import FrameSpan, RenderPlan, Sound, Title
from studio.settings import Settings

_LIMITS = Limits(memory=4 << 30, cpu_seconds=600, files=256)
_FPS = Fraction(30)
_FRAMES = 30
_WIDTH, _HEIGHT = 320, 180


def main() -> int:
    """Print one JSON line: the encoder and the library, or the error (exit code 1).

    An unexpected error ends with a traceback.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="vidmuse-selftest-") as folder:
            _render_a_second(Path(folder))
    except StudioError as error:
        print(json.dumps({"error": error.say()}))  # noqa: T201
        return 1
    print(json.dumps(_report()))  # noqa: T201
    return 0


def _report() -> dict[str, object]:
    settings = Settings()
    report: dict[str, object] = {"encoder": encoder(), "pyav": av.__version__}
    report["letters_ordered"] = ORDERS_LETTERS
    if settings.studio_llm_url:
        key = settings.studio_llm_key.get_secret_value()
        report["model"] = model_fault(settings.studio_llm_url, key)
    # Last, because it applies to all later work of this process.
    confinement = confine(_LIMITS)
    report["network_denied"] = confinement.network
    report["files_denied"] = confinement.files
    return report


def model_fault(url: str, key: str) -> str:
    """Ask the language model's server for its models; return the fault, or ""."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        answer = httpx.get(f"{url.rstrip('/')}/models", headers=headers, timeout=10)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return f"cannot be reached ({type(error).__name__})"
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return "refuses STUDIO_LLM_KEY"
    if "json" not in answer.headers.get("content-type", ""):
        return "is not where STUDIO_LLM_URL points: a web page answers"
    # Not every server lists its models: a 404 means that it answers.
    usual = answer.is_success or answer.status_code == httpx.codes.NOT_FOUND
    return "" if usual else f"answers {answer.status_code}"


def _render_a_second(folder: Path) -> None:
    """Make a song of a tone, a clip of the song and a title, a video of the clip.

    Raises ``StudioError`` when a step fails or its result is not what it should be.
    """
    song, clip, video = (folder / name for name in ("a.mp3", "b.mp4", "c.mp4"))
    write_demo_audio(_tone(), song)
    black = FrameSpan(0, _FRAMES, "", 0.0)
    _render(black, song, clip)
    probed = probe(clip, clip.name)
    if (probed.width, probed.height, probed.has_audio) != (_WIDTH, _HEIGHT, True):
        raise EngineError("selftest_picture")
    _render(FrameSpan(0, _FRAMES, str(clip), 0.0), clip, video)
    if np.abs(decode_part(video, RATE, channels=1)).max() < 0.01:
        raise EngineError("selftest_sound")


def _render(span: FrameSpan, sound: Path, out: Path) -> None:
    plan = RenderPlan(
        _WIDTH,
        _HEIGHT,
        _FPS,
        _FRAMES,
        (span,),
        (Title(0, _FRAMES, "VidMuse"),),
        (Sound(str(sound), 0.0, 0.0, float(_FRAMES / _FPS)),),
    )
    render(plan, out, lambda _: None)


def _tone() -> Samples:
    """A second of A4 in stereo, (2, n) samples at ``RATE``."""
    seconds = np.arange(RATE, dtype=np.float32) / RATE
    wave = 0.5 * np.sin(2 * np.pi * 440 * seconds)
    return np.stack([wave, wave]).astype(np.float32)
