"""Routing of a text: a control command, or an instruction for the agent.

Only whole messages count, with the courtesies around them: "please export it" is an
export, "export the first ten seconds with a red title" has an edit in it and is not.
"""

import re
from enum import StrEnum


class Intent(StrEnum):
    EXPORT = "export"
    CREDITS = "credits"
    STATUS = "status"
    CANCEL = "cancel"
    UNDO = "undo"
    HELP = "help"
    UPLOAD = "upload"
    VAGUE = "vague"
    INSTRUCT = "instruct"


_VIDEO = r"(?:(?:the|my|this|that|final|finished|whole)\s+)*(?:video|result|file|mp4|it|movie|clip)"
_SHOW = (
    r"(?:show|check|what(?:'s| is)|see|view|get|tell)\s+(?:me\s+)?(?:(?:the|my)\s+)?"
)
_LOOK_ZH = r"(?:查|看)(?:看|一?下|一查|一看|询)?"
_WORDS = {
    Intent.EXPORT: rf"(?:export|download|render|save)(?:\s+{_VIDEO})?"
    rf"(?:\s+(?:as\s+)?(?:an?\s+)?mp4)?"
    rf"|(?:send|give)\s+(?:me\s+)?{_VIDEO}(?:\s+to\s+me)?"
    r"|(?:导出|下载|渲染|保存)(?:一下)?(?:这个|成)?(?:视频|成片|文件|mp4)?"
    r"|(?:把)?(?:视频|成片|它)(?:导出|下载|发给我|发我|发过来)(?:来)?|发(?:给)?我视频",
    Intent.CREDITS: rf"(?:{_SHOW})?(?:credits?|balance)(?:\s+left)?"
    r"|how many credits(?:\s+(?:do i have|are|have i))?(?:\s+left)?"
    rf"|(?:{_LOOK_ZH}|我的?|还剩(?:下)?多少|还有多少|有多少|剩余|剩下)*(?:积分|余额)"
    r"(?:还)?(?:剩(?:下)?多少|有多少|多少|查询|情况)?",
    Intent.STATUS: rf"(?:{_SHOW})?(?:status|tracks?|timeline|state)"
    rf"|(?:{_LOOK_ZH}|显示|我的?|现在)*(?:的)?(?:状态|时间线|时间轴|轨道|进度)(?:怎么样|如何|到哪)?",
    Intent.CANCEL: r"cancel|stop|abort|取消|停|停止|停下",
    Intent.UNDO: r"undo(?:\s+(?:that|it|the last (?:change|edit|step)))?|go back one step"
    r"|撤销|撤回|撤销上一步|退回上一步",
    Intent.UPLOAD: r"upload(?:\s+(?:an?|my|some|the|more))?(?:\s+(?:videos?|clips?|files?|photos?|footage|songs?|music))?"
    r"|how (?:do|can) i upload(?: (?:an?|my) (?:video|clip|file)s?)?"
    r"|(?:怎么|如何|在哪)?上传(?:一下|一个|一些|我的|更多)*(?:视频|素材|文件|照片|图片|音乐|歌曲)?",
    Intent.HELP: "help|start|what can you do|帮助|怎么用|你能做什么",
    Intent.VAGUE: r"hi|hello|hey|edit|video|(?:make|create) (?:(?:me )?an?|the|my) (?:cool |nice |great )?video"
    r"|(?:make|do) (?:it|this|something) (?:cool|nice|better|good|great|awesome|pop|fun|cooler|nicer)"
    r"|surprise me|do something|anything|whatever|something cool|edit (?:it|this|my video)|improve it"
    r"|你好|剪辑|做个视频|剪个视频|剪一下|随便|随便剪|都行|你看着办|给我个惊喜"
    r"|(?:弄|做|搞|剪)得?(?:好看|酷|帅|炫)(?:一)?点|酷一点|好看点",
}
_BEFORE = (
    r"(?:please|pls|can (?:you|i|we)|could (?:you|i|we)|would you|may i|now|ok|okay|just|then"
    r"|i(?:'d| would) like to|i want to|i need to|let's"
    r"|请问?|帮我|麻烦|可不可以|可以|能不能|能否|能|现在|给我|我想要?|我要|想要?|怎样)"
)
_AFTER = (
    r"(?:please|pls|now|thanks|thank you|for me|it|一下|吧|谢谢|好吗|吗|了|嘛|呢|么)"
)
_WHOLE = {
    intent: re.compile(
        rf"/?(?:{_BEFORE}[\s,，]*)*(?:{words})(?:[\s,，]*{_AFTER})*",
        re.IGNORECASE,
    )
    for intent, words in _WORDS.items()
}
_CHOICES = {
    "new": r"new(?: project| video)?|start (?:over|a new (?:project|video))|新建(?:项目)?|新项目|重新开始",
    "projects": r"(?:my |list |show )?(?:my )?projects|(?:我的)?项目(?:列表)?",
    "settings": "settings|设置",
    "language": "(?:change )?language|语言|切换语言",
    "privacy": "privacy|隐私",
    "forget": "forget(?: me| my data)?|delete my data|忘记我|删除我的数据",
}
_CHOICE = {
    name: re.compile(rf"/?(?:{words})", re.IGNORECASE)
    for name, words in _CHOICES.items()
}
_TAKES = re.compile(
    r"/?(settings|设置|language|语言)[ \t:：]+(\S.{0,4000})", re.IGNORECASE | re.DOTALL
)
_NAMES = {"设置": "settings", "语言": "language"}
_LONGEST = 80
"""Characters; nobody needs more for a control word."""


def route(text: str) -> Intent:
    """Whole messages only: anything with more in it is an instruction."""
    stripped = text.strip(" \t\n.!?。！？~…\"'“”`*")
    if len(stripped) <= _LONGEST:
        for intent, pattern in _WHOLE.items():
            if pattern.fullmatch(stripped):
                return intent
    return Intent.INSTRUCT


def command_of(text: str) -> str:
    """The command that the words stand for, or nothing."""
    found = parse_command(text)
    return found[0] if found else ""


def parse_command(text: str) -> tuple[str, str] | None:
    """The command that the words stand for and its argument, or nothing."""
    intent = route(text)
    if intent not in {Intent.VAGUE, Intent.INSTRUCT}:
        return intent.value, ""
    stripped = text.strip(" \t\n.!?。！？")
    for name, pattern in _CHOICE.items():
        if pattern.fullmatch(stripped):
            return name, ""
    if found := _TAKES.fullmatch(stripped):
        name = found.group(1).lower()
        return _argued(_NAMES.get(name, name), found.group(2).strip())
    return None


def _argued(name: str, argument: str) -> tuple[str, str] | None:
    """Only what is a setting: "language of the titles: French" is an edit."""
    words = argument.lower().split()
    if name == "language":
        return (name, argument) if len(words) == 1 else None
    known = {"scope", "controllers", "auto", "preview", "token", "language"}
    return (name, argument) if words[0] in known and len(words) <= 2 else None
