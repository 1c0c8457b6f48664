"""Frames for which music plays, where it starts, how loud sounds are."""

from studio.model.edits.music import (
    EndWithMusic,
    KeepSpeech,
    LoopMusic,
    RemoveMusic,
    RemovePauses,
    SetClipSound,
    SetVolume,
    SoundTarget,
    TrimMusic,
    UseMusic,
)
from studio.model.edits.record import Exact, SongLabel
from studio.model.media import MediaKind
from studio.model.reading import Residue
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.amounts import change, direction
from studio.rules.language.grammar.clause import Clause, Outcome, question
from studio.rules.language.grammar.scopes import clips, scope

_GLUE = (
    "verb.make",
    "verb.add",
    "verb.use",
    "verb.play",
    "verb.move",
    "with",
    "as",
    "to",
    "for",
    "from",
    "at",
    "video",
    "verb.show",
    "sound",
    "it",
    "verb.create",
    "verb.keep",
)


@frame("end_with_music", "end_with_music")
def end_with_music(c: Clause) -> Outcome | None:
    c.take_all("end_with_music", "song", *_GLUE)
    return [EndWithMusic(on=not c.take_all("not"))]


@frame("end_with_music", "verb.end")
def ends_together(c: Clause) -> Outcome | None:
    """Reads "the video should finish when the song does"."""
    if (
        not c.seen("song")
        or not c.seen("at", "with", "together")
        or not c.seen("video", "verb.end")
    ):
        return None
    if c.seen(
        "songpart",
        "duration",
        "time",
        "clips",
        "fade_out",
        "title",
        "songs",
        "edge_start",
        "verb.start",
        "span",
        "percent",
        "cuts",
    ):
        return None
    c.take_all(
        "verb.end",
        "song",
        "with",
        "together",
        "exactly",
        "edge_end",
        "last_place",
        "not",
        "length_noun",
        *_GLUE,
    )
    return [EndWithMusic()]


@frame("keep_speech", "speech_keep")
def keep_speech(c: Clause) -> Outcome | None:
    """Reads "don't cut while someone is talking", "let people finish"."""
    if not c.seen("speech") and not any(
        "完" in c.surface(t)
        or "finish" in c.surface(t)
        or "说话" in c.surface(t)
        or "讲话" in c.surface(t)
        or "话" in c.surface(t)
        or "people off" in c.surface(t)
        for t in c.tokens
    ):
        return None
    c.take_all(
        "speech_keep",
        "speech",
        "face",
        "not",
        "cuts",
        "verb.switch_shots",
        "verb.trim",
        "each",
        "all",
        *_GLUE,
    )
    return [KeepSpeech(scope=scope(c, KeepSpeech))]


@frame("remove_pauses", "pauses")
def remove_pauses(c: Clause) -> Outcome | None:
    if not c.seen("verb.remove", "verb.trim", "not", "verb.shorten", "verb.keep"):
        return None
    c.take_all("pauses")
    keep = c.take_all("verb.keep") and not c.seen("verb.remove")
    c.take_all(
        "verb.remove",
        "verb.trim",
        "not",
        "verb.shorten",
        "between",
        "title",
        "speech",
        "all",
        "cuts",
        "verb.switch_shots",
        *_GLUE,
    )
    return [RemovePauses(on=not keep, scope=scope(c, RemovePauses))]


@frame("trim_music", "skip_intro")
def skip_intro(c: Clause) -> Outcome | None:
    if c.seen("title", "intro_card"):
        return None
    c.take_all("skip_intro", "excess", "adj.long", "song", "of", *_GLUE)
    return [TrimMusic(start=SongLabel.VERSE)]


@frame("trim_music", "songpart", "span", "moment", "duration", "time")
def trim_music(c: Clause) -> Outcome | None:
    """Reads "start the song at 0:30", "start at the chorus", "only the chorus"."""
    song = c.has("song", "songs") and not c.seen("clip_sound")
    if c.seen(
        "title",
        "quote",
        "caption",
        "transition",
        "clips",
        "shots",
        "fade_in",
        "fade_out",
        "percent",
        "adj.loud",
        "adj.quiet",
        "speed.slow_motion",
        "verb.mute",
        "logo",
        "photo",
    ):
        return None
    owned = next(
        (n for n in c.indexes("span") if c.tokens[n].value("span").owner == "song"),
        None,
    )
    if owned is not None:
        return _owned(c, owned)
    if c.has("songpart"):
        return _part(c)
    if not song:
        return None
    start = c.peek("span")
    if start is not None and start.shares is None:
        c.take("span")
        _finish(c)
        if (start.start or 0) < 0:
            return None
        return [TrimMusic(start=start.start, end=start.end)]
    if not c.seen(
        "verb.start",
        "from",
        "verb.trim",
        "at",
        "verb.use",
        "verb.end",
        "verb.play",
        "to",
    ):
        return None
    seconds = _point(c)
    if seconds is None:
        return None
    ending = c.take_all("verb.end") and not c.has("verb.start")
    cut_off = c.seen("verb.trim", "verb.remove") and not c.seen(
        "verb.start", "from", "at"
    )
    if cut_off:
        return None
    _finish(c)
    return [TrimMusic(end=seconds)] if ending else [TrimMusic(start=seconds)]


