"""Add cards with words before and after the video."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from studio.model.draft import Segment, Track, TrackType
from studio.model.edits.overlay import AddCard, Animation
from studio.model.effects import Effects, TextStyle
from studio.model.intent import Intent
from studio.rules.scopes.query import all_of

_COLOR = "#000000"


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards in force; 0 ms where there is none."""

    intro: AddCard | None = None
    outro: AddCard | None = None

    @property
    def intro_ms(self) -> int:
        return round(self.intro.seconds * 1000) if self.intro else 0

    @property
    def seconds(self) -> float:
        """How long both are together."""
        return (self.intro_ms + self.outro_ms) / 1000

    @property
    def outro_ms(self) -> int:
        return round(self.outro.seconds * 1000) if self.outro else 0


def cards_of(intent: Intent) -> Cards:
    """The cards that the edits leave."""
    newest: dict[str, AddCard | None] = {}
    for edit in all_of(intent, AddCard):
        newest[edit.where] = edit if edit.text.strip() else None
    return Cards(newest.get("intro"), newest.get("outro"))


def with_cards(tracks: Sequence[Track], duration: int, cards: Cards) -> list[Track]:
    """The tracks moved behind the intro, with the cards before and after.

    The music starts earlier under the intro where the song allows it.
    """
    shift = cards.intro_ms
    if not shift and not cards.outro_ms:
        return list(tracks)
    out = []
    for track in tracks:
        moved = [replace(s, start=s.start + shift) for s in track.segments]
        if track.type is TrackType.AUDIO and moved[0].start == shift:
            first = moved[0]
            moved[0] = _earlier(first, min(shift, first.source_start))
        out.append(Track(track.type, tuple(moved)))
    pictures, words = [], []
    for name, edit, start in (
        ("intro", cards.intro, 0), ("outro", cards.outro, shift + duration)
    ):  # fmt: skip
        if edit is not None:
            long = round(edit.seconds * 1000)
            pictures.append(
                Segment(name, edit.text, start, long, effects=Effects(card=_COLOR))
            )
            words.append(_words(name, edit.text, start, long))
    return _merged(out, pictures, words)


def _earlier(song: Segment, early: int) -> Segment:
    """A song that begins so many milliseconds earlier, with its changes of volume."""
    volume = tuple(
        point.model_copy(update={"ms": point.ms + early})
        for point in song.effects.volume
    )
    return replace(
        song, start=song.start - early, duration=song.duration + early,
        source_start=song.source_start - early,
        effects=song.effects.model_copy(update={"volume": volume}),
    )  # fmt: skip


def _words(name: str, text: str, start: int, long: int) -> Segment:
    look = TextStyle(animation_in=Animation.FADE, animation_out=Animation.FADE)
    return Segment(f"{name}-text", text, start, long, text=text, style=look)


def _merged(
    tracks: list[Track], pictures: list[Segment], words: list[Segment]
) -> list[Track]:
    """Card pictures join the first video track; their words get a track of their own."""
    first = next(n for n, t in enumerate(tracks) if t.type is TrackType.VIDEO)
    both = sorted((*tracks[first].segments, *pictures), key=lambda s: s.start)
    tracks[first] = Track(TrackType.VIDEO, tuple(both))
    return [*tracks, Track(TrackType.TEXT, tuple(words))]
