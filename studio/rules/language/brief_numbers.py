"""Numbers in a request: length, beats per cut, rate, resolution, volume."""

import re

from studio.model.wish import Longer, Put
from studio.rules.language.phrases import NUMBERS
from studio.rules.language.reading import Reading


def _any(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


WORD = _any(list(NUMBERS))
_ENGLISH = _any([word for word in NUMBERS if word.isascii()])
_CHINESE = _any([word for word in NUMBERS if not word.isascii()])
NUMBER = rf"(?:\d+(?:\.\d+)?|(?<![A-Za-z])(?:{_ENGLISH})(?=[\s-])|(?:{_CHINESE}))"
_SECONDS = r"(?:s(?:ec(?:onds?|s)?)?\b|-?\s?seconds?|秒钟?)"
_MINUTES = r"(?:min(?:utes?|s)?\b|-?\s?minutes?|分钟)"
_RATES = {
    "23.976": "24000/1001",
    "23.98": "24000/1001",
    "29.97": "30000/1001",
    "59.94": "60000/1001",
}


def value(text: str) -> float:
    """A number in figures or words."""
    text = text.strip().lower()
    return float(NUMBERS[text]) if text in NUMBERS else float(text)


def length(reading: Reading) -> None:
    """How long the video is to be, in seconds."""
    if reading.take(
        r"\b(?:as\s+long\s+as|length\s+of|full\s+length\s+of|for)\s+the\s+(?:whole|entire|full)?\s*(?:song|music|track)\b"
        r"|\b(?:whole|entire|full)[- ]?(?:length)?\s+(?:song|track|music)\b|\bfull\s+length\b"
        r"|整首歌?|全曲|完整(?:的)?(?:歌曲|音乐)|[和跟与]歌曲?一样长|\bsame\s+length\s+as\s+the\s+(?:song|music|track)\b"
    ):
        reading.wishes.append(Put("whole_song", True))
        return
    if _longer(reading):
        return
    seconds = _length(reading)
    if seconds is not None:
        reading.wishes.append(Put("length", min(600.0, max(2.0, seconds))))


def _longer(reading: Reading) -> bool:
    """Longer or shorter than now, by seconds or by a share."""
    if match := reading.take(
        rf"\b({NUMBER})\s*-?\s*{_SECONDS}\s*(longer|shorter)\b|(?:再|加|延|多|变|更|缩|剪)\s*(长|短)\s*({NUMBER})\s*秒|(?<!多)(短)\s*({NUMBER})\s*秒"
    ):
        seconds = value(match.group(1) or match.group(4) or match.group(6))
        less = bool(
            {"shorter", "短"} & {(group or "").lower() for group in match.groups()}
        )
        reading.wishes.append(Longer(seconds=-seconds if less else seconds))
        return True
    for pattern, factor in (
        (r"\bhalf\s+(?:as\s+long|the\s+length)\b|短一半|缩短一半", 0.5),
        (r"\b(?:twice|double|2x)\s+(?:as\s+long|the\s+length)\b|长一倍|两倍长", 2.0),
        (r"(?<!no )\b(?:much|lot)\s+shorter\b", 0.5),
        (r"\bshorten\b|\bshorter\b(?!\s+(?:shots|cuts|takes))|\btoo\s+long\b|短一?点|短一?些|缩短|太长", 2 / 3),
        (r"\bextend\b|\blonger\b(?!\s+(?:shots|cuts|takes))|\btoo\s+short\b|长一?点|长一?些|加长|延长|太短", 1.5),
    ):  # fmt: skip
        if reading.take(pattern):
            reading.wishes.append(Longer(factor))
            return True
    return False


def _length(reading: Reading) -> float | None:
    if match := reading.take(
        r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])(?:\s*(?:min(?:utes?)?|long))?"
    ):
        return int(match.group(1)) * 60.0 + int(match.group(2))
    if match := reading.take(
        rf"({NUMBER})\s*-?\s*{_MINUTES}\s*(?:and\s+)?({NUMBER})\s*-?\s*{_SECONDS}"
    ):
        return value(match.group(1)) * 60 + value(match.group(2))
    if match := reading.take(rf"({NUMBER})\s*分\s*({NUMBER})\s*秒"):
        return value(match.group(1)) * 60 + value(match.group(2))
    if reading.take(r"\bhalf\s+a\s+minute\b|半分钟"):
        return 30.0
    if reading.take(
        r"\b(?:one|a|1)\s+(?:min(?:ute)?\s+)?and\s+a\s+half(?:\s+min(?:ute)?s?)?\b|一分半"
    ):
        return 90.0
    if match := reading.take(rf"(?<![\d.])({NUMBER})\s*-?\s*{_MINUTES}"):
        return value(match.group(1)) * 60
    if match := reading.take(rf"(?<![\d.])({NUMBER})\s*-?\s*{_SECONDS}"):
        return value(match.group(1))
    return None


