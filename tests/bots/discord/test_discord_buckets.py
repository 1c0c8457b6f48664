"""Rate limits are kept as the headers tell them."""

from bots.discord.transport.rate_limits import Buckets

ROUTE = "POST /channels/{channel}/messages"
OTHER = "PATCH /channels/{channel}/messages/{message}"


def told(left: int, after: float, name: str = "b1") -> dict[str, str]:
    return {
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset-After": str(after),
        "X-RateLimit-Bucket": name,
    }


def test_an_unknown_route_does_not_wait() -> None:
    assert Buckets().wait(ROUTE, "1", 0.0) == 0.0


def test_an_empty_bucket_waits_until_it_is_filled() -> None:
    buckets = Buckets()
    buckets.update(ROUTE, "1", told(0, 5.0), 100.0)
    assert buckets.wait(ROUTE, "1", 102.0) == 3.0
    assert buckets.wait(ROUTE, "1", 105.0) == 0.0


def test_those_on_their_way_count() -> None:
    buckets = Buckets()
    buckets.update(ROUTE, "1", told(2, 5.0), 100.0)
    assert [buckets.wait(ROUTE, "1", 101.0) for _ in range(3)] == [0.0, 0.0, 4.0]


def test_another_channel_has_a_bucket_of_its_own() -> None:
    buckets = Buckets()
    buckets.update(ROUTE, "1", told(0, 5.0), 100.0)
    assert buckets.wait(ROUTE, "2", 100.0) == 0.0


def test_routes_of_one_bucket_share_it() -> None:
    buckets = Buckets()
    buckets.update(OTHER, "1", told(3, 5.0), 100.0)
    buckets.update(ROUTE, "1", told(0, 5.0), 100.0)
    assert buckets.wait(OTHER, "1", 100.0) == 5.0


def test_a_global_limit_stops_all_but_answers_to_interactions() -> None:
    buckets = Buckets()
    buckets.block(ROUTE, "1", 2.0, 100.0, everywhere=True)
    assert buckets.wait(OTHER, "9", 101.0) == 1.0
    assert buckets.wait(OTHER, "9", 101.0, free=True) == 0.0


def test_a_refusal_empties_the_bucket() -> None:
    buckets = Buckets()
    buckets.update(ROUTE, "1", told(4, 1.0), 100.0)
    buckets.block(ROUTE, "1", 7.0, 100.0, everywhere=False)
    assert buckets.wait(ROUTE, "1", 101.0) == 6.0
