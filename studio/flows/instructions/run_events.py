"""Pass the steps of a run to its listener."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from studio.model.step import ReplyText, Step


@dataclass(slots=True)
class RunEvents:
    """The steps of a run for one listener, in a queue; ``None`` ends it.

    ``number`` counts the session's instructions from 1; ``texts`` are the replies so far.
    """

    steps: asyncio.Queue[Step | None] = field(default_factory=asyncio.Queue)
    number: int = 0
    texts: list[str] = field(default_factory=list)

    def tell(self, step: Step) -> None:
        """Pass a step on to the listener."""
        self.steps.put_nowait(step)
        if isinstance(step, ReplyText):
            self.texts.append(step.text)

    async def events(self, beat: float) -> AsyncIterator[Step | None]:
        """Yield steps as they arrive, and None after ``beat`` seconds without one."""
        while True:
            try:
                async with asyncio.timeout(beat):
                    step = await self.steps.get()
            except TimeoutError:
                yield None
                continue
            if step is None:
                return
            yield step
