"""Make the README's pictures again: ``python -m docs.pictures``.

``chat.png`` is a real conversation, ``result.jpg`` shows frames of ``vidmuse demo``.
"""

import asyncio
import tempfile
from pathlib import Path

from PIL import Image

from bots.app.commands.demo import demo
from core.settings import Settings
from docs.pictures.chat import paint_chat
from docs.pictures.conversation import demo_requests, hold
from docs.pictures.frames import contact_sheet

_HERE = Path(__file__).parent
_SAID = (
    ("Ana", "vertical, 20 seconds, title “Night lights”"),
    ("Ben", "slow motion on the last shot, and black and white for clip 2"),
    ("Mei", "第二段放最后"),
)


async def _chat(folder: Path) -> Image.Image:
    footage = folder / "footage"
    footage.mkdir()
    return paint_chat(await hold(await demo_requests(footage, _SAID), folder / "data"))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        picture = asyncio.run(_chat(folder))
        picture.quantize(256, dither=Image.Dither.NONE).save(
            _HERE / "chat.png", optimize=True
        )
        video = folder / "demo.mp4"
        asyncio.run(demo(Settings(), "", video))
        contact_sheet(video, 1240).save(_HERE / "result.jpg", quality=82, optimize=True)


if __name__ == "__main__":
    main()
