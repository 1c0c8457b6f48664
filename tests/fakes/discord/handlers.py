"""Checks shared by the handlers of the fake Discord: permissions, sizes, ages."""

from collections.abc import Callable
from urllib.parse import urlsplit

from aiohttp import web

from tests.fakes.discord.bodies import (
    LAYOUT,
    Call,
    Refused,
    all_parts,
    controls,
    is_layout,
    words_of,
)
from tests.fakes.discord.state import (
    BOT,
    EPHEMERAL,
    EPOCH,
    MIB,
    DiscordState,
    Interaction,
    Json,
)

_LIFE = 900
_DAY = 86_400
_SIZES = {0: 10 * MIB, 1: 10 * MIB, 2: 50 * MIB, 3: 100 * MIB}
_TEXT = 2000


class HandlerBase:
    def __init__(self, world: DiscordState, address: Callable[[], str]) -> None:
        self._world = world
        self._address = address
        self.readers: list[str] = []
        self.cdn_mishaps: list[str] = []

    def _enter(self, call: Call, *, write: bool = False, thread: bool = False) -> Json:
        """The channel of a call, if the bot may see it, or ``write`` in it; else ``Refused``."""
        id_ = call.ids["channel_id"]
        channel = self._world.channels.get(id_)
        if channel is None:
            raise Refused(404, 10003)
        if id_ in self._world.outside:
            raise Refused(403, 50001)
        if write and id_ in self._world.denied:
            raise Refused(403, 50013)
        facts = channel.get("thread_metadata")
        if facts and write and facts["archived"] and not call.route.endswith("_id}"):
            raise Refused(403 if facts["locked"] else 400, 50083)
        return channel

    def _message(self, call: Call) -> Json:
        there = self._world.messages[call.ids["channel_id"]]
        message = there.get(call.ids["message_id"])
        if message is None or message["flags"] & EPHEMERAL:
            raise Refused(404, 10008)
        return message

    def _limit_of(self, channel: Json) -> int:
        guild = self._world.guilds.get(channel.get("guild_id", ""))
        return _SIZES[guild["premium_tier"] if guild else 0]

    def _new_message(self, call: Call, channel: str, limit: int) -> Json:
        """Add a message of the bot. Raises ``Refused`` for an invalid body."""
        body = call.body
        self._fit(body, call.files, limit)
        laid_out = is_layout(body)
        if laid_out and not body.get("components"):
            raise Refused(400, 50006)
        if not (laid_out or body.get("content") or call.files or body.get("embeds")):
            raise Refused(400, 50006)
        text = words_of(body)
        allowed = body.get("allowed_mentions") or {"parse": ["users", "everyone"]}
        silenced = "everyone" not in allowed["parse"]
        return self._world.add_message(
            channel,
            self._world.bot,
            content=body.get("content") or "",
            components=body.get("components") or [],
            attachments=self._attached(call),
            flags=int(body.get("flags") or 0),
            mentions=[
                user
                for user in self._world.mentions_in(text)
                if "users" in allowed["parse"] or user["id"] in allowed.get("users", ())
            ],
            mention_everyone="@everyone" in text and not silenced,
        )

    def _quiet_message(self, interaction: Interaction, data: Json, flags: int) -> Json:
        """Add the answer of an interaction's callback."""
        self._fit(data, [], interaction.limit)
        return self._world.add_message(
            interaction.channel,
            self._world.bot,
            content=data.get("content") or "",
            components=data.get("components") or [],
            flags=flags,
            **{"for": interaction.user},
        )

    def _changed(self, call: Call, message: Json, limit: int) -> Json:
        body = call.body
        if is_layout(message):  # the flag cannot be taken back
            body = body | {"flags": int(body.get("flags") or 0) | LAYOUT}
        self._fit(body, call.files, limit, message)
        more: Json = {"flags": message["flags"] | int(body.get("flags") or 0) & LAYOUT}
        if "content" in body:
            more["content"] = body["content"] or ""
        if "components" in body:
            more["components"] = body["components"] or []
        if call.files:
            more["attachments"] = self._attached(call)
        self._world.change_message(message, **more)
        return message

    def _fit(
        self,
        body: Json,
        files: list[tuple[str, bytes]],
        limit: int,
        message: Json | None = None,
    ) -> None:
        """Check the rules that are not in the schema."""
        if any(len(data) > limit for _, data in files):
            raise Refused(413, 40005)
        if len(body.get("content") or "") > _TEXT:
            raise Refused(400, 50035)
        shown = body.get("components") or ()
        ids = [
            each.get("custom_id")
            for row in controls(shown)
            for each in row
            if each.get("custom_id")
        ]
        if len(ids) != len(set(ids)):
            raise Refused(400, 50035)
        if not is_layout(body):
            if len(shown) > 5 or any(row["type"] != 1 for row in shown):
                raise Refused(400, 50035)
            return
        if body.get("content") or body.get("embeds"):
            raise Refused(400, 50035)
        self._fit_layout(body, message or {})

    def _fit_layout(self, body: Json, message: Json) -> None:
        parts = list(all_parts(body.get("components")))
        if len(parts) > 40 or len(words_of(body)) > 4000:
            raise Refused(400, 50035)
        listed = body.get("attachments")
        files = listed if listed is not None else message.get("attachments") or ()
        names = {f"attachment://{file['filename']}" for file in files}
        for part in parts:
            for item in part.get("items") or ():
                if item["media"]["url"] not in names:
                    raise Refused(400, 50035)

    def _attached(self, call: Call) -> list[Json]:
        listed = {str(each["id"]): each for each in call.body.get("attachments") or ()}
        files = []
        for number, data in call.files:
            about = listed.get(number, {})
            file = self.keep(data, about.get("filename", "file"), "video/mp4")
            if "description" in about:
                file["description"] = about["description"]
            files.append(file)
        return files

    def keep(self, data: bytes, name: str, mime: str, folder: str = "") -> Json:
        """Store a file in the CDN; return its attachment."""
        id_ = self._world.snowflake()
        path = f"/{folder or 'attachments'}/{id_}/{name}"
        self._world.files[path] = (data, mime)
        url = self._sign(f"{self._address()}/cdn{path}")
        return {
            "id": id_,
            "filename": name,
            "size": len(data),
            "url": url,
            "proxy_url": url,
            "content_type": mime,
        }

    def _sign(self, url: str) -> str:
        until = int(self._world.now()) + _DAY
        plain = url.partition("?")[0]
        return f"{plain}?ex={until:x}&is={until - _DAY:x}&hm={hash(plain) & 0xFFFF:x}&"

    async def cdn(self, request: web.Request) -> web.StreamResponse:
        path = urlsplit(str(request.rel_url)).path.removeprefix("/cdn")
        until = int(request.query.get("ex", "0"), 16)
        if path not in self._world.files or not request.query.get("hm"):
            return web.Response(status=404)
        if until < self._world.now():
            return web.Response(status=404, text="This content is no longer available.")
        data, mime = self._world.files[path]
        self.readers.append(request.headers.get("User-Agent", ""))
        match self.cdn_mishaps.pop(0) if self.cdn_mishaps else "":
            case "busy":
                return web.Response(status=503)
            case "cut":
                answer = web.StreamResponse()
                answer.content_length = len(data)
                await answer.prepare(request)
                await answer.write(data[: len(data) // 2])
                if request.transport:
                    request.transport.close()
                return answer
            case _:
                return web.Response(body=data, content_type=mime)

    def _interaction_of(self, token: str) -> Interaction:
        if token not in self._world.interactions:
            raise Refused(404, 10062)
        return self._world.interactions[token]

    def _living(self, call: Call) -> Interaction:
        """The interaction of a webhook's call; ``Refused`` if unanswered or too old."""
        interaction = self._world.interactions.get(call.ids["webhook_token"])
        if interaction is None or interaction.state == "none":
            raise Refused(404, 10015)
        if self._world.age(interaction) > _LIFE:
            raise Refused(401, 50027)
        return interaction

    def _original(self, interaction: Interaction) -> Json:
        message = self._world.messages[interaction.channel].get(interaction.original)
        if message is None:
            raise Refused(404, 10008)
        return message

    def _of(self, interaction: Interaction, call: Call) -> Json:
        message = self._world.messages[interaction.channel].get(call.ids["message_id"])
        if message is None or message["author"]["id"] != BOT:
            raise Refused(404, 10008)
        return message


def born(snowflake: str) -> float:
    return ((int(snowflake) >> 22) + EPOCH) / 1000
