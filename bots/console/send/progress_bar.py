"""Show a conversation as a progress bar with the replies above it."""

from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)


class ProgressBar:
    """``Screen`` on stderr: a bar in a terminal, else one line per step.

    ``answers`` are shown at the end, by ``print_answers``.
    """

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._live = self._console.is_terminal
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(30),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._live,
        )
        self._task = self._progress.add_task("", total=1.0)
        self._step = ""
        self.answers: list[str] = []

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, id_: str, text: str, *, card: bool, step: str = "") -> None:
        if card:
            self._update(text, None)
        elif text:
            self.answers.append(text)

    def print_answers(self) -> None:
        for text in self.answers:
            self._console.print(text, markup=False)

    def change(self, id_: str, text: str, *, step: str, share: float | None) -> None:
        if step:
            self._update(text, share)
        else:
            self.show(id_, text, card=False)

    def remove(self, id_: str) -> None:
        """Do nothing: the bar is the only card."""

    def _update(self, text: str, share: float | None) -> None:
        """Take the step from the card's first words; clock and bar are drawn here."""
        name = text.partition("\n")[0].partition(" · ")[0]
        if name != self._step:
            self._step = name
            self._progress.reset(self._task, total=1.0, description=name)
            if not self._live:
                self._console.print(f"{name} …", markup=False)
        self._progress.update(self._task, completed=share or 0.0)
