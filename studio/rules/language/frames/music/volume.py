"""Frames for how loud the music and the clips are."""

from studio.model.edits.music import (
    RemoveMusic,
    SetClipSound,
    SetVolume,
    SoundTarget,
)
from studio.model.edits.record import Exact
from studio.model.reading import Residue
from studio.rules.language.frames.music.glue import GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.amounts import change, direction
from studio.rules.language.grammar.clause import Clause, Outcome
from studio.rules.language.grammar.scopes import scope


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
    if c.seen("clip_sound", "clips", "speech", "clip") and not c.seen("song"):
        target = SoundTarget.CLIPS
    elif (
        c.seen("everything_sound") or (c.seen("all") and not c.seen("throughout"))
    ) and not c.seen("song"):
        target = SoundTarget.ALL
    if _silent_stretch(c):
        c.take_all("verb.mute", "off", "not")
        return _volume(c, SoundTarget.MUSIC, Exact(value=0.0))
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


def _silent_stretch(c: Clause) -> bool:
    """Reads "no music in the chorus", "前5秒音乐静音"."""
    return (
        c.seen("song")
        and c.seen("verb.mute", "off", "not")
        and c.seen("span", "songpart", "edge_start", "edge_end", "middle")
        and not c.seen("clips", "clip_sound", "verb.start", "verb.remove")
    )


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
        "adj.big",
        "adj.small",
        "adj.loud",
        "adj.quiet",
        "speech",
        "clip",
        "songs",
        "of",
        "degree.bit",
        *GLUE,
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
    if mode == "alone":
        c.take_all("clip_sound", "sound", "clip", "verb.keep", "old", *GLUE)
        return [RemoveMusic(), SetClipSound(mode="keep")]
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
        *GLUE,
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
    if c.seen("song") and c.seen("not", "verb.remove") and c.seen("only"):
        c.take_all("not", "verb.remove", "song", "only")
        return "alone"
    if c.seen("verb.keep") and c.seen("sound") and c.seen("clips", "this_clip"):
        c.take_all("verb.keep", "sound")
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
