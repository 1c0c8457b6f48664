"""The documents say what the code says: commands, links, paths, examples."""

import argparse
import re
from pathlib import Path

import pytest

from bots.__main__ import _parser
from core.model.commands import COMMANDS
from studio.rules.language.reader import read
from tests.corpus.views import load_views

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
README = (ROOT / "README.md").read_text()
FOLDERS = "core|bots|studio|tests|docs|deploy|bench|train"


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text()
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    for target in targets:
        name, _, heading = target.partition("#")
        if "://" in name or (target.startswith("#") and not heading):
            continue
        file = (ROOT / page).parent / name if name else ROOT / page
        assert file.exists(), f"{page} links to {target}"
        if heading:
            assert heading in anchors(file), f"{page} links to {target}"


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in titles}


@pytest.mark.parametrize("page", [p for p in PAGES if p != "CHANGELOG.md"])
def test_paths_named_in_the_pages_exist(page: str) -> None:
    text = (ROOT / page).read_text()
    for path in re.findall(rf"`((?:{FOLDERS})/[\w./*-]+)", text):
        assert any(ROOT.glob(path.rstrip("/."))), f"{page} names {path}"


def test_the_readme_lists_all_commands_of_the_chat() -> None:
    paragraph = re.search(r"Commands, with a slash.*?\n\n", README, re.DOTALL)
    assert paragraph
    names = re.findall(r"`(\w+)`", paragraph.group())
    assert sorted(names) == sorted(COMMANDS)


def test_the_readme_lists_all_commands_of_the_command_line() -> None:
    table = README.partition("| command | what it does |")[2].partition("\n\n")[0]
    cells = "\n".join(line.split(" | ")[0] for line in table.splitlines())
    listed = set(re.findall(r"`(?:vidmuse )?(\w+)", cells))
    (commands,) = (
        action.choices
        for action in _parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    assert listed == set(commands)


def readme_examples() -> list[str]:
    table = README.partition("| say | for example |\n|---|---|\n")[2]
    rows = table.partition("\n\n")[0].splitlines()
    return [
        each for row in rows for each in row.strip(" |").split(" | ")[1].split(" · ")
    ]


@pytest.mark.parametrize("text", readme_examples())
def test_the_readme_s_examples_are_understood(text: str) -> None:
    reading = read(text, load_views()["dressed"])
    assert reading.edits, text
    assert not reading.residues, text
