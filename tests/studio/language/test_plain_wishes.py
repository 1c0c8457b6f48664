"""Plain wishes, a table for each kind, with the edits that they must give."""

import pytest

from studio.model.edits.record import Edit
from studio.rules.language.reader import read
from tests.corpus.views import load_views


def _edits(text: str, view: str = "cut30") -> list[dict[str, object]]:
    """The edits of a request, without what is as usual; nothing may be left over."""
    reading = read(text, load_views()[view])
    assert reading.residues == ()
    return [_said(edit) for edit in reading.edits]


def _said(edit: Edit) -> dict[str, object]:
    found = edit.model_dump(mode="json", exclude_defaults=True)
    return {"do": edit.do, **found}


CHORUS = {"label": "chorus"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("logo in the chorus only", {"do": "overlay", "image": "logo"}),
        ("show the logo just in the chorus", {"do": "overlay", "image": "logo"}),
        ("logo只在副歌出现", {"do": "overlay", "image": "logo"}),
        ("logo淨係副歌先出現", {"do": "overlay", "image": "logo"}),
        ("title during the chorus", {"do": "change_title"}),
        ("keep the title only for the chorus", {"do": "change_title"}),
        ("标题只在副歌显示", {"do": "change_title"}),
        ("text HEY only in the chorus", {"do": "add_title", "text": "HEY"}),
        (
            "put the words HEY on screen during the chorus",
            {"do": "add_title", "text": "HEY"},
        ),
        ('副歌的时候写上"嗨"', {"do": "add_title", "text": "嗨"}),
    ],
)
def test_words_and_logos_take_a_part_of_the_song(
    text: str, meant: dict[str, object]
) -> None:
    assert _edits(text) == [meant | {"scope": CHORUS}]


def test_a_logo_until_a_part_of_the_song_takes_the_time_before_it() -> None:
    meant = {"do": "overlay", "image": "logo", "scope": {"start": 0.0, "end": 12.0}}
    assert _edits("logo until the drop") == [meant]
