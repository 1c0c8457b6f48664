"""Edits of the music and of the clips' sound, in decoded samples."""

import numpy as np
import pytest

from studio.media.sound.mix import RATE
from studio.model.edits import music as m
from studio.model.edits.footage import SetSpeed
from studio.model.edits.overlay import AddCard
from studio.model.edits.picture import LookName, SetLook
from studio.model.edits.record import (
    Exact,
    OfClips,
    OfShots,
    OfSong,
    OfTime,
    Scope,
    SongLabel,
)
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from tests.studio.rendered_edits.project import (
    FPS,
    SECONDS,
    SONG_SECONDS,
    Video,
    song_second,
    strength,
)

SONG, OTHER, C2 = AssetId("song"), AssetId("other"), AssetId("c2")
SCOPES: list[Scope] = [
    OfClips(assets=(C2,)), OfSong(label=SongLabel.CHORUS), OfTime(start=1.0, end=3.0),
    OfShots(numbers=(2,)),
]  # fmt: skip
HEARD = 2e-3


def stretches(video: Video, edit: m.SetVolume | m.SetClipSound) -> list[float]:
    """Tenths of a second well inside the scope."""
    inside = video.shown(edit)
    frames = range(round(SECONDS * FPS))
    edge = 6
    return [
        n / FPS
        for n in frames
        if all(k in inside for k in range(n - edge, n + edge + 3))
    ]


def outside(video: Video, edit: m.SetVolume | m.SetClipSound) -> list[float]:
    inside = video.shown(edit)
    edge = 6
    return [
        n / FPS
        for n in range(edge, round(SECONDS * FPS) - edge - 30)
        if not any(k in inside for k in range(n - edge, n + edge + 3))
    ]


def test_the_song_asked_for_is_heard_from_where_it_is_asked(video: Video) -> None:
    video.edit(m.UseMusic(songs=(OTHER,)), m.TrimMusic(start=3.0))
    sound = video.sound()
    assert [song_second(sound, "other", n) for n in range(4)] == [3, 4, 5, 6]
    assert strength(sound, "song", 0, 5) < HEARD


def test_only_the_chorus_is_heard(video: Video) -> None:
    video.edit(SetLength(rule="auto"), m.TrimMusic(only=SongLabel.CHORUS))
    assert [song_second(video.sound(), "song", n) for n in range(2)] == [2, 3]
    assert video.draft.duration == 2000


def test_a_short_song_is_heard_again_or_ends_the_video(video: Video) -> None:
    long = SetLength(length=Exact(value=SONG_SECONDS + 3))
    video.edit(m.LoopMusic(on=True), long)
    sound = video.sound()
    assert song_second(sound, "song", SONG_SECONDS + 0.25) in (0, 1, 2)
    video.edit(m.LoopMusic(on=False))
    assert video.draft.duration <= SONG_SECONDS * 1000


def test_the_video_ends_where_the_song_ends(video: Video) -> None:
    video.edit(m.TrimMusic(), m.EndWithMusic())
    assert song_second(video.sound(), "song", SECONDS - 0.75) == SONG_SECONDS - 1


def test_without_music_only_the_clips_are_heard(video: Video) -> None:
    video.edit(m.RemoveMusic())
    sound = video.sound()
    assert strength(sound, "song", 0, 6) < HEARD
    assert strength(sound, "c1", 0.5, 1.5) > HEARD


def test_two_songs_cross_on_a_downbeat_of_both(video: Video) -> None:
    video.edit(m.TrimMusic(), m.UseMusic(songs=(SONG, OTHER), crossfade=1.0))
    sound = video.sound()
    one = [strength(sound, "song", t / 10, t / 10 + 0.1) for t in range(58)]
    two = [strength(sound, "other", t / 10, t / 10 + 0.1) for t in range(58)]
    both = [t for t in range(58) if min(one[t], two[t]) > HEARD]
    assert both
    assert max(both) - min(both) <= 10
    assert one[2] > HEARD > two[2]
    assert two[55] > HEARD > one[55]
    join = video.editor.cut.music.pieces[1]
    middle = join.at + join.fade_in / 2
    nearest = min(
        video.editor.cut.music.downbeats,
        key=lambda d: min(abs(d - join.at), abs(d - middle)),
    )
    assert min(abs(nearest - join.at), abs(nearest - middle)) < 0.02


def test_the_volume_of_the_music_is_as_asked(video: Video) -> None:
    usual = strength(video.sound(), "song", 1, 2)
    video.edit(m.SetVolume(level=Exact(value=0.2)))
    assert strength(video.sound(), "song", 1, 2) == pytest.approx(0.2 * usual, rel=0.1)


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.of)
def test_the_music_is_quiet_in_a_part_only(video: Video, scope: Scope) -> None:
    edit = m.SetVolume(level=Exact(value=0.1), scope=scope)
    low, high = stretches(video, edit), outside(video, edit)
    video.edit(edit)
    sound = video.sound()
    quiet = [strength(sound, "song", t, t + 0.08) for t in low]
    loud = [strength(sound, "song", t, t + 0.08) for t in high]
    assert max(quiet) < 0.3 * min(loud)