def _point(c: Clause) -> float | None:
    if c.has("time"):
        value = c.value("time")
        return float(value)
    value = c.value("duration")
    return None if value is None else float(value)


def _finish(c: Clause) -> None:
    c.take_all(
        "song",
        "verb.start",
        "verb.end",
        "verb.trim",
        "verb.remove",
        "only",
        "edge_start",
        "first_place",
        "of",
        "length_noun",
        "time",
        "moment",
        "verb.switch_shots",
        "in",
        "up",
        "between",
        "verb.keep",
        "to_end",
        "clip",
        "cuts",
        *_GLUE,
    )


def _owned(c: Clause, n: int) -> Outcome | None:
    span = c.tokens[n].value("span")
    c.used.add(n)
    if span.shares is not None:
        return None
    removing = c.take_all("verb.remove", "not") or (
        c.seen("verb.trim") and not c.seen("only", "verb.use")
    )
    start, end = span.start, span.end
    if (start or 0) < 0:
        length = next(
            (x.seconds for x in c.view.clips if x.kind is MediaKind.AUDIO), 0.0
        )
        if not length:
            return None
        start = length + (start or 0)
        if removing:
            start, end = None, start
    elif removing and not start and end is not None:
        start, end = end, None
    _finish(c)
    if start == 0.0:
        start = 0.0
    return [TrimMusic(start=start, end=end)]


def _part(c: Clause) -> Outcome | None:
    n = next(c.indexes("songpart"))
    label, number = c.tokens[n].value("songpart")
    starts = c.seen("verb.start", "from") or any(
        "始" in c.surface(t) or "起" in c.surface(t) for t in c.tokens
    )
    only = c.seen("only") or (
        c.seen("verb.use", "verb.keep", "verb.play") and not starts
    )
    if c.seen("verb.remove", "not") and not only and not starts:
        return None
    if not starts and not only:
        return None
    if starts and (c.seen("join.", "speed_noun", "verb.ramp")):
        return None
    c.used.add(n)
    c.take_all("only")
    _finish(c)
    many = number if number > 0 else 1
    if starts and not c.seen("only"):
        return [TrimMusic(start=label, number=many)]
    return [TrimMusic(only=label, number=many)]


@frame("use_music", "songs", "song", "crossfade", "clips")
def use_music(c: Clause) -> Outcome | None:
    """Reads "use My Song", "use the second song", "use clip 2's sound as the music"."""
    if c.seen(
        "sound",
        "number",
        "fraction",
        "percent",
        "adj.loud",
        "adj.quiet",
        "verb.raise",
        "verb.mute",
        "title",
        "caption",
        "verb.loop",
        "duration",
        "time",
        "span",
        "not",
        "length_noun",
        "adj.long",
        "adj.short",
        "tempo_noun",
    ) and not c.seen("crossfade", "songs"):
        return None
    if c.has("songs"):
        if c.seen(
            "percent",
            "adj.loud",
            "adj.quiet",
            "span",
            "time",
            "songpart",
            "not",
            "verb.remove",
            "verb.start",
        ) and not c.seen("then", "crossfade"):
            return None
        songs = tuple(i for token in c.take_all("songs") for i in token.value("songs"))
        crossfade = (
            c.value("duration")
            if c.seen("crossfade", "join.dissolve", "fade_in", "fade_out")
            else None
        )
        c.take_all(
            "crossfade",
            "join.dissolve",
            "transition",
            "song",
            "song_one",
            "then",
            "and",
            "first_place",
            "last_place",
            "only",
            "verb.replace",
            "verb.sync",
            "verb.swap",
            "verb.match",
            "verb.start",
            "clip",
            "new",
            "background",
            "ordinal",
            "verb.remove",
            "between",
            "both",
            "other",
            "fade_noun",
            "cuts",
            *_GLUE,
        )
        return [UseMusic(songs=songs, crossfade=crossfade)]
    if (
        c.has("clips")
        and c.has("song", "clip_sound", "sound")
        and c.has("as", "verb.use")
        and c.has("song")
    ):
        ids = clips(c)
        if len(ids) == 1:
            c.take_all("song", "sound", "clip_sound", "of", *_GLUE)
            return [UseMusic(songs=ids)]
        return None
    if not c.has("song") or c.has("songpart", "clips"):
        return None
    return _unnamed(c)


