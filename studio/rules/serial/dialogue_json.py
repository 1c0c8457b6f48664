"""Convert the dialogue and its edits to and from JSON; reading is lenient."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from studio.model.edits.record import Edit
from studio.model.edits.registry import edit_from_json, edits_to_json
from studio.model.media import AssetId
from studio.model.reading import Choice, Dialogue, Question

Json = dict[str, Any]


def dialogue_to_json(dialogue: Dialogue) -> Json:
    out: Json = {
        "named": list(dialogue.named),
        "nicknames": [list(one) for one in dialogue.nicknames],
    }
    if (question := dialogue.question) is not None:
        out["question"] = {
            "key": question.key,
            "facts": [list(fact) for fact in question.facts],
            "choices": [
                {
                    "label": choice.label,
                    "edits": _data(choice.edits),
                    "about": choice.about,
                }
                for choice in question.choices
            ],
            "pending": _data((question.pending,))[0] if question.pending else None,
        }
        if question.aside:
            out["question"]["aside"] = True
    return out


def dialogue_from_json(data: object) -> Dialogue:
    """Decode; a question that this version cannot read is left out."""
    if not isinstance(data, Mapping):
        return Dialogue()
    named = tuple(AssetId(str(id_)) for id_ in data.get("named") or ())
    question = None
    with suppress(TypeError, ValueError, KeyError):
        question = _question(data.get("question"))
    return Dialogue(named, question, _nicknames(data.get("nicknames")))


def _nicknames(data: Any) -> tuple[tuple[str, AssetId], ...]:
    """Decode pairs of a word and a clip; what is none is left out."""
    pairs = data if isinstance(data, list) else []
    return tuple(
        (str(pair[0]), AssetId(str(pair[1])))
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2
    )


def edits_from_data(data: object) -> tuple[Edit, ...]:
    """Decode a list of edits without those that this version does not know."""
    out: list[Edit] = []
    for item in (
        data if isinstance(data, Sequence) and not isinstance(data, str) else ()
    ):
        with suppress(ValueError):
            out.append(edit_from_json(item))
    return tuple(out)


def _question(data: Any) -> Question | None:
    if data is None:
        return None
    choices = tuple(
        Choice(
            str(item["label"]),
            tuple(map(edit_from_json, item["edits"])),
            str(item.get("about", "")),
        )
        for item in data["choices"]
    )
    facts = tuple((str(name), str(value)) for name, value in data["facts"])
    pending = edit_from_json(data["pending"]) if data["pending"] else None
    aside = bool(data.get("aside", False))
    return Question(str(data["key"]), facts, choices, pending, aside)


def _data(edits: tuple[Edit, ...]) -> list[Any]:
    return list(json.loads(edits_to_json(edits)))
