"""Say what was done, briefly and truly, in English and Chinese."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from studio.model.draft import Draft, Segment, TrackType
from studio.model.wish import (
    AddTitle,
    DropTitles,
    Faster,
    Put,
    RestyleTitles,
    Wish,
    Wishes,
)

_WORDS: Mapping[str, tuple[str, str]] = {
    "cut_beat": (
        'Cut {shots} shots on the beat of "{song}" ({tempo} BPM): {length}, {shape}.',
        "已按“{song}”的节拍（{tempo} BPM）剪出 {shots} 个镜头：{length}，{shape}。",
    ),
    "cut_free": (
        '"{song}" has no steady beat, so I cut {shots} shots at an even pace: {length}, {shape}.',
        "“{song}”没有稳定的节拍，我按均匀的节奏剪出 {shots} 个镜头：{length}，{shape}。",
    ),
    "cut_silent": (
        "There is no music yet, so I cut {shots} shots at an even pace: {length}, {shape}. "
        "Drop a song and I will cut to its beat.",
        "还没有音乐，我按均匀的节奏剪出 {shots} 个镜头：{length}，{shape}。发一首歌来，我就按它的节拍剪。",
    ),
    "own_sound": (
        "The music is the sound of your own clip; drop a song to use that instead.",
        "配乐用的是你视频里的声音；发一首歌就可以换掉。",
    ),
    "title": ('Title added: "{text}" ({times}).', "已添加标题：“{text}”（{times}）。"),
    "untitled": ("Titles removed.", "已去掉标题。"),
    "restyled": ("Changed the look of the titles.", "已修改标题样式。"),
    "shape": ("The video is {shape} now.", "画面现在是 {shape}。"),
    "volume": ("Music at {percent}%.", "音乐音量 {percent}%。"),
    "mute": ("The clips' own sound is off.", "已关掉视频原声。"),
    "duck": ("The clips are heard, and the music steps back under them.", "保留原声，说话时音乐自动变轻。"),
    "keep": ("The clips' own sound is heard with the music.", "保留视频原声。"),
    "faster": ("Faster cuts.", "节奏更快了。"),
    "calmer": ("Calmer cuts.", "节奏更舒缓了。"),
    "again": (
        "There is not enough footage for this length, so some of it is shown twice.",
        "素材不够长，有些画面会重复出现。",
    ),
    "short_song": (
        "The song is only {length} long, so the video ends with it.",
        "这首歌只有 {length}，视频到歌曲结束为止。",
    ),
    "clamped": ("1080p is the largest I make, so 1080p it is.", "最高支持 1080p，已按 1080p 处理。"),
    "unused": ("Left out, as there was no room: {names}.", "放不下，没有用到：{names}。"),
    "broken": ("I could not use {names}; the rest is in.", "{names} 无法使用，其余的都用上了。"),
    "undone": ("Undone. {now}", "已撤销。{now}"),
    "redone": ("Redone. {now}", "已恢复。{now}"),
    "nothing_back": ("There is nothing to undo yet.", "还没有可以撤销的修改。"),
    "nothing_forward": ("There is nothing to redo.", "没有可以恢复的修改。"),
    "empty": ("The timeline is empty.", "时间线是空的。"),
    "need_clips": (
        "I need something to cut: drop one or more video clips or photos here, then tell me again.",
        "先发一些视频或照片给我，然后再说一遍。",
    ),
    "only_song": (
        "I have the song; now drop one or more video clips or photos, and I will cut them to it.",
        "歌收到了；再发一些视频或照片，我就按这首歌来剪。",
    ),
    "no_titles": ('There is no title to change. Say: title "Summer" at the start.', "还没有标题。可以说：标题“夏天”放在开头。"),
    "puzzled": (
        'I did not understand that. You can say, for example: "sync my video to the beat", '
        "\"30 seconds, vertical\", \"title 'Summer' at the start\" or \"calmer cuts\".",
        "我没听懂。可以这样说：“卡点剪辑”、“30秒竖屏”、“标题‘夏天’放在开头”或“节奏慢一点”。",
    ),
    "help": (
        'Drop clips and a song, then say what you want: "sync my video to the beat", '
        "\"a 30-second video, vertical\", \"faster\", \"title 'Summer' at the start in yellow\", "
        '"keep the original sound", "start with clip 2", "undo".',
        "发来视频和一首歌，然后说想要什么：“卡点剪辑”、“30秒竖屏”、“快一点”、"
        "“标题‘夏天’放在开头，黄色”、“保留原声”、“用第二个片段开头”、“撤销”。",
    ),
    "over": ("Cleared. Your clips are still here: say what to make of them.", "已清空，素材还在：说说想怎么剪。"),
}  # fmt: skip


def say(chinese: bool, key: str, **facts: object) -> str:
    """A sentence in the one language or the other."""
    return _WORDS[key][chinese].format(**facts)


def is_chinese(text: str, language: str) -> bool:
    """By the letters of the request; where it has none, by the project's language."""
    if re.search(r"[\u4e00-\u9fff]", text):
        return True
    return not re.search(r"[A-Za-z]{2}", text) and language.lower().startswith("zh")


