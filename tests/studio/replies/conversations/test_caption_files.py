"""What the reply says of a caption file of which not all can be shown as it is written."""

from pathlib import Path

from studio.model.media import Asset, AssetId, MediaKind
from tests.studio.studio_in_memory import StudioInMemory, song, video

OVERLAPPING = """1
00:00:01,000 --> 00:00:05,000
First line

2
00:00:03,000 --> 00:00:06,000
Second line

3
00:00:09,000 --> 00:00:08,000
Backwards
"""


async def reply_to(folder: Path, content: str) -> str:
    path = folder / "lines.srt"
    path.write_text(content)
    file = Asset(AssetId("srt"), "lines.srt", MediaKind.CAPTIONS, str(path), 1, 0.0)
    studio = StudioInMemory(video(1), video(2), song(), file)
    await studio.say("cut it to the beat, 20 seconds")
    return await studio.hear("use the srt as captions")


async def test_the_reply_names_captions_that_end_early_or_are_unreadable(
    tmp_path: Path,
) -> None:
    text = await reply_to(tmp_path, OVERLAPPING)
    assert "2 captions, at their own times" in text
    assert "1 caption of “lines.srt” ended early" in text
    assert "I could not read 1 caption of “lines.srt”" in text


async def test_the_reply_names_no_caption_of_a_sound_file(tmp_path: Path) -> None:
    text = await reply_to(tmp_path, OVERLAPPING.split("2\n00", maxsplit=1)[0])
    assert "lines.srt" not in text
