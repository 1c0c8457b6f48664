"""Say what was done, briefly and truly, in English and Chinese."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from studio.model.draft import Draft, Segment, TrackType
from studio.model.wish import (
    AddTitle,
    Cannot,
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
    "new_title": (
        'What should the title say? For example: title "Summer" at the start in yellow.',
        "标题写什么？例如：标题“夏天”放在开头，黄色。",
    ),
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
    "thanks": ("My pleasure! Say what to change, or export when you like it.", "不客气！想改哪里直接说，满意了就导出。"),
    "can": (
        "I can cut to the beat, change length, shape and pace, order clips, mix the sound and set titles.",
        "我能做的是：卡点剪辑、时长、画幅、节奏、素材顺序、声音和标题。",
    ),
    "cut_quiet": (
        "Cut {shots} shots at the pace of the music, without the music itself: {length}, {shape}.",
        "已按音乐的节奏剪出 {shots} 个镜头，不放音乐：{length}，{shape}。",
    ),
    "looped": (
        '"{song}" is shorter than that, so it starts again on a beat.',
        "“{song}”没有这么长，会接着节拍再放一遍。",
    ),
    "first": ("It starts with {names}.", "以 {names} 开头。"),
    "last": ("It ends with {names}.", "以 {names} 结尾。"),
    "only": ("Only {names} is used.", "只用了 {names}。"),
    "given": ("The clips follow one another in your order.", "素材按你给的顺序排列。"),
    "every": ("A cut every {beats} beats.", "每 {beats} 拍切一次。"),
    "every_one": ("A cut on every beat.", "每拍切一次。"),
    "fps": ("{fps} frames a second.", "每秒 {fps} 帧。"),
    "size": ("The video is {width}x{height} now.", "视频尺寸为 {width}x{height}。"),
    "fit_crop": ("Every picture fills the frame.", "画面已裁剪铺满。"),
    "fit_blur": ("Pictures stand whole, over blurred edges.", "完整画面，两边为模糊背景。"),
    "fit_pad": ("Pictures stand whole, with black bars.", "完整画面，两边留黑。"),
    "shift": ("The bars are shifted by {beats}.", "小节已移动 {beats} 拍。"),
    "double": ("Beats at double time.", "节拍按双倍计。"),
    "half": ("Beats at half time.", "节拍按一半计。"),
    "transitions": ("I make hard cuts on the beat; transitions are not possible yet.", "目前只有卡点硬切，还不能加转场。"),
    "subtitles": ("I cannot write subtitles or lyrics by ear yet; give me the words as a title.", "还不能自动识别字幕或歌词；把文字给我，我可以做成标题。"),
    "speeds": ("I cannot do slow motion or speed ramps yet.", "还不能做慢动作或变速。"),
    "reverse": ("I cannot play clips backwards yet.", "还不能倒放。"),
    "effects": ("I have no filters or effects yet.", "还没有滤镜和特效。"),
    "stickers": ("I cannot put logos or stickers on the picture yet.", "还不能加水印、徽标或贴纸。"),
    "voice": ("I cannot speak a voice-over.", "还不能配音。"),
    "camera": ("I cannot zoom, steady or key pictures yet.", "还不能推近、防抖或抠像。"),
    "trims": ("I cannot trim at a given second yet; I pick the best moments of each clip.", "还不能按秒裁剪，我会自动挑选精彩片段。"),
    "over": ("Cleared. Your clips are still here: say what to make of them.", "已清空，素材还在：说说想怎么剪。"),
}  # fmt: skip


def say(chinese: bool, key: str, **facts: object) -> str:
    """A sentence in the one language or the other."""
    return _WORDS[key][chinese].format(**facts)


def is_chinese(text: str, language: str) -> bool:
    """By the letters of the request; where it has none, by the project's language."""
    # What is to be written on the picture is not the language that is spoken.
    spoken = re.sub(r"[\"“「『《][^\"”」』》]*[\"”」』》]|(?<!\w)'[^']*'", " ", text)
    text = spoken if re.search(r"\w", spoken) else text
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


def cut(draft: Draft, song: str, chinese: bool, *, asked: bool = True) -> str:
    """The sentence about a new cut; ``asked``: whether music is wanted at all."""
    facts = {
        "shots": len(segments(draft, TrackType.VIDEO)),
        "length": length(draft.duration),
        "shape": shape(draft),
        "song": song,
    }
    if not song:
        return say(chinese, "cut_silent" if asked else "cut_quiet", **facts)
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
            case RestyleTitles(text=text) if text and now.titles:
                shown = segments(draft, TrackType.TEXT)
                times = _times(shown[-1]) if shown else ""
                out.append(say(chinese, "title", text=text, times=times))
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
            case Cannot(what):
                out.append(say(chinese, what))
            case Put(field, value):
                out += _put(field, value, draft, chinese)
            case _:
                pass
    return out


def _put(field: str, value: Any, draft: Draft, chinese: bool) -> list[str]:
    """The sentence for a wish that is a plain setting."""
    names = (
        _names(value, draft) if field in ("first", "last", "only", "without") else ""
    )
    match field, value:
        case "first" | "last" | "only", _:
            return [say(chinese, field, names=names)] if names else []
        case "order", "given":
            return [say(chinese, "given")]
        case "every", beats:
            return [
                say(chinese, "every_one" if beats == 1 else "every", beats=f"{beats:g}")
            ]
        case "fps", _:
            return [
                say(chinese, "fps", fps=f"{float(Fraction(draft.meta['fps'])):.5g}")
            ]
        case "side", _:
            return [
                say(
                    chinese,
                    "size",
                    width=draft.meta["width"],
                    height=draft.meta["height"],
                )
            ]
        case "fit", kind if kind != "auto":
            return [say(chinese, f"fit_{kind}")]
        case "shift", beats:
            return [say(chinese, "shift", beats=beats)]
        case "tempo", factor:
            return [say(chinese, "double" if factor > 1 else "half")]
        case _:
            return []


def _names(ids: Any, draft: Draft) -> str:
    """The names of clips that are on the timeline, each once."""
    wanted = {ids} if isinstance(ids, str) else set(ids or ())
    shown = [s.name for s in segments(draft, TrackType.VIDEO) if s.source in wanted]
    return ", ".join(f'"{name}"' for name in dict.fromkeys(shown))


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
