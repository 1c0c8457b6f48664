"""Run ``vidmuse demo``: synthesise footage and a song, and cut them."""

import sys
from pathlib import Path

from rich.console import Console

from bots.app import studio_process as studio
from bots.app.commands.make import make
from bots.app.platforms.names import CHAT_PLATFORMS
from bots.console.wire.request import check_out, check_request
from bots.shared.command_name import command_name
from bots.shared.tempdirs import temporary_folder
from core.settings import Settings

REQUEST = 'sync my video to the beat, title "VidMuse" at the start for 3 seconds'
_NEXT_STEPS = """
That was made of {clips} clips and a song, all generated in code. Watch it: {out}

Now with your own:
  {vidmuse} make holiday.mp4 run.mov song.mp3 --say "vertical, 20 seconds"
  {vidmuse} chat     a conversation in this terminal
  {vidmuse} beats song.mp3
  {vidmuse} up       a page in the browser, and the {platforms} bots once .env has a token
"""


async def demo(settings: Settings, say: str, out: Path) -> int:
    """Make a video of the demo clips with the request ``say``; return the exit code of ``make``."""
    out = check_out(out)
    with temporary_folder() as folder:
        files = await make_footage(Path(folder))
        code = await make(
            settings, check_request(files, say or REQUEST, out, as_json=False)
        )
    if code == 0:
        text = _NEXT_STEPS.format(
            clips=len(files) - 1,
            out=out,
            vidmuse=command_name(),
            platforms=" and ".join(CHAT_PLATFORMS.values()),
        )
        sys.stderr.write(text)
    return code


async def make_footage(folder: Path) -> list[Path]:
    """Synthesise clips and a song; return their paths, clips first. Raises ``StudioError``."""
    console = Console(stderr=True, highlight=False)
    files: list[Path] = []
    with console.status("Generating four clips and a song …"):
        async for line in studio.run_json_lines(["footage", str(folder)]):
            files.append(Path(str(line["file"])))
    return sorted(files, key=lambda path: (path.suffix != ".mp4", path.name))
