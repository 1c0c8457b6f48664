"""The first pictures of an edit come before its preview."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.errors import AgentRefused, RenderFailed
from core.model.turn import Step
from tests.core.harness import (
    CHAT,
    MIA,
    CoreHarness,
)
from tests.core.previews.preview_posts import (
    ANNOUNCED,
    LONG,
    PICTURES,
    labels,
    media,
    preview_is_out,
)


@pytest.fixture
def still(harness: CoreHarness) -> bytes:
    """A still of the preview, a red picture, that the agent has before the preview."""
    out = io.BytesIO()
    Image.new("RGB", (32, 18), "#c00000").save(out, "JPEG")
    harness.agent.still_picture = out.getvalue()
    harness.agent.preview_takes = LONG
    return out.getvalue()


async def pictures_are_out(harness: CoreHarness) -> dict[str, Any]:
    async def there() -> bool:
        return any(PICTURES in p["text"] for p in await harness.chat.posts(CHAT))

    await harness.until(there)
    return next(p for p in await harness.chat.posts(CHAT) if PICTURES in p["text"])


@pytest.mark.usefixtures("still")
async def test_first_pictures_become_the_preview_and_then_the_video(
    harness: CoreHarness, tmp_path: Path
) -> None:
    harness.agent.renders_take = LONG
    await harness.say("cut it", "a.mp4")
    pictures = await pictures_are_out(harness)
    picture = Image.open(io.BytesIO(bytes.fromhex(pictures["media"])))
    shown = np.asarray(picture.convert("RGB"))[40, picture.width // 2]
    assert shown[0] > 150
    assert shown[1:].max() < 60
    assert {"Undo", "Faster", "Cancel"} <= set(labels(pictures))
    assert pictures["notify"] == MIA.id
    harness.agent.preview_takes = 0.1
    preview = await preview_is_out(harness)
    assert preview["ref"] == pictures["ref"]
    assert ANNOUNCED in preview["text"]
    harness.agent.renders_take = 0.1
    await harness.over()
    (video,) = await harness.chat.posts(CHAT)
    assert video["ref"] == pictures["ref"]
    assert media(video) == "mp4"
    assert harness.chat.calls["replace_media"] == 2
    assert not list(tmp_path.rglob("*.png"))


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("trouble", ["slow", "unreadable", "refused", "unpostable"])
async def test_first_pictures_without_a_preview_become_the_video(
    harness: CoreHarness, trouble: str
) -> None:
    harness.agent.faults["download"] = [RenderFailed("cut off")]
    match trouble:
        case "unreadable":
            harness.agent.still_picture = b"no picture"
        case "refused":
            harness.agent.faults["still"] = [AgentRefused("no")]
        case "unpostable":
            await harness.chat.mishaps("big")
        case _:
            pass
    await harness.say("cut it", "a.mp4")

    async def met() -> bool:
        """Whether a post of the pictures was tried."""
        if trouble == "slow":
            return bool(await pictures_are_out(harness))
        waiting = await harness.redis.llen("chat:mishaps")
        return not (waiting or harness.agent.faults.get("still"))

    await harness.until(met)
    harness.agent.preview_takes = 0.1 if trouble == "slow" else 0.4
    await harness.over()
    (video,) = await harness.chat.posts(CHAT)
    assert media(video) == "mp4"
    assert harness.chat.calls["replace_media"] == (trouble == "slow")


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize(
    ("ends", "words"),
    [("faster", "Another message came"), ("cancel", "you cancelled the video")],
)
async def test_pictures_whose_video_is_not_made_say_so(
    harness: CoreHarness, ends: str, words: str
) -> None:
    await harness.say("cut it", "a.mp4")
    pictures = await pictures_are_out(harness)
    if ends == "cancel":
        await harness.press("Cancel")
    else:
        with harness.agent.busy():
            await harness.say(ends)
            await harness.at(Step.INSTRUCTING)
            harness.agent.preview_takes = 0.1
    await harness.over()
    post = (await harness.chat.posts(CHAT))[0]
    assert post["ref"] == pictures["ref"]
    assert "only the first pictures" in post["text"]
    assert words in post["text"]
