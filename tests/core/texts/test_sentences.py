"""The bot's sentences in all languages, the help, and the language of a text."""

import string

import pytest

from core.model.commands import COMMANDS
from core.rules.replies.help import help_text
from core.rules.text.wording import language_of, say
from core.words.catalogue import CATALOGUES


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
