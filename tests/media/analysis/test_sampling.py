"""The analysis of a clip stays within its budget: which frames are decoded."""

from hypothesis import given, strategies as st

from studio.rules.footage.sampling import (
    Glance,
    PacketGroup,
    VideoPacket,
    affordable,
    decoding_budget,
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


def test_the_budget_is_about_a_twelfth_of_the_footage() -> None:
    assert all(decoding_budget(float(n)) <= 0.1 * n for n in range(6, 4000, 7))


def groups_of(sizes: list[int]) -> tuple[list[PacketGroup], float]:
    """Groups of a second with packets of these sizes, and what one costs at most."""
    packets = [
        VideoPacket(n / 30, sizes[n // 30], n % 30 == 0) for n in range(30 * len(sizes))
    ]
    pixels = 1920 * 1080
    groups = packet_groups(packets, float(len(sizes)), pixels)
    return groups, max(group.cost for group in groups)


def test_the_liveliest_of_the_calmer_half_is_seen_first() -> None:
    sizes = [9_000, 9_000, 12_000, 30_000, 40_000, 90_000]
    groups, second = groups_of(sizes)
    most = groups[2].cost
    assert affordable(groups, most) == [(2.0, 3.0)]
    stretches = affordable(groups, second * 6)
    assert stretches == [(float(n), n + 1.0) for n in range(6)]


def test_a_stretch_with_a_defect_at_the_glance_is_seen_last() -> None:
    groups, _ = groups_of([9_000, 9_000, 12_000, 30_000])
    glances = [Glance(), Glance(), Glance(defect=0.9, motion=0.5), Glance()]
    costs = sum(groups[n].cost for n in (0, 1, 3)) - 1e-9
    stretches = affordable(groups, costs, glances)
    assert [round(start) for start, _ in stretches] == [0, 1, 3]


def test_a_stretch_in_which_something_moves_at_the_glance_is_seen_first() -> None:
    groups, _ = groups_of([9_000, 9_000, 12_000, 90_000])
    glances = [Glance(), Glance(), Glance(), Glance(motion=0.01)]
    assert affordable(groups, groups[3].cost, glances) == [(3.0, 4.0)]
