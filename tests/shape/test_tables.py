"""Tables agree: with each other, across core and studio too, and with what they list."""

import re
from pathlib import Path

import pytest

from bots.discord.wire.form import ASPECTS
from bots.telegram.wire.limits import (
    CLOUD_DOWNLOAD,
    CLOUD_UPLOAD,
    LOCAL_UPLOAD,
)
from core.model.chat import ClipKind
from core.model.media_types import TEXT_ENDINGS, kind_of
from core.rules.text.file_size import size_text
from core.rules.text.wording import has_message
from core.settings import Settings as CoreSettings
from core.words.catalogue import CATALOGUES
from studio.media.formats import CAPTIONS, CUBE, FORMATS, GIF, READABLE, Format
from studio.model.edits.picture import JoinKind, LookName
from studio.model.edits.record import AMOUNT_FIELDS, FILE_FIELDS, OfClips, Record
from studio.model.edits.registry import kinds
from studio.model.media import MediaKind
from studio.rules.picture.aspects import PLATFORMS, RATIOS, SHAPES, SPOKEN
from studio.settings import Settings as StudioSettings

CLIPS = [
    each for each in FORMATS if each.kind not in {MediaKind.LUT, MediaKind.CAPTIONS}
]


@pytest.mark.parametrize("clip_format", CLIPS, ids=lambda clip_format: clip_format.mime)
def test_the_core_knows_the_kind_of_each_format_of_the_studio(
    clip_format: Format,
) -> None:
    kind = ClipKind.IMAGE if clip_format is GIF else ClipKind(clip_format.kind.value)
    assert {kind_of(f"a.{ending}") for ending in clip_format.endings} == {kind}


def test_the_core_lets_captions_and_grades_pass_to_the_studio() -> None:
    assert set(TEXT_ENDINGS) == {*CAPTIONS.endings, *CUBE.endings}


def test_the_formats_named_in_refusals_are_those_of_the_table() -> None:
    endings = {ending for clip_format in CLIPS for ending in clip_format.endings}
    assert set(READABLE.split(", ")) <= endings
    for language in CATALOGUES.values():
        for key in ("error.unsupported", "error.format"):
            named = re.findall(r"\b[a-z0-9]{3,4}\b", language.messages[key].lower())
            assert {"mp4", "jpg", "mp3"} <= set(named) & endings


def test_the_ratios_of_forms_words_and_platforms_can_be_asked_for() -> None:
    offered = {tuple(map(int, each.split(":"))) for each in ASPECTS}
    assert offered | {*SHAPES.values(), *PLATFORMS.values()} | SPOKEN <= {*RATIOS}


def test_the_timeline_in_the_chat_names_every_look_and_transition() -> None:
    keys = [f"timeline.effect.look.{each.value}" for each in LookName]
    keys += [f"timeline.effect.join.{each}" for each in JoinKind if each != "cut"]
    assert [key for key in keys if not has_message(key)] == []


def test_the_fields_of_edits_are_listed_by_what_they_hold() -> None:
    """The network's symbols, the follow-ups and the checks of files go by these lists."""
    records: list[type[Record]] = [*kinds().values(), OfClips]
    fields = [
        (name, str(field.annotation))
        for kind in records
        for name, field in kind.model_fields.items()
        if name != "scope"
    ]
    of_files = {name for name, annotation in fields if "AssetId" in annotation}
    assert of_files == set(FILE_FIELDS)
    amounts = {name for name, annotation in fields if "record.Exact" in annotation}
    assert amounts == set(AMOUNT_FIELDS)


def test_settings_of_both_sides_have_the_same_defaults() -> None:
    """Save ``STUDIO_HTTP``: a studio of its own listens on a port that is known."""
    core, studio = CoreSettings.model_fields, StudioSettings.model_fields
    shared = core.keys() & studio.keys() - {"studio_http"}
    assert {"studio_keep_days", "studio_keep_export_days", "vidmuse_data"} <= shared
    for name in shared:
        assert core[name].get_default(
            call_default_factory=True, validated_data={}
        ) == studio[name].get_default(call_default_factory=True, validated_data={})


def test_the_docs_name_telegram_s_file_sizes_as_the_table_does() -> None:
    page = Path(__file__).parents[2] / "docs/operating.md"
    chapter = page.read_text("utf-8").partition("## Telegram clips")[2]
    named = set(re.findall(r"\d+ MB", chapter))
    sizes = (CLOUD_DOWNLOAD, CLOUD_UPLOAD, LOCAL_UPLOAD)
    assert named == {size_text(size) for size in sizes}