def length(milliseconds: float) -> str:
    """17 s, 1:05."""
    seconds = round(milliseconds / 1000)
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60}:{seconds % 60:02d}"


def shape(draft: Draft) -> str:
    """The aspect as people say it."""
    width, height = (
        int(draft.meta.get("width", 1920)),
        int(draft.meta.get("height", 1080)),
    )
    for wide, high in ((16, 9), (9, 16), (1, 1), (4, 5), (4, 3), (21, 9)):
        if abs(width / height - wide / high) < 0.02:
            return f"{wide}:{high}"
    return f"{width}x{height}"


def segments(draft: Draft, kind: TrackType) -> list[Segment]:
    return [s for track in draft.tracks if track.type is kind for s in track.segments]


def cut(draft: Draft, song: str, chinese: bool) -> str:
    """The sentence about a new cut."""
    facts = {
        "shots": len(segments(draft, TrackType.VIDEO)),
        "length": length(draft.duration),
        "shape": shape(draft),
        "song": song,
    }
    if not song:
        return say(chinese, "cut_silent", **facts)
    if not draft.meta.get("beats"):
        return say(chinese, "cut_free", **facts)
    return say(chinese, "cut_beat", tempo=round(float(draft.meta["tempo"])), **facts)


def changes(
    wishes: Sequence[Wish], now: Wishes, draft: Draft, chinese: bool
) -> list[str]:
    """A sentence for each wish that needs one beside the sentence about the cut."""
    out = []
    for wish in wishes:
        match wish:
            case AddTitle(title):
                shown = [
                    s for s in segments(draft, TrackType.TEXT) if s.text == title.text
                ]
                if shown:
                    out.append(
                        say(chinese, "title", text=title.text, times=_times(shown[-1]))
                    )
            case DropTitles():
                out.append(say(chinese, "untitled"))
            case RestyleTitles():
                out.append(say(chinese, "restyled" if now.titles else "no_titles"))
            case Faster(factor):
                out.append(say(chinese, "faster" if factor > 1 else "calmer"))
            case Put("aspect", _):
                out.append(say(chinese, "shape", shape=shape(draft)))
            case Put("music_volume", volume):
                out.append(say(chinese, "volume", percent=round(volume * 100)))
            case Put("sound", sound):
                out.append(say(chinese, sound))
            case _:
                pass
    return out


def _times(segment: Segment) -> str:
    return f"{segment.start / 1000:g}-{segment.end / 1000:g}s"


def timeline(draft: Draft, chinese: bool) -> str:
    """What stands on the timeline, in a sentence."""
    if not draft.tracks:
        return say(chinese, "empty")
    music: Any = next((s.name for s in segments(draft, TrackType.AUDIO)), "")
    parts = [cut(draft, music, chinese)]
    parts += [
        f'{"标题" if chinese else "Title"}: "{s.text}" ({_times(s)})'
        for s in segments(draft, TrackType.TEXT)
    ]
    return " ".join(parts)