def every(reading: Reading) -> None:
    """Beats per cut, when said in so many words."""
    if match := reading.take(
        rf"\bevery\s+({NUMBER}|other|second)\s*(?:bars?|measures?)\b|每({WORD}|\d+)个?小节"
    ):
        said = (match.group(1) or match.group(2)).lower()
        bars = 2.0 if said in ("other", "second") else value(said)
        reading.wishes.append(Put("every", min(32.0, max(4.0, 4 * bars))))
    elif match := reading.take(
        r"\bevery\s+(second|2nd|third|3rd|fourth|4th|eighth|8th)\s+beat\b"
    ):
        nth = {"se": 2.0, "2n": 2.0, "th": 3.0, "3r": 3.0, "fo": 4.0, "4t": 4.0}
        reading.wishes.append(Put("every", nth.get(match.group(1).lower()[:2], 8.0)))
    elif reading.take(
        r"\b(?:cuts?\s+)?(?:on|at|to)\s+(?:every|each)\s+(?:bar|downbeat)s?\b|\bevery\s+(?:bar|downbeat|measure)\b|\bonly\s+on\s+(?:the\s+)?downbeats?\b|\bon\s+(?:the\s+)?downbeats?\b|\bcuts?\s+(?:per|a)\s+(?:bar|measure)\b|每(?:一)?(?:个)?小节|只在重拍|重拍上?"
    ):
        reading.wishes.append(Put("every", 4.0))
    elif match := reading.take(
        rf"\b(?:every|each)\s+({NUMBER}|other|half)[- ]?(?:a\s+)?beats?\b|每(?:隔)?({WORD}|\d+)(?:个)?拍"
    ):
        said = (match.group(1) or match.group(2)).lower()
        beats = {"other": 2.0, "half": 0.5}.get(said)
        reading.wishes.append(Put("every", min(32.0, max(0.5, beats or value(said)))))
    elif reading.take(
        r"\b(?:on|to)?\s*(?:every|each)\s+(?:single\s+)?beat\b|\bcuts?\s+(?:per|a)\s+beat\b|每(?:一)?拍"
    ):
        reading.wishes.append(Put("every", 1.0))
    elif match := reading.take(
        rf"\b({NUMBER})\s+beats?\s+(?:per|a|each|for\s+(?:each|every))\s+(?:cut|shot|clip)\b"
    ):
        reading.wishes.append(Put("every", min(32.0, max(0.5, value(match.group(1))))))


def rate(reading: Reading) -> None:
    if match := reading.take(
        r"(?<![\d.])(23\.976|23\.98|24|25|29\.97|30|50|59\.94|60)\s*-?\s*(?:fps|frames?\s+(?:per|a)\s+second|帧)"
        r"|\b(?:fps|frame\s*rate)\s*(?:of|to|at|:|=)?\s*(23\.976|24|25|29\.97|30|50|59\.94|60)(?![\d.])"
    ):
        said = match.group(1) or match.group(2)
        reading.wishes.append(Put("fps", _RATES.get(said, said)))


