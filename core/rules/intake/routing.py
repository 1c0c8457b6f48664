"""Route a text: a control command, or an instruction for the agent.

Only whole messages count, with polite words around them: "please export it" is an export;
"export the first ten seconds with a red title" contains an edit and is not.
"""

import re
from enum import StrEnum

from core.model.inbound import MessageReceived
from core.model.session import SETTING_NAMES
from core.rules.text.chinese import to_simplified


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
_VIDEO_ZH = r"(?:视频|影片|成片|文件|档案|mp4)"
_EXPORT_ZH = r"(?:导出|汇出|输出|下载|渲染|保存|储存)"
_CREDITS_ZH = r"(?:积分余额|积分|余额|点数)"
_INTENT_WORDS = {
    Intent.EXPORT: rf"(?:export|download|render|save)(?:\s+{_VIDEO})?"
    rf"(?:\s+(?:(?:as|in|to)\s+)?(?:an?\s+)?mp4)?"
    rf"|(?:send|give|get)\s+(?:me\s+)?{_VIDEO}(?:\s+to\s+me)?"
    rf"|(?:can|could|may) i (?:have|get|see) {_VIDEO}"
    rf"|{_EXPORT_ZH}来?(?:一下)?(?:这个|成|为)?{_VIDEO_ZH}?"
    rf"|(?:把)?(?:{_VIDEO_ZH}|它)(?:{_EXPORT_ZH}|发给我|发我|发过来|传给我|传我|传过来)(?:来)?"
    rf"|[发传](?:给)?我{_VIDEO_ZH}",
    Intent.CREDITS: rf"(?:{_SHOW}|my )?(?:credits?(?: balance)?|balance)(?:\s+left)?"
    r"|how (?:many|much) credits?(?:\s+(?:do i(?: still)? have|are|is|have i))?(?:\s+left)?"
    rf"|(?:{_LOOK_ZH}|我的?|还剩(?:下)?多少|还有多少|有多少|剩余|剩下)*{_CREDITS_ZH}"
    r"(?:还|是)?(?:剩(?:下)?多少|有多少|多少|查询|情况)?",
    Intent.STATUS: rf"(?:{_SHOW})?(?:status|tracks?|timeline|state|progress)(?: of {_VIDEO})?"
    rf"|(?:{_LOOK_ZH}|显示|我的?|现在)*(?:的|是)?(?:什么)?(?:状态|时间线|时间轴|轨道|进度)(?:怎么样|如何|到哪)?",
    Intent.CANCEL: r"cancel|stop|abort|取消|停|停止|停下",
    Intent.UNDO: r"undo(?:\s+(?:that|it|the last (?:change|edit|step)))?|go back one step"
    r"|撤销|撤回|复原|撤销上一步|复原上一步|退回上一步|回上一步",
    Intent.UPLOAD: r"upload(?:\s+(?:an?|my|some|the|more))?(?:\s+(?:videos?|clips?|files?|photos?|footage|songs?|music))?(?: here)?"
    r"|(?:how|where) (?:do|can) i upload(?: (?:an?|my) (?:video|clip|file)s?)?"
    r"|(?:怎么|怎样|如何|在哪|哪里)?上传(?:一下|一个|一些|我的|更多)*(?:视频|影片|素材|文件|档案|照片|图片|音乐|歌曲)?",
    Intent.HELP: "help|start|what can you do|帮助|说明|怎么用|你能做什么",
    Intent.VAGUE: r"hi|hello|hey|edit|video|(?:make|create) (?:(?:me )?an?|the|my) (?:cool |nice |great )?video"
    r"|(?:make|do) (?:it|this|something) (?:cool|nice|better|good|great|awesome|pop|fun|cooler|nicer)"
    r"|surprise me|do something|anything|whatever|something cool|edit (?:it|this|my video)|improve it"
    r"|你好|剪辑|做个(?:视频|影片)|剪个(?:视频|影片)|剪一下|随便|随便剪|都行|你看着办|给我个惊喜"
    r"|(?:弄|做|搞|剪)得?(?:好看|酷|帅|炫)(?:一)?点|酷一点|好看点",
}
"""Chinese words in simplified characters, including those of Taiwan and Hong Kong."""
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
    for intent, words in _INTENT_WORDS.items()
}
_COMMAND_WORDS = {
    "new": r"new(?: project| video)?|start (?:over|a new (?:project|video))|新[建增](?:项目|专案)?|新项目|新专案|重新开始",
    "projects": r"(?:my |list |show )?(?:my )?projects|(?:我的)?(?:项目|专案)(?:列表)?",
    "settings": "settings|设置|设定",
    "language": "(?:change )?language|语言|切换语言",
    "privacy": "privacy|隐私",
    "forget": "forget(?: me| my data)?|delete my data|忘记我|删除我的(?:数据|资料)",
}
_COMMANDS = {
    name: re.compile(rf"/?(?:{words})", re.IGNORECASE)
    for name, words in _COMMAND_WORDS.items()
}
_TAKES = re.compile(
    r"/?(settings|设置|设定|language|语言)[ \t:：]+(\S.{0,4000})",
    re.IGNORECASE | re.DOTALL,
)
_NAMES = {"设置": "settings", "设定": "settings", "语言": "language"}
_LONGEST = 80
"""Most characters of a control command."""


def route(text: str) -> Intent:
    """Classify the whole message; one with more words is an instruction."""
    stripped = to_simplified(text.strip(" \t\n.!?。！？~…\"'“”`*"))
    if len(stripped) <= _LONGEST:
        for intent, pattern in _WHOLE.items():
            if pattern.fullmatch(stripped):
                return intent
    return Intent.INSTRUCT


def command_of(text: str) -> str:
    """The name of the command that the words mean, or ""."""
    command = parse_command(text)
    return command[0] if command else ""


def parse_command(text: str) -> tuple[str, str] | None:
    """The command that the words mean and its argument, or None."""
    intent = route(text)
    if intent not in {Intent.VAGUE, Intent.INSTRUCT}:
        return intent.value, ""
    stripped = to_simplified(text.strip(" \t\n.!?。！？"))
    for name, pattern in _COMMANDS.items():
        if pattern.fullmatch(stripped):
            return name, ""
    if match := _TAKES.fullmatch(stripped):
        name = match.group(1).lower()
        return _argued(_NAMES.get(name, name), match.group(2).strip())
    return None


def _argued(name: str, argument: str) -> tuple[str, str] | None:
    """Parse a setting with a value; "language of the titles: French" is an edit."""
    words = argument.lower().split()
    if name == "language":
        return (name, argument) if len(words) == 1 else None
    named = words[0] in {*SETTING_NAMES, "token", "language"}
    return (name, argument) if named and len(words) <= 2 else None


def is_voice_note(message: MessageReceived) -> bool:
    """Whether the message is one voice note without words."""
    if message.text.strip() or message.quoted or len(message.clips) != 1:
        return False
    return message.clips[0].spoken and message.clips[0].limit is None
