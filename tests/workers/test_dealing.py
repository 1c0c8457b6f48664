"""Tests are dealt to the workers without loss, and what is set up once is set up seldom."""

from dataclasses import dataclass
from typing import Any, cast

import pytest

from tests.workers.dealing import dealt


@dataclass(eq=False)
class FakeItem:
    """A test with its fixtures and marks."""

    number: int
    fixturenames: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    def get_closest_marker(self, name: str) -> Any:
        return name if name in self.marks else None


def _shares(items: list[FakeItem], workers: int) -> list[list[FakeItem]]:
    """What each worker is sent, as pytest-xdist divides the tests."""
    order = cast("list[FakeItem]", dealt(cast("list[pytest.Item]", items), workers))
    shares = []
    for left in range(workers, 0, -1):
        shares.append(order[: len(order) // left])
        del order[: len(order) // left]
    return shares


@pytest.mark.parametrize("workers", [1, 2, 3, 7, 16, 200])
def test_each_test_is_dealt_once(request: pytest.FixtureRequest, workers: int) -> None:
    items = request.session.items[:100]
    assert sorted(map(id, dealt(items, workers))) == sorted(map(id, items))


@pytest.mark.parametrize(("fixture", "workers"), [("browser", 1), ("studio_server", 2)])
def test_few_workers_begin_with_what_is_slow_to_set_up(
    fixture: str, workers: int
) -> None:
    items = [FakeItem(n, (fixture,) if n % 10 == 0 else ()) for n in range(140)]
    shares = _shares(items, 7)
    users = [[fixture in one.fixturenames for one in share] for share in shares]
    assert sum(map(any, users)) == workers
    assert all(one == sorted(one, reverse=True) for one in users)


@pytest.mark.parametrize("mark", ["long", "chaos"])
@pytest.mark.parametrize("count", [140, 143, 146])
def test_a_share_begins_with_its_long_tests(mark: str, count: int) -> None:
    items = [FakeItem(n, (), (mark,) if n % 10 == 0 else ()) for n in range(count)]
    for share in _shares(items, 7):
        long = [mark in one.marks for one in share]
        assert long == sorted(long, reverse=True)


def test_processes_are_killed_before_other_long_tests_begin() -> None:
    marks = ("journey", "long", "chaos")
    items = [FakeItem(n, (), (marks[n % 3],) if n < 30 else ()) for n in range(140)]
    for share in _shares(items, 7):
        killing = ["chaos" in one.marks for one in share]
        assert killing == sorted(killing, reverse=True)


def test_neighbours_stay_together() -> None:
    for share in _shares([FakeItem(n) for n in range(140)], 7):
        numbers = [one.number for one in share]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
