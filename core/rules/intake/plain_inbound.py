"""Take controls and invisible characters out of everything that an event says."""

from dataclasses import replace

from common.text.plain_text import plain_text
from core.model.chat import Clip, Sender
from core.model.inbound import Command, Inbound, MessageEdited, MessageReceived
from core.rules.intake.safe_names import safe_name


def plain_inbound(inbound: Inbound) -> Inbound:
    """The event with plain words and names; whichever platform it is from."""
    match inbound:
        case MessageReceived():
            return replace(
                inbound,
                text=plain_text(inbound.text),
                sender=_plain_sender(inbound.sender),
                clips=tuple(map(_plain_clip, inbound.clips)),
                quoted=tuple(map(_plain_clip, inbound.quoted)),
                command=inbound.command and _plain_command(inbound.command),
                place=plain_text(inbound.place),
            )
        case MessageEdited():
            text, sender = plain_text(inbound.text), _plain_sender(inbound.sender)
            return replace(inbound, text=text, sender=sender)
        case _:
            return inbound


def _plain_sender(sender: Sender) -> Sender:
    return replace(sender, name=" ".join(plain_text(sender.name).split()))


def _plain_clip(clip: Clip) -> Clip:
    return replace(clip, name=safe_name(clip.name))


def _plain_command(command: Command) -> Command:
    return replace(command, argument=plain_text(command.argument))
