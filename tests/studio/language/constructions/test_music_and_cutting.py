"""Constructions of the music, the sound and the cut."""

from dataclasses import replace

import pytest

from studio.model.edits.music import (
    BeatUnit,
    CutAt,
    EndWithMusic,
    FadeSound,
    KeepSpeech,
    LoopMusic,
    PaceCurve,
    RemoveMusic,
    RemovePauses,
    SetClipSound,
    SetPace,
    SetTempo,
    SetVolume,
    ShiftBar,
    SoundTarget,
    Sync,
    TrimMusic,
    UseMusic,
)
from studio.model.edits.record import (
    AtTime,
    Edit,
    Exact,
    OfClips,
    OfSong,
    OfTime,
    SongLabel,
    Times,
)
from studio.model.media import AssetId
from studio.rules.language.reader import by_rules, read
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]
EMPTY = load_views()["empty"]
GROUP = load_views()["group"]
TALK = load_views()["talk"]
KICK, LOFI, DOG = AssetId("kick"), AssetId("lofi"), AssetId("dog")
CHORUS = OfSong(label=SongLabel.CHORUS)


def _pace(factor: float, **more: object) -> SetPace:
    return SetPace.model_validate({"rate": Times(factor=factor), **more})


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("use lofi instead of kick", UseMusic(songs=(LOFI,))),
        ("replace kick with lofi", UseMusic(songs=(LOFI,))),
        ("sync it to song 2", UseMusic(songs=(LOFI,))),
        ("cut it to song 2", UseMusic(songs=(LOFI,))),
        ("cut it to kick", Sync()),
        ("swap out the kick track", UseMusic(songs=(LOFI,))),
        ("the other song please", UseMusic(songs=(LOFI,))),
        ("blend kick into lofi over 8 s", UseMusic(songs=(KICK, LOFI), crossfade=8)),
        ("no music at all", RemoveMusic()),
        ("don't loop the song", LoopMusic(on=False)),
        ("the song is too short, loop it", LoopMusic()),
        ("end when the song ends", EndWithMusic()),
        ("start the song at the second chorus",
         TrimMusic(start=SongLabel.CHORUS, number=2)),
        ("skip the first 20 s of the song", TrimMusic(start=20)),
        ("use the song from 1:10 to 1:40", TrimMusic(start=70, end=100)),
        ("stop the music at 0:25", TrimMusic(end=25)),
        ("use the second half of the song", TrimMusic(start=92)),
        ("only the first half of the song", TrimMusic(start=0, end=92)),
        ("start the song halfway through", TrimMusic(start=92)),
        ("从歌的一半开始", TrimMusic(start=92)),
    ],
)  # fmt: skip
def test_a_wish_about_the_song_gives_its_edit(text: str, edit: Edit) -> None:
    assert read(text, CUT30).edits == (edit,)


def test_the_way_to_a_part_of_the_song_replaces_skipping_the_intro() -> None:
    reading = read("the intro is too long, go straight to the drop", CUT30)
    assert reading.edits == (TrimMusic(start=SongLabel.DROP),)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("the music is too loud", SetVolume(level=Times(factor=0.6667))),
        ("not loud enough", SetVolume(level=Times(factor=1.5))),
        ("turn the music down to 20%", SetVolume(level=Exact(value=0.2))),
        ("turn the music down 20%", SetVolume(level=Times(factor=0.8))),
        ("volume at 80", SetVolume(level=Exact(value=0.8))),
        ("original sound louder",
         SetVolume(target=SoundTarget.CLIPS, level=Times(factor=1.5))),
        ("louder in the chorus", SetVolume(level=Times(factor=1.5), scope=CHORUS)),
        ("no music after the drop",
         SetVolume(level=Exact(value=0), scope=OfTime(start=18))),
        ("mute the first 3 seconds",
         SetVolume(target=SoundTarget.ALL, level=Exact(value=0),
                   scope=OfTime(start=0, end=3))),
        ("mute the clips", SetClipSound(mode="mute")),
        ("mute the dog", SetClipSound(mode="mute", scope=OfClips(assets=(DOG,)))),
        ("keep the original sound", SetClipSound(mode="keep")),
        ("lower the music when they talk", SetClipSound(mode="duck")),
        ("the song ends too abruptly", FadeSound(edge="out")),
    ],
)  # fmt: skip
def test_a_wish_about_loudness_gives_its_edit(text: str, edit: Edit) -> None:
    assert read(text, CUT30).edits == (edit,)


