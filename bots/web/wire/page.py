"""Render the page's HTML in one language, and plain error pages."""

import html
import json
import re
from collections.abc import Mapping

from core.rules.text.wording import language_for, say
from core.words.catalogue import CATALOGUES

_SLOT = re.compile(r"\{\{([\w.]+)\}\}")
_PREFIX = "page."
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; media-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
"""Security headers of every answer: no content from, and no data to, other sites."""


def framed(frames: str) -> dict[str, str]:
    """The same headers, but the origins ``frames`` may show the page in a frame."""
    policy = HEADERS["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", f"frame-ancestors {frames}"
    )
    rest = {key: each for key, each in HEADERS.items() if key != "X-Frame-Options"}
    return rest | {"Content-Security-Policy": policy}


def page_words(language: str) -> dict[str, str]:
    """The page's sentences by key without prefix, with unfilled placeholders."""
    spoken = CATALOGUES.get(language_for(language), CATALOGUES["en"]).messages
    english = CATALOGUES["en"].messages
    return {
        key.removeprefix(_PREFIX): spoken.get(key, english[key])
        for key in english
        if key.startswith(_PREFIX)
    }


def render(template: str, language: str, facts: Mapping[str, str | int | bool]) -> str:
    """Fill a template: ``{{key}}`` with words or facts, ``{{data}}`` with both as JSON.

    A slot of the words inside it is filled from ``facts`` where it has the name.
    """
    words = page_words(language)
    data = json.dumps({"words": words, **facts}, ensure_ascii=False)
    lines = {key: _filled(text, facts) for key, text in words.items()}
    slots = lines | {key: str(value) for key, value in facts.items()}

    def fill(match: re.Match[str]) -> str:
        if match.group(1) == "data":  # no text in it may end the element around it
            return data.replace("<", "\\u003c").replace("&", "\\u0026")
        return html.escape(slots[match.group(1)])

    return _SLOT.sub(fill, template)


def error_sentence(language: str, error: str, **facts: object) -> str:
    """The sentence for an error that has a message ``page.error.…``."""
    return say(language, f"{_PREFIX}error.{error}", **facts)


def language_tag(language: str) -> str:
    """The BCP 47 tag for ``<html lang>``."""
    code = language_for(language) or "en"
    return {"zh": "zh-Hans", "zh-hant": "zh-Hant"}.get(code, code)


def _filled(text: str, facts: Mapping[str, str | int | bool]) -> str:
    return re.sub(
        r"\{(\w+)\}", lambda slot: str(facts.get(slot.group(1), slot.group())), text
    )
