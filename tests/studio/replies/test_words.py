"""Every sentence of the studio exists in every language."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import pytest

import studio.rules.language
import studio.rules.phrases
from studio.model.cut import ShotReason
from studio.model.edits import footage, music, overlay, picture
from studio.model.edits.control import Impossible, Topic
from studio.model.edits.record import SongLabel
from studio.model.edits.registry import kinds
from studio.model.intent import Reason
from studio.rules.language.catalogue.examples import key_of
from studio.rules.phrases.text_style import SHADES
from studio.rules.replies.answers import answered_topics
from studio.words.catalogue import (
    DEFAULT,
    Sentence,
    Words,
    languages,
    placeholders,
    words,
)
from studio.words.plural import matches

ALL = list(languages().values())
EACH = pytest.mark.parametrize("language", ALL, ids=lambda one: one.code)


def texts(sentence: Sentence) -> list[str]:
    if isinstance(sentence, str):
        return [sentence]
    return list(sentence.values() if isinstance(sentence, Mapping) else sentence)


@EACH
def test_a_language_has_the_same_sentences_with_the_same_facts(language: Words) -> None:
    usual = languages()[DEFAULT]
    assert set(language.sentences) == set(usual.sentences)
    for key, sentence in language.sentences.items():
        facts = {fact for text in texts(sentence) for fact in placeholders(text)}
        english = {
            fact for text in texts(usual.sentences[key]) for fact in placeholders(text)
        }
        assert facts <= english, key
        assert all(text.strip() or key.startswith("lists.") for text in texts(sentence))


@EACH
def test_every_edit_has_a_name_an_example_and_a_phrase(language: Words) -> None:
    silent = {"undo", "redo", "start_over", "export", "ask", "impossible"}
    for do in kinds():
        assert language.has(f"topics.edit.{do}")
        assert do == "impossible" or language.has(key_of(do))
        phrases = [k for k in language.sentences if k.startswith(f"edits.{do}.")]
        assert phrases or do in silent, do


def test_every_edit_with_phrases_has_a_case_that_chooses_one() -> None:
    """Without the case a reply falls back to the name of the edit's kind."""
    modules = Path(studio.rules.phrases.__file__).parent.glob("*.py")
    code = "".join(path.read_text("utf-8") for path in modules)
    for do, edit in kinds().items():
        has_phrases = any(
            key.startswith(f"edits.{do}.") for key in words(DEFAULT).sentences
        )
        named = re.search(rf"\b{edit.__name__}\b", code)
        assert has_phrases == bool(named), do


@EACH
def test_every_reason_and_topic_has_words(language: Words) -> None:
    keys = [f"refusals.{reason.value}" for reason in Reason]
    keys += [f"impossible.{topic}" for topic in _topics()]
    keys += [f"names.song.{label.value}" for label in SongLabel]
    for kind, enum in {
        "look": picture.LookName, "quality": picture.Quality, "join": picture.JoinKind,
        "pulse": picture.PulseKind, "point": picture.FocusPoint,
        "target": music.SoundTarget, "position": overlay.Position,
        "font": overlay.FontFamily, "animation": overlay.Animation,
        "timing": overlay.CaptionTiming,
    }.items():  # fmt: skip
        keys += [f"names.{kind}.{value.value}" for value in enum]
    keys += [f"answers.choice.{reason.value}" for reason in ShotReason]
    keys += [f"names.shade.{shade}" for shade in SHADES]
    keys += [f"edits.order.{mode.value}" for mode in footage.OrderMode]
    assert [key for key in keys if not language.has(key)] == []


def _topics() -> tuple[str, ...]:
    return get_args(Impossible.model_fields["topic"].annotation)


@EACH
def test_every_question_and_residue_of_the_reader_has_words(language: Words) -> None:
    keys = set(_literals())
    assert any(key.startswith("questions.") for key in keys)
    assert any(key.startswith("residues.") for key in keys)
    assert {key for key in keys if not language.has(key)} == set()


def _literals() -> Iterator[str]:
    """Keys of questions and reasons of residues that the reader's source names."""
    for path in Path(studio.rules.language.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in ("Question", "question") and node.args:
                yield from _constant("questions", node.args[0])
            if node.func.id == "Residue":
                named = [k.value for k in node.keywords if k.arg == "reason"]
                for value in [*node.args[2:3], *named]:
                    yield from _constant("residues", value)


def _constant(topic: str, node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield f"{topic}.{part.value}"


def test_every_topic_of_a_question_is_answered() -> None:
    assert answered_topics() == frozenset(Topic)


@pytest.mark.parametrize(
    ("rule", "fits", "others"),
    [
        ("n = 1", [1, -1], [0, 2, 1.5, 11]),
        ("n % 10 = 1 and n % 100 != 11", [1, 21, 101], [11, 2, 111]),
        ("n % 10 = 2..4 and n % 100 != 12..14", [2, 23, 104], [12, 5, 114]),
        ("n = 0 or n % 100 = 3..10", [0, 3, 110], [1, 11]),
    ],
)
def test_plural_rules_follow_the_notation_of_unicode(
    rule: str, fits: list[float], others: list[float]
) -> None:
    assert all(matches(rule, number) for number in fits)
    assert not any(matches(rule, number) for number in others)


def test_a_count_takes_its_plural_form() -> None:
    assert words("en").count("shots", 1) == "1 shot"
    assert words("en").count("shots", 2) == "2 shots"
    assert words("zh").count("shots", 1) == "1 个镜头"


@pytest.mark.parametrize(
    ("code", "language_code"),
    [
        ("en-US", "en"), ("zh", "zh"), ("zh-CN", "zh"), ("zh_TW", "zh-hant"),
        ("zh-HK", "zh-hant"), ("zh-Hant-TW", "zh-hant"), ("xx", "en"), ("", "en"),
    ],
)  # fmt: skip
def test_a_code_finds_its_language(code: str, language_code: str) -> None:
    assert words(code).code == language_code


def test_no_sentence_stands_in_the_code() -> None:
    """Chinese letters stand in data only, besides the reader's own patterns."""
    root = Path(studio.rules.language.__file__).parents[2]
    letters = re.compile(r"[\u4e00-\u9fff]")
    reader = Path(studio.rules.language.__file__).parent
    sentences = [
        path.name
        for path in root.rglob("*.py")
        if reader not in path.parents and letters.search(path.read_text("utf-8"))
    ]
    assert sentences == []