def test_a_song_that_does_not_play_yet_is_used_where_its_volume_is_set() -> None:
    use, volume = read("lofi at 40%", CUT30).edits
    assert use == UseMusic(songs=(LOFI,))
    assert volume == SetVolume(level=Exact(value=0.4))


def test_a_remark_about_a_sound_keeps_no_sound() -> None:
    reading = read("there's loads of wind noise on my clips, mute them", CUT30)
    assert reading.edits == (SetClipSound(mode="mute"),)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("don't cut anybody off mid sentence", KeepSpeech()),
        ("make sure nobody gets cut off while speaking", KeepSpeech()),
        ("it's fine to cut while they talk", KeepSpeech(on=False)),
        ("cut out the ums", RemovePauses()),
        ("put the pauses back in", RemovePauses(on=False)),
    ],
)
def test_a_wish_about_speech_gives_its_edit(text: str, edit: Edit) -> None:
    assert read(text, TALK).edits == (edit,)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("two cuts per bar", SetPace(every=0.5, unit=BeatUnit.BAR)),
        ("every other beat", SetPace(every=2)),
        ("cut on every beat", SetPace(every=1)),
        ("cut only on the downbeat", SetPace(every=1, unit=BeatUnit.BAR)),
        ("one cut per second", SetPace(every=1, unit=BeatUnit.SECOND)),
        ("no cuts in the first 5 seconds",
         SetPace(every=5, unit=BeatUnit.SECOND, scope=OfTime(start=0, end=5))),
        ("too many cuts", _pace(0.6667)),
        ("the shots are too long", _pace(1.5)),
        ("half as many cuts", _pace(0.5)),
        ("quicker cuts in the chorus", _pace(1.5, scope=CHORUS)),
        ("it's way too choppy", _pace(0.6667)),
        ("start slow and end fast", SetPace(curve=PaceCurve.BUILD_UP)),
        ("build up towards the end", SetPace(curve=PaceCurve.BUILD_UP)),
        ("a cut at 0:08", CutAt(moment=AtTime(seconds=8))),
        ("shift it one beat later", ShiftBar(beats=1)),
        ("the cuts are one beat late", ShiftBar(beats=-1)),
        ("the beat is at 0:12.4", ShiftBar(moment=AtTime(seconds=12.4))),
        ("the downbeat falls at 8 s", ShiftBar(moment=AtTime(seconds=8), bar=True)),
        ("the bar starts at 0:02", ShiftBar(moment=AtTime(seconds=2), bar=True)),
        ("小节从第2秒开始", ShiftBar(moment=AtTime(seconds=2), bar=True)),
        ("第12.4秒是拍点", ShiftBar(moment=AtTime(seconds=12.4))),
        ("重拍在第8秒", ShiftBar(moment=AtTime(seconds=8), bar=True)),
        ("the beat is at 12.4", ShiftBar(moment=AtTime(seconds=12.4))),
        ("12.4秒是鼓点", ShiftBar(moment=AtTime(seconds=12.4))),
        ("12.4秒那里有个鼓点", ShiftBar(moment=AtTime(seconds=12.4))),
        ("8秒是重拍", ShiftBar(moment=AtTime(seconds=8), bar=True)),
        ("the first downbeat is at 0.8 s", ShiftBar(moment=AtTime(seconds=0.8), bar=True)),
        ("the cuts land on the offbeat", ShiftBar(seconds=0.25)),
        ("the beats are off by half a beat", ShiftBar(seconds=0.25)),
        ("卡点卡在反拍上", ShiftBar(seconds=0.25)),
        ("everything lands 100 ms too early", ShiftBar(seconds=0.1)),
        ("count it half time", SetTempo(factor=0.5)),
        ("the song is 60 bpm", SetTempo(factor=0.5)),
        ("这首歌是240 bpm", SetTempo(factor=2)),
        ("it's 118 bpm", SetTempo(factor=1)),
        ("拍子要慢一倍", SetTempo(factor=0.5)),
        ("按一半的速度算", SetTempo(factor=0.5)),
        ("按双倍速度数", SetTempo(factor=2)),
        ("the cuts feel off", Sync()),
        ("try again", Sync(again=True)),
    ],
)  # fmt: skip
def test_a_wish_about_the_cut_gives_its_edit(text: str, edit: Edit) -> None:
    assert read(text, CUT30).edits == (edit,)


