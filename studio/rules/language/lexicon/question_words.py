"""The words of questions about how the video is: tables ``[state_question]`` of ``talk.toml``."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from studio.rules.language.lexicon.load import ENTRY_ENDS, files

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The words of one language, which may have any of them.

    ``openings`` begin a question, ``introductions`` may stand before them. Those of
    ``openings_but_you`` begin one unless "you" follows, ``states`` unless
    ``no_question_behind_state`` follows. ``inverted`` verbs before one of the ``subjects``
    ask without a mark. ``anywhere`` and ``endings`` (but not ``no_endings``) ask wherever
    they stand and at the end, unless one of the ``orders`` is there, too. ``meant_to_be``
    and ``why`` before one of the ``degrees`` complain: what is read is ``too``, ``is_too``.
    """

    introductions: Words = ()
    openings: Words = ()
    openings_but_you: Words = ()
    states: Words = ()
    no_question_behind_state: Words = ()
    inverted: Words = ()
    subjects: Words = ()
    anywhere: Words = ()
    endings: Words = ()
    no_endings: Words = ()
    orders: Words = ()
    meant_to_be: Words = ()
    why: Words = ()
    degrees: Words = ()
    too: Words = ()
    is_too: Words = ()


@cache
def question_words() -> tuple[QuestionWords, ...]:
    """The words of each language."""
    return tuple(
        QuestionWords(**{key: tuple(_words(text)) for key, text in table.items()})
        for tables in files()
        if (table := tables.get("state_question"))
    )


def _words(text: str) -> Iterator[str]:
    for entry in ENTRY_ENDS.split(text):
        if word := entry.strip(" ,"):
            yield word
            if "n't" in word:  # as many type it
                yield word.replace("'", "")
