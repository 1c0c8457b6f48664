"""Names of results."""

import pytest
from hypothesis import given, strategies as st

from core.rules.replies.file_names import file_name


def draft(title: str) -> dict[str, object]:
    return {"t": [{"tt": 7, "sg": [{"text": title, "st": 0, "d": 3000}]}]}


@pytest.mark.parametrize(
    ("title", "project", "name"),
    [
        ("Summer", "Trip", "Summer.mp4"),
        ("夏天 🌞", "", "夏天.mp4"),
        ("🌞", "Our trip / 2026", "Our trip 2026.mp4"),
        ("", "", "vidmuse.mp4"),
        ("../../etc/passwd", "", "etc passwd.mp4"),
    ],
)
def test_a_result_is_called_by_its_title_or_project(
    title: str, project: str, name: str
) -> None:
    assert file_name(draft(title), project) == name


def test_captions_give_a_result_no_name() -> None:
    words = [("c1", "la la"), ("c2", "oh"), ("t1", "Summer")]
    segments = [{"id": id_, "text": text, "st": 0, "d": 900} for id_, text in words]
    assert file_name({"t": [{"tt": 7, "sg": segments}]}, "Trip") == "Summer.mp4"
    assert file_name({"t": [{"tt": 7, "sg": segments[:2]}]}, "Trip") == "Trip.mp4"


@given(st.text(), st.text())
def test_any_title_makes_a_name_of_one_line_in_no_folder(
    title: str, project: str
) -> None:
    name = file_name(draft(title), project)
    assert name.endswith(".mp4")
    assert 4 < len(name) <= 44
    assert not set(name) & set('/\\:*?"<>|\n\r\t\0')
    assert not name.startswith(".")
