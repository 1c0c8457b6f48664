"""Turn what people do on the drop page into events of the core."""

from dataclasses import dataclass, replace

from bots.web.wire import ids
from core.model.chat import Clip, MessageRef, UpdateId
from core.model.drop_link import DropLink
from core.model.inbound import ButtonPressed, MessageReceived
from core.model.media_types import kind_of
from core.rules.intake.links import split_links

_NOT_IN_CHAT = MessageRef("")


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A complete upload: its id, and the client's metadata."""

    id: str
    name: str
    mime: str
    size: int


def clip_event(link: DropLink, file: UploadedFile) -> MessageReceived:
    """The event of a finished upload, as if it had been sent in the chat."""
    person = link.person
    clip = Clip(
        ref=ids.clip_ref(ids.folder_name(person.id), file.id),
        name=file.name,
        kind=kind_of(file.name, file.mime),
        size=file.size,
        mime=file.mime,
        owner=person.id,
        platform=ids.PLATFORM,
    )
    event = _event(link, ids.upload_event(file.id))
    return replace(event, clips=(clip,))


def words_event(link: DropLink, mark: str, text: str) -> MessageReceived:
    """The event of a line typed on the page; ``mark`` makes it unique."""
    event = _event(link, ids.page_event(link.person.id, mark))
    words, clips = split_links(text.strip(), link.person.id)
    return replace(event, text=words, clips=clips)


def press_event(link: DropLink, mark: str, number: int, data: str) -> ButtonPressed:
    """The event of a pressed button on the page."""
    message = ids.message_ref(number)
    return ButtonPressed(
        ids.page_event(link.person.id, mark),
        link.chat,
        link.person,
        message,
        data,
        private=link.private,
    )


def _event(link: DropLink, update: UpdateId) -> MessageReceived:
    return MessageReceived(
        update,
        link.chat,
        link.person,
        _NOT_IN_CHAT,
        private=link.private,
        place=link.place,
        project=link.project,
    )
