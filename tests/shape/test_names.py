"""Names are words of the glossary or of the field, which ``field_words.txt`` lists."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EDITS = ROOT / "studio/model/edits"
GLOSSARY = (ROOT / "docs/glossary.md").read_text()


def words_of_the_glossary() -> set[str]:
    return {
        word
        for term in re.findall(r"\*\*([^*]+)\*\*", GLOSSARY)
        for word in term.lower().split()
    }


def words_of_the_field() -> list[str]:
    lines = (HERE / "field_words.txt").read_text().splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a module gives to its classes, and to all else."""

    path: Path
    classes: tuple[str, ...]
    others: tuple[str, ...]


@cache
def modules() -> tuple[Names, ...]:
    """The product's modules, each read once."""
    paths = (
        path
        for layer in ("common", "core", "bots", "studio")
        for path in (ROOT / layer).rglob("*.py")
    )
    return tuple(_names(path, ast.parse(path.read_text())) for path in paths)


def _names(path: Path, tree: ast.Module) -> Names:
    classes = tuple(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and not is_error(node)
    )
    return Names(path, classes, tuple(names_of_functions_and_variables(tree)))


@cache
def classes() -> frozenset[str]:
    """Every class but errors, named for what happened, and edits, named by a verb."""
    return frozenset(
        name
        for module in modules()
        if module.path.name != "errors.py" and module.path.parent != EDITS
        for name in module.classes
    )


def is_error(node: ast.ClassDef) -> bool:
    bases = " ".join(ast.unparse(base) for base in node.bases)
    return bool(re.search("Error|Exception|TimeoutError", bases))


def head_noun(name: str) -> str:
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*", name)
    return parts[-1].lower() if parts else name.strip("_")


def singulars(noun: str) -> set[str]:
    return {noun, noun.removesuffix("s"), re.sub("ies$", "y", noun)}


def test_every_class_is_named_by_a_word_of_the_glossary_or_the_field() -> None:
    words = words_of_the_glossary() | set(words_of_the_field())
    strange = {name for name in classes() if not singulars(head_noun(name)) & words}
    assert strange == set(), "add the word to docs/glossary.md, or choose a known one"


def test_the_words_of_the_field_stand_once_and_are_used() -> None:
    used = {word for name in classes() for word in singulars(head_noun(name))}
    field = words_of_the_field()
    assert sorted(field) == sorted(set(field))
    assert [word for word in field if word not in used] == []


VAGUE = {"found", "given", "known", "made", "said", "told", "wanted"}
VAGUE_BESIDE_THE_PRODUCT = VAGUE | {"asked", "kept"}
"""In the product these two are names of stored fields and of a construction."""


def names_of_functions_and_variables(tree: ast.Module) -> Iterator[str]:
    """Functions, their parameters and variables, and the annotated fields of classes."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name
            case ast.arg():
                yield node.arg
            case ast.Name(id=name, ctx=ast.Store()) | ast.MatchAs(name=str() as name):
                yield name
            case ast.ClassDef():
                for each in node.body:
                    if isinstance(each, ast.AnnAssign):
                        yield ast.unparse(each.target)
            case _:
                pass


def vague_names(module: Names, words: set[str]) -> set[tuple[str, str]]:
    where = str(module.path.relative_to(ROOT))
    return {(where, name) for name in module.others if name.strip("_") in words}


def test_no_function_field_or_variable_is_named_by_a_vague_participle() -> None:
    vague = {each for module in modules() for each in vague_names(module, VAGUE)}
    assert vague == set(), "say what it is: match, paths, readings"


@pytest.mark.parametrize("layer", ["bench", "docs", "tests", "train"])
def test_tests_and_tools_have_no_vague_participles_for_names(layer: str) -> None:
    vague = {
        each
        for path in (ROOT / layer).rglob("*.py")
        for each in vague_names(
            _names(path, ast.parse(path.read_text())), VAGUE_BESIDE_THE_PRODUCT
        )
    }
    assert vague == set(), "say what it is: expected, reply, render_plan"


def test_no_name_of_a_test_has_the_word_that_was_used_for_all() -> None:
    """Say what is posted, reported or named, and where."""
    vague = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text())
        if "told" in name.split("_")
    }
    assert vague == set()