@pytest.mark.parametrize("edge", ["in", "out"])
def test_the_music_fades_over_the_seconds_asked(video: Video, edge: str) -> None:
    other = "out" if edge == "in" else "in"
    video.edit(
        m.FadeSound.model_validate({"edge": edge, "seconds": 2.0}),
        m.FadeSound.model_validate({"edge": other, "seconds": 0.0}),
    )
    sound = video.sound()
    levels = [strength(sound, "song", t, t + 0.25) for t in np.arange(0, 5.75, 0.5)]
    if edge == "out":
        levels.reverse()
    assert levels[0] < levels[1] < levels[2] < levels[5]
    assert levels[5] == pytest.approx(levels[7], rel=0.2)


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.of)
@pytest.mark.parametrize("mode", ["keep", "duck"])
def test_the_clips_are_heard_in_a_part_only(
    video: Video, scope: Scope, mode: str
) -> None:
    edit = m.SetClipSound.model_validate({"mode": mode, "scope": scope})
    inside, silent = stretches(video, edit), outside(video, edit)
    shots = video.editor.cut.shots
    video.edit(edit)
    sound = video.sound()

    def clip(time: float) -> str:
        return next(s.clip for s in shots if s.first <= time * FPS < s.end)

    heard = [strength(sound, clip(t), t, t + 0.08) for t in inside if clip(t) != "logo"]
    assert min(heard) > HEARD
    rest = [strength(sound, c, t, t + 0.08) for t in silent for c in ("c1", "c2", "c3")]
    assert max(rest) < HEARD
    if mode == "duck":
        under = [strength(sound, "song", t, t + 0.08) for t in inside if clip(t) != "logo"]  # fmt: skip
        assert np.median(under) < 0.5 * strength(sound, "song", silent[0], silent[0] + 0.08)  # fmt: skip


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.of)
def test_one_part_of_the_clips_is_muted(video: Video, scope: Scope) -> None:
    edit = m.SetClipSound(mode="mute", scope=scope)
    inside = stretches(video, edit)
    video.edit(m.SetClipSound(mode="keep"), edit)
    sound = video.sound()
    names = ("c1", "c2", "c3")
    assert max(strength(sound, c, t, t + 0.08) for t in inside for c in names) < HEARD
    whole = [strength(sound, c, 0, SECONDS) for c in names]
    assert max(whole) > HEARD / 4


def test_everything_is_muted_in_a_stretch(video: Video) -> None:
    scope = OfTime(start=1.0, end=3.0)
    video.edit(
        m.SetClipSound(mode="keep"),
        m.SetVolume(target=m.SoundTarget.ALL, level=Exact(value=0), scope=scope),
    )
    sound = video.sound()
    assert np.abs(sound[:, round(1.3 * RATE) : round(2.7 * RATE)]).max() < 0.01
    assert np.abs(sound[:, round(3.3 * RATE) : round(4.7 * RATE)]).max() > 0.05


def test_the_sound_of_one_clip_has_the_volume_asked(video: Video) -> None:
    video.edit(m.SetClipSound(mode="keep"))
    shot = video.editor.cut.shots[1]
    time = shot.first / FPS + 0.3
    before = video.sound()
    ratio = strength(before, "c2", time, time + 0.3) / strength(before, "song", time, time + 0.3)  # fmt: skip
    scope = OfClips(assets=(C2,))
    video.edit(
        m.SetVolume(target=m.SoundTarget.CLIPS, level=Exact(value=0.4), scope=scope)
    )
    after = video.sound()
    now = strength(after, "c2", time, time + 0.3) / strength(after, "song", time, time + 0.3)  # fmt: skip
    assert now == pytest.approx(ratio / 2, rel=0.1)


@pytest.mark.parametrize("mode", ["keep", "duck"])
def test_a_look_within_a_shot_is_not_heard(video: Video, mode: str) -> None:
    video.edit(m.SetClipSound.model_validate({"mode": mode}))
    before = video.sound()
    video.edit(SetLook(look=LookName.SEPIA, scope=OfTime(start=2.3, end=2.7)))
    assert np.array_equal(video.sound(), before)


def test_slow_motion_within_a_shot_leaves_no_gap_in_its_sound(video: Video) -> None:
    slow = OfTime(start=0.5, end=1.0)
    video.edit(m.RemoveMusic(), SetSpeed(factor=0.6, scope=slow))
    sound = np.abs(video.sound()[0, round(0.2 * RATE) : round(1.3 * RATE)])
    window = RATE // 200
    peaks = [sound[n : n + window].max() for n in range(0, len(sound), window)]
    assert min(peaks) > 0.7 * np.median(peaks)


def test_the_volume_changes_without_a_gap_within_a_shot(video: Video) -> None:
    video.edit(
        m.RemoveMusic(),
        m.SetVolume(
            target=m.SoundTarget.CLIPS, level=Exact(value=0.5),
            scope=OfTime(start=0.5, end=1.0),
        ),
    )  # fmt: skip
    sound = np.abs(video.sound()[0, round(0.2 * RATE) : round(1.3 * RATE)])
    window = RATE // 200
    peaks = [sound[n : n + window].max() for n in range(0, len(sound), window)]
    assert min(peaks) > 0.45 * max(peaks)
    assert np.median(peaks[80:140]) == pytest.approx(0.5 * peaks[20], rel=0.05)


def test_a_stretch_stays_quiet_behind_an_intro(video: Video) -> None:
    scope = OfTime(start=2.0, end=4.0)
    video.edit(m.TrimMusic(start=3.0))
    video.edit(m.SetVolume(level=Exact(value=0.1), scope=scope))
    before = [strength(video.sound(), "song", t, t + 0.3) for t in (1.5, 2.5, 3.5)]
    video.edit(AddCard(where="intro", text="HELLO", seconds=1.0))
    after = [strength(video.sound(), "song", t, t + 0.3) for t in (2.5, 3.5, 4.5)]
    assert after == pytest.approx(before, rel=0.2)
