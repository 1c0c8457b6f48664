"""Print figures of the layout of a checkout: ``python docs/layout.py [FOLDER]``.

Counts files a folder, imports between files and between rooms (folders), and rooms of one
folder that import each other in a circle.
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

LAYERS = ("common", "core", "bots", "studio")
_MOST_FILES, _MOST_LINES = 12, 300
Arrow = tuple[str, str]


def modules(root: Path) -> dict[str, Path]:
    """Modules that are no packages, by their dotted names."""
    return {
        ".".join(path.relative_to(root).with_suffix("").parts): path
        for layer in LAYERS
        for path in sorted((root / layer).rglob("*.py"))
        if path.name != "__init__.py"
    }


def imports(path: Path) -> Iterator[str]:
    """Every dotted name that a file imports, or imports something from."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def file_arrows(paths: dict[str, Path]) -> set[Arrow]:
    return {
        (name, target)
        for name, path in paths.items()
        for target in imports(path)
        if target in paths and target != name
    }


def room_of(module: str) -> str:
    """The folder of a module; a module at the top of a layer is a room of its own."""
    folder = module.rpartition(".")[0]
    return module if folder in LAYERS else folder


def room_arrows(arrows: set[Arrow]) -> set[Arrow]:
    pairs = {(room_of(one), room_of(other)) for one, other in arrows}
    return {(one, other) for one, other in pairs if one != other}


def in_circles(arrows: set[Arrow]) -> list[str]:
    """The rooms that can be reached from themselves."""
    ways: dict[str, set[str]] = {}
    for one, other in arrows:
        ways.setdefault(one, set()).add(other)
    circular = []
    for start in sorted(ways):
        seen, waiting = set[str](), list(ways[start])
        while waiting:
            room = waiting.pop()
            if room not in seen:
                seen.add(room)
                waiting += ways.get(room, ())
        if start in seen:
            circular.append(start)
    return circular


def circles_of_siblings(arrows: set[Arrow]) -> dict[str, list[str]]:
    """By folder: the rooms and files in it that import each other in a circle."""
    folders = {
        name.rsplit(".", depth)[0]
        for pair in arrows
        for name in pair
        for depth in range(1, name.count(".") + 1)
    }
    circles = {}
    for folder in sorted(folders):
        start = folder.count(".") + 1
        pairs = {
            (one.split(".")[start], other.split(".")[start])
            for one, other in within(arrows, folder)
        }
        if circle := in_circles({(one, other) for one, other in pairs if one != other}):
            circles[folder] = circle
    return circles


def within(arrows: set[Arrow], prefix: str) -> set[Arrow]:
    return {
        each for each in arrows if all(name.startswith(f"{prefix}.") for name in each)
    }


def main(root: Path) -> None:
    """Print one figure a line."""
    paths = modules(root)
    folders = Counter(path.parent for path in paths.values())
    lengths = [
        len(path.read_text(encoding="utf-8").splitlines()) for path in paths.values()
    ]
    arrows = file_arrows(paths)
    lines = {
        "files": len(paths),
        "folders with files": len(folders),
        "files a folder, on average": round(len(paths) / len(folders), 1),
        "files in the fullest folder": max(folders.values()),
        f"folders with more than {_MOST_FILES} files": sum(
            count > _MOST_FILES for count in folders.values()
        ),
        f"files with more than {_MOST_LINES} lines": sum(
            length > _MOST_LINES for length in lengths
        ),
        "lines of the longest file": max(lengths),
    }
    for prefix in ("bots.telegram", "bots.discord", "core.rules", "core.flows"):
        inside = within(arrows, prefix)
        between = room_arrows(inside)
        lines[f"imports in {prefix}: between files"] = len(inside)
        lines[f"imports in {prefix}: between rooms"] = len(between)
    circles = circles_of_siblings(arrows)
    lines["rooms of a folder in a circle of imports"] = sum(map(len, circles.values()))
    for name, value in lines.items():
        print(f"{name}: {value}")
    for folder, circle in circles.items():
        print(f"in a circle in {folder}: {', '.join(circle)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1])
