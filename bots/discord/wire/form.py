"""Build and read the form for details: instruction, files, length, shape, extras."""

import re
from collections.abc import Mapping
from typing import Any

from bots.discord.wire import limits
from core.rules.text.wording import say

PREFIX = "details"
ANSWER = "answer"
"""The custom id of the form for an answer, and of its field."""
_LABEL, _INPUT, _UPLOAD, _RADIO, _CHECKS = 18, 4, 19, 21, 22
_SHORT, _LONG = 1, 2
_LONGEST_WORDS = 1500
"""Characters of an instruction or an answer."""
_LINK = re.compile(r"https?://[^\s,，]+")
ASPECTS = ("9:16", "16:9", "1:1", "4:5")
EXTRAS = ("faces", "steady", "sound")
"""Extras to tick; the instruction of each is ``discord.extra_…``."""


def build_form(language: str, number: str, instruction: str = "") -> dict[str, Any]:
    """Build the form; ``number`` identifies its context and is returned with the answers."""
    words = {"style": _LONG, "required": True, "max_length": _LONGEST_WORDS}
    fields: dict[str, dict[str, Any]] = {
        "instruction": {"type": _INPUT, "value": instruction[:_LONGEST_WORDS], **words},
        "files": {"type": _UPLOAD, **_at_most(limits.FORM_FILES)},
        "length": _text_input(10),
        "aspect": {
            "type": _RADIO,
            "required": False,
            "options": [{"label": each, "value": each} for each in ASPECTS],
        },
        "extras": {
            "type": _CHECKS,
            **_at_most(len(EXTRAS)),
            "options": [
                {"label": say(language, f"discord.extra_{each}"), "value": each}
                for each in EXTRAS
            ],
        },
    }
    return {
        "custom_id": f"{PREFIX}:{number}",
        "title": say(language, "discord.form_title")[: limits.FORM_LABEL],
        "components": [_field(language, *each) for each in fields.items()],
    }


def _at_most(number: int) -> dict[str, Any]:
    """From none to so many of a field's values."""
    return {"required": False, "min_values": 0, "max_values": number}


def build_answer(question: str, hint: str) -> dict[str, Any]:
    """The field for the answer to a question."""
    field = {"type": _INPUT, "custom_id": ANSWER, "style": _LONG, "required": True}
    field |= {"max_length": _LONGEST_WORDS, "placeholder": hint[: limits.FORM_HINT]}
    return {
        "custom_id": ANSWER,
        "title": question[: limits.FORM_LABEL] or "…",
        "components": [
            {
                "type": _LABEL,
                "label": hint[: limits.FORM_LABEL] or "…",
                "component": field,
            }
        ],
    }


def interaction_id(custom_id: str) -> str | None:
    """The id of the interaction that opened the form; None if it is another form."""
    prefix, _, number = custom_id.partition(":")
    return number if prefix == PREFIX and number.isdecimal() else None


def instruction_of(language: str, values: Mapping[str, str], *links: str) -> str:
    """The answers as one instruction in the person's language, links behind it."""
    typed = values.get("instruction", "")
    links = (*_LINK.findall(typed), *links)
    parts = [_LINK.sub("", typed).strip(" .。,，\n")]
    if seconds := re.search(r"\d+", values.get("length", "")):
        parts.append(say(language, "discord.form_seconds", seconds=int(seconds[0])))
    if aspect := values.get("aspect"):
        parts.append(aspect)
    ticked = values.get("extras", "").split(",")
    parts += [
        say(language, f"discord.extra_{each}") for each in EXTRAS if each in ticked
    ]
    text = ", ".join(part for part in parts if part)
    return "\n".join(part for part in (text, *links) if part)


def _field(language: str, name: str, component: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": _LABEL,
        "label": say(language, f"discord.form_{name}")[: limits.FORM_LABEL],
        "description": say(language, f"discord.form_{name}_hint")[: limits.FORM_HINT],
        "component": {"custom_id": name, **component},
    }


def _text_input(most: int) -> dict[str, Any]:
    return {"type": _INPUT, "style": _SHORT, "required": False, "max_length": most}
