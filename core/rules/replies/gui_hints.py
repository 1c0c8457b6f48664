"""Rewrite the agent's hints about its web interface for a chat.

A sentence is a hint if one of its clauses tells people to click, open or drag something in
an interface; one that only mentions a button as content is kept. A hint that a chat can
serve becomes an action (a button) or an edit; the rest of the sentence is kept.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from core.rules.text.chinese import is_chinese, to_simplified, to_traditional
from core.rules.text.wording import say


class GuiAction(StrEnum):
    """What a hint tells people to click, as far as a chat offers it."""

    EXPORT = "export"
    UNDO = "undo"
    STATUS = "status"
    CREDITS = "credits"


@dataclass(frozen=True, slots=True)
class ChatWords:
    """The words for a chat; ``edit`` is the instruction that a drag or click stands for."""

    text: str
    actions: tuple[GuiAction, ...] = ()
    edit: str = ""


_QUOTE = r"[\"'“”‘’「」【】*`]*"
_PLACE = r",? (?:in|at|on) the (?:top|bottom|upper|lower|left|right)(?:[- ](?:left|right))?(?: corner| panel| sidebar| side)?"
_EN = (
    (_PLACE, ""),
    (rf"(?:click|press|tap|hit|use|find)(?:ing)?(?: on)? (?:the |an? )?{_QUOTE}(?:export|download){_QUOTE}(?: button| icon)?", "gui.export"),
    (rf"(?:click|press|tap|hit|use)(?:ing)?(?: on)? (?:the |an? )?{_QUOTE}undo{_QUOTE}(?: button| icon)?", "gui.undo"),
    (r"(?:check|visit|open|see|go to) (?:your |the )?(?:account|billing)(?: (?:page|settings|panel|section|tab))?", "gui.credits"),
    (r"preview (?:it |this |the (?:video|result|edit) )?(?:in|on) (?:the |your )?timeline", "gui.status"),
    (r"drag(?: and |[- ]and[- ]|-n-|&)drop (?:your |the )?(\w+)(?: (?:in)?to (?:the )?(?:timeline|track|panel|canvas|editor))?", "gui.send"),
    (r"open (?:the |your )?[\w ]{0,20}?(?:timeline|tracks?|project) (?:panel|tab|view)", "gui.status"),
)  # fmt: skip
_CLICK_VERB_ZH = "(?:点击|点选|点按|按下|按一下|单击|点一下)"
_ZH = (
    (rf"(?:请)?{_CLICK_VERB_ZH}{_QUOTE}(?:导出|汇出|下载){_QUOTE}(?:按钮|图标)?", "gui.export"),
    (rf"(?:请)?{_CLICK_VERB_ZH}{_QUOTE}(?:撤销|撤回|复原){_QUOTE}(?:按钮|图标)?", "gui.undo"),
    (r"(?:请)?(?:查看|打开|前往)(?:您的|你的)?(?:账户|账单|账号)(?:页面)?", "gui.credits"),
    (r"在时间[线轴](?:中|上|里)?预览", "gui.status"),
    (r"(?:请)?(?:打开|查看)时间[线轴](?:面板)?", "gui.status"),
    (r"(?:请)?(?:将|把)?(?:拖拽|拖放)(?:您的|你的)?(素材|视频|影片|文件|档案|照片|图片|音乐|歌曲|片段)(?:到|至|进)?(?:时间[线轴]|轨道|面板|画布|编辑器)?(?:中|上|里)?", "gui.send"),
)  # fmt: skip
_RULES = {
    "en": [(re.compile(what, re.IGNORECASE), to) for what, to in _EN],
    "zh": [(re.compile(what), to) for what, to in _ZH],
}
"""What the agent says, and the key of what the chat says in its place ("": nothing).

