"""Small pictures of clips, over the API and our client."""

import io
from pathlib import Path

from PIL import Image

from core.clients.agent.client import NemoAgent
from core.model.agent import AgentSession, Token, UploadedClip
from tests.media import footage
from tests.studio_server import stream


async def test_clips_and_photos_have_a_small_picture_and_songs_none(
    agent: NemoAgent,
    token: Token,
    session: AgentSession,
    files: dict[str, Path],
    tmp_path: Path,
) -> None:
    photo = io.BytesIO()
    Image.new("RGB", (90, 160), "#ff8000").save(photo, "PNG")
    contents = {
        "one.mp4": footage.write(tmp_path / "one.mp4", 1, seconds=1).read_bytes(),
        "photo.png": photo.getvalue(),
        "song.wav": files["song.wav"].read_bytes(),
    }
    id_, pictures = session.session_id, {}
    for name, data in contents.items():
        (clip,) = await agent.upload(token, id_, [stream(name, data)])
        pictures[name] = await agent.thumbnail(token, id_, clip)
    assert pictures["song.wav"] is None
    sizes = [
        Image.open(io.BytesIO(pictures[name] or b"")).size
        for name in ("one.mp4", "photo.png")
    ]
    assert max(sizes[0]) == 320
    assert sizes[1] == (90, 160)


async def test_a_clip_that_is_not_in_the_session_has_no_picture(
    agent: NemoAgent, token: Token, session: AgentSession
) -> None:
    for url in ("studio://a_0123", "https://cdn.test/x.mp4"):
        clip = UploadedClip("x.mp4", url=url)
        assert await agent.thumbnail(token, session.session_id, clip) is None
