"""Make the README's pictures again: ``python -m docs.pictures``.

``chat.png`` is a real conversation, ``result.jpg`` shows frames of the video that
``vidmuse demo`` asks for.
"""

import asyncio
import tempfile
from pathlib import Path

from PIL import Image

from bots.app.commands.demo import REQUEST, make_footage
from docs.pictures.chat import paint_chat
from docs.pictures.conversation import Message, hold, with_files
from docs.pictures.frames import contact_sheet

_HERE = Path(__file__).parent
_SAID = (
    ("Ana", "vertical, 20 seconds, title “Night lights”"),
    ("Ben", "slow motion on the last shot, and black and white for clip 2"),
    ("Mei", "第二段放最后"),
)


async def _chats(folder: Path) -> list[list[Message]]:
    footage = folder / "footage"
    footage.mkdir()
    files = await make_footage(footage)
    conversations = [with_files(_SAID, files), with_files([("Ana", REQUEST)], files)]
    return await hold(conversations, folder / "data")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        talk, demo = asyncio.run(_chats(Path(name)))
        picture = paint_chat(talk)
        picture.quantize(256, dither=Image.Dither.NONE).save(
            _HERE / "chat.png", optimize=True
        )
        video = next(each.video for each in demo if each.video)
        contact_sheet(video, 1240).save(_HERE / "result.jpg", quality=82, optimize=True)


if __name__ == "__main__":
    main()
