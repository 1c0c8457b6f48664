"""Show a console conversation on a live terminal or a pipe."""

import sys
from typing import IO, Protocol

from rich.console import Console
from rich.live import Live
from rich.text import Text


class Screen(Protocol):
    """Shows texts by id; ``card`` marks a text that will change.

    ``share`` is how much of the step is done, 0 to 1, None when unknown; a text without
    ``step`` is an answer.
    """

    def show(self, id_: str, text: str, *, card: bool) -> None: ...
    def change(
        self, id_: str, text: str, *, step: str, share: float | None
    ) -> None: ...
    def remove(self, id_: str) -> None: ...


class PlainScreen:
    """Prints plain lines; prints a card again only when its step changes."""

    def __init__(self, out: IO[str] | None = None) -> None:
        self._out = out or sys.stdout
        self._steps: dict[str, str] = {}

    def show(self, id_: str, text: str, *, card: bool) -> None:
        if card:
            self._steps[id_] = ""
        print(text, file=self._out, flush=True)

    def change(self, id_: str, text: str, *, step: str, share: float | None) -> None:
        if step and self._steps.get(id_) == step:
            return
        if not step:
            self._steps.pop(id_, None)
        else:
            self._steps[id_] = step
        print(text, file=self._out, flush=True)

    def remove(self, id_: str) -> None:
        self._steps.pop(id_, None)


class LiveScreen:
    """Prints replies above; updates cards in place at the bottom."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._cards: dict[str, str] = {}
        self._live: Live | None = None

    def show(self, id_: str, text: str, *, card: bool) -> None:
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
