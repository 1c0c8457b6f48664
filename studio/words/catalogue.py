"""Look up sentences by key and language, and fill in their facts.

A language is a folder of TOML files. The keys of ``edits.toml`` begin with ``edits.``;
tables nest: ``[look] on`` is ``edits.look.on``. A sentence is a text, a table of plural
forms (``one``, ``other`` …) chosen by the fact ``n``, or a list of texts, of which the
first is taken whose facts are all known. ``language.toml`` has the properties of the language.
"""

import re
import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from common.text.shown_names import shown_name
from studio.words.plural import matches

DEFAULT = "en"
_HERE = Path(__file__).parent
_ABOUT = "language"
_HAN_SCRIPTS = ("han", "hant")
_BORDER = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")
_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})

Sentence = str | Mapping[str, str] | Sequence[str]


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of a language; ``name`` is what its speakers call it.

    ``script`` names its letters: ``latin``, ``han`` (simplified), ``hant``, or ``own``:
    then ``letters`` is a character class of regular expressions. ``common_words``
    distinguish it from others in the same letters. ``aliases`` are other codes that apps
    use for it. ``plurals`` has the CLDR rule of each form besides ``other``.
    """

    code: str
    sentences: Mapping[str, Sentence]
    script: str = "latin"
    aliases: tuple[str, ...] = ()
    plurals: Mapping[str, str] = field(default_factory=dict)
    letters: str = ""
    common_words: frozenset[str] = frozenset()
    name: str = ""

    def say(self, key: str, /, **facts: object) -> str:
        """The sentence, filled in. Raises ``KeyError`` for an unknown key or fact."""
        sentence = self.sentences[key]
        if isinstance(sentence, str):
            return self._fill(sentence, facts)
        if isinstance(sentence, Mapping):
            return self._fill(sentence[self._form(sentence, facts["n"])], facts)
        given_facts = {name for name, value in facts.items() if value not in ("", None)}
        fitting = (text for text in sentence if placeholders(text) <= given_facts)
        return self._fill(next(fitting, sentence[-1]), facts)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self.sentences

    def count(self, noun: str, number: float) -> str:
        """A number with its noun: ``2 shots``."""
        return self.say(f"units.{noun}", n=plain(number))

    def listing(self, items: Sequence[str], key: str = "lists.and") -> str:
        """Items as people list them: ``a, b and c``."""
        if len(items) < 2:
            return "".join(items)
        head = self.say("lists.comma").join(items[:-1])
        return self.say(key, head=head, tail=items[-1])

    def _fill(self, template: str, facts: Mapping[str, object]) -> str:
        """The template with its facts; Chinese has a space beside letters and digits."""
        if isinstance(name := facts.get("name"), str):  # of a file of somebody's
            facts = {**facts, "name": shown_name(name)}
        if self.script not in _HAN_SCRIPTS:
            return template.format(**facts)
        out = ""
        for literal, name, _, _ in string.Formatter().parse(template):
            out = _spaced(out, literal)
            if name:
                out = _spaced(out, str(facts[name]))
        return out

    def _form(self, forms: Mapping[str, str], number: object) -> str:
        value = float(str(number))
        for form, rule in self.plurals.items():
            if form in forms and matches(rule, value):
                return form
        return "other"


def _spaced(before: str, after: str) -> str:
    """Both texts, with a space where a Chinese character meets a letter or a digit."""
    apart = _BORDER.search(f"{before[-1:]}{after[:1]}")
    return f"{before} {after}" if apart else before + after


def placeholders(text: str) -> set[str]:
    """The names of the facts that a sentence needs."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def plain(number: float) -> str:
    """A number without needless digits: 20, 0.5, 2.35."""
    return f"{round(number, 2):g}"


@cache
def languages() -> Mapping[str, Words]:
    """All languages by their code, e.g. ``zh-hant``; the default comes first."""
    folders = (path.parent for path in _HERE.glob(f"*/{_ABOUT}.toml"))
    loaded = [_load(folder) for folder in folders]
    loaded.sort(key=lambda one: (one.code != DEFAULT, one.code))
    return {one.code: one for one in loaded}


def words(code: str) -> Words:
    """The words of a language code such as ``zh-TW``; English for unknown ones."""
    every_language, code = languages(), code.lower().replace("_", "-")
    while code:
        for one in every_language.values():
            if code == one.code or code in one.aliases:
                return one
        code = code.rpartition("-")[0]
    return every_language[DEFAULT]


def _load(folder: Path) -> Words:
    about = _read(folder / f"{_ABOUT}.toml")
    sentences: dict[str, Sentence] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.stem != _ABOUT:
            _flatten(path.stem, _read(path), sentences)
    return Words(
        folder.name.replace("_", "-"), sentences, about["script"], tuple(about.get("aliases", ())),
        about.get("plurals", {}), about.get("letters", ""),
        frozenset(about.get("common_words", ())), about["name"],
    )  # fmt: skip


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _flatten(prefix: str, table: Mapping[str, Any], out: dict[str, Sentence]) -> None:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, Mapping) and not _FORMS.issuperset(value):
            _flatten(key, value, out)
        else:
            out[key] = value
