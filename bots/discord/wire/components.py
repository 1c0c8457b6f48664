"""Build and read message components (version 2): buttons, lists, layouts.

A card is a container: text beside its one button, or above rows of buttons. A video or a
picture stands in a gallery between the text and the buttons.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from bots.discord.wire import limits
from core.model.reply import Button, ButtonStyle, Reply

LAYOUT = 1 << 15
"""The flag of a message that consists of components; it cannot be taken back."""
PICK = "pick"
"""The custom id of a list; the choice is in its value."""
ASK = "ask"
"""The custom id of a question's button, which opens a form for the answer."""
_ROW, _BUTTON, _SELECT, _LINK = 1, 2, 3, 5
_SECTION, _TEXT, _GALLERY, _SEPARATOR, _CONTAINER = 9, 10, 12, 14, 17
_STYLES = {ButtonStyle.PLAIN: 2, ButtonStyle.PRIMARY: 1, ButtonStyle.DANGER: 4}
_MANY = 10
"""More choices than this are shown as a select menu instead of buttons."""

Body = dict[str, Any]


def is_valid_button(button: Button) -> bool:
    """Discord refuses a whole message for one bad button."""
    if button.data:
        return len(button.data) <= limits.CUSTOM_ID
    try:
        parts = urlsplit(button.url)
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and len(button.url) <= 512
    )


def control_rows(reply: Reply) -> list[Body]:
    """The rows of buttons under a reply, or a list to choose from."""
    rows = _button_rows(reply)
    if reply.ask and len(rows) < limits.ROWS:
        ask = Button(f"✏️ {reply.ask}", ASK, look=ButtonStyle.PRIMARY)
        rows.append({"type": _ROW, "components": [_button(ask)]})
    return rows


def _button_rows(reply: Reply) -> list[Body]:
    rows = [_unique(row) for row in _distinct(reply.buttons)]
    rows = [row for row in rows if row]
    flat = [button for row in rows for button in row]
    if len(flat) > _MANY:
        return _list(flat)
    across = [
        row[i : i + limits.BUTTONS_IN_ROW]
        for row in rows
        for i in range(0, len(row), limits.BUTTONS_IN_ROW)
    ]
    if len(across) > limits.ROWS:
        across = [
            flat[i : i + limits.BUTTONS_IN_ROW]
            for i in range(0, len(flat), limits.BUTTONS_IN_ROW)
        ]
    return [
        {"type": _ROW, "components": [_button(button) for button in row]}
        for row in across
    ]


def _distinct(rows: Iterable[tuple[Button, ...]]) -> list[list[Button]]:
    """Drop components with a repeated id, which Discord refuses."""
    seen: set[str] = set()
    out = []
    for row in rows:
        fresh = []
        for button in row:
            if (button.data or button.url) not in seen:
                seen.add(button.data or button.url)
                fresh.append(button)
        out.append(fresh)
    return out


def _unique(row: list[Button]) -> list[Button]:
    return [button for button in row if is_valid_button(button)]


def _button(button: Button) -> Body:
    label = button.label.strip()[: limits.BUTTON_LABEL] or "…"
    if button.url:
        return {"type": _BUTTON, "style": _LINK, "label": label, "url": button.url}
    style = _STYLES[button.look]
    return {"type": _BUTTON, "style": style, "label": label, "custom_id": button.data}


def button_of(part: Mapping[str, Any]) -> Button:
    """The button that a component shows."""
    looks = {style: look for look, style in _STYLES.items()}
    return Button(
        str(part.get("label") or ""),
        str(part.get("custom_id") or ""),
        str(part.get("url") or ""),
        looks.get(int(part.get("style") or 0), ButtonStyle.PLAIN),
    )


def _list(flat: list[Button]) -> list[Body]:
    choices = islice((button for button in flat if button.data), limits.OPTIONS)
    options = [
        {
            "label": button.label.strip()[: limits.OPTION_LABEL] or "…",
            "value": button.data,
        }
        for button in choices
    ]
    links = [_button(button) for button in flat if button.url][: limits.BUTTONS_IN_ROW]
    select = {"type": _SELECT, "custom_id": PICK, "options": options}
    out: list[Body] = [{"type": _ROW, "components": [select]}] if options else []
    return [*out, {"type": _ROW, "components": links}] if links else out