The pieces stand inside the agent's sentence, so they are in its language."""
_ACTIONS = {
    "gui.export": GuiAction.EXPORT,
    "gui.undo": GuiAction.UNDO,
    "gui.status": GuiAction.STATUS,
    "gui.credits": GuiAction.CREDITS,
}
"""What people are told to click, by the key of what the chat says."""
_TRADITIONAL = "zh-hant"
_LEAD = (
    r"(?:^|\b(?:please|then|now|just|simply|can|could|may|should|must|need to|have to|want to)\s+"
    r"|\b(?:to|and|or|by)\s+(?=(?:(?:double|right|left)-)?(?:click|tap|press)))"
    r"(?:(?:also|now|then|just|simply|please|and|or|so|you can|you could|you may)\s+)*"
)
_POINT = r"(?:(?:double-|right-|left-)?click|tap|press|hit)(?:ing)?(?: on)?\b"
_THING = (
    r"(?:buttons?|icons?|tab|menu|panel|sidebar|toolbar|timeline|tracks?|canvas|editor|account"
    r"|billing|corner|link|save|apply|confirm|done|ok|export|undo)\b"
)
_SCREEN_EN = re.compile(
    rf"{_LEAD}(?:{_POINT}(?:.{{0,60}}\b{_THING}|(?: the)? [\"'“*`])"
    rf"|(?:use|open|find|check|visit|see|go to|navigate to|preview|select|choose)\b.{{0,60}}\b{_THING}"
    r"|drag\b)",
    re.IGNORECASE,
)
_SCREEN_ZH = re.compile(
    rf"(?:{_CLICK_VERB_ZH}|双击).{{0,16}}(?:按钮|图标|图示|面板|菜单|选项|工具栏|导出|汇出|下载|撤销|复原|保存|储存|确认|应用|[“「【])"
    r"|(?:打开|前往|查看).{0,10}(?:面板|菜单|工具栏|页面|账户|账单|账号|时间[线轴])"
    r"|在时间[线轴](?:中|上|里)?预览|[右左]侧面板|拖拽|拖放|拖动|拖到"
)
_MENTION_ZH = re.compile(
    r"(?:添加|加入|加上|做|放|写|显示|出现|画面|动画|贴纸).{0,12}(?:按钮|图标)"
)
_QUOTED = re.compile(
    r"[“「【][^”」】]{3,}[”」】]|\"[^\"]{12,}\"|(?<!\w)'[^']{12,}'(?!\w)"
)
_CLAUSE = re.compile(
    r"(,\s*(?:and |then |so |or )?|;\s*|，(?:并|然后|再)?|；|\s+(?:and then|then)\s+)"
)
_FACT = re.compile(
    r"\b(?:added|removed|changed|trimmed|set|cut|made|replaced|muted|moved|is now|are now)\b|已|添加了|改成|改为",
    re.IGNORECASE,
)
_PURPOSE_ZH = re.compile(r"^(?:即可|就能|就可以|就会|以便|来|便可)")
_DRAG_EN = re.compile(
    r"\bdrag (?P<what>(?:the|your|this|that) [\w' -]{2,60}?) (?P<to>(?:in)?to|before|after|behind|over|onto|up|down|back) ?(?P<where>[\w' -]{0,60})",
    re.IGNORECASE,
)
_DRAG_ZH = re.compile(
    r"(?:把|将)(?P<what>[^，。；！？]{1,20}?)(?:拖动|拖拽|拖放|拖)(?:到|至)(?P<where>[^，。；！？]{1,20})"
)

_CLICK_EN = re.compile(
    rf"{_POINT} (?:the |an? )?{_QUOTE}(?P<what>"
    r"(?:add|insert|remove|delete|split|trim|crop|rotate|flip|duplicate|reverse|replace"
    r"|generate|create|apply|change|adjust|turn)(?: (?!button|icon|option)[\w'-]+){1,5}?"
    r"|split|rotate|flip|mute|unmute|duplicate|reverse)"
    rf"{_QUOTE}(?=(?: button| icon| option)|[.,!;:]|$| (?:in|at|on|to|and) )",
    re.IGNORECASE,
)
_CLICK_ZH = re.compile(
    rf"{_CLICK_VERB_ZH}{_QUOTE}(?P<what>(?:添加|加入|插入|删除|移除|分割|裁剪|旋转|翻转"
    rf"|静音|复制|倒放|替换|更换|生成|调整)[^”」】*`，。；！？]{{0,12}}?){_QUOTE}(?:按钮|图标|选项|$|[，。；！？])"
)


def rewrite_gui_hints(text: str) -> str:
    """Rewrite the text for a chat; "" if it was only about clicking."""
    return read_gui_hints(text).text


