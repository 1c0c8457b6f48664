"""Times that the network writes itself are those of the video, or nothing."""

from dataclasses import replace

import pytest

from studio.model.reading import ProjectView, SectionView
from studio.rules.language.neural.own_times import in_this_video
from studio.rules.language.neural.source import source
from studio.rules.language.reader import by_rules, phrases_of, read
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]
CUT20 = replace(CUT30, duration=20.0, sections=())
SECOND_HALF = "make the second half calmer"


def written(text: str, *symbols: str, view: ProjectView = CUT20) -> tuple[object, ...]:
    folded, phrases = phrases_of(text, view)
    words = source(text, folded, phrases, view, by_rules(text, view))
    return in_this_video(symbols, words, phrases, view)


@pytest.mark.parametrize(
    ("text", "symbol", "right"),
    [
        (SECOND_HALF, "F scope.start=15", "F scope.start=10.0"),
        (SECOND_HALF, "F scope.end=30", "F scope.end=null"),
        ("the first half in black and white", "F scope.end=15", "F scope.end=10.0"),
        ("the first half in black and white", "F scope.start=0", "F scope.start=0"),
        ("brighter in the last third", "F scope.start=20", "F scope.start=13.333"),
        ("后半段慢一点", "F scope.start=15", "F scope.start=10.0"),
        ("brighter at the end", "F scope.start=-3", "F scope.start=-3"),
        ("title at the end", "F start.seconds=LESS", "F start.seconds=LESS"),
        ("half as loud", "F factor=15", "F factor=15"),
    ],
)
def test_shares_of_the_video_are_those_of_this_one(
    text: str, symbol: str, right: str
) -> None:
    assert written(text, "E look", symbol) == ("E look", right)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("shot 2 twice as long", 2.0),
        ("the second shot is too long, a bit shorter", 0.83),
        ("第二个镜头太长了，短一点", 0.83),
        ("shot 2 for 1.5 seconds", 1.67),
    ],
)
def test_what_is_compared_with_what_is_there_is_what_the_rules_read(
    text: str, right: float
) -> None:
    shots = tuple(replace(s, start=s.start / 2, end=s.end / 2) for s in CUT30.shots)
    view = replace(CUT30, duration=15.0, shots=shots)
    symbols = "E shot_length", "F scope.numbers[]=2", "F seconds=1.67"
    assert written(text, *symbols, view=view)[-1] == f"F seconds={right}"


def test_what_is_compared_and_not_read_is_none() -> None:
    with pytest.raises(ValueError, match="depends on the video"):
        written("half as long and a bit blurry", "E length", "F length.value=15")
    assert written("a minute", "E length", "F length.value=60")


@pytest.mark.parametrize("symbol", ["F scope.start=15", "F moment.seconds=12"])
def test_a_time_that_nothing_begins_at_is_none(symbol: str) -> None:
    with pytest.raises(ValueError, match="Nothing is at"):
        written("calmer there", symbol)


def test_where_a_part_of_the_song_begins_is_one() -> None:
    drop = SectionView("drop", 12.0, 18.0)
    view = replace(CUT20, sections=(drop,))
    assert written("calmer there", "F scope.start=12", view=view)
    assert written("calmer there", "F scope.end=18", view=view)


@pytest.mark.parametrize("seconds", [12.0, 20.0, 45.0, 90.0])
def test_the_second_half_is_offered_as_that_of_this_video(seconds: float) -> None:
    view = replace(CUT30, duration=seconds, sections=())
    reading = read("the second half feels too slow", view)
    choices = reading.question.choices if reading.question else ()
    scopes = [edit.scope for choice in choices for edit in choice.edits]
    scopes += [edit.scope for edit in reading.edits]
    assert {getattr(scope, "start", None) for scope in scopes} == {seconds / 2}
