"""Answer questions from the timeline and the analysis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from studio.model.draft import Draft, Segment
from studio.model.edits.control import SHOT, Ask, Topic
from studio.model.edits.record import Edit, SongLabel
from studio.model.intent import Intent
from studio.model.media import AssetId, MediaKind
from studio.rules.phrases import measure
from studio.rules.phrases.context import Context
from studio.rules.phrases.edits import example, phrase
from studio.rules.phrases.formats import sentence
from studio.rules.replies.clip_usage import most_used, song_part
from studio.rules.replies.reasons import why_cut, why_shot, why_unused
from studio.rules.replies.reply import summary
from studio.words.catalogue import Words

_LISTED = 30
"""Most shots that are listed."""
_HELP = ("sync", "length", "aspect", "pace", "look", "speed", "join", "add_title",
         "clip_sound", "place", "trim_clip", "undo")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """Facts for answers, besides the draft (``context.after``).

    ``broken`` are unreadable files, ``last_request`` the words of the last edits,
    ``earlier`` the draft before them.
    """

    intent: Intent = field(default_factory=Intent)
    last_edits: tuple[Edit, ...] = ()
    last_request: str = ""
    broken: frozenset[str] = frozenset()
    earlier: Draft = field(default_factory=Draft)


def answer(ask: Ask, context: Context, facts: ProjectFacts) -> str:
    """The answer in words. Only talk about clips and help needs no timeline."""
    answers = _Answers(ask, context, facts)
    if not context.after.tracks and ask.topic not in _ALWAYS:
        return context.words.say("answers.empty")
    return _METHODS[ask.topic](answers)


@dataclass(frozen=True, slots=True)
class _Answers:
    ask: Ask
    context: Context
    facts: ProjectFacts

    @property
    def words(self) -> Words:
        return self.context.words

    def help(self) -> str:
        lines = [
            self.words.say("lists.line", text=example(do, self.context)) for do in _HELP
        ]
        return self.words.say("answers.can.help", examples="\n".join(lines))

    def social(self) -> str:
        return self.words.say(f"answers.social.{self.ask.topic.value}")

    def timeline(self) -> str:
        parts = [summary(self.context)]
        if measure.titles(self.context.after):
            parts.append(self.titles())
        return self.words.say("lists.pause").join(parts)

    def length(self) -> str:
        seconds = self.context.seconds(measure.seconds(self.context.after))
        songs = dict.fromkeys(s.source for s in measure.music(self.context.after))
        clips = [c for c in self.context.view.clips if c.id in songs and c.seconds]
        if len(clips) == 1:
            song = self.context.seconds(clips[0].seconds)
            return self.words.say("answers.length_song", seconds=seconds, song=song)
        return self.words.say("answers.length", seconds=seconds)

    def song(self) -> str:
        played = measure.music(self.context.after)
        if not played:
            return self.words.say("answers.no_music")
        facts = {
            "songs": self.context.songs(),
            "percent": self.context.percent(played[0].volume),
        }
        if len(played) == 1:
            start = played[0].source_start / 1000
            facts["start"] = self.context.seconds_clock(start)
            facts["end"] = self.context.seconds_clock(start + played[0].duration / 1000)
        return self.words.say("answers.song", **facts)

    def tempo(self) -> str:
        songs = self.context.songs()
        if not songs:
            return self.words.say("answers.no_music")
        if not measure.tempo(self.context.after):
            return sentence(self.words.say("answers.tempo_free", song=songs))
        beats = self.words.count("beats", len(self.context.after.meta.get("beats", ())))
        facts = {"song": songs, "tempo": self.context.tempo(), "beats": beats}
        tempo = sentence(self.words.say("answers.tempo", **facts))
        return "\n".join(filter(None, (tempo, self.context.other_tempo())))

    def clips(self) -> str:
        clips = [
            c
            for c in self.context.view.clips
            if c.kind is not MediaKind.AUDIO and c.number
        ]
        if not clips:
            return self.words.say("answers.no_clips")
        shown = {s.source for s in measure.pictures(self.context.after)}
        return self.words.say(
            "answers.clips",
            clips=self.words.count("clips", len(clips)),
            names=self.words.listing([self.context.file(c, named=True) for c in clips]),
            used=self.context.clips([c.id for c in clips if c.id in shown]) or "0",
        )

    def where(self) -> str:
        if self.ask.seconds is not None:
            return self._at_time(self.ask.seconds)
        ids = [
            c.id for c in self.context.view.clips if self.ask.about in (c.id, c.name)
        ]
        if self.ask.about in set(SongLabel) and self.songs_heard():
            return song_part(self.ask.about, self.context)
        if not ids:
            return self.shots()
        id_ = AssetId(ids[0])
        name = self.context.clip(id_, named=True)
        lines = []
        shown = [s for s in measure.shots(self.context.after) if s.source == id_]
        if shown:
            times = self.words.count("occasions", len(shown))
            places = _spans(shown, self.context)
            long = self.context.seconds(sum(s.duration for s in shown) / 1000)
            facts = {"clip": name, "times": times, "seconds": long, "places": places}
            lines.append(self.words.say("answers.where", **facts))
        for key, track in (
            ("where_overlay", measure.overlays(self.context.after)),
            ("where_music", measure.music(self.context.after)),
        ):
            segments = [s for s in track if s.source == id_]
            if segments:
                places = _spans(segments, self.context)
                lines.append(self.words.say(f"answers.{key}", clip=name, places=places))
        lines = lines or [self.words.say("answers.where_not", clip=name)]
        return sentence("\n".join(lines))

    def _at_time(self, seconds: float) -> str:
        total = measure.seconds(self.context.after)
        time = seconds if seconds >= 0 else total + seconds
        for number, shot in enumerate(measure.shots(self.context.after), 1):
            if shot.start / 1000 <= time < shot.end / 1000:
                source = shot.source_start / 1000 + time - shot.start / 1000
                return self.words.say(
                    "answers.where_time", time=self.context.time(time), number=number,
                    clip=self.context.clip(shot.source or "", named=True),
                    source=self.context.seconds_clock(source),
                    start=self.context.time(shot.start / 1000),
                    end=self.context.time(shot.end / 1000),
                )  # fmt: skip
        facts = {
            "time": self.context.time(time),
            "seconds": self.context.seconds(total),
        }
        return self.words.say("answers.where_beyond", **facts)

    def unused(self) -> str:
        if self.ask.about:
            return self._why_unused()
        reasons = why_unused(self.context, self.facts.intent, self.facts.broken)
        if not reasons:
            return self.words.say("answers.unused_none")
        lines = [self.words.say("lists.line", text=reason) for reason in reasons]
        return "\n".join([self.words.say("answers.unused_head"), *lines])

    def songs_heard(self) -> bool:
        return bool(measure.music(self.context.after))

    def most_used(self) -> str:
        return most_used(self.context)

    def why(self) -> str:
        if not self.ask.about:
            return why_cut(self.context, self.facts.intent, self.ask.seconds)
        clip = "" if self.ask.about == SHOT else self.ask.about
        reason = why_shot(self.context, clip, self.ask.seconds)
        return reason or (self._why_unused() if clip else self.shots())

    def _why_unused(self) -> str:
        """Why a clip is not in the video; where it is shown if it is in."""
        shown = {s.source for s in measure.shots(self.context.after)}
        if self.ask.about in shown:
            return self.where()
        intent, broken = self.facts.intent, self.facts.broken
        reasons = why_unused(self.context, intent, broken, only=self.ask.about)
        return sentence(reasons[0]) if reasons else self.where()

    def titles(self) -> str:
        shown_titles = measure.titles(self.context.after)
        if not shown_titles:
            return self.words.say("answers.titles.none")
        names = [
            self.words.say(
                "answers.titles.one", text=self.context.quote(s.text),
                start=self.context.time(s.start / 1000), end=self.context.time(s.end / 1000),
            )
            for s in shown_titles
        ]  # fmt: skip
        count = self.words.count("titles", len(shown_titles))
        return self.words.say(
            "answers.titles.some", titles=count, names=self.words.listing(names)
        )

    def shots(self) -> str:
        if self.ask.seconds is not None:
            return self._at_time(self.ask.seconds)
        shown_shots = measure.shots(self.context.after)
        average = measure.seconds(self.context.after) / max(1, len(shown_shots))
        facts = {
            "shots": self.context.shot_count(),
            "average": self.context.seconds(average),
        }
        lines = [self.words.say("answers.shots.some", **facts)]
        for number, shot in enumerate(shown_shots[:_LISTED], 1):
            lines.append(
                self.words.say(
                    "answers.shots.one", number=number,
                    start=self.context.time(shot.start / 1000),
                    end=self.context.time(shot.end / 1000), clip=self.context.clip(shot.source or ""),
                )
            )  # fmt: skip
        if len(shown_shots) > _LISTED:
            more = self.words.count("shots", len(shown_shots) - _LISTED)
            lines.append(self.words.say("answers.shots.more", shots=more))
        return "\n".join(lines)

    def format(self) -> str:
        width, height = measure.size(self.context.after)
        rate = self.words.count("rate", measure.frame_rate(self.context.after))
        return self.words.say(
            "answers.format.done", width=width, height=height,
            shape=measure.shape(self.context.after), rate=rate,
        )  # fmt: skip

    def last_edit(self) -> str:
        if not (self.facts.last_edits or self.facts.last_request):
            return self.words.say("answers.last_edit.none")
        if not self.facts.last_edits:
            text = self.facts.last_request
            return self.words.say("answers.last_edit.text", text=text)
        then = replace(self.context, before=self.facts.earlier)
        phrases = [phrase(edit, then) for edit in self.facts.last_edits]
        edits = self.words.say("lists.changes").join(phrases)
        return self.words.say("answers.last_edit.done", edits=edits)


def _spans(segments: Sequence[Segment], context: Context) -> str:
    spans = [
        context.words.say(
            "lists.range", start=context.time(s.start / 1000),
            end=context.time(s.end / 1000),
        )
        for s in segments
    ]  # fmt: skip
    return context.words.listing(spans)


_ALWAYS = frozenset(
    {Topic.HELP, Topic.CAN, Topic.CLIPS, Topic.THANKS, Topic.GREETING, Topic.LAST_EDIT}
)
_METHODS: dict[Topic, Callable[[_Answers], str]] = {
    Topic.HELP: _Answers.help, Topic.CAN: _Answers.help, Topic.CLIPS: _Answers.clips,
    Topic.THANKS: _Answers.social, Topic.GREETING: _Answers.social,
    Topic.LAST_EDIT: _Answers.last_edit, Topic.TIMELINE: _Answers.timeline,
    Topic.LENGTH: _Answers.length, Topic.SONG: _Answers.song,
    Topic.MOST_USED: _Answers.most_used, Topic.TEMPO: _Answers.tempo, Topic.WHERE: _Answers.where,
    Topic.UNUSED: _Answers.unused, Topic.WHY: _Answers.why,
    Topic.TITLES: _Answers.titles, Topic.SHOTS: _Answers.shots,
    Topic.FORMAT: _Answers.format,
}  # fmt: skip


def answered_topics() -> frozenset[Topic]:
    """The topics that have an answer."""
    return frozenset(_METHODS)
