"""Several versions to choose from: all different, one is taken, nothing before that."""

import pytest

from studio.api import response_bodies as wire
from studio.rules.phrases import measure
from tests.studio.studio_in_memory import Desk, song, video


def offered(desk: Desk) -> list[dict[str, object]]:
    found = wire.state(desk.project, previews=True)["state"].get("options", [])
    return list(found)


async def test_three_versions_differ_and_the_timeline_waits_for_the_choice() -> None:
    desk = Desk(video(1), video(2), video(3), song())
    await desk.say("vertical, 20 seconds")
    before = desk.draft
    told = await desk.hear("show me 3 versions")
    assert "Here are 3 versions" in told
    assert "1. Option 1\n2. Option 2\n3. Option 3" in told
    assert desk.draft == before
    options = desk.project.versions[-3:]
    cuts = [before.tracks, *(option.draft.tracks for option in options)]
    assert all(one != other for n, one in enumerate(cuts) for other in cuts[:n])
    for option in options:
        assert measure.seconds(option.draft) == measure.seconds(before)
        assert option.draft.meta["height"] == 1920


@pytest.mark.parametrize("answer", ["Option 2", "option 2", "2"])
async def test_a_choice_takes_that_version_and_closes_the_question(answer: str) -> None:
    desk = Desk(video(1), video(2), video(3), song())
    await desk.say("20 seconds")
    before = desk.draft
    await desk.say("show me options")
    wanted = desk.project.versions[-2].draft
    assert "Now using option" in await desk.hear(answer)
    assert desk.draft == wanted
    assert offered(desk) == []
    await desk.say("undo")
    assert desk.draft == before


async def test_the_first_request_may_ask_for_options() -> None:
    desk = Desk(video(1), video(2), video(3), song())
    await desk.say("vertical, 15 seconds, show me three versions")
    assert desk.draft.tracks == ()
    assert len(offered(desk)) == 3
    await desk.say("Option 3")
    assert desk.draft.meta["height"] == 1920
    assert desk.draft.duration == 15_000


async def test_an_edit_instead_of_a_choice_goes_on_from_what_stood() -> None:
    desk = Desk(video(1), video(2), video(3), song())
    await desk.say("20 seconds")
    await desk.say("show me options")
    await desk.say("black and white")
    assert offered(desk) == []
    assert len(desk.project.versions) == 2
    await desk.say("undo")
    assert desk.draft == desk.project.versions[0].draft


async def test_the_state_offers_each_with_its_draft() -> None:
    desk = Desk(video(1), video(2), video(3), song())
    await desk.say("20 seconds")
    await desk.say("给我三个版本选")
    options = offered(desk)
    assert [option["label"] for option in options] == ["方案 1", "方案 2", "方案 3"]
    assert all(option["preview"] == {"short_side": 540} for option in options)
    assert all(option["draft"] for option in options)
    assert "options" not in wire.state(desk.project)["state"]


async def test_where_there_is_only_one_version_it_is_said() -> None:
    desk = Desk(video(1, seconds=0.6))
    await desk.say("cut it, no music")
    told = await desk.hear("show me options")
    assert "only one version" in told
    assert offered(desk) == []
