"""Which language is spoken, to whom, and that every sentence can be translated."""

import re
import string
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bots.discord.setup import commands as discord_commands
from bots.telegram.setup import commands as telegram_commands
from core.model.chat import Sender, SenderId
from core.model.commands import COMMANDS
from core.model.inbound import Command
from core.model.session import ChatSettings
from core.rules.text import wording
from core.rules.text.written_language import language_shown
from core.words.catalogue import CATALOGUES, Language
from tests.core.harness import CHAT, MIA, CoreHarness

LI = Sender(SenderId("fake:li"), "Li", "zh-CN")
CHEN = Sender(SenderId("fake:chen"), "Chen", "zh-TW")
ANNE = Sender(SenderId("fake:anne"), "Anne", "fr")


async def last(harness: CoreHarness) -> str:
    return (await harness.texts())[-1]


async def test_a_chinese_users_settings_are_answered_in_chinese(
    harness: CoreHarness,
) -> None:
    await harness.say("settings", sender=LI)
    assert "语言" in await last(harness)


async def test_traditional_chinese_is_answered_in_traditional_chinese(
    harness: CoreHarness,
) -> None:
    await harness.say("help", sender=CHEN)
    assert "匯出影片" in await last(harness)
    await harness.say("讓影片慢一點", sender=MIA)
    await harness.over()
    assert "說說" in await last(harness) or "素材" in await last(harness)


async def test_the_chats_choice_comes_before_all(harness: CoreHarness) -> None:
    await harness.sessions.configure(CHAT, ChatSettings(language="en"))
    await harness.say("帮助", sender=LI)
    assert "Drop clips" in await last(harness)


async def test_who_wrote_chinese_is_answered_so_until_they_write_english(
    harness: CoreHarness,
) -> None:
    await harness.say("帮助", sender=replace(MIA, language="en"))
    assert "素材" in await last(harness)
    await harness.say("status", sender=replace(MIA, language="en"))
    assert "还没有视频" in await last(harness)
    mia = replace(MIA, language="en")
    await harness.say("please make it a bit faster", "a.mp4", sender=mia)
    await harness.over()
    await harness.say("help", sender=mia)
    assert "Drop clips" in await last(harness)


async def test_people_of_other_languages_learn_once_which_are_spoken(
    harness: CoreHarness,
) -> None:
    for text in ("help", "status"):
        await harness.say(text, sender=ANNE)
        await harness.core.inbound.drain()
    notices = [t for t in await harness.texts() if "I understand these languages" in t]
    assert len(notices) == 1
    assert "English" in notices[0]
    assert "简体中文" in notices[0]


async def test_the_status_numbers_all_clips_in_the_order_they_came(
    harness: CoreHarness,
) -> None:
    await harness.say("cut it", "b.mp4")
    await harness.over()
    await harness.say("", "a.mp4")
    await harness.over()
    await harness.say("", command=Command("status"))
    text = await last(harness)
    assert "1 b.mp4" in text
    assert "2 a.mp4 (not used)" in text


async def test_a_message_with_nothing_for_us_gets_one_line(
    harness: CoreHarness,
) -> None:
    await harness.say("", command=Command("hint"))
    assert (await last(harness)).count("\n") == 0


@pytest.fixture
def pseudo() -> Iterator[str]:
    """Add a language at run time in which every sentence is marked."""
    english = CATALOGUES["en"]
    CATALOGUES["qps"] = Language(
        "Pseudo",
        ("qps",),
        {key: _marked(text) for key, text in english.messages.items()},
        {name: tuple(map(_marked, forms)) for name, forms in english.units.items()},
        english.plural,
    )
    yield "qps"
    del CATALOGUES["qps"]


def _marked(text: str) -> str:
    parts = string.Formatter().parse(text)
    out = ""
    for words, name, spec, _ in parts:
        out += re.sub(r"[A-Za-z]+", lambda m: f"‹{m[0]}›", words)
        if name is not None:
            out += "{" + name + (f":{spec}" if spec else "") + "}"
    return out


_PLAIN = re.compile(r"(?<![‹\w./])[A-Za-z]{3,}(?![\w›./])")
_ALLOWED = {"mp4", "cut", "it", "Did", "Pseudo", "English", "NEMO", "fake", *COMMANDS}


