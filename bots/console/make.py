"""``vidmuse make``: clips and songs in, one MP4 out, with a bar that tells the step."""

import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from core.errors import (
    AgentBusy,
    AgentDown,
    AgentError,
    ExportLocked,
    NoCredits,
    RenderFailed,
    TokenExpired,
    TurnUncertain,
    UserError,
    VidMuseError,
)
from core.flows.produce import USERS_FAULT, Made, NothingMade, Producer, local
from core.model.agent import Token
from core.rules.timeline import duration, summary

DEFAULT_REQUEST = "sync my video to the beat"
_STEPS = {
    "open": "Getting ready",
    "upload": "Bringing the clips in",
    "edit": "Reading your request",
    "look_at_clips": "Looking at the clips",
    "analyze_music": "Listening to the music",
    "update_draft": "Cutting on the beat",
    "render": "Rendering",
    "download": "Fetching the video",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What was typed: files in order, words, where to write, how to answer."""

    files: tuple[Path, ...]
    say: str
    out: Path
    json: bool


class Bar:
    """Progress on stderr: a bar in a terminal, a line a step elsewhere."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._live = self._console.is_terminal
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(30),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._live,
        )
        self._task = self._progress.add_task("", total=1.0)
        self._step = ""

    def __enter__(self) -> "Bar":  # noqa: PYI034  # it is not meant to be subclassed
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, step: str, share: float | None) -> None:
        """A step of the work, and how much of it is done."""
        name = _STEPS.get(step, "Working")
        if name != self._step:
            self._step = name
            self._progress.reset(self._task, total=1.0, description=name)
            if not self._live:
                self._console.print(f"{name} …")
        self._progress.update(self._task, completed=share or 0.0)

    def say(self, text: str) -> None:
        """A sentence for people, above the bar."""
        self._console.print(text, markup=False)


def checked(
    files: Sequence[Path], say: str, out: Path | None, *, as_json: bool
) -> Request:
    """Raises ``UserError`` with a sentence for what can be known beforehand."""
    for path in files:
        if not path.exists():
            raise UserError(f'There is no file "{_name(path)}". Check the path.')
        if path.is_dir():
            raise UserError(f'"{_name(path)}" is a folder. Name the files in it.')
        if path.stat().st_size == 0:
            raise UserError(f'"{_name(path)}" is empty (0 bytes). Copy it again.')
    target = (out or Path("vidmuse.mp4")).expanduser()
    if target.is_dir():
        target /= "vidmuse.mp4"
    if not target.parent.is_dir():
        raise UserError(f'There is no folder "{target.parent}" to write to.')
    if target.suffix.lower() != ".mp4":
        raise UserError(f'The result is an MP4: name it "{target.stem}.mp4".')
    if target.resolve() in {path.resolve() for path in files}:
        raise UserError(
            "The result would overwrite one of the clips: give another --out."
        )
    return Request(tuple(files), say.strip() or DEFAULT_REQUEST, target, as_json)


def _name(path: Path) -> str:
    """A path in one line, whatever is in its name."""
    return str(path).encode("utf-8", "replace").decode().replace("\n", " ")[-120:]


async def make(
    producer: Producer, token: Token, request: Request, language: str
) -> int:
    """Do it and tell; the exit code: 0, 2 for the user's fault, 1 for ours."""
    with Bar() as bar:
        try:
            made = await producer.make(
                token,
                [(path.name, lambda path=path: local(path)) for path in request.files],  # type: ignore[misc]
                request.say,
                language,
                request.out,
                bar,
            )
        except NothingMade as error:
            bar.say(
                str(error) or "The agent made no video of this. Say it in other words."
            )
            return 2
        except OSError as error:
            bar.say(
                f"Cannot write or read a file: {error.strerror}. Check disk and path."
            )
            return 1
        except VidMuseError as error:
            bar.say(sentence(error))
            return 2 if isinstance(error, USERS_FAULT) else 1
        for name, reason in made.refused:
            bar.say(reason or f'"{name}" could not be used.')
        for text in made.said:
            bar.say(text)
    _tell(request, made, language)
    return 0


def sentence(error: VidMuseError) -> str:
    """An error in words that say what to do."""
    match error:
        case NoCredits():
            return "There are no credits left. Top up credits in your account."
        case ExportLocked():
            return "Register or upgrade your plan to unlock export."
        case TokenExpired():
            return "The NEMO token is not valid any more. Set a new NEMO_TOKEN."
        case AgentBusy():
            return "The agent is busy. Try again in half a minute."
        case TurnUncertain():
            return "The agent did not finish. Nothing was sent twice; try again later."
        case AgentDown():
            return "The agent does not answer. Try again, or check NEMO_API_URL."
        case RenderFailed():
            return error.reason or "The render failed. Try again."
        case AgentError():
            return error.reason or "The agent refused this. Say it in other words."
        case _:
            return str(error)


def _tell(request: Request, made: Made, language: str) -> None:
    if not request.json:
        print(made.path)  # noqa: T201
        return
    print(json.dumps(report(made, language), ensure_ascii=False))  # noqa: T201


def report(made: Made, language: str) -> dict[str, Any]:
    """The result as one object; times in seconds on the output's clock."""
    meta = made.draft.get("m") or {}
    return {
        "output": str(made.path),
        "duration": round(duration(made.draft), 3),
        "width": meta.get("width"),
        "height": meta.get("height"),
        "timeline": summary(made.draft, language),
        "beats": [round(beat / 1000, 4) for beat in meta.get("beats") or ()],
        "cuts": cuts(made.draft),
    }


def cuts(draft: dict[str, Any]) -> list[float]:
    """When each shot but the first begins, on the frame where it stands."""
    meta = draft.get("m") or {}
    top, _, bottom = str(meta.get("fps") or "30").partition("/")
    fps = float(top) / float(bottom or 1)
    starts = sorted(
        segment.get("st", 0)
        for track in draft.get("t") or ()
        if track.get("tt") == 0
        for segment in track.get("sg") or ()
    )
    return [round(round(start * fps / 1000) / fps, 4) for start in starts[1:]]


def interruptible() -> None:
    """SIGTERM ends us the way Ctrl-C does: cleaning up."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
