"""A third language is a folder of files: no sentence stays in another language."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import cast

import pytest

from studio.model.edits.control import Ask, Topic
from studio.model.edits.record import Edit
from studio.rules.phrases.context import Context
from studio.rules.phrases.edits import phrase
from studio.rules.replies.answers import ProjectFacts, answer
from studio.rules.replies.language import language_of
from studio.rules.replies.reply import Outcome, puzzled, reply
from studio.words.catalogue import (
    Sentence,
    Words,
    languages,
    placeholders,
    words,
)
from tests.corpus.cases import REQUESTS, load_cases
from tests.corpus.patterns import witness
from tests.corpus.views import load_views
from tests.studio.studio_in_memory import StudioInMemory, song, video

MARK = "¤"
"""Replaces the words of every sentence of the language."""


def marked(text: str) -> str:
    """The text without letters: numbers, placeholders and punctuation."""
    facts = "".join(f"{{{name}}}" for name in sorted(placeholders(text)))
    return f"{MARK}{facts}"


def _marked(sentence: Sentence) -> Sentence:
    if isinstance(sentence, str):
        return marked(sentence)
    if isinstance(sentence, Mapping):
        return {form: marked(text) for form, text in sentence.items()}
    return [marked(text) for text in sentence]


PSEUDO = Words("xx", {k: _marked(s) for k, s in words("en").sentences.items()})
"""Every sentence consists of marks, so any other letter is untranslated text."""


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalpha())


async def _project() -> StudioInMemory:
    studio = StudioInMemory(video(1), video(2), song(name="7.8"))
    files = [replace(a, name=f"{n}.{n}") for n, a in enumerate(studio.project.assets)]
    studio.project = replace(studio.project, assets=tuple(files))
    await studio.say("cut it to the beat")
    return studio


def _edits() -> Iterator[Edit]:
    """Every edit that the corpus expects, without the words that people gave."""
    for case in load_cases(REQUESTS):
        for turn in case.turns:
            for expect in turn.expect:
                for edit in expect.edits:
                    try:
                        example = witness(edit)
                    except ValueError:
                        continue
                    if not {"text", "cube"} & set(type(example).model_fields):
                        yield example


async def test_every_phrase_is_in_the_third_language() -> None:
    draft = (await _project()).draft
    context = Context(PSEUDO, load_views()["cut30"], draft, draft)
    context = replace(context, view=replace(context.view, clips=()))
    kinds = set()
    for edit in _edits():
        text = phrase(edit, context)
        assert letters(text) == "", (edit, text)
        kinds.add(edit.do)
    assert len(kinds) > 60


@pytest.mark.parametrize("topic", list(Topic))
async def test_every_answer_is_in_the_third_language(topic: Topic) -> None:
    studio = await _project()
    view = replace(load_views()["cut30"], clips=())
    context = Context(PSEUDO, view, studio.draft, studio.draft)
    facts = ProjectFacts(studio.project.version.intent, studio.project.version.edits)
    for seconds in (None, 4.0):
        assert letters(answer(Ask(topic=topic, seconds=seconds), context, facts)) == ""


async def test_replies_are_in_the_third_language() -> None:
    studio = await _project()
    view = replace(load_views()["cut30"], clips=())
    context = Context(PSEUDO, view, studio.draft, studio.draft)
    assert letters(reply(Outcome(), context)) == ""
    assert letters(puzzled(context)) == ""


@pytest.fixture
def added() -> Iterator[None]:
    """Add two languages, as their files would declare them."""
    all_languages = cast("dict[str, Words]", languages())
    common = frozenset({"corta", "pon", "el", "la", "de", "con", "y", "vídeo"})
    all_languages["es"] = replace(PSEUDO, code="es", common_words=common)
    all_languages["ru"] = replace(
        PSEUDO, code="ru", script="own", letters="\u0400-\u04ff"
    )
    yield
    del all_languages["es"], all_languages["ru"]


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("corta el vídeo con la música", "en", "es"),
        ("make it vertical and add the title Sol", "es", "en"),
        ("9:16", "es", "es"),
        ("сделай видео быстрее", "en", "ru"),
        ("make it vertical", "ru", "en"),
        ("按节拍剪", "ru", "zh"),
    ],
)
def test_a_language_that_is_added_is_recognised(
    text: str, hint: str, language: str
) -> None:
    assert language_of(text, hint).code == language
