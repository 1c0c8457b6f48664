"""Constructions for which songs play."""

from studio.model.edits.control import Options, Undo, UndoEdit
from studio.model.edits.music import RemoveMusic, SetVolume, SoundTarget, UseMusic
from studio.model.edits.record import Exact
from studio.model.media import AssetId
from studio.model.reading import ClipView, Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.played_songs import in_use, known_songs
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.grammar.clause import Outcome, question

_ABOUT = (
    "song? song_one? sound? background? $make? as? with? to? for? of? video? it? clip? "
    "at? this_clip? verb.include? first_place? verb.keep? verb.hear?"
)
"""What may stand around every wish about the song."""
_WHOLE = _ABOUT.replace("first_place? ", "")
"""The same; "no music at the start" is of the start alone."""
_FIRST_HALF, _SECOND_HALF = (0.0, 0.5), (0.5, 1.0)
"""Shares of the video."""
_CHANGE = "verb.replace? verb.swap? verb.sync? verb.start?"
_MOOD = "adj.calm? adj.energetic? adj.fast? adj.slow? adj.soft? adj.quiet? adj.loud? adj.dark? more? less?"
"""What the other song is to be like; the songs of the project are all there is."""


@construction(
    "use_music",
    f"songs only? other? new? verb.like? beat? {_CHANGE} {_ABOUT}",
    f"songs after_all better|verb.like {_ABOUT}",
)
def named(m: Match) -> Outcome | None:
    """Reads "use lofi", "换成稻香"; "swap kick out" asks for the other song."""
    songs = tuple(m["songs"])
    if m.clause.seen("flaw", "adj.boring"):
        return None  # "lofi is boring" does not ask for it
    if len(songs) > 1 and any(isinstance(e, Options) for e in m.clause.context.edits):
        return Residue(m.clause.words(), "options")  # a song for each version
    away = any(t.has("verb.replace") and not t.has("verb.make") for _, t in m.words)
    if away and set(songs) <= in_use(m) and not m.has("song"):
        return _one_of(m, [c for c in known_songs(m) if c.id not in songs])
    return [UseMusic(songs=songs)]


@construction(
    "use_music",
    "songs adj.boring|flaw excess? degree.bit? degree.much? copula? it?",
)
def disliked(m: Match) -> Outcome:
    """Reads "虫儿飞有点催眠": why another song is wanted, where one is."""
    before = m.clause.context.edits
    replaced = any(isinstance(edit, UseMusic) for edit in before)
    return [] if replaced else Residue(m.clause.words(), "use_music")


@construction(
    "use_music",
    f"songs songs verb.replace!instead_of|verb.swap!instead_of by? {_ABOUT}",
)
def replaced(m: Match) -> Outcome:
    """Reads "replace kick with lofi"."""
    return [UseMusic(songs=_listed(m)[1])]


@construction(
    "use_music",
    f"songs songs instead_of {_CHANGE} {_ABOUT}",
    f"songs songs not but? {_CHANGE} {_ABOUT}",
)
def instead(m: Match) -> Outcome | None:
    """Reads "lofi instead of kick", "not kick but lofi"."""
    first, second = _listed(m)
    if m.has("instead_of"):
        return [UseMusic(songs=first)]
    return [UseMusic(songs=second)] if m.place("not") < m.place("songs") else None


_JOINED = (
    "then? and? both? all? between? last_place? transition? fade_noun? number? cuts? "
    "join.dissolve? verb.fade? after? verb.match? together?"
)


@construction(
    "use_music",
    f"songs+ crossfade|join.dissolve|transition|between|fade_in|fade_out|verb.blend "
    f"crossfade? duration? {_JOINED} {_ABOUT}",
    f"songs songs+ duration? {_JOINED} {_ABOUT}",
    f"songs both|all {_JOINED} {_ABOUT}",
)
def in_turn(m: Match) -> Outcome | None:
    """Reads "play kick then lofi", "blend kick into lofi over 8 seconds"."""
    songs = tuple(dict.fromkeys(one for some in _listed(m) for one in some))
    if m.clause.seen("flaw", "adj.boring"):
        return None
    if len(songs) < 2:
        return None
    return [UseMusic(songs=songs, crossfade=m["duration"])]


@construction("use_music", f"span+ songs songs+ {_ABOUT}")
def by_halves(m: Match) -> Outcome | None:
    """Reads "前半段用晴天，后半段用稻香": the songs follow each other."""
    shares = [t.value("span").shares for _, t in m.words if t.has("span")]
    songs = tuple(dict.fromkeys(one for some in _listed(m) for one in some))
    if shares == [_SECOND_HALF, _FIRST_HALF]:
        songs = songs[::-1]
    elif shares != [_FIRST_HALF, _SECOND_HALF]:
        return None
    return [UseMusic(songs=songs)] if len(songs) == len(shares) else None