def resolution(reading: Reading) -> None:
    """The short side in lines; above 1080 is more than is made."""
    if match := reading.take(r"(?<!\d)(\d{3,4})\s*[x×*]\s*(\d{3,4})(?!\d)"):
        wide, high = int(match.group(1)), int(match.group(2))
        shapes = ((16, 9), (9, 16), (1, 1), (4, 5), (4, 3), (3, 4), (21, 9))
        aspect = min(shapes, key=lambda s: abs(s[0] / s[1] - wide / max(1, high)))
        reading.wishes.append(Put("aspect", aspect))
        reading.wishes.append(Put("side", min(1080, max(360, min(wide, high)))))
        return
    if match := reading.take(
        r"(?<![A-Za-z\d])(4k|2k|uhd|qhd|full\s*hd|fhd|hd|\d{3,4}\s*p)(?![A-Za-z\d])|(超清|高清)"
    ):
        said = (match.group(1) or match.group(2)).lower().replace(" ", "")
        lines = {
            "4k": 2160,
            "uhd": 2160,
            "2k": 1440,
            "qhd": 1440,
            "fullhd": 1080,
            "fhd": 1080,
        }
        lines |= {"hd": 1080, "超清": 1080, "高清": 1080}
        wanted = lines.get(said) or int(said.rstrip("p"))
        reading.wishes.append(Put("side", min(1080, max(360, wanted))))


def volume(reading: Reading) -> None:
    """How loud the music is to be."""
    if match := reading.take(
        r"\b(?:music|song|bgm|volume|soundtrack)\b[^.,;%\d]{0,24}?(\d{1,3})\s*(?:%|percent\b)"
        r"|\bvolume\b\s*(?:to|at|:|=)?\s*(\d{1,3})(?![\d:.%])"
        r"|(\d{1,3})\s*(?:%|percent)\s+(?:music|volume|bgm)"
        r"|(?:音乐|音量|背景音)[^,.;%\d]{0,8}?(?:百分之)?(\d{1,3})\s*%?"
    ):
        said = next(group for group in match.groups() if group)
        reading.wishes.append(Put("music_volume", min(100, int(said)) / 100))
    elif reading.take(
        r"\b(?:no|without|remove|delete|drop|turn\s+off|mute)\s+(?:the\s+|any\s+)?(?:background\s+)?(?:music|song|bgm|soundtrack)\b|(?:不要|去掉|关掉|删掉)(?:背景)?(?:音乐|配乐)"
    ):
        reading.wishes.append(Put("music_volume", 0.0))
        if not any(isinstance(w, Put) and w.field == "sound" for w in reading.wishes):
            reading.wishes.append(Put("sound", "keep"))
    elif reading.take(
        r"^\W*(?:(?:a\s+)?(?:bit|little)\s+)?(?:quieter|softer)(?:\s+please)?\W*$|\b(?:half|50)\s+(?:the\s+)?volume\b|\b(?:music|song)\s+(?:quieter|softer|lower|down)\b|\b(?:quieter|softer|lower|reduce|turn\s+down)\s+(?:the\s+)?(?:volume(?:\s+of\s+the\s+(?:music|song))?|music|song)\b|\bturn\s+(?:the\s+)?(?:music|song)\s+down\b|音乐(?:声音?|再|放)?(?:小|轻|低)(?:声)?(?:一)?[点些]|音乐太(?:大|响|吵)|\bmusic\s+is\s+too\s+loud\b"
    ):
        reading.wishes.append(Put("music_volume", 0.5))
    elif reading.take(
        r"^\W*(?:(?:a\s+)?(?:bit|little)\s+)?louder(?:\s+please)?\W*$|\b(?:music|song)\s+(?:louder|up)\b|\b(?:louder|turn\s+up)\s+(?:the\s+)?(?:music|song)\b|\blouder\s+music\b|音乐(?:声音?|再|放)?(?:大|响)(?:声)?(?:一)?[点些]|音乐太(?:小|轻)|\bmusic\s+is\s+too\s+quiet\b"
    ):
        reading.wishes.append(Put("music_volume", 1.0))
