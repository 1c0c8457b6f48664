"""Deal the tests to the workers of pytest-xdist: what each of them begins with.

Each worker gets as many tests as any other, or one more. One that has done its share takes from the ends
of the others'.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from itertools import chain, cycle

import pytest

_SHARED = {"browser": 1, "endpoint": 1, "studio_server": 2}
"""Fixtures that a worker sets up once, in seconds of processor time: how many workers begin
with the tests that use them."""
_COMPUTING = 3
"""One worker in so many begins with tests that compute, the others with those that wait:
tests that wait all at once would leave the cores nothing to do."""


@dataclass
class _Share:
    """Tests that a worker begins with; ``size`` of them are sent to it."""

    size: int
    items: list[pytest.Item] = field(default_factory=list)

    def take(self, items: list[pytest.Item], most: int) -> None:
        """Move tests from the beginning of a list to the end of this share."""
        count = max(0, min(most, self.size - len(self.items)))
        self.items.extend(items[:count])
        del items[:count]


def dealt(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """The tests, the share of each worker behind that of the one before.

    A share begins with its longest tests: one that came last would let all workers wait
    for it. Of the others neighbours stay together: the tests of a file often share
    something that is made once in a process.
    """
    # As pytest-xdist divides them: the last workers get one more where a rest is left.
    shares = [_Share((len(items) + number) // workers) for number in range(workers)]
    computing = shares[1::_COMPUTING] or shares
    waiting = [one for n, one in enumerate(shares) if n % _COMPUTING != 1]
    kinds = defaultdict[tuple[bool, bool], list[pytest.Item]](list)
    for item in items:
        long = _is_long(item)
        kinds[long, _waits(item, is_long=long)].append(item)
    kinds[True, True].sort(key=lambda item: not _has_mark(item, "chaos"))
    for item, share in chain(
        _begun(kinds[True, True], waiting), _begun(kinds[True, False], computing)
    ):
        share.items.append(item)
    _move(kinds[False, False], computing)
    _move(kinds[False, True], waiting)
    rest = [*kinds[False, True], *kinds[False, False]]
    for share in shares:
        share.take(rest, share.size)
    return [*chain.from_iterable(share.items for share in shares), *rest]


def _begun(
    items: Sequence[pytest.Item], shares: Sequence[_Share]
) -> Iterator[tuple[pytest.Item, _Share]]:
    """The share that each of these tests belongs to: the next one, if it shares nothing."""
    following = cycle(shares)
    homes = {
        fixture: cycle([next(following) for _ in range(count)])
        for fixture, count in _SHARED.items()
    }
    for item in items:
        fixture = next((name for name in _SHARED if name in _fixtures(item)), None)
        yield item, next(homes[fixture] if fixture else following)


def _move(items: list[pytest.Item], shares: Sequence[_Share]) -> None:
    """Move as many tests into each share, from the beginning of a list."""
    each = -(-len(items) // len(shares))
    for share in shares:
        share.take(items, each)


def _waits(item: pytest.Item, *, is_long: bool) -> bool:
    """Whether a test waits for other processes: a studio, a store, a platform."""
    is_async = iscoroutinefunction(getattr(item, "obj", None))
    return is_async or (is_long and not _has_mark(item, "long"))


def _is_long(item: pytest.Item) -> bool:
    """Whether it takes seconds, as journeys do, or waits for what a worker starts once."""
    shares = any(name in _SHARED for name in _fixtures(item))
    return shares or _has_mark(item, "journey", "chaos", "long")


def _has_mark(item: pytest.Item, *names: str) -> bool:
    return any(item.get_closest_marker(name) for name in names)


def _fixtures(item: pytest.Item) -> Sequence[str]:
    names: Sequence[str] = getattr(item, "fixturenames", ())
    return names
