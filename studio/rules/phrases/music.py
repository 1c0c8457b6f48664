"""Variants and facts of the phrases for edits of music, pace and the whole video."""

from collections.abc import Mapping

from studio.model.edits import control as c, music as m, whole as w
from studio.model.edits.record import Amount, Edit, Exact, Plus, SongLabel, Times
from studio.rules.phrases import measure
from studio.rules.phrases.context import Context

Facts = tuple[str, Mapping[str, str]]


def facts(edit: Edit, context: Context) -> Facts | None:
    """The variant of the phrase and its facts; None for edits of another family."""
    match edit:
        case m.Sync(again=True) if context.before.tracks:
            return "again", {"shots": context.shot_count()}
        case m.Sync():
            return _cut(context)
        case c.Options():
            return "done", {"shots": context.shot_count()}
        case m.SetPace():
            return _pace(edit, context)
        case m.ShiftBar(moment=moment) if moment is not None:
            return "moment", {"moment": context.moment(moment)}
        case m.ShiftBar(beats=beats, seconds=seconds):
            if seconds:
                return "seconds", {"shift": context.shift("seconds", seconds)}
            return "beats", {"shift": context.shift("beats", beats)}
        case m.SetTempo(factor=factor):
            key = "half" if factor < 1 else "double" if factor > 1 else "usual"
            return key, {"tempo": context.tempo()}
        case m.CutAt(moment=moment):
            return "done", {"moment": context.moment(moment)}
        case _:
            return _whole(edit, context)


def _whole(edit: Edit, context: Context) -> Facts | None:
    match edit:
        case m.KeepSpeech(on=on) | m.RemovePauses(on=on) | m.LoopMusic(on=on):
            return _switch(on)
        case m.EndWithMusic(on=on) | w.SetLoop(on=on):
            return _switch(on)
        case w.SetLength():
            return "done", {"seconds": context.seconds(measure.seconds(context.after))}
        case w.SetResolution():
            width, height = measure.size(context.after)
            return "done", {"width": str(width), "height": str(height)}
        case w.SetFrameRate():
            rate = context.words.count("rate", measure.frame_rate(context.after))
            return "done", {"rate": rate}
        case _:
            return _music(edit, context)


def _music(edit: Edit, context: Context) -> Facts | None:
    match edit:
        case m.UseMusic(songs=songs):
            names = context.words.listing([context.song(id_) for id_ in songs])
            return "several" if len(songs) > 1 else "one", {"songs": names}
        case m.RemoveMusic():
            return "done", {}
        case m.TrimMusic():
            return _trim(edit, context)
        case m.SetVolume(target=target, level=level):
            return _volume(edit, target, level, context)
        case m.FadeSound(target=target, edge=edge, seconds=seconds):
            facts = {
                "target": context.name("target", target),
                "seconds": context.words.count("seconds", seconds),
            }
            return edge if seconds else f"off_{edge}", facts
        case m.SetClipSound(mode=mode):
            return mode, {}
        case _:
            return None


def _cut(context: Context) -> Facts:
    facts = {"shots": context.shot_count(), "song": context.songs()}
    if not facts["song"]:
        return "silent", facts
    if not measure.tempo(context.after):
        return "free", facts
    return "beat", facts | {"tempo": context.tempo()}


def _pace(edit: m.SetPace, context: Context) -> Facts:
    words = context.words
    before, after = (
        len(measure.joined(context.concerned(edit, before=old)))
        for old in (True, False)
    )
    facts = {"shots": words.count("shots", after), "before": str(before)}
    if edit.every is not None:
        if not context.before.tracks:
            facts["shots"] = ""  # The line of a first cut begins with them.
        every = words.say(f"units.every.{edit.unit.value}", n=f"{edit.every:g}")
        return "every", facts | {"every": every}
    key, name = ("curve", edit.curve.value if edit.curve else "adaptive")
    if edit.rate is not None:
        key, name = "rate", "usual"
        if not before:  # a first cut has none to be compared with
            name = "slower" if _slows(edit.rate) else "faster"
        elif after != before:
            name = "faster" if after > before else "slower"
    facts[key] = words.say(f"edits.pace.{name}")
    return (key if before else name), facts


def _slows(rate: Amount) -> bool:
    """Whether a rate is lower than the usual one."""
    match rate:
        case Times(factor=value) | Exact(value=value):
            return value < 1
        case Plus(delta=delta):
            return delta < 0


def _trim(edit: m.TrimMusic, context: Context) -> Facts:
    played = measure.music(context.after)
    start = context.seconds_clock(played[0].source_start / 1000 if played else 0.0)
    if edit.only is not None:
        return "only", {"part": context.part(edit.only.value, edit.number)}
    if isinstance(edit.start, SongLabel):
        part = context.part(edit.start.value, edit.number)
        return "part", {"part": part, "start": start}
    if edit.end is not None:
        end = context.seconds_clock(edit.end)
        return ("end" if edit.start is None else "range"), {"start": start, "end": end}
    return "start", {"start": start}


def _volume(
    edit: m.SetVolume, target: m.SoundTarget, level: object, context: Context
) -> Facts:
    named = {"target": context.name("target", target.value)}
    volume = level.value if isinstance(level, Exact) else None
    if volume is None:
        volume = measure.mean(_heard(edit, target, context)) or 0.0
    return "done" if volume else "off", named | {"percent": context.percent(volume)}


def _heard(edit: m.SetVolume, target: m.SoundTarget, context: Context) -> list[float]:
    """How loud the sound is in each shot that the edit is about."""
    shown = context.concerned(edit)
    if target is m.SoundTarget.CLIPS:
        return [s.volume for s in shown if s.volume]
    middles = [(s.start + s.end) // 2 for s in shown]
    levels = [measure.music_level(context.after, time) for time in middles]
    return [level for level in levels if level is not None]


def _switch(on: bool) -> Facts:  # noqa: FBT001
    return "on" if on else "off", {}
