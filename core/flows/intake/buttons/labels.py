"""Update the labels of buttons after presses: marks and counts of votes.

One edit of a message runs at a time; presses during it share the next one.
"""

from collections import OrderedDict

from core.flows.intake.buttons.votes import count_votes
from core.flows.intake.notices import Notices
from core.flows.turn.dependencies import Dependencies
from core.model.chat import ChatId
from core.model.inbound import ButtonPressed
from core.model.reply import ButtonRows, ButtonVerb
from core.rules.replies.buttons import mark_pressed

_MOST_MESSAGES = 1000

_MessageKey = tuple[ChatId, str]


class ButtonLabels:
    """Edits the buttons of pressed messages in background tasks.

    A press carries the buttons as its person saw them, without the marks of presses just
    before. So the marks of recent messages are cached.
    """

    def __init__(self, deps: Dependencies, notices: Notices) -> None:
        self._deps = deps
        self._notices = notices
        self._marks: OrderedDict[_MessageKey, dict[tuple[str, str], None]] = (
            OrderedDict()
        )
        self._newest: dict[_MessageKey, ButtonPressed] = {}
        self._editing: set[_MessageKey] = set()

    def mark(self, press: ButtonPressed) -> None:
        """Mark the button on its message, in a group with the name of the person."""
        who = "" if press.private else press.sender.name
        marks = self._marks.setdefault(_key(press), {})
        marks[press.data, who] = None
        self._marks.move_to_end(_key(press))
        if len(self._marks) > _MOST_MESSAGES:
            self._marks.popitem(last=False)
        self.refresh(press)

    def refresh(self, press: ButtonPressed) -> None:
        """Show the marks and the counts of votes on the message of the press."""
        key = _key(press)
        self._newest[key] = press
        if key not in self._editing:
            self._editing.add(key)
            self._notices.spawn(self._edit(key))

    async def _edit(self, key: _MessageKey) -> None:
        """Edit until the newest press is shown."""
        try:
            while key in self._newest:
                await self._show_newest(key)
        finally:
            self._editing.discard(key)
            self._newest.pop(key, None)

    async def _show_newest(self, key: _MessageKey) -> None:
        """Edit the message once; retry only if no turn edits it too.

        A late retry would restore the old buttons of a running turn's message.
        """
        press = self._newest[key]

        async def show() -> None:
            nonlocal press
            press = self._newest.pop(key, press)
            rows = await self._rows(press)
            if rows != press.buttons:
                adapter = self._deps.outbox.adapter(press.chat)
                await adapter.edit_buttons(press.chat, press.message, rows)

        if self._can_cancel(press.buttons):
            await show()
        else:
            await self._deps.outbox.repeat_edit(show)

    async def _rows(self, press: ButtonPressed) -> ButtonRows:
        rows = press.buttons
        for data, who in self._marks.get(_key(press), ()):
            rows = mark_pressed(rows, data, who)
        return await count_votes(self._deps, rows)

    def _can_cancel(self, rows: ButtonRows) -> bool:
        presses = [
            self._deps.buttons.read(button.data) for row in rows for button in row
        ]
        return any(press and press[0] == ButtonVerb.CANCEL for press in presses)


def _key(press: ButtonPressed) -> _MessageKey:
    return press.chat, press.message_id or press.message
