"""Chinese in traditional characters, in the words of Taiwan."""

NAME = "繁體中文"
ALIASES = ("繁中", "繁体中文")
TAGS = ("zh-hant", "zh-tw", "zh-hk", "zh-mo", "yue")
LETTERS = "\u4e00-\u9fff"
COMMON_WORDS = tuple("把改换換加放去删刪剪成到给給让讓调調弄搞做用在")
"""Characters of requests, which few titles have."""
UNITS = {
    "clips": ("{n} 個素材",),
    "tracks": ("{n} 條軌道",),
    "shots": ("{n} 個鏡頭",),
    "projects": ("{n} 個專案",),
    "tokens": ("{n} 個權杖",),
    "requests": ("{n} 個任務",),
    "credits": ("{n} 點數",),
    "minutes": ("{n} 分鐘",),
    "hours": ("{n} 小時",),
    "days": ("{n} 天",),
    "records": ("{n} 筆記錄",),
    "files": ("{n} 個檔案",),
    "items": ("{n} 項",),
}


def plural(_number: float) -> int:
    """Chinese has one form for every number."""
    return 0
