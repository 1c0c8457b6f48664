"""The pure rules of the drop page: tus headers, limits, names, events."""

import base64
import json
import re
from contextlib import suppress

import pytest
from hypothesis import given, strategies as st

from bots.web.wire import ids, page, tus
from bots.web.wire.ideas import ideas
from bots.web.wire.inbound import UploadedFile, clip_event, words_event
from bots.web.wire.limits import StoredUpload, UploadLimits, UploadRefusal, refusal
from bots.web.wire.project import clip_fields, project_fields
from bots.web.wire.tus import ProtocolError
from core.model.agent import UploadedClip
from core.model.chat import ChatId, Clip, ClipKind, Sender, SenderId
from core.model.drop_link import DropLink
from core.model.session import Project, ProjectClip, ProjectId
from core.rules.intake.clip_numbers import picture_names
from core.rules.intake.safe_names import safe_name
from core.words.catalogue import CATALOGUES

LINK = DropLink(
    ChatId("fake:1"),
    ProjectId("p1"),
    Sender(SenderId("fake:mia"), "Mia"),
    1000.0,
    place="Trip",
)
LIMITS = UploadLimits(
    file=100, unfinished=3, files=5, person=300, total=400, reserve=50
)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@given(st.integers(1, 10**12), st.text(min_size=1, max_size=80), st.text(max_size=40))
def test_a_creation_is_read_as_clients_write_it(
    size: int, name: str, mime: str
) -> None:
    name, mime = (each.encode("utf-8", "replace").decode() for each in (name, mime))
    header = tus.metadata_header(name, mime)
    creation = tus.read_creation(
        {"upload-length": str(size), "upload-metadata": header}
    )
    assert (creation.size, creation.name, creation.mime) == (size, name, mime)


@given(st.dictionaries(
    st.sampled_from("upload-length upload-metadata upload-offset content-type "
                    "content-length upload-checksum upload-defer-length".split()),
    st.text(max_size=60),
))  # fmt: skip
def test_strange_headers_are_refused_and_break_nothing(headers: dict[str, str]) -> None:
    for read in (tus.read_creation, tus.read_patch):
        with suppress(ProtocolError):
            read(headers)


def test_metadata_that_is_no_base64_is_refused() -> None:
    for value in ("==", "\xe9\xe9", "a"):
        with pytest.raises(ProtocolError, match="not Base64"):
            tus.read_creation(
                {"upload-length": "5", "upload-metadata": f"filename {value}"}
            )


def test_a_patch_needs_its_type_and_offset() -> None:
    fine = {"content-type": tus.PATCH_TYPE, "upload-offset": "5", "content-length": "7"}
    patch = tus.read_patch(fine)
    assert (patch.offset, patch.length, patch.checksum) == (5, 7, None)
    with pytest.raises(ProtocolError) as wrong:
        tus.read_patch(fine | {"content-type": "video/mp4"})
    assert wrong.value.status == 415
    for bad in ("", "-1", "1.5", "１", "9" * 30):
        with pytest.raises(ProtocolError):
            tus.read_patch(fine | {"upload-offset": bad})


def test_a_checksum_is_read_and_an_unknown_kind_refused() -> None:
    headers = {"content-type": tus.PATCH_TYPE, "upload-offset": "0"}
    patch = tus.read_patch(headers | {"upload-checksum": f"sha1 {encoded('x')}"})
    assert patch.checksum
    assert patch.checksum.digest == b"x"
    for bad in (f"crc32 {encoded('x')}", "sha1 no-base64!"):
        with pytest.raises(ProtocolError):
            tus.read_patch(headers | {"upload-checksum": bad})


def test_another_version_of_the_protocol_is_refused() -> None:
    tus.check_version({"tus-resumable": "1.0.0"})
    with pytest.raises(ProtocolError) as old:
        tus.check_version({"tus-resumable": "0.2.2"})
    assert old.value.status == 412


def test_limits_of_size_number_bytes_and_disk() -> None:
    def check(size: int, *own: StoredUpload, free: int = 1000) -> UploadRefusal | None:
        return refusal(size, own, own, free, LIMITS)

    half, whole = StoredUpload(90, 10), StoredUpload(90, 90)
    assert check(100) is None
    assert check(0) is UploadRefusal.EMPTY
    assert check(101) is UploadRefusal.TOO_LARGE
    assert check(1, half, half, half) is UploadRefusal.TOO_MANY
    assert check(1, *[StoredUpload(1, 1)] * 5) is UploadRefusal.PERSON_FULL
    assert check(31, whole, whole, whole) is UploadRefusal.PERSON_FULL
    assert check(100, free=149) is UploadRefusal.DISK_FULL
    assert check(10, half, free=139) is UploadRefusal.DISK_FULL
    others = [whole] * 4
    assert refusal(41, [], others, 1000, LIMITS) is UploadRefusal.DISK_FULL
    assert refusal(40, [], others, 1000, LIMITS) is None


