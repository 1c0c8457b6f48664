"""Paint a conversation as a messenger shows it."""

import itertools
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from docs.pictures import fonts
from docs.pictures.conversation import Message
from docs.pictures.frames import still

WIDTH = 1240
_EDGE, _PAD, _GAP = 28, 22, 18
_TEXT, _SMALL, _LINE = 26, 22, 36
_STILL = 300
"""Height of a delivered video's still."""
_SHARES = (0.09, 0.09, 0.97)
"""Where in the delivered videos the stills are taken, 0 to 1, in turn."""
_DROPPED = 108
"""Height of a dropped clip's still."""
_WIDEST = 960
_PAPER, _THEIRS, _OURS = "#dfe7ee", "#ffffff", "#e3f6d3"
_INK, _PALE, _BUTTON = "#1c1e21", "#5c6670", "#2f6ea5"
_NAMES = ("#c0392b", "#1f7a8c", "#8e44ad")
_BOT = "VidMuse"


def paint_chat(messages: Sequence[Message]) -> Image.Image:
    """The messages from top to bottom, ``WIDTH`` pixels wide."""
    people = [m.sender for m in messages if m.sender != _BOT]
    colours = dict(zip(dict.fromkeys(people), _NAMES, strict=False)) | {_BOT: _BUTTON}
    shares = itertools.cycle(_SHARES)
    bubbles = [
        _bubble(each, colours[each.sender], next(shares) if each.video else 0.0)
        for each in messages
    ]
    height = sum(each.height + _GAP for each in bubbles) - _GAP + 2 * _EDGE
    sheet = Image.new("RGB", (WIDTH, height), _PAPER)
    y = _EDGE
    for message, bubble in zip(messages, bubbles, strict=True):
        right = message.sender != _BOT
        sheet.paste(bubble, (WIDTH - _EDGE - bubble.width if right else _EDGE, y))
        y += bubble.height + _GAP
    return sheet


def _bubble(message: Message, colour: str, share: float) -> Image.Image:
    picture = _picture(message, share)
    beside = picture if picture and message.video else None
    room = _WIDEST - 2 * _PAD - (beside.width + _PAD if beside else 0)
    lines = fonts.wrap(message.text, _TEXT, room)
    text_width = max(fonts.width(line, _TEXT) for line in (*lines, message.sender))
    text_height = _LINE * (len(lines) + 1)
    wide = max(text_width + (beside.width + _PAD if beside else 0), 180)
    high = max(text_height, beside.height if beside else 0)
    if picture and not beside:
        wide, high = max(wide, picture.width), high + picture.height + 14
    wide, high = round(wide) + 2 * _PAD, high + 2 * _PAD - 6
    buttons = 62 * len(message.buttons)
    sheet = Image.new("RGB", (wide, high + buttons), _PAPER)
    draw = ImageDraw.Draw(sheet)
    fill = _THEIRS if message.sender == _BOT else _OURS
    draw.rounded_rectangle((0, 0, wide - 1, high - 1), 22, fill=fill)
    x, y = _PAD, _PAD
    if beside:
        sheet.paste(beside, (x, y))
        x += beside.width + _PAD
    fonts.paint(draw, (x, y + 22), message.sender, _SMALL, colour)
    y += _LINE
    if picture and not beside:
        sheet.paste(picture, (x, y))
        y += picture.height + 14
    for line in lines:
        fonts.paint(draw, (x, y + 26), line, _TEXT, _INK)
        y += _LINE
    _paint_buttons(draw, message, wide, high)
    return sheet


def _paint_buttons(
    draw: ImageDraw.ImageDraw, message: Message, wide: int, top: int
) -> None:
    for row, labels in enumerate(message.buttons):
        y = top + 8 + 62 * row
        side = (wide - 8 * (len(labels) - 1)) / len(labels)
        for column, label in enumerate(labels):
            x = column * (side + 8)
            draw.rounded_rectangle((x, y, x + side - 1, y + 53), 14, fill="#c3d3e0")
            middle = x + (side - fonts.width(label, _TEXT)) / 2
            fonts.paint(draw, (middle, y + 36), label, _TEXT, _BUTTON)


def _picture(message: Message, share: float) -> Image.Image | None:
    if message.video:
        return _with_play_mark(still(message.video, share, _STILL))
    if message.files:
        return _dropped(message.files)
    return None


def _dropped(files: Sequence[Path]) -> Image.Image:
    """Stills of the clips side by side; songs by their names below."""
    clips = [file for file in files if file.suffix == ".mp4"]
    songs = [file.name for file in files if file.suffix != ".mp4"]
    stills = [_with_play_mark(still(clip, 0.3, _DROPPED)) for clip in clips]
    wide = sum(each.width + 8 for each in stills) - 8
    sheet = Image.new("RGB", (wide, _DROPPED + 40 * len(songs)), _OURS)
    draw, x = ImageDraw.Draw(sheet), 0
    for each in stills:
        sheet.paste(each, (x, 0))
        x += each.width + 8
    for row, name in enumerate(songs):
        y = _DROPPED + 40 * row + 30
        draw.ellipse((2, y - 18, 24, y + 4), fill=_BUTTON)
        draw.polygon(((10, y - 13), (10, y - 1), (19, y - 7)), fill="#ffffff")
        fonts.paint(draw, (36, y), name, _SMALL, _PALE)
    return sheet


def _with_play_mark(picture: Image.Image) -> Image.Image:
    size = picture.height // 5
    disc = Image.new("RGBA", (size * 4, size * 4))
    draw = ImageDraw.Draw(disc)
    draw.ellipse((0, 0, size * 4 - 1, size * 4 - 1), fill=(0, 0, 0, 140))
    draw.polygon(
        ((size * 1.5, size), (size * 1.5, size * 3), (size * 3.1, size * 2)),
        fill=(255, 255, 255, 255),
    )
    disc = disc.resize((size, size), Image.Resampling.LANCZOS)
    at = ((picture.width - size) // 2, picture.height - size * 5 // 4)
    picture.paste(disc, at, disc)
    return picture
