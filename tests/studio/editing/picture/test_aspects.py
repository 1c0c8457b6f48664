"""Every ratio of the table can be asked for, and is what the video is called then."""

import pytest

from studio.model.edits.picture import SetAspect
from studio.model.edits.whole import SetResolution
from studio.rules.cutting.shape import size
from studio.rules.language.reader import by_rules, read
from studio.rules.picture.aspects import RATIOS, Aspect, name_of
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]
RENAMED = {(18, 9): "2:1"}
"""Ratios that are the same as an earlier one."""

ratios = pytest.mark.parametrize(
    "ratio", RATIOS, ids=lambda pair: "{}x{}".format(*pair)
)


@ratios
def test_a_ratio_of_the_table_is_read(ratio: Aspect) -> None:
    wide, high = ratio
    reading = read(f"make it {wide}:{high}", CUT30)
    assert reading.edits == (SetAspect(width=wide, height=high),)


@ratios
def test_the_ratio_of_a_size_in_pixels_is_read(ratio: Aspect) -> None:
    wide, high = size([], ratio, 1080)
    reading = by_rules(f"resolution {wide}x{high}", CUT30)
    aspect, lines = reading.edits
    assert isinstance(aspect, SetAspect)
    assert aspect.width * ratio[1] == aspect.height * ratio[0]
    assert lines == SetResolution(lines=1080)


@ratios
def test_a_video_is_called_by_the_ratio_that_was_asked_for(ratio: Aspect) -> None:
    wide, high = ratio
    name = RENAMED.get(ratio, f"{wide}:{high}")
    assert name_of(*size([], ratio, 1080)) == name


def test_a_shape_without_a_ratio_of_the_table_is_named_by_its_pixels() -> None:
    assert name_of(1998, 1080) == "1998×1080"
