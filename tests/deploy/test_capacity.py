"""The simulation of many chats serves in order and finds what breaks first."""

import random

from bench.chat.capacity import PARTS, Part, arrivals, bears, first_broken, serve

ONE_OF_EACH = dict.fromkeys((part.name for part in PARTS), 1)


def test_a_line_is_served_in_order_by_as_many_as_there_are() -> None:
    part = Part("x", 1.0, 1.0, "", varies=False)
    at = [0.0, 0.0, 0.0, 400.0, 400.0, 400.0]
    assert serve(part, 1, at, random.Random(1)) == ([1, 2, 3, 401, 402, 403], 2)
    assert serve(part, 3, at, random.Random(1)) == ([1, 1, 1, 401, 401, 401], 0)


def test_requests_come_five_times_an_hour_for_each_chat() -> None:
    count = len(arrivals(10_000, random.Random(1)))
    assert abs(count - 10_000 * 5 / 4) < 500


def test_what_breaks_first_is_found_and_more_of_it_bear_more() -> None:
    renderer = next(part for part in PARTS if part.name == "renderer")
    alone = bears(renderer)
    assert first_broken(4 * alone, ONE_OF_EACH) == renderer
    assert first_broken(4 * alone, ONE_OF_EACH | {"renderer": 8}) is None
