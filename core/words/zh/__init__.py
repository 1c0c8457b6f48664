"""Chinese in simplified characters: its name and the measure words of what it counts."""

NAME = "简体中文"
ALIASES = ("中文", "chinese")
TAGS = ("zh",)
LETTERS = "\u4e00-\u9fff"
COMMON_WORDS = tuple("把改换換加放去删刪剪成到给給让讓调調弄搞做用在")
"""Characters of requests, which few titles have."""
UNITS = {
    "clips": ("{n} 个素材",),
    "tracks": ("{n} 条轨道",),
    "shots": ("{n} 个镜头",),
    "projects": ("{n} 个项目",),
    "tokens": ("{n} 个令牌",),
    "requests": ("{n} 个任务",),
    "credits": ("{n} 积分",),
    "minutes": ("{n} 分钟",),
    "hours": ("{n} 小时",),
    "days": ("{n} 天",),
    "records": ("{n} 条记录",),
    "files": ("{n} 个文件",),
    "items": ("{n} 项",),
}


def plural(_number: float) -> int:
    """Chinese has one form for every number."""
    return 0
