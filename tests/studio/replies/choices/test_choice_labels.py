"""The choices of a question about edits tell what each would change."""

from dataclasses import dataclass

from studio.model.edits.control import Undo
from studio.model.edits.music import Sync
from studio.model.edits.picture import Adjust, Quality
from studio.model.edits.record import Edit, OfClips, Plus
from studio.model.edits.registry import edit_from_json
from studio.model.media import Asset, AssetId, CameraPath
from studio.model.reading import Choice, ProjectView, Question, Reading
from tests.studio.studio_in_memory import FakeAnalyst, StudioInMemory, song, video

FASTER = edit_from_json({"do": "pace", "rate": {"by": "times", "factor": 2}})
BRIGHTER = Adjust(quality=Quality.BRIGHTNESS, level=Plus(delta=0.2))
VERTICAL = edit_from_json({"do": "aspect", "width": 9, "height": 16})
STEADY = edit_from_json({"do": "stabilise"})


@dataclass
class Doubting:
    """Reads every request as one of these edits, and asks which."""

    choices: tuple[tuple[Edit, ...], ...]

    async def read(self, text: str, view: ProjectView) -> Reading | None:
        choices = tuple(Choice("", edits) for edits in self.choices)
        return Reading((), question=Question("which_edit", (), choices))


class Counting(FakeAnalyst):
    """Notes whose camera it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.measured: list[Asset] = []

    async def camera(self, asset: Asset) -> CameraPath:
        self.measured.append(asset)
        return await super().camera(asset)


async def labels_of(*choices: tuple[Edit, ...]) -> tuple[StudioInMemory, list[str]]:
    reader = Doubting((*choices, ()))
    analyst = Counting()
    studio = StudioInMemory(video(1), video(2), song(), analyst=analyst, reader=reader)
    await studio.say("20 seconds, vertical")
    cuts = studio.cuts()
    reply = await studio.hear("wibble the wobble")
    assert studio.cuts() == cuts
    assert not analyst.measured
    return studio, [line[3:] for line in reply.splitlines() if line[1:3] == ". "]


async def test_they_have_the_numbers_that_the_video_would_have() -> None:
    studio, labels = await labels_of((FASTER,), (BRIGHTER,))
    before = len(studio.shots())
    assert labels[1:] == ["brightness +20%", "No, leave it as it is"]
    await studio.say("1")
    now = len(studio.shots())
    assert now > before
    assert labels[0] == f"faster cuts ({now} shots, {before} before)"


async def test_two_that_come_to_the_same_are_one() -> None:
    _, labels = await labels_of((BRIGHTER,), (BRIGHTER, VERTICAL), (FASTER,))
    assert len(labels) == 3


async def test_a_question_does_not_wait_until_clips_are_measured() -> None:
    _, labels = await labels_of((STEADY,), (BRIGHTER,))
    assert labels[0] == "stabilised"


async def test_before_the_first_cut_they_have_their_own_values() -> None:
    reader = Doubting(((VERTICAL,), (BRIGHTER,), ()))
    studio = StudioInMemory(video(1), video(2), song(), reader=reader)
    reply = await studio.hear("wibble the wobble")
    assert "1. 9:16" in reply


async def test_ways_back_have_labels_of_their_own() -> None:
    _, labels = await labels_of((Undo(),), (Undo(steps=2),), (Undo(version=1),))
    assert labels[:3] == ["undo", "undo the last 2 edits", "back to version 1"]


async def test_a_choice_for_the_whole_video_says_so_beside_one_for_a_clip() -> None:
    in_clip = BRIGHTER.model_copy(update={"scope": OfClips(assets=(AssetId("v1"),))})
    _, labels = await labels_of((BRIGHTER,), (in_clip,), (VERTICAL,))
    assert labels[:2] == [
        "brightness +20% (the whole video)", "brightness +20% (clip 1)",
    ]  # fmt: skip


async def test_a_first_cut_that_is_offered_counts_no_shots() -> None:
    studio = StudioInMemory(video(1), song(), reader=Doubting(((Sync(),), ())))
    assert "1. the cut to the beat" in await studio.hear("wibble the wobble")
