"""Frames of a video: stills for the chat, a contact sheet of a result."""

from pathlib import Path

import av
from PIL import Image, ImageDraw

from docs.pictures import fonts

_GAP = 6
_COLUMNS, _ROWS = 4, 3


def still(video: Path, share: float, height: int) -> Image.Image:
    """The frame at ``share`` (0 to 1) of the video's length, ``height`` pixels high."""
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        length = float((container.duration or 0) / av.time_base)
        container.seek(int(length * share * av.time_base))
        for frame in container.decode(stream):
            if frame.time is not None and frame.time >= length * share:
                break
        picture = frame.to_image()
    size = (round(picture.width * height / picture.height), height)
    return picture.resize(size, Image.Resampling.LANCZOS)


def contact_sheet(video: Path, width: int) -> Image.Image:
    """Twelve frames at equal distances, each with its time."""
    with av.open(str(video)) as container:
        length = float((container.duration or 0) / av.time_base)
    count = _COLUMNS * _ROWS
    shares = [(number + 0.5) / count for number in range(count)]
    side = (width - _GAP * (_COLUMNS - 1)) // _COLUMNS
    first = still(video, shares[0], 360)
    height = round(side * first.height / first.width)
    sheet = Image.new(
        "RGB", (width, height * _ROWS + _GAP * (_ROWS - 1)), color="#ffffff"
    )
    draw = ImageDraw.Draw(sheet)
    for number, share in enumerate(shares):
        row, column = divmod(number, _COLUMNS)
        x, y = column * (side + _GAP), row * (height + _GAP)
        sheet.paste(still(video, share, 360).resize((side, height)), (x, y))
        draw.rounded_rectangle(
            (x + 8, y + height - 32, x + 66, y + height - 8), 6, fill="#000000"
        )
        time = f"{length * share:.1f} s"
        fonts.paint(draw, (x + 16, y + height - 14), time, 16, "#ffffff")
    return sheet