@given(
    st.lists(st.tuples(st.integers(1, 100), st.integers(0, 100)), max_size=8),
    st.integers(-5, 150),
    st.integers(0, 1000),
)
def test_an_accepted_upload_leaves_the_reserve_free(
    sizes: list[tuple[int, int]], size: int, free: int
) -> None:
    stored = [StoredUpload(whole, min(whole, part)) for whole, part in sizes]
    if refusal(size, stored, stored, free, LIMITS) is None:
        announced = sum(each.size - each.offset for each in stored)
        assert free - announced - size >= LIMITS.reserve
        assert 0 < size <= LIMITS.file


@given(st.text(max_size=300))
def test_a_safe_name_is_short_and_has_no_folder_or_control_character(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe) <= 130
    assert not re.search(r"[/\\\x00-\x1f\x7f\u202e]", safe)
    assert safe not in {".", ".."}


@given(st.text(max_size=60))
def test_only_ids_of_our_own_form_name_a_file(text: str) -> None:
    if ids.is_upload_id(text):
        assert re.fullmatch("[0-9a-f]{32}", text)
    with pytest.raises(ValueError, match="upload"):
        ids.parse_clip_ref(f"../{text}")


def test_an_upload_becomes_a_clip_of_the_chat_and_the_project() -> None:
    file = UploadedFile("a" * 32, "beach.MOV", "video/quicktime", 7)
    event = clip_event(LINK, file)
    assert (event.chat, event.project, event.message) == ("fake:1", "p1", "")
    (clip,) = event.clips
    assert (clip.name, clip.kind, clip.size) == ("beach.MOV", ClipKind.VIDEO, 7)
    assert (clip.owner, clip.platform) == ("fake:mia", "web")
    assert clip_event(LINK, file).update == event.update


def test_the_same_mark_of_two_people_is_two_events() -> None:
    other = DropLink(
        LINK.chat, LINK.project, Sender(SenderId("fake:tom"), "Tom"), 1000.0
    )
    one, two = (words_event(link, "m1", " cut it ") for link in (LINK, other))
    assert one.update != two.update
    assert one.text == "cut it"


@given(st.text(max_size=80))
def test_no_text_leaves_its_place_in_the_page(text: str) -> None:
    shown = page.render("<p>{{who}}</p><script>{{data}}</script>", "en", {"who": text})
    inside = shown.removeprefix("<p>").removesuffix("</script>")
    words, _, data = inside.partition("</p><script>")
    assert "<" not in words
    assert "<" not in data
    assert json.loads(data)["who"] == text


def test_the_page_has_the_same_slots_in_every_language() -> None:
    english = page.page_words("en")
    for language in CATALOGUES:
        for key, sentence in page.page_words(language).items():
            slots = re.findall(r"\{\w+\}", sentence)
            assert sorted(slots) == sorted(re.findall(r"\{\w+\}", english[key])), key


@pytest.mark.parametrize(
    ("url", "has_picture"), [("studio://a1", True), ("https://nemo.test/a.mp4", False)]
)
def test_only_a_clip_whose_agent_makes_pictures_is_shown_with_one(
    url: str, has_picture: bool
) -> None:
    uploaded = UploadedClip("a.mp4", "video/mp4", url, seconds=3.0)
    shown = clip_fields(ProjectClip(Clip("r1", "a.mp4"), uploaded), SenderId("p:1"))
    assert bool(shown["picture"]) == has_picture
    assert (shown["kind"], shown["seconds"]) == ("video", 3.0)


def test_clips_have_the_numbers_by_which_people_call_them() -> None:
    names = ("kick.mp3", "a.mp4", "words.srt", "b.jpg")
    clips = tuple(ProjectClip(Clip(n, n), UploadedClip(n)) for n in names)
    person = Sender(SenderId("p:1"), "Mia")
    project = Project(ProjectId("1"), ChatId("c:1"), "", "en", person.id, clips=clips)
    shown = project_fields(project, person, ())["clips"]
    numbered = [(each["name"], each["number"]) for each in shown]
    assert numbered == [("kick.mp3", 1), ("a.mp4", 1), ("words.srt", 0), ("b.jpg", 2)]
    assert picture_names(clips) == ["a.mp4", "b.jpg"]


_SHOTS = {"tt": 0, "sg": [{"st": 0, "d": 20000, "name": "a.mp4"}]}
_TITLE = {"tt": 7, "sg": [{"st": 0, "d": 2000, "text": "Summer"}]}


@pytest.mark.parametrize(
    ("draft", "fitting"),
    [
        ({}, ["beat", "vertical", "title", "short"]),
        (
            {"t": [_SHOTS], "m": {"width": 16, "height": 9}},
            ["vertical", "title", "short"],
        ),
        ({"t": [_SHOTS], "m": {"width": 9, "height": 16}}, ["title", "short"]),
        ({"t": [_SHOTS, _TITLE], "m": {"width": 9, "height": 16}, "d": 15000}, []),
    ],
)
def test_the_ideas_of_the_page_would_change_the_video(
    draft: dict[str, object], fitting: list[str]
) -> None:
    assert ideas(draft) == fitting
    assert all(f"page.idea.{idea}" in CATALOGUES["en"].messages for idea in fitting)