@construction(
    "use_music",
    f"crossfade|join.dissolve|transition|verb.blend|between duration? between? $make? it? "
    f"with? crossfade? {_JOINED}",
)
def crossfade(m: Match) -> Outcome | None:
    """Reads "with a 4 s crossfade" behind two songs."""
    before = m.clause.context.edits[-1:]
    if not before or not isinstance(before[0], UseMusic) or len(before[0].songs) < 2:
        return None
    return [before[0].model_copy(update={"crossfade": m["duration"]})]


@construction(
    "use_music",
    f"song both crossfade? verb.blend? duration? {_JOINED} {_ABOUT}",
    f"songs_all crossfade? verb.blend? duration? {_JOINED} {_ABOUT}",
    f"song number verb.create? crossfade? verb.blend? duration? {_JOINED} {_ABOUT}",
)
def all_of_them(m: Match) -> Outcome | None:
    """Reads "both songs with a 4 s crossfade", "两首歌都用上"."""
    songs = tuple(c.id for c in known_songs(m))
    count = m["number"]
    if len(songs) < 2 or (count is not None and count != len(songs)):
        return None
    if count is None and m.has("both") and len(songs) != 2:
        return None
    return [UseMusic(songs=songs, crossfade=m["duration"])]


@construction("use_music", f"clips song as|verb.use|verb.make clip_sound? {_ABOUT}")
def of_a_clip(m: Match) -> Outcome | None:
    """Reads "use the sound of clip 2 as the music"."""
    ids = m.clips()
    return [UseMusic(songs=ids)] if len(ids) == 1 else None


@construction(
    "use_music",
    f"song&other {_ABOUT}",
    f"song other|other_one|verb.replace|verb.swap new? {_MOOD} {_CHANGE} {_ABOUT}",
    f"song not {_CHANGE} other|other_one other? {_ABOUT}",
)
def another(m: Match) -> Outcome:
    """Reads "the other song", "换一首歌"."""
    used = in_use(m)
    return _one_of(m, [c for c in known_songs(m) if c.id not in used])


@construction("use_music", f"song verb.add|verb.use|verb.play|with|new new? {_ABOUT}")
def unnamed(m: Match) -> Outcome | None:
    """Reads "add music", "with the new song"."""
    songs = known_songs(m)
    if m.clause.seen("back"):
        return None  # "put the music back"
    if m.has("new"):
        songs = songs[-1:]
    if not songs:
        return Residue(m.clause.words(), "use_music", "no_song")
    return _one_of(m, songs)


def _listed(m: Match) -> list[tuple[AssetId, ...]]:
    """The songs of each word that names some, in the order of the text."""
    tokens = sorted(
        (t for _, t in m.words if t.has("songs")), key=lambda token: token.start
    )
    return [tuple(token.value("songs")) for token in tokens]


def _which_song(songs: list[ClipView]) -> Outcome:
    return question("which_song", [(c.name, [UseMusic(songs=(c.id,))]) for c in songs])


def _one_of(m: Match, songs: list[ClipView]) -> Outcome:
    """The only song that is left; a question where there are several."""
    if not songs:
        return Residue(m.clause.words(), "use_music", "no_other_song")
    if len(songs) == 1:
        return [UseMusic(songs=(songs[0].id,))]
    return _which_song(songs)


fixed(
    __name__,
    RemoveMusic(),
    f"song verb.remove|off|verb.mute all!except? {_WHOLE}",
    f"song not!instead_of all!except? {_WHOLE}",
)


@construction(
    "remove_music", f"songs not|verb.remove|off|verb.mute all!except? {_WHOLE}"
)
def unwanted(m: Match) -> Outcome:
    """Reads "no kick"; behind "use lofi" that says it again."""
    songs = set(m["songs"])
    used = (e for e in m.clause.context.edits if isinstance(e, UseMusic))
    others = any(songs.isdisjoint(edit.songs) for edit in used)
    return [] if others else [RemoveMusic()]


_BACK = (
    "$make? verb.include? verb.insert? verb.undo? back? again? on? at? after_all? old? normal? "
    "inward? to? too? copula? verb.like?"
)


@construction(
    "use_music", f"song back|verb.undo|after_all&verb.include song_one? {_BACK}"
)
def back(m: Match) -> Outcome | None:
    """Reads "bring the music back": it was removed, turned down, or still plays."""
    in_force, songs = m.clause.view.in_force, known_songs(m)
    last = [edit.do for edit in m.clause.view.last_edits]
    if last == ["remove_music"]:
        return [Undo()]
    if "remove_music" in in_force:
        is_only_song = len(songs) == 1
        return [UndoEdit(edit="remove_music")] if is_only_song else _which_song(songs)
    if not songs or (m.has("verb.undo") and not m.has("back")):
        return None  # "undo the music"
    if "volume" in in_force:
        return [SetVolume(target=SoundTarget.MUSIC, level=Exact(value=1.0))]
    used = tuple(c.id for c in songs if c.id in in_use(m))
    return [UseMusic(songs=used)] if used else _which_song(songs)