def _unnamed(c: Clause) -> Outcome | None:
    songs = [x for x in c.view.clips if x.kind is MediaKind.AUDIO]
    other = c.seen("other", "other_one", "verb.replace", "verb.swap")
    adding = c.seen(
        "verb.add",
        "verb.use",
        "verb.make",
        "with",
        "new",
        "ordinal",
        "verb.play",
        "verb.sync",
        "other",
    )
    if not adding and not other:
        return None
    c.take_all(
        "song",
        "other",
        "verb.replace",
        "verb.swap",
        "new",
        "verb.sync",
        "background",
        "verb.match",
        "this_clip",
        *_GLUE,
    )
    if not songs:
        return Residue(c.words(), "use_music", "no_song")
    if other:
        current = c.context.view.last_edits
        used = next(
            (e.songs[0] for e in reversed(current) if isinstance(e, UseMusic)),
            songs[0].id,
        )
        rest = [x for x in songs if x.id != used]
        if len(songs) == 1:
            return Residue(c.words(), "use_music", "no_other_song")
        if len(rest) == 1:
            return [UseMusic(songs=(rest[0].id,))]
        return question(
            "which_song", [(x.name, [UseMusic(songs=(x.id,))]) for x in rest]
        )
    if len(songs) > 1 and not c.seen("new"):
        return question(
            "which_song", [(x.name, [UseMusic(songs=(x.id,))]) for x in songs]
        )
    return [UseMusic(songs=(songs[-1].id,))]


@frame("remove_music", "song", "songs")
def remove_music(c: Clause) -> Outcome | None:
    """Reads "no music", "remove the song", "mute the music"."""
    if c.seen(
        "songpart",
        "duration",
        "span",
        "clips",
        "quote",
        "title",
        "percent",
        "adj.loud",
        "adj.quiet",
        "excess",
        "transition",
        "verb.sync",
        "cuts",
        "tempo_noun",
        "time",
        "logo",
    ):
        return None
    if not c.take_all("not", "verb.remove", "off", "verb.mute"):
        return None
    c.take_all("song", "songs", "sound", "all", *_GLUE)
    return [RemoveMusic()]


@frame(
    "volume",
    "song",
    "sound",
    "clip_sound",
    "adj.loud",
    "adj.quiet",
    "half_volume",
    "full_volume",
    "everything_sound",
    "speech",
)
def volume(c: Clause) -> Outcome | None:
    """Reads "music at 30%", "a bit louder", "turn the music down in the chorus"."""
    if c.seen(
        "title",
        "caption",
        "adj.saturated",
        "fade_in",
        "fade_out",
        "photo",
        "adj.transparent",
    ):
        return None
    if (
        c.seen("song")
        and c.seen("speech", "clip_sound")
        and c.seen("at", "verb.lower", "adj.quiet", "adj.small")
        and not c.seen("percent", "adj.loud", "verb.raise")
    ):
        return None
    target = SoundTarget.MUSIC
    if c.seen("clip_sound", "clips", "speech") and not c.seen("song"):
        target = SoundTarget.CLIPS
    elif c.seen("everything_sound", "all") and not c.seen("song"):
        target = SoundTarget.ALL
    if c.take_all("half_volume"):
        level = Exact(value=0.5)
        return _volume(c, target, level)
    if c.take_all("full_volume"):
        return _volume(c, target, Exact(value=1.0))
    loud = c.seen(
        "song", "sound", "clip_sound", "everything_sound", "speech"
    ) or c.seen("adj.loud", "adj.quiet")
    if not loud:
        return None
    sign = direction(
        c, ("adj.loud", "verb.raise", "up"), ("adj.quiet", "verb.lower", "down")
    )
    if sign == 0 and c.seen("adj.big", "adj.small"):
        sign = direction(c, ("adj.big",), ("adj.small",))
        if c.seen("excess"):
            c.take_all("excess")
    if c.has("maximum"):
        c.take_all("maximum")
        return _volume(c, target, Exact(value=1.0))
    if sign == 0:
        if c.seen("percent"):
            sign = 1
        elif c.seen("fraction") and c.seen("sound") and not c.seen("duration", "by"):
            return _volume(c, target, Exact(value=c.value("fraction")))
        elif c.seen("number") and c.seen("sound") and not c.seen("duration"):
            value = c.value("number")
            return _volume(c, target, Exact(value=value / 100 if value > 2 else value))
        elif c.seen("half", "double", "factor") and c.seen("sound", "adj.loud"):
            sign = -1 if c.seen("half") else 1
        else:
            return None
    level_ = change(c, sign)
    return _volume(c, target, level_)


