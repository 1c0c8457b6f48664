"""Looking at a clip stays within its budget: where glances go, what is seen in full."""

from hypothesis import given, strategies as st

from studio.rules.footage.sampling import (
    VideoPacket,
    affordable,
    decoding_budget,
    decoding_cost,
    glance_times,
    packet_groups,
)


def test_glances_go_to_keyframes_about_a_second_apart() -> None:
    keys = [n / 2 for n in range(40)]
    assert glance_times(keys, 20.0) == [float(n) for n in range(20)]


def test_where_keyframes_are_far_apart_glances_come_between() -> None:
    assert glance_times([0.0, 10.0], 14.0) == [0, 2, 4, 6, 8, 10, 12]


@given(st.lists(st.floats(0, 5000), max_size=60), st.floats(0.1, 5000))
def test_glances_are_few_and_leave_no_large_gap(
    keys: list[float], seconds: float
) -> None:
    times = glance_times(keys, seconds)
    edges = [*times, seconds]
    farthest = max(2.0, seconds / 40)
    assert times[0] == 0
    assert all(b - a <= farthest + 1e-6 for a, b in zip(edges, edges[1:], strict=False))
    assert len(times) <= max(2, 2 * seconds / 0.9 + 2)
    assert len(times) <= 82


def test_the_budget_is_less_than_a_sixth_of_a_second_for_a_second() -> None:
    assert all(decoding_budget(float(n)) <= 0.15 * n for n in range(4, 4000, 7))


def test_the_liveliest_stretch_is_seen_in_full() -> None:
    packets = [
        VideoPacket(n / 30, 90_000 if 120 <= n < 150 else 9_000, n % 30 == 0)
        for n in range(300)
    ]
    pixels = 1920 * 1080
    groups = packet_groups(packets, 10.0, pixels)
    second = sum(decoding_cost(p.size, pixels) for p in packets[120:150])
    assert affordable(groups, second) == [(4.0, 5.0)]
