"""The folders of the code keep their layout: same rooms, few files, a docstring each."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bots.app.platforms.names import CHAT_PLATFORMS
from docs import layout

ROOT = Path(__file__).parents[2]
ROOMS = {"wire", "transport", "send", "receive", "setup"}
PLATFORMS = tuple(CHAT_PLATFORMS)
LAYERS = ("common", "core", "bots", "studio", "bench", "train", "tests", "docs")
MOST_MODULES = 12
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 300, 50


def packages(folder: Path) -> set[str]:
    return {path.parent.name for path in folder.glob("*/__init__.py")}


@dataclass(frozen=True, slots=True)
class Module:
    """A module by its path, and how long it and its functions are."""

    name: str
    docstring: str
    lines: int
    functions: tuple[tuple[str, int], ...]


@cache
def modules() -> tuple[Module, ...]:
    """Every module, read once; not those that only make their folder a package."""
    texts = {
        str(path.relative_to(ROOT)): path.read_text()
        for layer in LAYERS
        for path in sorted((ROOT / layer).rglob("*.py"))
    }
    return tuple(_module(name, text) for name, text in texts.items() if text.strip())


def _module(name: str, text: str) -> Module:
    tree = ast.parse(text)
    functions = tuple(
        (node.name, (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    docstring = ast.get_docstring(tree) or ""
    return Module(name, docstring, len(text.splitlines()), functions)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_chat_platform_has_the_same_rooms(platform: str) -> None:
    assert packages(ROOT / "bots" / platform) == ROOMS


@pytest.mark.parametrize("own", ["console", "web"])
def test_our_own_surfaces_have_rooms_of_the_same_names(own: str) -> None:
    rooms = packages(ROOT / "bots" / own)
    assert {"wire", "send", "receive"} <= rooms <= ROOMS


def test_every_platform_of_the_folder_is_listed() -> None:
    platforms = packages(ROOT / "bots") - {"app", "shared", "console", "web"}
    assert platforms == set(PLATFORMS)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platforms_have_the_files_that_others_look_for(platform: str) -> None:
    folder = ROOT / "bots" / platform
    for name in (
        "wire/ids.py",
        "wire/inbound.py",
        "wire/limits.py",
        "wire/outbound.py",
        "transport/api.py",
        "transport/errors.py",
        "transport/rate_limits.py",
        "send/adapter.py",
        "receive/listener.py",
        "setup/doctor.py",
    ):
        assert (folder / name).is_file(), f"{platform} has no {name}"


def test_no_folder_holds_more_than_twelve_modules() -> None:
    crowded = {}
    for layer in LAYERS:
        for package in (ROOT / layer).rglob("__init__.py"):
            names = [p.name for p in package.parent.glob("*.py") if p != package]
            if len(names) > MOST_MODULES:
                crowded[str(package.parent.relative_to(ROOT))] = len(names)
    assert crowded == {}


def test_every_module_opens_with_a_sentence() -> None:
    silent = [
        module.name
        for module in modules()
        if not module.docstring.partition("\n\n")[0].endswith((".", "?", "!"))
    ]
    assert silent == []


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    lengths = {module.name: module.lines for module in modules()}
    assert {name: n for name, n in lengths.items() if n > MOST_LINES} == {}


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = {
        f"{module.name}: {name}": lines
        for module in modules()
        for name, lines in module.functions
        if lines > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_no_rooms_of_a_folder_import_each_other_in_a_circle() -> None:
    arrows = layout.file_arrows(layout.modules(ROOT))
    assert layout.circles_of_siblings(arrows) == {}


def test_no_module_imports_from_a_file_of_tests() -> None:
    """What two files of tests need stands in a module of its own."""
    imports = re.compile(r"^\s*(?:from|import) (tests\.[\w.]*\btest_\w+)", re.MULTILINE)
    borrowed = {
        str(path.relative_to(ROOT)): names
        for layer in LAYERS
        for path in (ROOT / layer).rglob("*.py")
        if (names := imports.findall(path.read_text()))
    }
    assert borrowed == {}