def _volume(c: Clause, target: SoundTarget, level: object) -> Outcome:
    where = scope(c, SetVolume)
    c.take_all(
        "song",
        "sound",
        "clip_sound",
        "everything_sound",
        "all",
        "up",
        "down",
        "excess",
        "verb.raise",
        "verb.lower",
        "adj.loud",
        "adj.quiet",
        "speech",
        "clip",
        "songs",
        "of",
        "degree.bit",
        *_GLUE,
    )
    if isinstance(level, Exact) and not 0 <= level.value <= 2:
        return Residue(c.words(), "volume", "out_of_range", f"{level.value * 100:g} %")
    return [SetVolume(target=target, level=level, scope=where)]  # type: ignore[arg-type]


@frame(
    "clip_sound",
    "clip_sound",
    "verb.mute",
    "verb.unmute",
    "verb.duck",
    "verb.hear",
    "speech",
    "sound",
    "everything_sound",
)
def clip_sound(c: Clause) -> Outcome | None:
    """Reads "mute clip 2", "keep the original sound", "let me hear what they say"."""
    if c.seen(
        "percent",
        "adj.loud",
        "title",
        "caption",
        "pauses",
        "fade_in",
        "fade_out",
        "number",
    ):
        return None
    mode = _sound_mode(c)
    if mode is None:
        return None
    extra = mode == "all"
    where = scope(c, SetClipSound)
    c.take_all(
        "clip_sound",
        "sound",
        "speech",
        "clip",
        "song",
        "verb.hear",
        "verb.duck",
        "verb.mute",
        "verb.unmute",
        "everything_sound",
        "face",
        "over",
        "and",
        "all",
        "adj.quiet",
        "verb.lower",
        "adj.sharp",
        "only",
        "verb.keep",
        "down",
        "off",
        "again",
        "back",
        "on",
        "photo",
        "of",
        "both",
        "too",
        "under",
        "degree.bit",
        "after",
        "adj.small",
        "small",
        *_GLUE,
    )
    if extra:
        return [RemoveMusic(), SetClipSound(mode="mute", scope=where)]
    return [SetClipSound(mode=mode, scope=where)]  # type: ignore[arg-type]


def _sound_mode(c: Clause) -> str | None:
    own = c.seen(
        "clip_sound",
        "speech",
        "clips",
        "sound",
        "this_clip",
        "clip",
        "everything_sound",
        "span",
        "shots",
    )
    silent = (c.seen("verb.mute") and not c.seen("not")) or (
        c.seen("not", "verb.remove", "off")
        and c.seen("clip_sound", "sound", "everything_sound")
        and not c.seen("verb.mute")
    )
    if c.seen("verb.unmute") or (c.seen("verb.mute") and c.seen("not", "off")):
        c.take_all("not", "off", "verb.undo")
        return "keep"
    if c.seen("verb.duck") or (
        c.seen("song")
        and c.seen("speech", "clip_sound")
        and c.seen("verb.lower", "adj.quiet", "down", "adj.small")
    ):
        return "duck"
    if c.seen("verb.hear") and c.seen("speech", "clip_sound", "face", "clips"):
        c.take_all("not")
        return "duck" if c.seen("speech", "face") or c.seen("song") else "keep"
    if (
        c.seen("only")
        and c.seen("song")
        and not c.seen("clips", "songpart", "clip_sound")
    ):
        return "mute" if c.seen("sound", "verb.keep", "verb.use") else None
    if silent and (own or c.seen("verb.mute")):
        c.take_all("not", "verb.remove", "off")
        if c.seen("everything_sound") or (
            c.seen("all")
            and c.seen("verb.mute")
            and not c.seen("clip", "clip_sound", "clips")
        ):
            return "all"
        if c.seen("song") and not c.seen("clip_sound"):
            return None
        return "mute"
    if (
        c.seen("clip_sound", "speech")
        and c.seen(
            "verb.keep",
            "verb.use",
            "with",
            "back",
            "verb.include",
            "verb.add",
            "verb.hear",
            "verb.show",
            "on",
            "and",
        )
        and not c.seen("as")
    ):
        c.take_all("verb.include")
        return "keep"
    return None


@frame("loop_music", "verb.loop", "verb.repeat")
def loop_music(c: Clause) -> Outcome | None:
    if not c.seen("song", "songs") or c.seen("clips", "songpart", "number"):
        return None
    if not c.seen("verb.loop") and not c.seen("again"):
        return None
    c.take_all("verb.loop", "verb.repeat", "song", "again", "to_end", "songs")
    off = c.take_all("not", "verb.remove", "off")
    c.take_all("adj.long", "adj.short", "reason", *_GLUE)
    return [LoopMusic(on=not off)]
