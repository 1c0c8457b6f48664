"""Log lines contain no secrets."""

import json
import logging
import sys

from hypothesis import given, strategies as st

from common.correlation import bound
from common.log import RedactingFormatter


def record(text: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("part", logging.INFO, "", 0, text, arguments, None)


def test_a_secret_is_redacted_in_messages_and_tracebacks() -> None:
    form = RedactingFormatter(["12345:abcdef", "short"], as_json=False)
    try:
        raise ValueError("https://api/bot12345:abcdef/getMe")
    except ValueError:
        shown = logging.LogRecord("p", 40, "", 0, "no", (), sys.exc_info())
    assert "12345:abcdef" not in form.format(shown)
    assert "12345:abcdef" not in form.format(record("at %s", "x12345:abcdefy"))
    assert "a short word" in form.format(record("a short word"))


@given(st.text())
def test_json_is_one_line_that_can_be_read(text: str) -> None:
    line = RedactingFormatter([], as_json=True).format(record("%s", text))
    assert "\n" not in line
    assert json.loads(line)["text"] == text


def test_each_line_tells_the_turn_that_it_belongs_to_once() -> None:
    text = RedactingFormatter([], as_json=False)
    with bound("abcdefg2345672"):
        assert text.format(record("posted")).endswith("posted [abcdefg2345672]")
        named = text.format(record("turn %s: done", "abcdefg2345672"))
        assert named.endswith("turn abcdefg2345672: done")
        as_json = RedactingFormatter([], as_json=True).format(record("posted"))
        assert json.loads(as_json)["turn"] == "abcdefg2345672"
    assert text.format(record("posted")).endswith(": posted")
