"""The libraries on which each chat platform is built, from the imports of its modules."""

import ast
import sys
from functools import cache
from pathlib import Path

from bots.app.platforms.names import CHAT_PLATFORMS

ROOT = Path(__file__).parents[2]
OURS = {"bots", "common", "core"}


@cache
def packages(*folders: str) -> set[str]:
    """The packages of libraries that the modules below these folders import."""
    imported = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and not node.level:
                    imported.add((node.module or "").partition(".")[0])
                elif isinstance(node, ast.Import):
                    imported |= {each.name.partition(".")[0] for each in node.names}
    return imported - OURS - sys.stdlib_module_names


@cache
def platform_libraries() -> set[str]:
    """The libraries of all platforms; to find them takes a second."""
    return set[str]().union(*map(libraries, CHAT_PLATFORMS))


def libraries(name: str) -> set[str]:
    """The libraries that only this platform is built on."""
    return packages(f"bots/{name}") - packages("common", "core", "bots/app", "bots/web")
