"""What someone wants, from their words: a control word, or an instruction."""

import re
from enum import StrEnum


class Intent(StrEnum):
    EXPORT = "export"
    CREDITS = "credits"
    STATUS = "status"
    CANCEL = "cancel"
    UNDO = "undo"
    HELP = "help"
    VAGUE = "vague"
    INSTRUCT = "instruct"


_WORDS = {
    Intent.EXPORT: "export|download|render|(?:send|give) me the video|导出|下载",
    Intent.CREDITS: "credits?|balance|积分|余额",
    Intent.STATUS: "status|show (?:the )?tracks|timeline|状态",
    Intent.CANCEL: "cancel|stop|取消|停",
    Intent.UNDO: "undo|撤销",
    Intent.HELP: "help|start|帮助",
    Intent.VAGUE: "hi|hello|hey|edit|video|make (?:a|me a) video|你好|剪辑|做个视频",
}
_POLITE = r"(?:please|can you|could you|now|it|the video|请|帮我|一下)"
_WHOLE = {
    intent: re.compile(
        rf"/?(?:{_POLITE}\s*)*(?:{words})(?:\s*{_POLITE})*\s*[.!?。！？]*",
        re.IGNORECASE,
    )
    for intent, words in _WORDS.items()
}


def route(text: str) -> Intent:
    """Whole messages only: anything with more in it is an instruction."""
    stripped = text.strip()
    for intent, pattern in _WHOLE.items():
        if pattern.fullmatch(stripped):
            return intent
    return Intent.INSTRUCT
