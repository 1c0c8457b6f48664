"""Hypothesis strategies: projects, and edits of every kind."""

from hypothesis import strategies as st

from studio.model.edits import (
    control as c,
    footage as f,
    music as m,
    overlay as o,
    picture as p,
    whole as w,
)
from studio.model.edits.record import (
    AtShot,
    AtSong,
    AtTime,
    Edit,
    Exact,
    OfClips,
    OfShots,
    OfSong,
    OfTime,
    Plus,
    SongLabel,
    Times,
    Whole,
)
from studio.model.material import Material
from tests.studio.editing.material import clip, ids, material, photo, song

NAMES = [f"c{n}" for n in range(5)]
IDS = st.sampled_from(ids(*NAMES[:3], *NAMES, "nobody"))
MANY = st.lists(IDS, min_size=1, max_size=3, unique=True).map(tuple)
SECONDS = st.floats(-5, 70).map(lambda x: round(x, 2))
MOMENTS = st.one_of(
    SECONDS.map(lambda s: AtTime(seconds=s)),
    st.just(AtTime(end=True)),
    st.sampled_from(SongLabel).map(lambda s: AtSong(label=s)),
    st.integers(-3, 40).map(lambda n: AtShot(number=n)),
)
SCOPES = {
    "whole": st.just(Whole()),
    "clips": MANY.map(lambda many: OfClips(assets=many)),
    "song": st.sampled_from(SongLabel).map(lambda s: OfSong(label=s)),
    "time": st.tuples(SECONDS, st.floats(0.1, 8)).map(
        lambda t: OfTime(start=t[0], end=t[0] + t[1] if t[0] >= 0 else None)
    ),
    "shots": st.integers(-3, 30)
    .filter(bool)
    .map(lambda number: OfShots(numbers=(number,))),
}
AMOUNTS = st.one_of(
    st.floats(-1, 3).map(lambda x: Exact(value=x)),
    st.floats(0.2, 4).map(lambda x: Times(factor=x)),
    st.floats(-2, 2).map(lambda x: Plus(delta=x)),
)
LENGTHS = st.one_of(
    st.floats(0.1, 80).map(lambda x: Exact(value=x)),
    st.floats(0.4, 2).map(lambda x: Times(factor=x)),
    st.floats(-10, 10).map(lambda x: Plus(delta=x)),
)
BOOLS = st.booleans()


def _scoped(
    kind: type[Edit], /, **fields: st.SearchStrategy[object]
) -> st.SearchStrategy[Edit]:
    scopes = [
        SCOPES["whole"],
        *(SCOPES[name] for name in sorted(kind.SCOPES) if name in SCOPES),
    ]
    return st.builds(kind, scope=st.one_of(scopes), **fields)


def edits() -> st.SearchStrategy[Edit]:
    """An edit of any kind that shapes the timeline."""
    return st.one_of(_music(), _footage(), _picture(), _words(), _whole())


def _music() -> st.SearchStrategy[Edit]:
    songs = st.lists(st.sampled_from(["s0", "s1", "nobody"]), min_size=1, max_size=2)
    return st.one_of(
        _scoped(m.Sync, again=BOOLS),
        _scoped(m.SetPace, curve=st.sampled_from(m.PaceCurve)),
        _scoped(m.SetPace, rate=AMOUNTS),
        _scoped(
            m.SetPace, every=st.sampled_from([0.5, 1, 2, 4, 8]),
            unit=st.sampled_from(m.BeatUnit),
        ),
        _scoped(m.ShiftBar, beats=st.integers(-3, 3)),
        _scoped(m.SetTempo, factor=st.sampled_from([0.5, 1, 2])),
        _scoped(m.CutAt, moment=MOMENTS),
        _scoped(m.UseMusic, songs=songs.map(tuple)),
        _scoped(m.RemoveMusic),
        _scoped(m.TrimMusic, start=st.one_of(st.floats(0, 70), st.sampled_from(SongLabel))),
        _scoped(m.TrimMusic, only=st.sampled_from(SongLabel)),
        _scoped(m.LoopMusic, on=BOOLS),
        _scoped(m.EndWithMusic, on=BOOLS),
        _scoped(m.SetVolume, level=AMOUNTS, target=st.sampled_from(m.SoundTarget)),
        _scoped(m.SetClipSound, mode=st.sampled_from(["mute", "keep", "duck"])),
        _scoped(m.KeepSpeech, on=BOOLS),
        _scoped(m.RemovePauses, on=BOOLS),
    )  # fmt: skip


