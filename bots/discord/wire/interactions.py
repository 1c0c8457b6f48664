"""Parse Discord interactions: commands, menus, buttons, forms, autocomplete."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from bots.discord.wire import (
    attachments as cdn,
    components,
    ids as names,
    outbound,
    permissions as rights,
)
from bots.discord.wire.ids import Ref
from bots.discord.wire.inbound import replied_message, sender_of
from bots.discord.wire.interaction_data import (
    button_data,
    clips_of_data,
    target_of,
    values_of,
)
from core.model import commands
from core.model.chat import Clip, Sender
from core.model.inbound import ButtonPressed, Command, MessageReceived, RepliedMessage
from core.model.reply import ButtonRows
from core.rules.text.wording import say

EDIT = "edit"
MENUS = {
    say("en", f"discord.menu_{key}"): key
    for key in ("sync", "add", "song", "vertical", "beat")
}
"""The menus of messages by their English names, by which Discord tells which one was chosen.

Of each key, ``discord.menu_…`` are the names, ``discord.say_…`` is what it says to the agent.
"""
_BOT_DM = 1


class InteractionKind(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    SUGGEST = 4
    FORM = 5


@dataclass(frozen=True, slots=True)
class Interaction:
    """One interaction. ``options`` by name; ``values`` by a form's field.

    ``clips`` are those of its options, uploads or target message, in order. ``ref`` is what
    an answer refers to. ``focused_option`` is the option being typed. ``can_open_threads``
    tells that a thread can be opened from here, ``target`` is the message on which a menu
    was opened.
    """

    id: str
    kind: InteractionKind
    ref: Ref
    sender: Sender
    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    clips: tuple[Clip, ...] = ()
    custom_id: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    focused_option: str = ""
    guild: str = ""
    parent: str = ""
    channel_name: str = ""
    private: bool = False
    can_moderate: bool = False
    upload_limit: int | None = None
    can_open_threads: bool = False
    buttons: ButtonRows = ()
    message_text: str = ""
    message_id: str = ""
    layout: Any = None
    target: Mapping[str, Any] = field(default_factory=dict)

    @property
    def channel(self) -> str:
        return self.ref.channel

    @property
    def menu(self) -> str:
        """The key of the menu that was chosen, "" for anything else."""
        return MENUS.get(self.name, "")

    @property
    def user(self) -> str:
        return names.user_of(self.sender.id)


def parse(event: Mapping[str, Any]) -> Interaction | None:
    """Parse an interaction event; None for unsupported types."""
    if event.get("type") not in list(InteractionKind):
        return None
    kind, data = InteractionKind(event["type"]), event.get("data") or {}
    member = event.get("member") or {}
    user = member.get("user") or event.get("user") or {}
    channel = event.get("channel") or {}
    message = event.get("message") or {}
    private = _is_private(event)
    name = str(data.get("name") or "")
    sender = sender_of(user, member, str(event.get("locale") or ""))
    options = {each["name"]: each.get("value") for each in data.get("options") or ()}
    focus = (each["name"] for each in data.get("options") or () if each.get("focused"))
    in_thread = channel.get("type") in rights.THREADS
    is_ephemeral = _is_ephemeral(event, name, private=private, options=options)
    ref = _ref(event, kind, private=private, ephemeral=is_ephemeral)
    return Interaction(
        id=str(event["id"]),
        kind=kind,
        ref=ref,
        sender=sender,
        name=name,
        options=options,
        clips=clips_of_data(data, sender),
        custom_id=button_data(data),
        values=values_of(data),
        focused_option=next(focus, ""),
        guild=str(event.get("guild_id") or ""),
        parent=str(channel.get("parent_id") or "") if in_thread else "",
        channel_name=str(channel.get("name") or ""),
        private=private,
        can_moderate=private
        or rights.can_moderate(int(member.get("permissions") or 0)),
        upload_limit=rights.upload_limit(event),
        can_open_threads=rights.can_open_threads(event, token_only=ref.token_only),
        buttons=_buttons(message),
        message_text=components.words_of(message),
        message_id=str(message.get("id") or ""),
        layout=_layout(message),
        target=target_of(data),
    )


def _is_private(event: Mapping[str, Any]) -> bool:
    """Whether it was used in a direct message with the bot, by its context if that is given."""
    if event.get("context") is None:
        return not event.get("guild_id")
    return bool(event["context"] == _BOT_DM)


def _ref(
    event: Mapping[str, Any],
    kind: InteractionKind,
    *,
    private: bool,
    ephemeral: bool,
) -> Ref:
    """The reference by which replies find the interaction, and its button's message."""
    pressed = kind is InteractionKind.COMPONENT
    message = (event.get("message") or {}) if pressed else {}
    channel = event.get("channel") or {}
    return Ref(
        channel=str(event.get("channel_id") or channel.get("id") or ""),
        message=str(message.get("id", "")),
        interaction=str(event["id"]),
        token=str(event["token"]),
        created_at=int(names.created_at(str(event["id"]))),
        ephemeral=ephemeral,
        token_only=rights.is_token_only(event, private=private),
        from_button=pressed,
        layout=pressed and components.is_layout(message),
        shows=components.shown_files(message) if pressed else (),
    )


