"""Tables that the core and the studio each have for themselves agree with each other."""

import re

import pytest

from bots.discord.wire.form import ASPECTS
from core.model.chat import ClipKind
from core.model.media_types import TEXT_ENDINGS, kind_of
from core.rules.text.wording import CATALOGUES, has_message
from studio.media.formats import CAPTIONS, CUBE, FORMATS, GIF, Format
from studio.media.look.sniff import READABLE
from studio.model.edits.picture import JoinKind, LookName
from studio.model.media import MediaKind
from studio.rules.language.entities.patterns import RATIOS
from studio.rules.picture.aspects import NAMED

CLIPS = [
    each for each in FORMATS if each.kind not in {MediaKind.LUT, MediaKind.CAPTIONS}
]


@pytest.mark.parametrize("found", CLIPS, ids=lambda found: found.mime)
def test_the_core_knows_the_kind_of_each_format_of_the_studio(found: Format) -> None:
    kind = ClipKind.IMAGE if found is GIF else ClipKind(found.kind.value)
    assert {kind_of(f"a.{ending}") for ending in found.endings} == {kind}


def test_the_core_lets_captions_and_grades_pass_to_the_studio() -> None:
    assert set(TEXT_ENDINGS) == {*CAPTIONS.endings, *CUBE.endings}


def test_the_formats_named_in_refusals_are_those_of_the_table() -> None:
    known = {ending for found in CLIPS for ending in found.endings}
    assert set(READABLE.split(", ")) <= known
    for language in CATALOGUES.values():
        for key in ("error.unsupported", "error.format"):
            named = re.findall(r"\b[a-z0-9]{3,4}\b", language.messages[key].lower())
            assert {"mp4", "jpg", "mp3"} <= set(named) & known


def test_the_ratios_of_the_form_and_of_replies_can_be_asked_for() -> None:
    offered = {tuple(map(int, each.split(":"))) for each in ASPECTS}
    assert offered <= set(NAMED) <= RATIOS


def test_the_timeline_in_the_chat_names_every_look_and_transition() -> None:
    keys = [f"timeline.effect.look.{each.value}" for each in LookName]
    keys += [f"timeline.effect.join.{each}" for each in JoinKind if each != "cut"]
    assert [key for key in keys if not has_message(key)] == []