def _footage() -> st.SearchStrategy[Edit]:
    return st.one_of(
        _scoped(f.SetOrder, mode=st.sampled_from(f.OrderMode), clips=MANY),
        _scoped(
            f.PlaceClip, clip=IDS, other=IDS, moment=MOMENTS,
            where=st.sampled_from(["first", "last", "after", "before", "at"]),
        ),
        _scoped(f.SwapShots, shots=st.tuples(st.integers(1, 20), st.integers(1, 20))),
        _scoped(f.SwapShots, clips=st.tuples(IDS, IDS)),
        _scoped(f.UseOnly, clips=MANY),
        _scoped(f.LeaveOut, clips=MANY),
        _scoped(f.Include, clips=MANY),
        _scoped(f.RepeatClip, clips=MANY, times=st.integers(1, 3), at_most=BOOLS),
        _scoped(
            f.TrimClip, clips=MANY, start=st.floats(-3, 9),
            end=st.one_of(st.none(), st.floats(-3, 12)),
        ),
        _scoped(f.SplitShot, moment=MOMENTS),
        _scoped(f.BanMoment, shorten=BOOLS), _scoped(f.KeepMoment),
        _scoped(f.ReplaceShot, clip=st.one_of(st.none(), IDS)),
        _scoped(f.SetShotLength, seconds=st.floats(0.3, 6), photos=BOOLS),
        _scoped(f.SetShotLength, in_full=BOOLS),
        _scoped(f.SetSpeed, factor=st.floats(0.25, 8)),
        _scoped(f.RampSpeed, into=st.one_of(st.none(), MOMENTS)),
        _scoped(f.Reverse, boomerang=BOOLS),
        _scoped(f.Freeze, moment=st.one_of(st.none(), MOMENTS), seconds=st.floats(0.1, 4)),
        _scoped(f.RestoreShots),
    )  # fmt: skip


def _picture() -> st.SearchStrategy[Edit]:
    return st.one_of(
        _scoped(p.SetLook, look=st.one_of(st.none(), st.sampled_from(p.LookName))),
        _scoped(p.Adjust, quality=st.sampled_from(p.Quality), level=AMOUNTS),
        _scoped(p.SetBars), _scoped(p.MatchColours),
        _scoped(
            p.SetPulse, kind=st.sampled_from(p.PulseKind),
            on=st.sampled_from(["beat", "downbeat", "drop", "off"]),
        ),
        _scoped(
            p.SetJoin, kind=st.sampled_from(p.JoinKind),
            where=st.sampled_from(["everywhere", "sections"]),
        ),
        _scoped(p.SetJoin, kind=st.sampled_from(p.JoinKind), join=st.integers(-3, 20)),
        _scoped(p.FadePicture, edge=st.sampled_from(["in", "out"])),
        _scoped(p.SetAspect, width=st.just(9), height=st.just(16)),
        _scoped(p.Zoom, level=AMOUNTS, end=st.one_of(st.none(), st.floats(1, 3))),
    )  # fmt: skip


def _words() -> st.SearchStrategy[Edit]:
    return st.one_of(
        _scoped(o.AddTitle, text=st.just("Hello"), start=st.one_of(st.none(), MOMENTS)),
        _scoped(o.ChangeTitle, size=AMOUNTS, which=st.sampled_from(["all", "last", "#2"])),
        _scoped(o.RemoveTitle),
        _scoped(o.AddCaptions, lines=st.just(("one", "two", "three"))),
        _scoped(o.ChangeCaptions, shift=st.floats(-4, 4)),
        _scoped(o.AddOverlay, image=IDS, start=st.one_of(st.none(), MOMENTS)),
        _scoped(o.AddCard, where=st.sampled_from(["intro", "outro"]), text=st.sampled_from(["", "Hi"])),
    )  # fmt: skip


def _whole() -> st.SearchStrategy[Edit]:
    rules = st.sampled_from(["exact", "at_most", "at_least"])
    return st.one_of(
        _scoped(w.SetLength, length=LENGTHS, rule=rules),
        _scoped(w.SetLength, rule=st.sampled_from(["song", "footage", "auto"])),
        _scoped(w.SetFrameRate, rate=st.sampled_from(["24", "30000/1001", "0", "1/0"])),
        _scoped(w.SetLoop, on=BOOLS),
        _scoped(c.UndoEdit, edit=st.sampled_from(["speed", "look", "order", "keep", "pace"])),
    )  # fmt: skip


@st.composite
def projects(draw: st.DrawFn) -> Material:
    """Up to five clips and photos, and up to two songs."""
    pictures = []
    for name in NAMES[: draw(st.sampled_from([1, 3, 5]))]:
        if draw(st.integers(0, 3)) == 0:
            pictures.append(photo(name))
            continue
        seconds = draw(st.floats(0.3, 15))
        middle = [seconds / 2] if draw(BOOLS) else []
        speech = [(seconds * 0.2, seconds * 0.6)] if draw(BOOLS) else []
        pictures.append(clip(name, seconds, cuts=middle, speech=speech))
    songs = [
        song(f"s{n}", draw(st.floats(4, 50)), draw(st.floats(70, 170)))
        for n in range(draw(st.sampled_from([0, 1, 2])))
    ]
    return material(*pictures, songs=songs)
