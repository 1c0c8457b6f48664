"""Redact tokens, JSON dumps and file paths in texts for people."""

import json
import re

_TOKEN = re.compile(r"\b(?:nmv_usr|clm)_[A-Za-z0-9_\-]{4,}|\bBearer\s+[\w.\-]{8,}")
_OWN = re.compile(r"\bnmv_usr_[A-Za-z0-9_\-]{4,}")
_PATH = re.compile(
    r"(?<![\w/:.])(?:file://)?/(?:app|data|etc|home|mnt|opt|private|root|srv|tmp|usr|var|work)/[^\s'\"`,;)]+"
    r"|\b[A-Za-z]:\\[^\s'\"`,;)]+"
)
_FENCE = re.compile(r"```(?:json)?\s*([\[{].*?[\]}])\s*```", re.DOTALL)
_CODE = re.compile(
    r"[<>{}\[\]|\\]|::|\w+\.\w+\(|\b\w*(?:Error|Exception)\b|Traceback|\bnull\b|0x[0-9a-f]"
)
_DUMP = re.compile(r"[{\[]\s*[\"{\[]")


def find_token(text: str) -> str:
    """The token in a person's words, or "" if there is none."""
    match = _OWN.search(text)
    return match.group() if match else ""


def redact(text: str) -> str:
    """Remove secrets, JSON and paths from the text."""
    out = _undumped(_FENCE.sub("", text))
    out = _PATH.sub(_last, _TOKEN.sub("…", out))
    return re.sub(r"[ \t]{2,}", " ", re.sub(r"\n{3,}", "\n\n", out)).strip()


def readable_reason(reason: str) -> str:
    """The agent's reason if it is readable for people, else ""."""
    text = redact(reason)
    words = len(text.split()) >= 3 or any("\u4e00" <= c <= "\u9fff" for c in text)
    return text if words and not _CODE.search(text) else ""


def _last(path: re.Match[str]) -> str:
    """Replace a path by its file name."""
    name = re.split(r"[/\\]", path.group())[-1]
    return name if "." in name else "…"


def _undumped(text: str) -> str:
    """Remove JSON objects and arrays of at least 24 characters."""
    decoder, at, out = json.JSONDecoder(), 0, ""
    for start in (match.start() for match in _DUMP.finditer(text)):
        if start < at:
            continue
        try:
            _, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if end - start >= 24:
            out += text[at:start]
            at = end
    return out + text[at:]
