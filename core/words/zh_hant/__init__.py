"""Chinese in traditional characters, in the words of Taiwan."""

NAME = "繁體中文"
TAGS = ("zh-hant", "zh-tw", "zh-hk", "zh-mo", "yue")
UNITS = {
    "clips": ("{n} 個素材",),
    "tracks": ("{n} 條軌道",),
    "shots": ("{n} 個鏡頭",),
    "projects": ("{n} 個專案",),
    "tokens": ("{n} 個權杖",),
    "requests": ("{n} 則要求",),
    "credits": ("{n} 點數",),
    "minutes": ("{n} 分鐘",),
    "days": ("{n} 天",),
    "items": ("{n} 項",),
}


def plural(_number: float) -> int:
    """Chinese has one form for every number."""
    return 0
