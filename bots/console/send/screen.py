"""Show a console conversation on a live terminal or a pipe."""

import re
import sys
from typing import IO, Protocol

from rich.console import Console
from rich.live import Live
from rich.text import Text

from core.model.turn import Step


class Screen(Protocol):
    """Shows texts by id; ``card`` marks a text that will change.

    ``share`` is how much of the step is done, 0 to 1, None when unknown; a changed text
    without ``step`` is an answer.
    """

    def show(self, id_: str, text: str, *, card: bool, step: str = "") -> None: ...
    def change(
        self, id_: str, text: str, *, step: str, share: float | None
    ) -> None: ...
    def remove(self, id_: str) -> None: ...


class PlainScreen:
    """Prints plain lines: of a message that changes only those that were not in it before.

    A card is printed when its step changes. Nothing is printed of a request that waits:
    whoever reads a pipe cannot do anything about it.
    """

    def __init__(self, out: IO[str] | None = None) -> None:
        self._out = out or sys.stdout
        self._steps: dict[str, str] = {}
        self._lines: dict[str, set[str]] = {}

    def show(self, id_: str, text: str, *, card: bool, step: str = "") -> None:
        if card:
            self._steps[id_] = step
        if not (card and step == Step.QUEUED):
            self._print(id_, text)

    def change(self, id_: str, text: str, *, step: str, share: float | None) -> None:
        if step and self._steps.get(id_) == step:
            return
        if not step:
            self._steps.pop(id_, None)
        else:
            self._steps[id_] = step
        self._print(id_, text)

    def remove(self, id_: str) -> None:
        self._steps.pop(id_, None)
        self._lines.pop(id_, None)

    def _print(self, id_: str, text: str) -> None:
        """Print the lines that were not in the message; of several empty lines one."""
        earlier = self._lines.get(id_, set())
        lines = text.split("\n")
        if id_:  # "" is no message that could change
            self._lines[id_] = earlier | set(lines)
        new = "\n".join("" if line in earlier else line for line in lines)
        if shown := re.sub(r"\n{3,}", "\n\n", new).strip("\n"):
            print(shown, file=self._out, flush=True)


class LiveScreen:
    """Prints replies above; updates cards in place at the bottom."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._cards: dict[str, str] = {}
        self._live: Live | None = None

    def show(self, id_: str, text: str, *, card: bool, step: str = "") -> None:
        if card:
            self._cards[id_] = text
            self._refresh()
        else:
            self._print(text)

    def change(self, id_: str, text: str, *, step: str, share: float | None) -> None:
        if not step:  # the card has become an answer
            self.remove(id_)
            self._print(text)
        else:
            self._cards[id_] = text
            self._refresh()

    def remove(self, id_: str) -> None:
        if self._cards.pop(id_, None) is not None:
            self._refresh()

    def close(self) -> None:
        """Keep the last state of the cards on the screen."""
        if self._live:
            self._live.stop()
            self._live = None

    def _print(self, text: str) -> None:
        target = self._live.console if self._live else self._console
        target.print(Text(text))

    def _refresh(self) -> None:
        if self._live is None:
            self._live = Live(console=self._console, auto_refresh=False)
            self._live.start()
        # The last line is the input line.
        lines = [*self._cards.values(), ""] if self._cards else []
        self._live.update(Text("\n".join(lines)), refresh=True)