def read_gui_hints(text: str) -> ChatWords:
    """The text for a chat, with the actions that it asks for."""
    hints = _Hints()
    lines = [hints.line(line) for line in text.split("\n")]
    out = "\n".join(lines)
    if out != text:
        out = re.sub(r"\n{3,}", "\n\n", out)
    return ChatWords(out.strip(), tuple(dict.fromkeys(hints.actions)), hints.edit)


class _Hints:
    """Collects the actions and the edit of all sentences."""

    def __init__(self) -> None:
        self.actions: list[GuiAction] = []
        self.edit = ""

    def line(self, line: str) -> str:
        sentences = _sentences(line)
        sentences_left = [self._sentence(sentence) for sentence in sentences]
        if sentences_left == sentences:
            return line
        sentences_left = [
            each for each in sentences_left if each.strip(" -*•0123456789.)")
        ]
        gap = "" if any(is_chinese(each) for each in sentences_left) else " "
        return gap.join(each.strip() for each in sentences_left).strip()

    def _sentence(self, sentence: str) -> str:
        """Rewrite a sentence.

        Rules are in simplified characters; a traditional sentence stays traditional.
        """
        simplified = to_simplified(sentence)
        traditional = simplified != sentence
        new = self._rewrite(simplified, _TRADITIONAL if traditional else "zh")
        if new == simplified:
            return sentence
        if not traditional:
            return new
        self.edit = to_traditional(self.edit)
        return to_traditional(new)

    def _rewrite(self, sentence: str, chinese: str) -> str:
        """Rewrite a sentence; pieces in Chinese are in the language ``chinese``."""
        if not any(_is_screen(clause) for clause in _CLAUSE.split(sentence)[::2]):
            return sentence
        self._find_edit(sentence)
        new = sentence
        for language, rules in (("en", _RULES["en"]), (chinese, _RULES["zh"])):
            for pattern, key in rules:
                new, count = pattern.subn(partial(_in_words, language, key), new)
                if count and key in _ACTIONS:
                    self.actions.append(_ACTIONS[key])
        if not any(_is_screen(clause) for clause in _CLAUSE.split(new)[::2]):
            return new
        return _without_screen(new)

    def _find_edit(self, sentence: str) -> None:
        if english := _DRAG_EN.search(sentence):
            if "drop" not in english.group("what").lower():
                parts = (english[name].strip() for name in ("what", "to", "where"))
                self.edit = f"Move {' '.join(part for part in parts if part)}"
        elif chinese := _DRAG_ZH.search(sentence):
            self.edit = f"把{chinese['what']}移到{chinese['where']}"
        elif click := _CLICK_EN.search(sentence) or _CLICK_ZH.search(sentence):
            what = click["what"].strip(" '\"”’")
            self.edit = what[:1].upper() + what[1:]


def _is_screen(clause: str) -> bool:
    """Whether the clause tells people to do something in an interface."""
    plain = _QUOTED.sub("“”", clause).strip(" -*•0123456789.)")
    if _SCREEN_EN.search(plain):
        return True
    return bool(_SCREEN_ZH.search(plain)) and not _MENTION_ZH.search(plain)


def _without_screen(sentence: str) -> str:
    """Remove the clauses about clicking, with their purpose clauses."""
    parts = _CLAUSE.split(sentence)
    end = sentence.rstrip()[-1]
    end = end if end in ".!?。！？" else ""
    if is_chinese(sentence):
        clauses: list[str] = []
        dropped = False
        for clause in parts[::2]:
            if _is_screen(clause) or (dropped and _PURPOSE_ZH.match(clause)):
                dropped = True
            else:
                clauses.append(clause.rstrip("。！？"))
                dropped = False
        text = "，".join(each for each in clauses if each.strip())
        return text + end if text else ""
    facts = [c.strip() for c in parts[::2] if not _is_screen(c) and _FACT.search(c)]
    text = ", ".join(facts).rstrip(".!?。！？")
    return text + end if text else ""


def _in_words(language: str, key: str, match: re.Match[str]) -> str:
    """What the chat says in place of the match, capitalised like it."""
    what = match[1] if match.re.groups else ""
    new = say(language, key, what=what) if key else ""
    return new[:1].upper() + new[1:] if match.group()[:1].isupper() else new


def _sentences(line: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?])\s+|(?<=[。！？])", line) if s]