def layout(
    text: str, rows: Sequence[Body], files: Sequence[Body] = (), mention: str = ""
) -> list[Body]:
    """The components of a message; ``rows`` are action rows, ``files`` gallery items."""
    words = [{"type": _TEXT, "content": text}] if text else []
    inner: list[Body] = list(words)
    lone = _lone_button(rows)
    if words and lone and not files:
        inner, rows = [{"type": _SECTION, "components": words, "accessory": lone}], ()
    if files:
        inner.append({"type": _GALLERY, "items": list(files)})
    if rows and inner:
        inner.append({"type": _SEPARATOR})
    inner += rows
    if not inner:
        inner = [{"type": _TEXT, "content": "…"}]
    call = [{"type": _TEXT, "content": mention}] if mention else []
    return [*call, {"type": _CONTAINER, "components": inner}]


def gallery_item(name: str, alt: str = "") -> Body:
    """A file of the same message as a picture or a video."""
    about = {"description": alt} if alt else {}
    return {"media": {"url": f"attachment://{name}"}, **about}


def _lone_button(rows: Sequence[Body]) -> Body | None:
    parts = [part for row in rows for part in row["components"]]
    return parts[0] if len(parts) == 1 and parts[0]["type"] == _BUTTON else None


def is_layout(message: Mapping[str, Any]) -> bool:
    return bool(int(message.get("flags") or 0) & LAYOUT)


def shown_files(message: Mapping[str, Any]) -> tuple[str, ...]:
    """The files that the layout of a message shows."""
    files = message.get("attachments") if is_layout(message) else ()
    return tuple(str(file["filename"]) for file in files or ())


def is_list(row: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a row holds anything but buttons."""
    return any(part.get("type") != _BUTTON for part in row)


def controls(components: object) -> list[list[Mapping[str, Any]]]:
    """Buttons and lists by row, at any depth."""
    out: list[list[Mapping[str, Any]]] = []
    for part in _parts(components):
        if part.get("type") == _ROW:
            out.append(_parts(part.get("components")))
        elif part.get("type") == _SECTION and isinstance(part.get("accessory"), dict):
            out.append([part["accessory"]])
        else:
            out += controls(part.get("components"))
    return [row for row in out if any(p.get("type") in {_BUTTON, _SELECT} for p in row)]


def words_of(message: Mapping[str, Any]) -> str:
    """The text of a message, from its content or its components."""
    return str(message.get("content") or "") or "\n".join(
        _texts(message.get("components"))
    )


def _texts(components: object) -> Iterator[str]:
    for part in _parts(components):
        if part.get("type") == _TEXT:
            yield str(part.get("content") or "")
        else:
            yield from _texts(part.get("components"))


def relabelled(components: object, labels: Mapping[str, str]) -> list[Body]:
    """The components with other labels on their buttons, fit to be sent again."""
    return [_relabelled(part, labels) for part in _parts(components)]


def _relabelled(part: Mapping[str, Any], labels: Mapping[str, str]) -> Body:
    out = {key: value for key, value in part.items() if key != "id"}
    if part.get("type") == _BUTTON:
        out["label"] = labels.get(str(part.get("custom_id")), part.get("label"))
    if part.get("type") == _GALLERY:
        out["items"] = [_sent_again(item) for item in part["items"]]
    if "components" in part:
        out["components"] = relabelled(part["components"], labels)
    if isinstance(part.get("accessory"), dict):
        out["accessory"] = _relabelled(part["accessory"], labels)
    return out


def _sent_again(item: Mapping[str, Any]) -> Body:
    """Reference a file of the existing message as one of a new message."""
    path = urlsplit(str(item["media"]["url"])).path or str(item["media"]["url"])
    alt = str(item.get("description") or "")
    return gallery_item(PurePosixPath(path).name, alt)


def _parts(components: object) -> list[Mapping[str, Any]]:
    parts = components if isinstance(components, list | tuple) else ()
    return [part for part in parts if isinstance(part, Mapping)]
