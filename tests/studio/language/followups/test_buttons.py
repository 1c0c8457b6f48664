"""What the core's buttons and the page's ideas say is read exactly."""

import pytest

from core.words.catalogue import CATALOGUES
from studio.rules.language.reader import read
from tests.corpus.views import load_views

VIEW = load_views()["cut30"]
EXPECTED = {
    "wish.beat": {"sync"}, "wish.short": {"length", "aspect"}, "wish.title": set(),
    "wish.faster": {"pace"}, "wish.calmer": {"pace"}, "wish.vertical": {"aspect"},
    "wish.shorter": {"length"}, "wish.undo": {"undo"},
    "page.idea.beat": {"sync"}, "page.idea.vertical": {"aspect"},
    "page.idea.title": set(), "page.idea.short": {"length"},
}  # fmt: skip
SAID = [
    (language, key) for language in CATALOGUES for key in EXPECTED
    if key in CATALOGUES[language].messages
]  # fmt: skip


@pytest.mark.parametrize(("language", "key"), SAID)
def test_what_a_button_says_is_read_exactly(language: str, key: str) -> None:
    reading = read(CATALOGUES[language].messages[key], VIEW)
    assert {edit.do for edit in reading.edits} == EXPECTED[key]
    assert reading.exact
    assert (reading.question is not None) == (key in {"wish.title", "page.idea.title"})


SUGGESTED = [
    text
    for language in CATALOGUES.values()
    for key, text in language.messages.items()
    if key.startswith("discord.suggestion_")
]
TRIES = [
    text
    for language in CATALOGUES.values()
    for text in language.messages["help"]
    .splitlines()[1]
    .split("：", 1)[-1]
    .split(" · ")
]


@pytest.mark.parametrize("text", dict.fromkeys([*SUGGESTED, *TRIES]))
def test_what_is_suggested_is_read_exactly(text: str) -> None:
    reading = read(text.removeprefix("Try: "), VIEW)
    assert reading.edits
    assert reading.exact
