"""Requests in languages that are not read: refused with the ones that are."""

from dataclasses import replace

import pytest

from core.rules.text.written_language import language_shown
from studio.model.reading import ProjectView
from studio.rules.language.foreign.detect import is_foreign
from studio.rules.language.reader import read
from studio.rules.replies.language import language_of
from tests.corpus.cases import REQUESTS, load_cases
from tests.corpus.views import load_views

_LATIN = [
    "haz el video más corto",
    "quiero que empiece con el perro",
    "mets le chien à la fin",
    "mach das Video schneller",
    "rendi il video più veloce",
    "faça o vídeo mais rápido",
    "maak de video sneller",
    "zrób film szybszy",
    "videoyu hızlandır",
    "làm cho video nhanh hơn",
    "gör videon snabbare",
]
_OTHER_LETTERS = [
    "תעשה את הסרטון מהיר יותר",
    "שים את הכלב בסוף, 20 שניות",
    "עשה את ה video מהיר יותר",
    "اجعل الفيديو أسرع",
    "ทำให้วิดีโอเร็วขึ้น",
    "動画を速くして",
    "犬を最後にして",
    "タイトルを追加してください",
    "비디오를 더 빠르게 해줘",
    "сделай видео быстрее",
    "κάνε το βίντεο πιο γρήγορο",
    "वीडियो को तेज करो",
]


@pytest.fixture(scope="module")
def view() -> ProjectView:
    return load_views()["cut30"]


@pytest.mark.parametrize("text", _LATIN + _OTHER_LETTERS)
def test_the_reply_names_the_languages_that_are_read_and_nothing_is_changed(
    text: str, view: ProjectView
) -> None:
    reading = read(text, view)
    assert not reading.edits
    assert reading.question is None
    (refusal,) = reading.residues
    assert refusal.reason == "foreign"
    assert refusal.detail == "English · 简体中文 · 繁體中文"


@pytest.mark.parametrize(
    "text",
    [
        "hacer el video más rápido",
        "quita el sonido de los clips",
        "rends la vidéo plus rapide",
        "音楽をもっと小さく",
    ],
)
def test_a_likely_guess_is_asked_about(text: str, view: ProjectView) -> None:
    reading = read(text, view)
    assert not reading.edits
    assert [each.reason for each in reading.residues] == ["foreign"]
    assert reading.question is not None
    guess, nothing = reading.question.choices
    assert guess.edits
    assert not nothing.edits


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('add the title "שלום" at the start', "שלום"),
        ('title "Feliz cumpleaños"', "Feliz cumpleaños"),
        ('title "el fin de la historia"', "el fin de la historia"),
        ("title שלום עולם", "שלום עולם"),
        ("加标题“ありがとう”", "ありがとう"),
        ("标题写ありがとう", "ありがとう"),
        ("加标题“สวัสดี”", "สวัสดี"),
        ("title La Vie en Rose", "La Vie en Rose"),
        ("call it El fin de la noche", "El fin de la noche"),
    ],
)
def test_a_title_in_another_language_is_a_title(
    text: str, title: str, view: ProjectView
) -> None:
    reading = read(text, view)
    assert not reading.residues
    assert [getattr(edit, "text", "") for edit in reading.edits] == [title]


def test_a_title_that_was_asked_for_may_be_in_any_language(view: ProjectView) -> None:
    question = read("add a title", view).question
    assert question is not None
    reading = read("שלום עולם", replace(view, question=question))
    assert [getattr(edit, "text", "") for edit in reading.edits] == ["שלום עולם"]


def test_no_request_of_the_corpus_counts_as_another_language() -> None:
    views = load_views()
    taken = [
        turn.text
        for case in load_cases(REQUESTS)
        for turn in case.turns
        if is_foreign(turn.text, views[case.view].clips)
    ]
    assert not taken


@pytest.mark.parametrize("text", ["動画を速くして", "タイトルを追加してください"])
def test_japanese_is_not_answered_in_chinese(text: str) -> None:
    assert language_shown(text, "en") == ""
    assert language_of(text, "en").code == "en"


@pytest.mark.parametrize("text", ["标题写ありがとう", "把夏の日放在开头"])
def test_chinese_with_a_name_in_kana_is_chinese(text: str) -> None:
    assert language_shown(text, "en") == "zh"
    assert language_of(text, "en").code == "zh"
