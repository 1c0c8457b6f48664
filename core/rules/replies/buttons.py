"""Sign and verify button data: a verb and an argument."""

import base64
import hashlib
import hmac
from dataclasses import replace

from core.model.reply import Button, ButtonRows, ButtonStyle, ButtonVerb
from core.rules.text.wording import say

_MARK = 8
_PRESSED = "✓ "
_LONGEST_LABEL = 60


class Buttons:
    """Encodes and verifies button data of at most 60 ASCII bytes."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def make(
        self,
        label: str,
        verb: ButtonVerb,
        arg: str = "",
        look: ButtonStyle = ButtonStyle.PLAIN,
    ) -> Button:
        body = f"{verb}:{arg}"
        data = f"{self._sign(body)}{body}"
        if len(data) > 60 or not data.isascii():
            raise ValueError("a button carries at most 60 ASCII bytes")
        return Button(label, data, look=look)

    def with_label(
        self, language: str, key: str, verb: ButtonVerb, arg: str = ""
    ) -> Button:
        """A button that is labelled with the message ``key``."""
        return self.make(say(language, key), verb, arg)

    def command(
        self, label: str, command: str, look: ButtonStyle = ButtonStyle.PLAIN
    ) -> Button:
        """A button that runs a command, with its argument."""
        return self.make(label, ButtonVerb.COMMAND, command, look)

    def read(self, data: str) -> tuple[ButtonVerb, str] | None:
        """Verb and argument; None if the data are forged, damaged or of another version."""
        mark, body = data[:_MARK], data[_MARK:]
        if not data.isascii() or not hmac.compare_digest(mark, self._sign(body)):
            return None
        verb, _, arg = body.partition(":")
        return (ButtonVerb(verb), arg) if verb in list(ButtonVerb) else None

    def _sign(self, body: str) -> str:
        digest = hmac.digest(self._secret, body.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest)[:_MARK].decode()


def link_buttons(
    language: str, key: str, url: str, app_url: str = ""
) -> tuple[Button, Button]:
    """A button that opens the link, and one that copies it; ``key`` is the first label.

    ``app_url`` opens the same inside the platform's app.
    """
    copies = Button(say(language, "button.copy_link"), copy=url)
    return Button(say(language, key), url=url, app_url=app_url), copies


def mark_pressed(rows: ButtonRows, data: str, who: str) -> ButtonRows:
    """The rows with a mark on the pressed button; ``who`` pressed it, "" in private."""
    return tuple(
        tuple(
            _pressed(button, who) if button.data == data else button for button in row
        )
        for row in rows
    )


def _pressed(button: Button, who: str) -> Button:
    plain, _, names = button.label.removeprefix(_PRESSED).partition(" · ")
    people = [name for name in names.split(", ") if name]
    if who and who not in people:
        people.append(who)
    label = f"{_PRESSED}{plain}" + (f" · {', '.join(people)}" if people else "")
    return replace(button, label=label[:_LONGEST_LABEL])
