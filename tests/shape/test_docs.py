"""The documents say what the code says: commands, links, paths, examples."""

import ast
import re
from pathlib import Path

import pytest

from bots.__main__ import main
from core.model.commands import COMMANDS
from core.model.turn import Step
from core.rules import state_machine
from studio.commands.examples import files
from studio.rules.language.reader import read
from tests.corpus.views import load_views

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
README = (ROOT / "README.md").read_text()
GENERATED = files()
INVENTED = r"/(signal|es)\b"
"""The examples of the pages about adding things."""
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
        if not re.search(INVENTED, path):
            assert any(ROOT.glob(path.rstrip("/."))), f"{page} names {path}"


def test_the_readme_lists_all_commands_of_the_chat() -> None:
    paragraph = re.search(r"Commands, with a slash.*?\n\n", README, re.DOTALL)
    assert paragraph
    names = re.findall(r"`(\w+)`", paragraph.group())
    assert sorted(names) == sorted(COMMANDS)


def test_the_readme_lists_all_commands_of_the_command_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = README.partition("| command | what it does |")[2].partition("\n\n")[0]
    cells = "\n".join(line.split(" | ")[0] for line in table.splitlines())
    listed = set(re.findall(r"`(?:vidmuse )?(\w+)", cells))
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = re.findall(r"^    (\w+) ", capsys.readouterr().out, re.MULTILINE)
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


RUNBOOK = (ROOT / "docs/runbook.md").read_text()
CODE = [
    path
    for layer in ("common", "core", "bots", "studio")
    for path in (ROOT / layer).rglob("*.py")
]
LEVELS = {"warning", "error", "exception", "critical"}


def logged(path: Path) -> list[str]:
    """The texts of a module's warnings and errors; … stands for what is filled in."""
    texts = []
    for node in ast.walk(ast.parse(path.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in LEVELS
            and ast.unparse(node.func.value) == "_log"
            and isinstance(node.args[0], ast.Constant)
        ):
            texts.append(re.sub(r"%[.\d]*[a-z]", "…", str(node.args[0].value)))
    return texts


def test_the_runbook_explains_every_warning_and_error() -> None:
    missing = [
        text
        for path in CODE
        for text in logged(path)
        if re.search("[a-z]{3}", text)
        and f"`{text.split(chr(10))[0]}`" not in RUNBOOK
        and f"`{text.split(': ')[0]}: …`" not in RUNBOOK
    ]
    assert missing == []


def test_the_runbook_explains_every_metric() -> None:
    names = {
        name
        for layer in ("core", "studio")
        for name in re.findall(
            r'"(vidmuse_[a-z_]+)"', (ROOT / layer / "metrics.py").read_text()
        )
    }
    assert [name for name in sorted(names) if name not in RUNBOOK] == []


ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()


def rows_of(heading: str) -> list[list[str]]:
    """The cells of the table below a header row that begins so."""
    table = ARCHITECTURE.partition(f"| {heading} |")[2].partition("\n\n")[0]
    lines = table.splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_table_of_steps_is_that_of_the_state_machine() -> None:
    shown = {
        step.strip("`"): set(re.findall(r"`(\w+)`", ways))
        for step, _, ways in rows_of("step")
    }
    ends = {Step.FAILED, Step.CANCELLED}
    assert shown == {
        step.value: {way.value for way in ways - ends - {step}}
        for step, ways in state_machine.TRANSITIONS.items()
        if not state_machine.is_ended(step)
    }


def test_the_table_of_policies_is_that_of_the_state_machine() -> None:
    shown = {
        name.strip("`"): set(re.findall(r"`(\w+)`", steps))
        for name, steps, _ in rows_of("policy")
    }
    assert shown == {
        name: {step.value for step in group}
        for name, group in vars(state_machine).items()
        if isinstance(group, frozenset) and name != "ENDS"
    }


def test_the_architecture_page_names_every_room() -> None:
    named = set(
        re.findall(
            r"`([a-z_/]+)`", ARCHITECTURE.partition("## What happens to a clip")[0]
        )
    )
    rooms = {
        path.parent.relative_to(ROOT)
        for path in CODE
        if path.name != "__init__.py" and path.parent.parent != ROOT
    }
    listed = (Path("studio/rules/language/constructions"), Path("core/words"))
    missing = [
        room.as_posix()
        for room in sorted(rooms - {Path("core/rules"), Path("studio/rules")})
        if not {*room.parents} & {*listed} and not {room.as_posix(), room.name} & named
    ]
    assert missing == []


@pytest.mark.parametrize("path", GENERATED)
def test_a_generated_file_is_up_to_date(path: str) -> None:
    """Run ``python -m studio.commands.examples`` if this fails."""
    assert (ROOT / path).read_text(encoding="utf-8") == GENERATED[path]
