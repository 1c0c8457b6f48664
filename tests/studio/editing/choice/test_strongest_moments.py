"""The strongest moment of a shot lies on a beat; no shot begins or ends in a defect."""

from studio.model.media import FrameFeatures, MotionPeak
from studio.rules.choice.hits import aligned
from studio.rules.footage.movement import motion_peaks

RANGES = [(0.0, 10.0)]


def test_a_shot_is_shifted_until_its_strongest_movement_meets_a_beat() -> None:
    peaks = [MotionPeak(3.6, 1.0), MotionPeak(4.4, 0.3)]
    alignment = aligned(peaks, 3.0, 2.0, [0.5, 1.0, 1.5], RANGES, [])
    assert alignment.strength == 1.0
    assert round(3.6 - alignment.start, 3) in (0.5, 1.0, 1.5)


def test_a_shot_is_not_shifted_onto_what_is_shown_elsewhere() -> None:
    taken = [(2.0, 3.0), (5.0, 6.0)]
    alignment = aligned([MotionPeak(3.6, 1.0)], 3.0, 2.0, [0.5, 1.0], RANGES, taken)
    assert alignment.start == 3.0


def test_the_peak_is_where_most_changes_and_a_cut_is_none() -> None:
    times = [n / 30 for n in range(90)]
    changes = [0.002] * 90
    changes[20] = 0.3  # a cut: the change of a single frame
    changes[58:63] = [0.01, 0.02, 0.04, 0.02, 0.01]
    strongest = max(motion_peaks(times, changes, [], []), key=lambda p: p.strength)
    assert abs(strongest.time - 2.0) < 1e-3


def test_the_few_pictures_of_a_glance_have_no_peak() -> None:
    times = [n / 30 for n in (*range(60), *range(90, 94), *range(120, 124))]
    changes = [0.002] * 68
    changes[28:33] = [0.01, 0.02, 0.04, 0.02, 0.01]
    changes[61:64] = [0.06, 0.07, 0.06]  # perhaps shake: too few frames to tell
    strongest = max(motion_peaks(times, changes, [], []), key=lambda p: p.strength)
    assert abs(strongest.time - 1.0) < 1e-3
    assert strongest.strength == 1.0


def test_nothing_moves_where_the_picture_is_a_defect() -> None:
    times = [n / 30 for n in range(90)]
    changes = [0.002 + 0.001 * (n % 3) for n in range(90)]
    shaken = [FrameFeatures(n / 4, defect=1.0) for n in range(13)]
    assert motion_peaks(times, changes, [], [], shaken) == ()
