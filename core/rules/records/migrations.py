"""Migrations of stored turns and projects from version to version."""

from typing import Any

_RENAMED = {
    "refused": "rejections",
    "counted": "instructions_before",
    "heard": "stream_complete",
    "looks": "polls",
    "said": "replies",
    "changed": "changes",
    "reopened": "session_reopened",
    "busy": "busy_retried",
    "renewed": "token_refusals",
    "failed": "failed_renders",
    "lost": "edit_lost",
    "small": "export_side",
    "big": "oversize_bytes",
}


def _rename_progress(record: dict[str, Any]) -> dict[str, Any]:
    """Migrate to version 2, which names the fields of a turn's progress as the code does."""
    return {_RENAMED.get(key, key): value for key, value in record.items()}


def _unchanged(record: dict[str, Any]) -> dict[str, Any]:
    return record


PROGRESS = (_rename_progress,)
REQUEST = PROJECT = SETTINGS = (_unchanged,)
"""Migrations by kind of record; the first one converts version 1 to version 2."""