@pytest.fixture
def added() -> Iterator[None]:
    """Add two languages at run time: one of Latin letters, one of other letters."""
    english = CATALOGUES["en"]
    latin = {"corta", "pon", "el", "la", "a", "de", "con", "y", "vídeo", "título"}
    CATALOGUES["es"] = replace(
        english, name="Español", tags=("es",), common_words=frozenset(latin)
    )
    CATALOGUES["ru"] = replace(
        english, name="Русский", tags=("ru",), letters="\u0400-\u04ff",
        aliases=("russian",), common_words=frozenset(),
    )  # fmt: skip
    yield
    del CATALOGUES["es"], CATALOGUES["ru"]


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize(
    ("text", "own", "language"),
    [
        ("corta el vídeo a veinte segundos", "en", "es"),
        ("corta el vídeo a veinte segundos", "", "es"),
        ("make it vertical and add the title Sol", "es", "en"),
        ("quiero todo mucho mas rapido", "es", ""),
        ("сделай видео быстрее", "en", "ru"),
        ("сделай это vertical", "es", "ru"),
        ("make it vertical and 20 seconds", "ru", "en"),
        ("按节拍剪", "ru", "zh"),
    ],
)
def test_a_language_that_is_added_is_recognised(
    text: str, own: str, language: str
) -> None:
    assert language_shown(text, own) == language


@pytest.mark.usefixtures("added")
def test_a_language_that_is_added_is_on_the_platforms() -> None:
    assert wording.language_named("Russian") == "ru"
    edit = discord_commands.definitions()[0]
    assert {"es-ES", "es-419", "ru", "zh-TW"} <= set(edit["description_localizations"])
    assert telegram_commands.languages() == {
        "": "en",
        "zh": "zh",
        "es": "es",
        "ru": "ru",
    }


@pytest.mark.usefixtures("added")
def test_each_slash_command_of_discord_is_described_by_its_own_sentence() -> None:
    marked = {f"about.{name}": f"about {name}" for name in COMMANDS}
    spanish = CATALOGUES["es"]
    CATALOGUES["es"] = replace(spanish, messages={**spanish.messages, **marked})
    shown = {
        each["name"]: each["description_localizations"]["es-ES"]
        for each in discord_commands.definitions()
        if each["name"] in COMMANDS
    }
    assert shown == {name: f"about {name}" for name in COMMANDS}


def test_the_english_names_of_commands_and_menus_on_discord_are_those_of_the_words() -> (
    None
):
    """Discord shows the name itself to people whose language has no words."""
    english, words = CATALOGUES["en"].messages, ("discord.name_", "discord.menu_")
    named = {key: text for key, text in english.items() if key.startswith(words)}
    shown = [each["name"] for each in discord_commands.definitions()]
    assert sorted(shown) == sorted(named.values())


async def test_a_language_that_is_added_leaves_no_sentence_untranslated(
    harness: CoreHarness, pseudo: str
) -> None:
    await harness.sessions.configure(CHAT, ChatSettings(language=pseudo))
    harness.agent.silent = True
    await harness.say("", "a.mp4")
    await harness.over()
    await harness.say("cut it")
    await harness.over()
    await harness.say("", "gone.mp4")
    await harness.over()
    for name in ("help", "status", "credits", "projects", "settings", "language"):
        await harness.say("", command=Command(name))
    for name in ("privacy", "forget", "new", "hint", "cancel"):
        await harness.say("", command=Command(name))
    await harness.say("hello")
    texts = await harness.texts()
    assert len(texts) >= 12
    buttons = [b[0] for p in await harness.chat.posts(CHAT) for b in p["buttons"]]
    for text in (*texts, *buttons):
        plain = set(_PLAIN.findall(text)) - _ALLOWED
        assert not plain, (plain, text)


def test_the_terminal_does_not_say_that_the_preview_is_replaced() -> None:
    for code in ("en", "zh", "zh-hant"):
        here, there = (
            wording.say_on(code, "card.preview", platform)
            for platform in ("console", "telegram")
        )
        assert here != there
    assert "replace" not in wording.say_on("en", "card.preview", "console")


async def test_a_changed_setting_is_said(harness: CoreHarness) -> None:
    change = Command("settings", "auto off")
    await harness.say("", command=change, private=True)
    assert await last(harness) == "Changed. Video after each edit: off"


async def test_settings_of_a_private_chat_do_not_mention_members(
    harness: CoreHarness,
) -> None:
    await harness.say("", command=Command("settings"), private=True)
    text = await last(harness)
    assert "member" not in text
    post = (await harness.chat.posts(CHAT))[-1]
    labels = [label.partition(":")[0] for label, _, _ in post["buttons"]]
    assert labels == ["Video after each edit", "Preview before each video"]


def test_numbers_and_units_are_written_by_the_rules_of_the_language() -> None:
    facts = {"available": 1_000_000, "frozen": 12.5}
    assert "1,000,000 available" in wording.say("en", "credits", **facts)
    assert "12.5" in wording.say("zh", "credits", **facts)
    assert wording.say("en", "tray.clips", count=1) == "1 clip"
    assert wording.say("en", "tray.clips", count=2) == "2 clips"
    assert wording.say("zh-TW", "tray.clips", count=1) == "1 個素材"