def _layout(message: Mapping[str, Any]) -> Any:
    """The layout of a button's message, None without one."""
    return message.get("components") if components.is_layout(message) else None


def _buttons(message: Mapping[str, Any]) -> ButtonRows:
    """The buttons of a message as we posted them; none if it has a select menu."""
    rows = components.controls(message.get("components"))
    if any(components.is_list(row) for row in rows):
        return ()
    return tuple(tuple(components.button_of(part) for part in row) for row in rows)


def to_message(
    interaction: Interaction,
    text: str,
    clips: tuple[Clip, ...],
    command: Command | None = None,
) -> MessageReceived:
    """Convert to a message of the core; links in the text become clips.

    ``command`` replaces the called one.
    """
    words, links = cdn.links_in(text, interaction.sender)
    # "use this as the song" refers to the menu's target
    quoted, clips = (clips, ()) if interaction.menu == "song" else ((), clips)
    return MessageReceived(
        update=names.update_id("i", interaction.id),
        chat=names.chat_id(interaction.channel),
        sender=interaction.sender,
        message=interaction.ref.encode(),
        text=words,
        clips=(*clips, *links),
        command=command or _command(interaction),
        at=interaction.ref.created_at,
        private=interaction.private,
        place=interaction.channel_name,
        within=names.within(interaction.guild, interaction.parent),
        quoted=quoted,
    )


def to_answer(interaction: Interaction, text: str) -> MessageReceived:
    """The answer that was typed into the form of a question of ours."""
    message = to_message(interaction, text, ())
    question = RepliedMessage(interaction.message_text, id=interaction.message_id)
    return replace(message, reply=question)


def asks_for_upright(interaction: Interaction, bot_id: str) -> bool:
    """Whether the menu asks to make our own video upright: it is no footage then."""
    author = str((interaction.target.get("author") or {}).get("id") or "")
    return interaction.menu == "vertical" and author == bot_id


def to_result_request(interaction: Interaction, text: str) -> MessageReceived:
    """A request about the result on which a menu was opened, as if it replied to it."""
    message = to_message(interaction, text, ())
    return replace(message, reply=replied_message(interaction.target))


def edit_text(interaction: Interaction) -> str:
    """The instruction of ``/edit``, with its link behind it."""
    words = (
        str(interaction.options.get("instruction") or ""),
        link_of(interaction.options),
    )
    return "\n".join(each.strip() for each in words if each)


def link_of(options: Mapping[str, Any]) -> str:
    """The given URL, completed if its ``https://`` is missing."""
    url = str(options.get("url") or "").strip()
    bare = url and "://" not in url and "." in url and " " not in url
    return f"https://{url}" if bare else url


def to_button_press(interaction: Interaction) -> ButtonPressed:
    return ButtonPressed(
        update=names.update_id("i", interaction.id),
        chat=names.chat_id(interaction.channel),
        sender=interaction.sender,
        message=interaction.ref.encode(),
        data=interaction.custom_id,
        private=interaction.private,
        message_id=interaction.ref.message,
        buttons=interaction.buttons,
        within=names.within(interaction.guild, interaction.parent),
    )


def _command(interaction: Interaction) -> Command | None:
    is_command = interaction.kind is InteractionKind.COMMAND
    if not is_command or interaction.menu or interaction.name == EDIT:
        return None
    argument = " ".join(str(value) for value in interaction.options.values() if value)
    return Command(interaction.name, argument)


def _is_ephemeral(
    event: Mapping[str, Any], name: str, *, private: bool, options: Mapping[str, Any]
) -> bool:
    """Whether only this person sees the answer; always so on an ephemeral message.

    Opening a project is visible to all.
    """
    flags = int((event.get("message") or {}).get("flags") or 0)
    quiet = (
        not private
        and name in commands.PRIVATE
        and not (name == "projects" and options)
    )
    return bool(flags & outbound.EPHEMERAL) or quiet
