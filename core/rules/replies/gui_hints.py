"""Rewriting of the agent's hints about its web interface for a chat.

Sentences that only tell people where to click go; what stands beside them stays; the
export button, the account page and the like become what one says here.
"""

import re
from functools import partial

_EN = (
    (r",? (?:in|at) the (?:top|bottom|upper|lower)[- ](?:left|right)(?: corner)?", ""),
    (r"(?:click|press|tap|hit|use)(?: on)? (?:the )?[\"'“*`]*export[\"'”*`]*(?: button)?", "say “export”"),
    (r"(?:the )?[\"'“*`]*export[\"'”*`]* button", "“export”"),
    (r"(?:check|visit|open|see|go to) (?:your |the )?(?:account|billing)(?: (?:page|settings|panel|section))?", "say “credits”"),
    (r"preview (?:it |this |the (?:video|result) )?(?:in|on) (?:the |your )?timeline", "say “status”"),
    (r"drag(?: and |[- ]and[- ]|-n-|&)drop (?:your |the )?(\w+)(?: (?:in)?to (?:the )?(?:timeline|track|panel|canvas|editor))?", r"send me your \1"),
    (r"open (?:the |your )?[\w ]{0,20}?(?:timeline|tracks?|project) (?:panel|tab|view)", "say “status”"),
)  # fmt: skip
_ZH = (
    (r"(?:请)?(?:点击|点按|按下|单击)[“「【\"]?导出[”」】\"]?(?:按钮)?", "请说“导出”"),
    (r"[“「【]?导出[”」】]?按钮", "“导出”"),
    (r"(?:查看|打开|前往)(?:您的|你的)?(?:账户|账单|账号)(?:页面)?", "请说“积分”"),
    (r"在时间[线轴](?:中|上|里)?预览", "请说“状态”"),
    (r"(?:打开|查看)时间[线轴](?:面板)?", "请说“状态”"),
    (r"拖拽|拖放", "直接发送"),
)
_RULES = {
    "en": [(re.compile(what, re.IGNORECASE), to) for what, to in _EN],
    "zh": [(re.compile(what), to) for what, to in _ZH],
}
_SCREEN = re.compile(
    r"\b(?:click|double-click|right-click|tap|press)(?:ing)?\b.{0,60}"
    r"\b(?:button|icon|tab|menu|panel|link|save|apply|confirm|done|ok)\b"
    r"|\bopen(?:ing)? (?:the |your )?[\w ]{0,30}\b(?:panel|tab|menu|sidebar|toolbar)\b"
    r"|\b(?:left|right|top|bottom)[- ](?:hand )?(?:panel|sidebar|corner|toolbar)\b"
    r"|点击|点按|单击|右侧面板|左侧面板|打开.{0,10}(?:面板|菜单|工具栏)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(,\s*(?:and |then |so |or )?|;\s*|，|；|\s+(?:and then|then)\s+)"
)
_FACT = re.compile(
    r"\b(?:added|removed|changed|trimmed|set|cut|made|replaced|muted|is now|are now)\b|已|添加了|改成",
    re.IGNORECASE,
)


def rewrite_gui_hints(text: str) -> str:
    """Rewrite the text for a chat; "" if it was only about clicking."""
    out = text
    for rules in _RULES.values():
        for pattern, to in rules:
            out = pattern.sub(partial(_cased, to), out)
    if _SCREEN.search(out):
        out = "\n".join(_line(line) for line in out.split("\n"))
        out = re.sub(r"\n{3,}", "\n\n", out)
    return out.strip()


def _cased(to: str, found: re.Match[str]) -> str:
    """The new words, with a capital where the old ones had one."""
    new = found.expand(to)
    return new[:1].upper() + new[1:] if found.group()[:1].isupper() else new


def _line(line: str) -> str:
    if not _SCREEN.search(line):
        return line
    kept = [_sentence(each) for each in _sentences(line)]
    return " ".join(each for each in kept if each.strip(" -*•0123456789.)")).strip()


def _sentences(line: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?])\s+|(?<=[。！？])", line) if s]


def _sentence(sentence: str) -> str:
    """Without the clauses about clicking; whole clauses of content stay."""
    if not _SCREEN.search(sentence):
        return sentence
    parts = _CLAUSE.split(sentence)
    kept = [clause for clause in parts[::2] if not _SCREEN.search(clause)]
    told = [clause.strip() for clause in kept if _FACT.search(clause)]
    if not told:
        return ""
    end = sentence.rstrip()[-1]
    text = ", ".join(told).rstrip(".!?。！？")
    return text + (end if end in ".!?。！？" else "")
