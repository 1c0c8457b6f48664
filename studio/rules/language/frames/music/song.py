"""Frames for which song plays and how it ends."""

from studio.model.edits.music import (
    EndWithMusic,
    LoopMusic,
    RemoveMusic,
    UseMusic,
)
from studio.model.media import MediaKind
from studio.model.reading import Residue
from studio.rules.language.frames.music.glue import GLUE
from studio.rules.language.frames.registry import frame
from studio.rules.language.grammar.clause import Clause, Outcome, question
from studio.rules.language.grammar.scopes import clips


@frame("end_with_music", "end_with_music")
def end_with_music(c: Clause) -> Outcome | None:
    c.take_all("end_with_music", "song", *GLUE)
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
        *GLUE,
    )
    return [EndWithMusic()]


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
    if c.seen("or"):
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
            *GLUE,
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
            c.take_all("song", "sound", "clip_sound", "of", *GLUE)
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
        *GLUE,
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
    if c.seen("only") or not c.take_all("not", "verb.remove", "off", "verb.mute"):
        return None
    c.take_all("song", "songs", "sound", "all", *GLUE)
    return [RemoveMusic()]


@frame("loop_music", "verb.loop", "verb.repeat")
def loop_music(c: Clause) -> Outcome | None:
    if not c.seen("song", "songs") or c.seen("clips", "songpart", "number"):
        return None
    if not c.seen("verb.loop") and not c.seen("again"):
        return None
    c.take_all("verb.loop", "verb.repeat", "song", "again", "to_end", "songs")
    off = c.take_all("not", "verb.remove", "off")
    c.take_all("adj.long", "adj.short", "reason", *GLUE)
    return [LoopMusic(on=not off)]
