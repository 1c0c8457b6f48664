"""Sentences in all languages and in one place, the help, and the language of a text."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.model.commands import COMMANDS
from core.rules.replies.help import help_text
from core.rules.text.wording import language_of, say
from core.words.catalogue import CATALOGUES

ROOT = Path(__file__).parents[3]
CHATS = (
    "core/flows", "core/model", "core/rules", "bots/telegram", "bots/discord", "bots/web",
    "bots/shared", "studio/rules", "studio/flows/answer", "studio/media/inspection",
)  # fmt: skip
"""Code whose sentences people in chats would read; operators read English elsewhere."""
FOR_PROGRAMS = re.compile(r"(ValueError|TypeError|RuntimeError|UnreadableNetError)\b")
NO_SENTENCES = {
    "This is no ONNX file that I can read.",  # the operator added that file
}


def _facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_every_language_says_everything_with_the_same_facts(language: str) -> None:
    english, other = CATALOGUES["en"].messages, CATALOGUES[language].messages
    assert set(other) == set(english)
    assert {key: _facts(text) for key, text in other.items()} == {
        key: _facts(text) for key, text in english.items()
    }


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_help_is_short(language: str) -> None:
    assert len(help_text(language).splitlines()) <= 10


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_help_tells_what_every_command_is_for(language: str) -> None:
    text = help_text(language)
    for name in set(COMMANDS) - {"start", "help"}:
        assert f"{name}: {say(language, f'about.{name}')}" in text


def test_language_is_seen_in_chinese_words_then_in_the_hint() -> None:
    assert language_of("按节拍剪", "en") == "zh"
    assert language_of("settings", "zh-CN") == "zh"
    assert language_of("按节拍剪", "zh-TW") == "zh-hant"
    assert language_of("", "zh-HK") == "zh-hant"
    assert language_of("讓開頭慢一點") == "zh-hant"
    assert language_of("匯出") == "zh-hant"
    assert language_of("cut it", "fr-FR") == "en"
    assert language_of("", "zh-CN") == "zh"
    assert language_of("", "fr", "en") == "en"


def _sentences(path: Path) -> Iterator[str]:
    """What begins with a capital, has three words, and ends as a sentence does."""
    tree = ast.parse(path.read_text())
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        bare = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        call = isinstance(node, ast.Call) and (
            FOR_PROGRAMS.match(ast.unparse(node.func))
            or ast.unparse(node.func).startswith("_log.")
        )
        if bare or call:
            skipped |= set(ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node not in skipped:
            text = str(node.value).strip()
            if re.match(r"[A-Z“\"].*\w+ \w+[^\n]*[.!?…]$", text) and "  " not in text:
                yield text


def test_no_sentence_for_people_stands_outside_the_words() -> None:
    """A sentence elsewhere would reach people of all languages in English."""
    outside = {
        (str(path.relative_to(ROOT)), text)
        for folder in CHATS
        for path in (ROOT / folder).rglob("*.py")
        for text in _sentences(path)
        if text not in NO_SENTENCES
    }
    assert outside == set()
