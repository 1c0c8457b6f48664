"""Answer how much of a clip is shown, and where a part of the song plays."""

from studio.model.edits.record import OfSong, SongLabel
from studio.rules.phrases import measure
from studio.rules.phrases.context import Context
from studio.rules.phrases.formats import sentence


def most_used(context: Context) -> str:
    """Which clip is shown for the longest time."""
    seconds, times = dict[str, float](), dict[str, int]()
    for shot in measure.shots(context.after):
        source = shot.source or ""
        seconds[source] = seconds.get(source, 0.0) + shot.duration / 1000
        times[source] = times.get(source, 0) + 1
    most = max(seconds, key=lambda source: (seconds[source], times[source]))
    text = context.words.say(
        "answers.most_used", clip=context.clip(most, named=True),
        times=context.words.count("occasions", times[most]),
        seconds=context.seconds(seconds[most]),
    )  # fmt: skip
    return sentence(text)


def song_part(label: str, context: Context) -> str:
    """Where a part of the song plays; that it does not where it is not in the video."""
    parts = measure.parts(context.after, OfSong(label=SongLabel(label)))
    part = context.part(label)
    if not parts:
        return sentence(context.words.say("answers.part_not", part=part))
    places = [
        context.words.say(
            "lists.range", start=context.time(start), end=context.time(end)
        )
        for start, end in parts
    ]
    listed = context.words.listing(places)
    return sentence(context.words.say("answers.part", part=part, places=listed))