def test_a_tempo_named_after_another_count_is_the_one_first_heard() -> None:
    counted = replace(CUT30, tempo=60.0, in_force=frozenset({"tempo"}))
    assert read("the song is 120 bpm", counted).edits == (SetTempo(factor=1),)
    assert read("the song is 97 bpm", counted).edits == ()


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("换另一首歌", UseMusic(songs=(AssetId("daoxiang"),))),
        ("音乐只要第二段副歌", TrimMusic(only=SongLabel.CHORUS, number=2)),
        ("首歌播完就由頭再播過", LoopMusic()),
        ("音乐盖过人声了", SetVolume(level=Times(factor=0.6667))),
        ("音量调到一半", SetVolume(level=Exact(value=0.5))),
        ("4秒换一个画面", SetPace(every=4, unit=BeatUnit.SECOND)),
        ("越後面剪得越快", SetPace(curve=PaceCurve.BUILD_UP)),
        ("剪得太碎了", _pace(0.6667)),
        ("拍点慢了一拍,往前挪", ShiftBar(beats=-1)),
    ],
)
def test_chinese_wishes_about_the_music_give_their_edit(text: str, edit: Edit) -> None:
    assert read(text, GROUP).edits == (edit,)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("quieter until the drop", OfTime(start=0, end=12)),
        ("quieter after the drop", OfTime(start=18)),
        ("quieter from 0:10", OfTime(start=10)),
        ("quieter in the last few seconds", OfTime(start=-3)),
        ("quieter in the middle third", OfTime(start=10, end=20)),
        ("quieter from 10 to the end", OfTime(start=10)),
        ("quieter in the second verse", OfSong(label=SongLabel.VERSE, number=2)),
    ],
)
def test_a_stretch_may_have_one_end_or_two(text: str, scope: object) -> None:
    (edit,) = read(text, CUT30).edits
    assert edit.scope == scope


@pytest.mark.parametrize(
    "text",
    ["make it 500% louder", "use kick until the drop"],
)
def test_the_reply_says_what_cannot_be_done_with_the_music(text: str) -> None:
    reading = read(text, CUT30)
    assert not reading.edits
    assert reading.residues


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("play lofi in the second half", "second half"),
        ("quieter after the seventh drop", "seventh drop"),
    ],
)
def test_a_place_that_the_music_cannot_take_is_named(text: str, words: str) -> None:
    reading = read(text, CUT30)
    assert not reading.edits
    assert reading.question is not None
    assert reading.question.key == "offer"
    assert dict(reading.question.facts) == {"words": words}


@pytest.mark.parametrize(
    "text",
    [
        "make a video", "make me a video please", "create an edit", "I want a video",
        "make us a reel", "video please", "做个视频",
    ],
)  # fmt: skip
def test_a_first_video_needs_no_other_words(text: str) -> None:
    assert read(text, EMPTY).edits == (Sync(),)


def test_a_video_that_is_asked_for_again_takes_in_new_clips() -> None:
    assert read("make a video", CUT30).edits == (Sync(),)


@pytest.mark.parametrize(
    "text", ["use both songs, lofi first", "use both songs lofi first pls"]
)
def test_the_first_of_two_songs_keeps_the_other(text: str) -> None:
    assert by_rules(text, CUT30).edits == (UseMusic(songs=(LOFI, KICK)),)
